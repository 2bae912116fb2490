import { describe, expect, test } from 'vitest';
import { compareMoments, printDate, printInstant, readMoment, wallOf } from '../../flows/moment.ts';

describe('moments', () => {
  const paris = 'Europe/Paris';
  const kind = (value: unknown) => readMoment(value, paris)?.kind;

  test('are dates, times, local date-times and instants', () => {
    expect(kind('2026-11-24')).toBe('date');
    expect(kind('14:30')).toBe('time');
    expect(kind('2026-11-24T14:30')).toBe('local');
    expect(kind('2026-11-24T14:30:00Z')).toBe('instant');
    expect(kind('2026-11-24T14:30:00.123+02:00')).toBe('instant');
  });

  test('that do not exist are none', () => {
    for (const value of ['2026-02-30', '2026-13-01', '24:30', '14:60', '0000-01-01', '', 'x', 5, null, {}]) {
      expect(kind(value), String(value)).toBeUndefined();
    }
  });

  test('a wall clock follows summer time', () => {
    expect(printInstant(wallOf(Date.parse('2026-07-01T12:00:00Z'), paris))).toBe('2026-07-01T14:00:00Z');
    expect(printInstant(wallOf(Date.parse('2026-12-01T12:00:00Z'), paris))).toBe('2026-12-01T13:00:00Z');
    expect(printInstant(wallOf(Date.parse('2026-10-25T00:30:00Z'), paris))).toBe('2026-10-25T02:30:00Z');
    expect(printInstant(wallOf(Date.parse('2026-10-25T01:30:00Z'), paris))).toBe('2026-10-25T02:30:00Z');
  });

  test('midnight is hour 0 of the new day', () => {
    expect(printInstant(wallOf(Date.parse('2026-11-23T23:00:00Z'), paris))).toBe('2026-11-24T00:00:00Z');
  });

  test('an unknown zone counts as UTC', () => {
    expect(printDate(wallOf(Date.parse('2026-11-23T23:30:00Z'), 'Nowhere/Land'))).toBe('2026-11-23');
  });

  test('a date beside an instant compares days in the zone', () => {
    const day = readMoment('2026-11-24', paris);
    const late = readMoment('2026-11-23T23:30:00Z', paris);
    if (!day || !late) throw new Error('unreadable');
    expect(compareMoments(day, late)).toBe(0);
  });

  test('a date and a time of day cannot be compared', () => {
    const day = readMoment('2026-11-24', paris);
    const time = readMoment('14:30', paris);
    if (!day || !time) throw new Error('unreadable');
    expect(compareMoments(day, time)).toBeNaN();
  });

  test('instants beyond the calendar print nothing', () => {
    expect(printInstant(Number.NaN)).toBe('');
    expect(printInstant(1e300)).toBe('');
  });
});
