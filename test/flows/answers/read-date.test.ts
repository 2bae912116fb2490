import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Expected, typed } from './hear.ts';

describe('a date', () => {
  test.each([
    ['2026-12-24', '2026-12-24'],
    ['24/12', '2026-12-24'],
    ['24.12.2026', '2026-12-24'],
    ['24 / 12 / 26', '2026-12-24'],
    ['24122026', '2026-12-24'],
    ['20261224', '2026-12-24'],
    ['12/24', '2026-12-24'],
    ['Dec 24', '2026-12-24'],
    ['24 décembre 2026', '2026-12-24'],
    ['December 24th, 2027', '2027-12-24'],
    ['the 24th of December', '2026-12-24'],
    ['decmber 24', '2026-12-24'],
    ['le 1er janvier', '2027-01-01'],
    ['le 3 mars svp', '2027-03-03'],
    ['mon anniversaire est le 24 décembre', '2026-12-24'],
    ['today', '2026-11-23'],
    ["aujourd'hui", '2026-11-23'],
    ['Demain matin', '2026-11-24'],
    ['après-demain', '2026-11-25'],
    ['day after tomorrow', '2026-11-25'],
    ['yesterday', '2026-11-22'],
    ['mardi', '2026-11-24'],
    ['next Tuesday', '2026-11-24'],
    ['monday', '2026-11-30'],
    ['lundi dernier', '2026-11-16'],
    ['mercredi 25', '2026-11-25'],
    ['fri 27', '2026-11-27'],
    ['le 24', '2026-11-24'],
    ['the 1st', '2026-12-01'],
    ['in 3 days', '2026-11-26'],
    ['dans quinze jours', '2026-12-08'],
    ['in two weeks', '2026-12-07'],
    ['dans un mois', '2026-12-23'],
    ['il y a 2 jours', '2026-11-21'],
    ['24 dec at 2pm', '2026-12-24'],
    ['mardi 24 novembre à 14h30', '2026-11-24'],
    ['29/02', '2028-02-29'],
  ])('%j is %s', (text, date) => {
    expect(typed({ type: 'date' }, text)).toBe(date);
  });

  test.each(['hello', '31/02/2027', '32/12/2026', '2026', 'week-end', 'I sat down', 'in 2-3 days', '24'])(
    '%j is none',
    (text) => {
      expect(typed({ type: 'date' }, text)).toBe('(not-a-date)');
    },
  );

  test('that contradicts itself or is two is not guessed', () => {
    for (const text of [
      '24 or 25 december',
      'Wednesday 24 November',
      'monday or tuesday',
      '24/12 or 26/12',
    ]) {
      expect(typed({ type: 'date' }, text), text).toBe('(ambiguous)');
    }
  });

  test('has the day first, except in American English', () => {
    expect(typed({ type: 'date' }, '03/04/2027', 'en')).toBe('2027-04-03');
    expect(typed({ type: 'date' }, '03/04/2027', 'fr')).toBe('2027-04-03');
    expect(typed({ type: 'date' }, '03/04/2027', 'en-US')).toBe('2027-03-04');
    expect(typed({ type: 'date' }, '24/12/2027', 'en-US')).toBe('2027-12-24');
  });

  test('without a year is the next one, or the latest where it lies in the past', () => {
    const past: Expected = { type: 'date', until: '{{today}}' };
    expect(typed({ type: 'date' }, '23 November')).toBe('2026-11-23');
    expect(typed({ type: 'date' }, '22 November')).toBe('2027-11-22');
    expect(typed(past, '23 November')).toBe('2026-11-23');
    expect(typed(past, '24/12')).toBe('2025-12-24');
    expect(typed(past, 'mardi')).toBe('2026-11-17');
    expect(typed(past, 'the 24th')).toBe('2026-10-24');
    expect(typed({ type: 'date', until: '2020-06-15' }, '24/12')).toBe('2019-12-24');
  });

  test('with two digits for the year is of this century, or the last where it lies in the past', () => {
    expect(typed({ type: 'date', until: 'today' }, '17/05/85')).toBe('1985-05-17');
    expect(typed({ type: 'date', until: 'today' }, '17/05/05')).toBe('2005-05-17');
    expect(typed({ type: 'date' }, "5 may '27")).toBe('2027-05-05');
    expect(typed({ type: 'date', until: 'today' }, '24/12/26')).toBe('(too-late)');
  });

  test('keeps its bounds, which may be templates', () => {
    const soon: Expected = { type: 'date', from: 'today', until: '{{today | shift: "7d"}}' };
    expect(typed(soon, '23/11/2026')).toBe('2026-11-23');
    expect(typed(soon, '30/11/2026')).toBe('2026-11-30');
    expect(typed(soon, 'yesterday')).toBe('(too-early)');
    expect(typed(soon, '01/12/2026')).toBe('(too-late)');
    expect(typed({ type: 'date', from: '{{birthday}}' }, '16/05/1990')).toBe('(too-early)');
    expect(typed({ type: 'date', from: '{{now | shift: "48h"}}' }, 'tomorrow')).toBe('(too-early)');
    expect(typed({ type: 'date', from: '{{nobody}}' }, 'tomorrow')).toBe('2026-11-24');
  });

  test('in ISO form is always itself', () => {
    const date = fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(date, fc.constantFrom('en', 'fr', 'en-US'), (day, locale) => {
        const iso = day.toISOString().slice(0, 10);
        expect(typed({ type: 'date' }, iso, locale)).toBe(iso);
        const [y, m, d] = iso.split('-');
        expect(
          typed({ type: 'date' }, locale === 'en-US' ? `${m}/${d}/${y}` : `${d}/${m}/${y}`, locale),
        ).toBe(iso);
      }),
    );
  });

  test('as the language prints it is read again', () => {
    const date = fc.date({ min: new Date('1950-01-01'), max: new Date('2079-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(date, fc.constantFrom('en-GB', 'fr', 'en-US'), (day, locale) => {
        const options = {
          weekday: 'long',
          day: 'numeric',
          month: 'long',
          year: 'numeric',
          timeZone: 'UTC',
        } as const;
        const printed = new Intl.DateTimeFormat(locale, options).format(day);
        expect(typed({ type: 'date' }, printed, locale)).toBe(day.toISOString().slice(0, 10));
      }),
    );
  });
});
