import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  afterOpenTime,
  DAYS,
  openingAt,
  openTimeOfWeek,
  type Shifts,
  type ZonedHours,
} from '../../flows/opening-hours.ts';
import { type OpeningHours, openingHoursSchema } from '../../server/contract/inbox.ts';

const NEVER = () => false;
const split: OpeningHours = openingHoursSchema.parse({
  timezone: 'Europe/Paris',
  week: {
    mon: [
      { from: '09:00', to: '12:30' },
      { from: '14:00', to: '18:00' },
    ],
    tue: [{ from: '09:00', to: '18:00' }],
    fri: [{ from: '20:00', to: '24:00' }],
    sat: [{ from: '00:00', to: '02:00' }],
  },
  exceptions: [{ date: '2026-03-09', shifts: [{ from: '10:00', to: '11:00' }], name: 'Inventory' }],
});
/** On the clocks of Paris, an hour before UTC in winter. */
const paris = (text: string, offset = 1) => Date.parse(`${text}:00Z`) - offset * 3_600_000;

describe('the hours of a queue', () => {
  test('without hours it is always open', () => {
    expect(openingAt(undefined, NEVER, 0)).toEqual({ open: true, until: Number.POSITIVE_INFINITY });
  });

  test.each([
    ['before the day begins', '2026-03-02T08:59', { open: false, opensAt: paris('2026-03-02T09:00') }],
    ['at the first minute', '2026-03-02T09:00', { open: true, until: paris('2026-03-02T12:30') }],
    ['at lunch', '2026-03-02T12:30', { open: false, opensAt: paris('2026-03-02T14:00') }],
    ['after lunch', '2026-03-02T17:59', { open: true, until: paris('2026-03-02T18:00') }],
    ['over days that are closed', '2026-03-03T18:00', { open: false, opensAt: paris('2026-03-06T20:00') }],
    ['over midnight, as one stretch', '2026-03-06T23:00', { open: true, until: paris('2026-03-07T02:00') }],
    [
      'on a day that is an exception',
      '2026-03-09T09:30',
      { open: false, opensAt: paris('2026-03-09T10:00') },
    ],
    [
      'after what an exception leaves of a day',
      '2026-03-09T15:00',
      { open: false, opensAt: paris('2026-03-10T09:00') },
    ],
  ])('%s', (_name, at, expected) => {
    expect(openingAt(split, NEVER, paris(at))).toEqual(expected);
  });

  test('a holiday is closed, unless an exception opens it', () => {
    const holiday = (date: string) => date === '2026-03-02' || date === '2026-03-09';
    expect(openingAt(split, holiday, paris('2026-03-02T10:00'))).toEqual({
      open: false,
      opensAt: paris('2026-03-03T09:00'),
    });
    expect(openingAt(split, holiday, paris('2026-03-09T10:30'))).toMatchObject({ open: true });
  });

  test('they follow the clocks when these change', () => {
    // Summer time begins on 29 March 2026.
    expect(openingAt(split, NEVER, paris('2026-03-30T09:00', 2))).toEqual({
      open: true,
      until: paris('2026-03-30T12:30', 2),
    });
  });

  test('a team that never works never opens', () => {
    const none = openingHoursSchema.parse({ timezone: 'UTC', week: {} });
    expect(openingAt(none, NEVER, 0)).toEqual({ open: false });
  });

  test('at the time it is said to open or close, that is so', () => {
    const at = fc.integer({ min: paris('2026-01-01T00:00'), max: paris('2026-12-31T00:00') });
    fc.assert(
      fc.property(at, (now) => {
        const opening = openingAt(split, NEVER, now);
        if (opening.open) {
          expect(opening.until).toBeGreaterThan(now);
          expect(openingAt(split, NEVER, opening.until - 1).open).toBe(true);
          expect(openingAt(split, NEVER, opening.until).open).toBe(false);
        } else if (opening.opensAt !== undefined) {
          expect(opening.opensAt).toBeGreaterThan(now);
          expect(openingAt(split, NEVER, opening.opensAt - 1).open).toBe(false);
          expect(openingAt(split, NEVER, opening.opensAt).open).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a span of open time', () => {
  const HOUR = 3_600_000;
  /** Up to three shifts a day, at whole quarters of an hour, so in every zone some that the changes of clocks cut. */
  const shifts: fc.Arbitrary<Shifts> = fc
    .uniqueArray(fc.integer({ min: 0, max: 96 }), { maxLength: 6 })
    .map((quarters) => {
      const sorted = [...quarters].sort((a, b) => a - b);
      const time = (quarter: number) =>
        `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
      return Array.from({ length: Math.floor(sorted.length / 2) }, (_, n) => ({
        from: time(sorted[2 * n] ?? 0),
        to: time(sorted[2 * n + 1] ?? 0),
      }));
    });
  const hours: fc.Arbitrary<ZonedHours> = fc.record({
    timezone: fc.constantFrom(
      'UTC',
      'Europe/Paris',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kolkata',
    ),
    week: fc
      .record(Object.fromEntries(DAYS.map((day) => [day, shifts])))
      // Open on some day at least, for long enough to be open on each of its dates.
      .map((week) => ({ ...week, wed: [{ from: '08:00', to: '20:00' }] })),
    exceptions: fc
      .uniqueArray(fc.constantFrom('2026-03-28', '2026-03-29', '2026-10-25', '2026-11-01'), { maxLength: 2 })
      .chain((dates) => fc.tuple(...dates.map((date) => fc.record({ date: fc.constant(date), shifts })))),
  });
  const at = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 31) });
  const span = fc.integer({ min: 1, max: 60 * HOUR });

  test('ends while it is open or when it closes, never before a span that counts all the time', () => {
    fc.assert(
      fc.property(hours, at, span, (open, now, time) => {
        const end = afterOpenTime(open, time, now);
        expect(end).toBeGreaterThanOrEqual(now + time);
        expect(openingAt(open, NEVER, end - 1).open).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('is later the longer it is and the later it begins, and two spans after each other are their sum', () => {
    fc.assert(
      fc.property(hours, at, span, span, (open, now, one, other) => {
        const first = afterOpenTime(open, one, now);
        const both = afterOpenTime(open, one + other, now);
        expect(both).toBeGreaterThan(first);
        expect(afterOpenTime(open, other, first)).toBe(both);
        expect(afterOpenTime(open, one, now + other)).toBeGreaterThanOrEqual(first);
      }),
      { numRuns: 200 },
    );
  });

  test('is the same as all the time where it is open day and night', () => {
    const always = { week: Object.fromEntries(DAYS.map((day) => [day, [{ from: '00:00', to: '24:00' }]])) };
    const zone = fc.constantFrom('UTC', 'Europe/Paris', 'Australia/Lord_Howe', 'no such zone');
    fc.assert(
      fc.property(zone, at, span, (timezone, now, time) => {
        expect(afterOpenTime({ ...always, exceptions: [], timezone }, time, now)).toBe(now + time);
      }),
      { numRuns: 100 },
    );
  });

  test('never throws, whatever the instant', () => {
    for (const strange of [Number.NaN, 1e20, -1e20, 8.64e15, 253_402_300_799_999]) {
      expect(afterOpenTime(split, HOUR, strange)).toBe(strange + HOUR);
    }
  });

  test('a week has so much of it', () => {
    expect(openTimeOfWeek(split)).toBe((3.5 + 4 + 9 + 4 + 2) * HOUR);
  });
});
