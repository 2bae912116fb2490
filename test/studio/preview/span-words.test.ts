/** How long something still takes, in words and as a clock has it. */
import { expect, test } from 'vitest';
import { countdown, spanWords } from '../../../studio/editor/preview/span-words.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test('a span is told in its largest units, and is over only when it is over', () => {
  expect(plain(spanWords(5_400_000, 'en'))).toBe('1 h 30 min');
  expect(plain(spanWords(5_398_001, 'en', 3))).toBe('1 h 29 min 59 s');
  expect(plain(spanWords(90_000_000, 'fr'))).toBe('1 j 1 h');
  expect(plain(spanWords(1, 'en'))).toBe('1 s');
  expect(plain(spanWords(0, 'en'))).toBe('0 s');
  expect(plain(spanWords(-5, 'en'))).toBe('0 s');
});

test('a countdown falls at each second, and from a day on is told in words', () => {
  expect([7_200_000, 7_199_999, 7_198_001, 60_000, 59_001, 1, 0].map((ms) => countdown(ms, 'en'))).toEqual([
    '2:00:00',
    '2:00:00',
    '1:59:59',
    '1:00',
    '1:00',
    '0:01',
    '0:00',
  ]);
  expect(plain(countdown(90_000_000, 'en'))).toBe('1 d 1 h');
});
