/** Dates and times between a field and a message, on the flow's clock. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromField, later, toField } from '../../../studio/message/moment-text.ts';

describe('a date and time', () => {
  test('is written with the offset its clock has that day', () => {
    expect(fromField('2026-12-01T10:00', 'Europe/Paris')).toBe('2026-12-01T10:00:00+01:00');
    expect(fromField('2026-07-01T10:00', 'Europe/Paris')).toBe('2026-07-01T10:00:00+02:00');
    expect(fromField('2026-07-01T10:00', 'America/New_York')).toBe('2026-07-01T10:00:00-04:00');
    expect(fromField('tomorrow', 'Europe/Paris')).toBeUndefined();
  });

  test('comes back to the field as it was, on any clock, unless the hour does not exist', () => {
    const wall = fc
      .integer({ min: 0, max: 60 * 24 * 365 })
      .map((minutes) => new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString().slice(0, 16));
    fc.assert(
      fc.property(
        wall,
        fc.constantFrom('Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'UTC'),
        (field, zone) => {
          const instant = fromField(field, zone) ?? '';
          // In the hour that is left out in spring a clock shows the one after it.
          fc.pre(Date.parse(instant) === Date.parse(`${field}:00${instant.slice(19)}`));
          const skipped = /-(?:03-29T02|03-08T02)/.test(field);
          if (!skipped) expect(toField(instant, zone)).toBe(field);
        },
      ),
    );
  });

  test('an event that begins before the clocks change lasts as long as any other', () => {
    const begin = '2026-03-29T01:30:00+01:00';
    expect(later(begin, 60, 'Europe/Paris')).toBe('2026-03-29T03:30:00+02:00');
    expect(Date.parse(later(begin, 60, 'Europe/Paris') ?? '') - Date.parse(begin)).toBe(3_600_000);
  });
});
