/** The small rules of the inbox: tables, black ink, working time, marked words, what is unread. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printCsv } from '../../../server/inbox/csv.ts';
import { fillCanned } from '../../../server/inbox/fill-canned.ts';
import { createRedact } from '../../../server/inbox/redact.ts';
import { afterWork } from '../../../server/inbox/service-levels.ts';
import { markWords, readSought } from '../../../server/stores/mark-words.ts';

/** A table as a spreadsheet reads it. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cells = text.replace(/^\ufeff/, '').replace(/\r\n$/, '');
  for (const [, quoted, plain = '', end] of cells.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') rows.push([]);
    if (end === '') break;
  }
  return rows;
}

describe('a table', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({
      unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ',', "'", 'a', ' ', '＝', '\u200b'),
    }),
  );
  test('has the cells it was given, and none that a spreadsheet would run', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 5 }), (rows) => {
        const read = readCsv(printCsv(rows));
        expect(read.map((row) => row.length)).toEqual(rows.map(() => 2));
        for (const [i, row] of rows.entries()) {
          for (const [k, given] of row.entries()) {
            const cell = read[i]?.[k] ?? '';
            expect(cell).not.toMatch(/^[\s\p{Cf}]*[=+\-@＝＋－＠]/u);
            const kept = given.toWellFormed().replaceAll('\0', '');
            expect([kept, `'${kept}`]).toContain(cell);
          }
        }
      }),
    );
  });
});

describe('black ink', () => {
  test('covers numbers, addresses and the names that are known, and leaves the rest', () => {
    const hide = createRedact(['Élodie Martin', '+33 6 12 34 56 78']);
    expect(hide('élodie, call 06.12.34.56.78 or elodie@exemple.fr about order 4512')).toBe(
      '█████, call █████ or █████ about order 4512',
    );
    expect(hide('4242 4242 4242 4242')).toBe('█████');
    expect(hide('Martinique')).toBe('Martinique');
  });
});

describe('working time', () => {
  const hours = {
    timezone: 'Europe/Paris',
    week: {
      fri: [
        { from: '09:00', to: '12:00' },
        { from: '14:00', to: '18:00' },
      ],
      mon: [{ from: '09:00', to: '18:00' }],
    },
    exceptions: [],
  };
  const at = (text: string) => Date.parse(text);
  const hour = 3_600_000;
  test.each([
    ['2026-11-20T10:00+01:00', 1, '2026-11-20T11:00+01:00'],
    ['2026-11-20T11:30+01:00', 1, '2026-11-20T14:30+01:00'],
    ['2026-11-20T17:00+01:00', 2, '2026-11-23T10:00+01:00'],
    ['2026-11-21T03:00+01:00', 9, '2026-11-23T18:00+01:00'],
  ])('from %s, %i hours are over at %s', (since, count, end) => {
    expect(afterWork(hours, () => false, at(since), count * hour)).toBe(at(end));
  });
  test('passes over holidays, and never ends where nobody works', () => {
    const holiday = (date: string) => date === '2026-11-23';
    expect(afterWork(hours, holiday, at('2026-11-20T17:00+01:00'), 2 * hour)).toBe(
      at('2026-11-27T10:00+01:00'),
    );
    expect(afterWork({ ...hours, week: {} }, () => false, 0, hour)).toBeUndefined();
    expect(afterWork(undefined, () => false, 5, hour)).toBe(5 + hour);
  });
});

describe('marked words', () => {
  test('are inside the text, in order, and are what was sought', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 600 }),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
        (text, words) => {
          const sought = readSought(words);
          if (!sought) return;
          const marked = markWords(`${text} ${words} ${text}`, sought);
          let last = 0;
          for (const [from, to] of marked.ranges) {
            expect(from).toBeGreaterThanOrEqual(last);
            expect(to).toBeGreaterThan(from);
            expect(to).toBeLessThanOrEqual(marked.text.length);
            last = to;
          }
          expect(marked.ranges.length).toBeGreaterThan(0);
          expect(marked.text.isWellFormed()).toBe(true);
        },
      ),
    );
  });
});

describe('a canned reply', () => {
  test('is said in the nearest language there is, and names what it could not fill', () => {
    const say = (text: string) => ({ message: { kind: 'text' as const, text, suggestions: [] } });
    const scope = {
      vars: {},
      facts: {
        contact: { phone: '+41791234567', locale: 'fr-CH' },
        brand: { id: 'b', name: 'B' },
        conversation: { id: 'c' },
        channel: 'rbm' as const,
      },
      now: 0,
      locale: 'fr-CH',
      timezone: 'Europe/Zurich',
    };
    const filled = fillCanned({ en: say('Hi'), fr: say('Bonjour {{contact.name}}') }, scope);
    expect(filled).toMatchObject({ locale: 'fr', message: { text: 'Bonjour ' }, missing: ['contact.name'] });
    expect(fillCanned({ de: say('Hallo') }, scope)).toMatchObject({ locale: 'de' });
    expect(fillCanned({}, scope)).toBeUndefined();
  });
});
