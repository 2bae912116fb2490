/** When something happened, as people say it. */
import { expect, test } from 'vitest';
import { agoText } from '../../../studio/ui/ago-text.ts';

const NOW = Date.UTC(2026, 5, 15, 12);
const MINUTE = 60_000;

test.each([
  [10_000, 'en-GB', 'now'],
  [3 * MINUTE, 'en-GB', '3 min ago'],
  [3 * MINUTE, 'fr', 'il y a 3 min'],
  [26 * 60 * MINUTE, 'en-GB', 'yesterday'],
  [5 * 24 * 60 * MINUTE, 'fr', 'il y a 5 j'],
  [10 * 24 * 60 * MINUTE, 'en-GB', '5 Jun'],
  [300 * 24 * 60 * MINUTE, 'en-GB', '19 Aug 2025'],
])('%d ms before, in %s, is %j', (before, region, text) => {
  expect(agoText(NOW - before, NOW, region).replace(/[\u00a0\u202f]/g, ' ')).toBe(text);
});
