import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Expected, typed } from './hear.ts';

describe('a number', () => {
  test.each([
    ['1234', 1234],
    ['1 234,5', 1234.5],
    ['1\u202f234,5', 1234.5],
    ['1,234.50', 1234.5],
    ['1.234.567,89', 1234567.89],
    ['1,5', 1.5],
    ['0,125', 0.125],
    ['-5', -5],
    ['€45', 45],
    ['45,00 €', 45],
    ['two', 2],
    ['Douze', 12],
    ['４', 4],
    ['٣', 3],
    ['we are 4', 4],
    ['4 personnes', 4],
    ['a table for two', 2],
    ['about 3.', 3],
  ])('%j is %d', (text, value) => {
    expect(typed({ type: 'number' }, text)).toBe(value);
  });

  test.each(['hello', '2 or 3', '12b', '3/4', '10-12', '12 34', '1e5', 'une table', '-', '14:30', '1.2.3'])(
    '%j is none',
    (text) => {
      expect(typed({ type: 'number' }, text)).toBe('(not-a-number)');
    },
  );

  test('one separator before three digits is read as the language writes', () => {
    expect(typed({ type: 'number' }, '1,234', 'en')).toBe(1234);
    expect(typed({ type: 'number' }, '1,234', 'fr')).toBe(1.234);
    expect(typed({ type: 'number' }, '1.234', 'en')).toBe(1.234);
    expect(typed({ type: 'number', whole: true }, '1.234', 'fr')).toBe(1234);
  });

  test('keeps its bounds', () => {
    const people: Expected = { type: 'number', min: 1, max: 8, whole: true };
    expect(typed(people, '0')).toBe('(too-small)');
    expect(typed(people, '9')).toBe('(too-large)');
    expect(typed(people, '2.5')).toBe('(not-whole)');
    expect(typed(people, '2.0')).toBe(2);
    expect(typed({ type: 'number' }, '9'.repeat(25))).toBe('(too-large)');
  });

  test('as the language prints it is read again', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.constantFrom('en', 'fr', 'de'), (n, locale) => {
        const amount = n / 100;
        const printed = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(amount);
        expect(typed({ type: 'number' }, printed, locale)).toBe(amount);
      }),
    );
  });
});
