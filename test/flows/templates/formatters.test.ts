import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expand } from '../../../flows/template.ts';
import { formatters } from '../../../flows/templates/formatters.ts';
import { said, scopeWith } from './said.ts';

describe('dates and times', () => {
  const vars = {
    day: '2026-11-24',
    first: '2026-12-01',
    next: '2027-01-01',
    slot: '2026-11-24T13:30:00Z',
    at: '09:05',
  };

  test.each([
    ['{{day | date}}', 'Tuesday 24 November', 'mardi 24 novembre'],
    ['{{day | date: "short"}}', '24/11/2026', '24/11/2026'],
    ['{{day | date: "long"}}', 'Tuesday, 24 November 2026', 'mardi 24 novembre 2026'],
    ['{{day | date: "weekday"}}', 'Tuesday', 'mardi'],
    ['{{day | date: "day-month"}}', '24 November', '24 novembre'],
    ['{{first | date: "day-month"}}', '1 December', '1er décembre'],
    ['{{slot | date}}', 'Tuesday 24 November', 'mardi 24 novembre'],
    ['{{slot | time}}', '14:30', '14:30'],
    ['{{at | time}}', '09:05', '09:05'],
    ['{{slot | datetime}}', 'Tuesday 24 November at 14:30', 'mardi 24 novembre à 14:30'],
    ['{{today | date: "day-month"}}', '23 November', '23 novembre'],
  ])('%s', (text, english, french) => {
    expect(said(text, vars, 'en')).toBe(english);
    expect(said(text, vars, 'fr')).toBe(french);
  });

  test('American English has the month first and twelve hours', () => {
    expect(said('{{slot | datetime}}', vars, 'en-US')).toBe('Tuesday, November 24 at 2:30 PM');
    expect(said('{{day | date: "short"}}', vars, 'en-US')).toBe('11/24/2026');
  });

  test('a day of another year says its year', () => {
    expect(said('{{next | date}}', vars)).toContain('2027');
  });

  test('what is no date stays as it is', () => {
    expect(said('{{x | date}} {{x | time}} {{day | time}}', { x: 'soon', day: '2026-11-24' })).toBe(
      'soon soon 2026-11-24',
    );
  });

  test('move by durations', () => {
    expect(said('{{today | shift: "7d"}}')).toBe('2026-11-30');
    expect(said('{{slot | shift: "-24h"}}', vars)).toBe('2026-11-23T13:30:00Z');
    expect(said('{{at | shift: "-10h"}}', vars)).toBe('23:05');
    expect(said('{{x | shift: "90m"}}', { x: '2026-11-24T23:00' })).toBe('2026-11-25T00:30');
    expect(said('{{day | shift: "soon"}}', vars)).toBe('2026-11-24');
    expect(said('{{today | shift: "7d" | date: "day-month"}}')).toBe('30 November');
  });
});

describe('amounts', () => {
  test('of money are in the smallest unit, whatever the currency', () => {
    expect(said('{{4500 | money: "EUR"}}')).toBe('€45.00');
    expect(said('{{4500 | money: "EUR"}}', {}, 'fr')).toBe('45,00 €');
    expect(said('{{4500 | money: "JPY"}}')).toBe('¥4,500');
    expect(said('{{4500 | money: "KWD"}}')).toBe('KWD 4.500');
    expect(said('{{p | money}}', { p: { amount: 4500, currency: 'USD' } }, 'en-US')).toBe('$45.00');
    expect(said('{{p | money: "EUR"}}', { p: '123456' }, 'fr')).toBe('1 234,56 €');
  });

  test('without a currency, or that are none, stay as they are', () => {
    expect(said('{{4500 | money}}')).toBe('4500');
    expect(said('{{x | money: "EUR"}}', { x: 'free' })).toBe('free');
    expect(said('{{4500 | money: "EURO"}}')).toBe('4500');
  });

  test('are written in the language', () => {
    expect(said('{{1234.5 | number}} {{2 | number: 2}}', {}, 'fr')).toBe('1 234,5 2,00');
    expect(said('{{0.256 | percent}}')).toBe('25.6%');
    expect(said('{{0.2 | percent}}', {}, 'fr')).toBe('20 %');
  });

  test('choose singular or plural by the language', () => {
    const text = '{{n}} {{n | plural: "place", "places"}}';
    expect([0, 1, 2].map((n) => said(text, { n }))).toEqual(['0 places', '1 place', '2 places']);
    expect([0, 1, 2].map((n) => said(text, { n }, 'fr'))).toEqual(['0 place', '1 place', '2 places']);
    expect(said('{{list | plural: "one", "many"}}', { list: ['a'] })).toBe('one');
  });
});

describe('other formatters', () => {
  const list = ['a', 'b', 'c'];
  test.each([
    ['{{x | default: "friend"}}', {}, 'friend'],
    ['{{x | default: "friend"}}', { x: 0 }, '0'],
    ['{{x | default: contact.name}}', { x: '' }, 'Marie'],
    ['{{x | upper}} {{x | capitalize}}', { x: 'élan vital' }, 'ÉLAN VITAL Élan vital'],
    ['{{x | lower}}', { x: 'ABC' }, 'abc'],
    ['{{list | first}}{{list | last}}{{list | at: 1}}{{list | at: -1}}', { list }, 'acbc'],
    ['{{x | first}} {{x | last}}', { x: 'Marie de Rose' }, 'Marie Rose'],
    ['{{prices | at: service}}', { prices: { cut: 30 }, service: 'cut' }, '30'],
    ['{{prices | at: "__proto__"}}', { prices: {} }, ''],
    ['{{list | join}}', { list }, 'a, b and c'],
    ['{{list | join: " / "}}', { list }, 'a / b / c'],
    ['{{list | count}} {{nobody | count}} {{x | count}}', { list, x: '👨‍👩‍👧é' }, '3 0 2'],
    ['{{contact.phone | phone}}', {}, '+33 6 12 34 56 78'],
    ['{{x | phone}}', { x: 'none' }, 'none'],
    [
      'https://a.example/?q={{x | url}}',
      { x: 'a b&c=é\ud800' },
      'https://a.example/?q=a%20b%26c%3D%C3%A9%EF%BF%BD',
    ],
    ['{{x | json}}', { x: { a: [1] } }, '{"a":[1]}'],
    ['{{x | sparkle: 1 | upper}}', { x: 'a' }, 'A'],
  ])('%s', (text, vars, expected) => {
    expect(said(text, vars)).toBe(expected);
  });

  test('each is described in a sentence', () => {
    for (const [name, { does }] of Object.entries(formatters)) expect(does, name).toMatch(/^[A-Z].+\.$/);
  });

  test('every formatter takes every value', () => {
    const names = Object.keys(formatters);
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.jsonValue(), fc.jsonValue(), (name, x, arg) => {
        expect(typeof expand(`{{x | ${name}}}{{x | ${name}: y, y}}`, scopeWith({ x, y: arg }))).toBe(
          'string',
        );
      }),
      { numRuns: 2000 },
    );
  });
});
