/** What a chosen file holds, read without believing any of it. */
import { describe, expect, test } from 'vitest';
import { FILE_MAX_BYTES, readFlowFile } from '../../../studio/flows/read-flow-file.ts';

const file = (...parts: BlobPart[]) => new File(parts, 'a.json');

describe('a flow file', () => {
  test('is read as JSON, with the mark some editors put before it', async () => {
    expect(await readFlowFile(file('\uFEFF{"id": "a"}\n'))).toEqual({ ok: true, document: { id: 'a' } });
  });

  test.each([
    ['   ', 'empty'],
    ['{"id": ', 'no-json'],
    ['%PDF-1.7', 'no-json'],
  ])('with %j is refused as %s', async (text, fault) => {
    expect(await readFlowFile(file(text))).toMatchObject({ ok: false, fault });
  });

  test('that is too large is not even read', async () => {
    const large = file(new Uint8Array(FILE_MAX_BYTES + 1));
    large.text = () => Promise.reject(new Error('it was read'));
    expect(await readFlowFile(large)).toMatchObject({ ok: false, fault: 'too-large' });
  });

  test('that has gone from the disk is said to be unreadable', async () => {
    const gone = file('{}');
    gone.text = () => Promise.reject(new DOMException('gone', 'NotFoundError'));
    expect(await readFlowFile(gone)).toMatchObject({ ok: false, fault: 'unreadable' });
  });
});
