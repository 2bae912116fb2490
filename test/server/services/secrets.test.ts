import { beforeEach, describe, expect, test } from 'vitest';
import { createSecrets, type Secrets } from '../../../server/services/secrets.ts';
import type { RecordStore } from '../../../server/stores/port.ts';
import { openRecords } from './open-records.ts';

const KEY = Buffer.alloc(32, 7);
const VALUE = 'sk_live_canary_0123456789';

let records: RecordStore;
let secrets: Secrets;

beforeEach(() => {
  records = openRecords();
  secrets = createSecrets({ records, key: KEY });
});

describe('secrets', () => {
  test('come back as they were stored, and the last one stored counts', async () => {
    await secrets.set('main', 'crm', 'before');
    await secrets.set('main', 'crm', VALUE, ['API.example.org']);
    expect(await secrets.reveal('main', 'crm')).toEqual({ value: VALUE, hosts: ['api.example.org'] });
  });

  test('are listed by name, masked; short ones wholly', async () => {
    await secrets.set('main', 'crm', VALUE);
    await secrets.set('main', 'a-short_one', 'hunter2');
    expect(await secrets.names('main')).toEqual([
      { name: 'a-short_one', masked: '••••', hosts: [] },
      { name: 'crm', masked: '••••6789', hosts: [] },
    ]);
  });

  test('are not readable in what is stored, and never stored alike twice', async () => {
    await secrets.set('main', 'crm', VALUE);
    const first = JSON.stringify(await records.get('main', 'secret', 'crm'));
    await secrets.set('main', 'crm', VALUE);
    const second = JSON.stringify(await records.get('main', 'secret', 'crm'));
    expect(first).not.toContain('canary');
    expect(JSON.parse(first).data.sealed).not.toBe(JSON.parse(second).data.sealed);
  });

  test('belong to their workspace', async () => {
    await secrets.set('main', 'crm', VALUE);
    expect(await secrets.reveal('other', 'crm')).toBeUndefined();
    expect(await secrets.names('other')).toEqual([]);
  });

  test('do not open when moved to another name or workspace, changed, or with another key', async () => {
    await secrets.set('main', 'crm', VALUE);
    const stored = await records.get<Record<string, string>>('main', 'secret', 'crm');
    await records.insert('main', 'secret', 'copy', stored?.data);
    await records.insert('other', 'secret', 'crm', stored?.data);
    await records.insert('main', 'secret', 'changed', {
      ...stored?.data,
      tag: Buffer.alloc(16).toString('base64'),
    });
    await records.insert('main', 'secret', 'cut', {
      ...stored?.data,
      tag: Buffer.alloc(4).toString('base64'),
    });
    for (const [workspace, name] of [
      ['main', 'copy'],
      ['other', 'crm'],
      ['main', 'changed'],
      ['main', 'cut'],
    ] as const) {
      await expect(secrets.reveal(workspace, name)).rejects.toThrow('does not open');
    }
    const elsewhere = createSecrets({ records, key: Buffer.alloc(32, 8) });
    await expect(elsewhere.reveal('main', 'crm')).rejects.toThrow('does not open');
  });

  test('are gone once removed', async () => {
    await secrets.set('main', 'crm', VALUE);
    await secrets.remove('main', 'crm');
    await secrets.remove('main', 'crm');
    expect(await secrets.reveal('main', 'crm')).toBeUndefined();
  });

  test.each([
    ['Upper', VALUE],
    ['__proto__', VALUE],
    ['', VALUE],
    ['ok', ''],
    ['ok', 'two\r\nlines'],
    ['ok', 'x'.repeat(9000)],
  ])('refuse the name "%s" or its value', async (name, value) => {
    await expect(secrets.set('main', name, value)).rejects.toMatchObject({ code: 'invalid_body' });
  });

  test('want a key of 32 bytes', () => {
    expect(() => createSecrets({ records, key: Buffer.alloc(16) })).toThrow('32 bytes');
  });
});
