/** Spans and moments as the editor says them. */
import { expect, test } from 'vitest';
import { dayAndTime, spanWords } from '../../studio/editor/words.ts';

test('a timeout says how long it is, and whether only opening hours count', () => {
  expect(spanWords({ after: '2h' }, 'en')).toBe('2\u00a0h');
  expect(spanWords({ after: '1d', inOpeningHours: true }, 'en')).toBe('1\u00a0day when open');
  expect(spanWords({ after: '30m', inOpeningHours: true }, 'fr')).toBe('30\u00a0min d’ouverture');
});

test('a moment is called by its day on the clocks of its zone, with the date where it is far', () => {
  const now = Date.UTC(2026, 10, 27, 16, 30);
  expect(dayAndTime(now, now, 'Europe/Paris', 'en-GB')).toBe('Friday 17:30');
  expect(dayAndTime(now + 65 * 3_600_000, now, 'Europe/Paris', 'en-GB')).toBe('Monday 10:30');
  expect(dayAndTime(now + 7 * 86_400_000, now, 'Europe/Paris', 'en-GB')).toBe('Friday 4 December at 17:30');
});
