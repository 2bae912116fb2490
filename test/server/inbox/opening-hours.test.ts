import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type OpeningHours, openingHoursSchema } from '../../../server/contract/inbox.ts';
import { openingAt } from '../../../server/inbox/opening-hours.ts';

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
