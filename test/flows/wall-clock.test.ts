import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTimezone } from '../../flows/timezone.ts';
import { addDays, dateAt, hourAt, instantOf, isDate, rfc3339, weekdayOf } from '../../flows/wall-clock.ts';

const PARIS = 'Europe/Paris';
const at = (date: string, time: string, zone = PARIS) => rfc3339(instantOf(date, time, zone));

describe('instantOf', () => {
  test('follows the clocks through a change to summer time', () => {
    expect(at('2026-03-28', '09:00')).toBe('2026-03-28T08:00:00Z');
    expect(at('2026-03-29', '01:59')).toBe('2026-03-29T00:59:00Z');
    expect(at('2026-03-29', '03:00')).toBe('2026-03-29T01:00:00Z');
    expect(at('2026-03-29', '09:00')).toBe('2026-03-29T07:00:00Z');
  });

  test('moves a time that the clocks skip forward by as much as they skip', () => {
    expect(at('2026-03-29', '02:30')).toBe('2026-03-29T01:30:00Z');
  });

  test('takes the first of a time that the clocks show twice', () => {
    expect(at('2026-10-25', '02:30')).toBe('2026-10-25T00:30:00Z');
    expect(at('2026-10-25', '03:00')).toBe('2026-10-25T02:00:00Z');
  });

  test('reads 24:00 as the next midnight', () => {
    expect(at('2026-10-25', '24:00')).toBe('2026-10-25T23:00:00Z');
    expect(at('2026-12-31', '24:00')).toBe('2026-12-31T23:00:00Z');
  });

  test('knows half-hour zones and zones far from Greenwich', () => {
    expect(at('2026-06-01', '09:00', 'Asia/Kolkata')).toBe('2026-06-01T03:30:00Z');
    expect(at('2026-06-01', '09:00', 'Pacific/Kiritimati')).toBe('2026-05-31T19:00:00Z');
    expect(at('2026-06-01', '09:00', 'Pacific/Pago_Pago')).toBe('2026-06-01T20:00:00Z');
  });

  test('gives back the date and hour it was asked for, wherever no clock changes', () => {
    const zones = fc.constantFrom(PARIS, 'America/New_York', 'Australia/Lord_Howe', 'Asia/Tokyo', 'UTC');
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 4, max: 23 }),
        zones,
        (day, hour, zone) => {
          const date = addDays('2024-01-01', day);
          const instant = instantOf(date, `${String(hour).padStart(2, '0')}:15`, zone);
          expect(dateAt(instant, zone)).toBe(date);
          expect(hourAt(instant, zone)).toBe(hour);
        },
      ),
    );
  });
});

test('weekdays and days ahead cross months and leap days', () => {
  expect(weekdayOf('2026-11-24')).toBe('tue');
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
});

test('a date must exist, a zone must be known', () => {
  expect(['2026-02-29', '2026-13-01', '2026-1-1', 'today', '2028-02-29'].map(isDate)).toEqual([
    false,
    false,
    false,
    false,
    true,
  ]);
  expect(['Europe/Paris', 'Europe/Atlantis'].map(isTimezone)).toEqual([true, false]);
});
