/** What a step shows: the customer's words and chips, its ways out by name, and how large that is. */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseFlow } from '../../../flows/check.ts';
import { exitsOf, nodeSchema } from '../../../flows/nodes/registry.ts';
import { pretendPage } from './page.ts';

const text = (en: string) => ({ message: { kind: 'text', text: en } });
const node = (value: unknown) => nodeSchema.parse(value);

describe('a face', () => {
  let faceOf: typeof import('../../../studio/editor/canvas/face.ts').faceOf;
  let linesOf: typeof import('../../../studio/editor/canvas/face.ts').linesOf;
  let exitWords: typeof import('../../../studio/editor/exit-name.ts').exitWords;
  beforeAll(async () => {
    pretendPage();
    ({ faceOf, linesOf } = await import('../../../studio/editor/canvas/face.ts'));
    ({ exitWords } = await import('../../../studio/editor/exit-name.ts'));
  });

  test('of a question with choices shows its words and a chip for each, in the language asked for', () => {
    const choose = node({
      kind: 'choose',
      ask: { message: { kind: 'text', text: { en: 'Which?', fr: 'Lequel ?' } } },
      choices: [
        { id: 'a', label: { en: 'This', fr: 'Celui-ci' } },
        { id: 'b', label: 'That' },
      ],
      timeout: { after: '2h' },
    });
    const face = faceOf(choose, 'fr', 'fr');
    expect(face.blocks[0]).toMatchObject({ kind: 'text', text: 'Lequel ?', at: ['ask', 'message', 'text'] });
    expect(face.exits.map(({ words, tone }) => [words, tone])).toEqual([
      ['Celui-ci', 'chip'],
      ['That', 'chip'],
      ['Sans réponse en 2\u00a0h', 'time'],
    ]);
  });

  test('is the same object for the same step, another for a changed one', () => {
    const say = node({ kind: 'say', say: [text('Hello')] });
    expect(faceOf(say, 'en', 'en')).toBe(faceOf(say, 'en', 'en'));
    expect(faceOf({ ...say }, 'en', 'en')).not.toBe(faceOf(say, 'en', 'en'));
  });

  test('of one way on has its handle beside the title; of several, one a row', () => {
    const say = faceOf(node({ kind: 'say', say: [text('Hello')] }), 'en', 'en');
    expect(say.rows).toBe(false);
    expect(say.exits[0]?.y).toBe(20);
    const wait = faceOf(node({ kind: 'wait', timeout: { after: '1d' } }), 'en', 'en');
    expect(wait.rows).toBe(true);
    expect(wait.exits.map(({ words }) => words)).toEqual(['After 1\u00a0day']);
  });

  test('folded is its title alone, with every handle there', () => {
    const face = faceOf(
      node({
        kind: 'choose',
        ask: text('?'),
        choices: [
          { id: 'a', label: 'A' },
          { id: 'b', label: 'B' },
        ],
      }),
      'en',
      'en',
      true,
    );
    expect(face).toMatchObject({ height: 40, blocks: [], rows: false });
    expect(face.exits.map(({ y }) => y)).toEqual([20, 20]);
  });

  test('every way out of every shipped step has words, a place inside the box, and none is lost', () => {
    for (const file of readdirSync('flows/library').filter((name) => name.endsWith('.flow.json'))) {
      const parsed = parseFlow(JSON.parse(readFileSync(`flows/library/${file}`, 'utf8')));
      if (!parsed.ok) throw new Error(file);
      for (const [id, one] of Object.entries(parsed.flow.nodes)) {
        for (const locale of ['en', 'fr'] as const) {
          const face = faceOf(one, locale, locale);
          expect(face.exits.map(({ name }) => name)).toEqual(exitsOf(one).map(({ name }) => name));
          for (const exit of face.exits) {
            expect(exit.words, `${file} ${id} ${exit.name}`).not.toBe('');
            expect(exit.y).toBeLessThan(face.height);
          }
          expect(face.title).not.toBe('');
        }
      }
    }
  });

  test('names conditions, shares and failures in words', () => {
    const branch = node({
      kind: 'branch',
      cases: [
        {
          when: {
            all: [{ value: 'service', is: 'equals', than: 'cut' }, { not: { value: 'date', is: 'exists' } }],
          },
        },
      ],
    });
    expect(exitWords(branch, 'case:0', 'en')).toBe('service is “cut” and date is not known');
    const split = node({
      kind: 'split',
      arms: [
        { id: 'a', weight: 1 },
        { id: 'b', weight: 3 },
      ],
    });
    expect(exitWords(split, 'arm:b', 'en')).toBe('B · 75 %');
    const call = node({ kind: 'call', service: 'x', operation: 'y', on: { slot_taken: 'a' } });
    expect(exitWords(call, 'failed:slot_taken', 'en')).toBe('Failed: slot taken');
  });

  test('a text is counted as it is drawn: variables by their names, wide letters twice, four lines at most', () => {
    expect(linesOf('')).toBe(1);
    expect(linesOf('one\ntwo')).toBe(2);
    expect(linesOf('{{a_variable | date: "EEEE d MMMM yyyy" | default: "some other day"}}')).toBe(1);
    expect(linesOf('字'.repeat(18))).toBe(2);
    expect(linesOf('x'.repeat(5000))).toBe(4);
  });
});
