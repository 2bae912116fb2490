import { expect, test } from 'vitest';
import { estimateWait } from '../../../server/inbox/estimate-wait.ts';

const MINUTE = 60_000;
const now = 1000 * MINUTE;

test('who finds somebody free waits not at all', () => {
  expect(estimateWait({ waiting: 0, online: 1, free: 1, taken: [], now })).toBe(0);
});

test('nobody knows how long it takes where nobody is', () => {
  expect(estimateWait({ waiting: 0, online: 0, free: 0, taken: [now - MINUTE], now })).toBeUndefined();
});

test('a queue that moves every two minutes takes four with one person before', () => {
  const taken = [10, 8, 6, 4, 2].map((ago) => now - ago * MINUTE);
  expect(estimateWait({ waiting: 1, online: 3, free: 0, taken, now })).toBe(4);
});

test('where little is known, it takes five minutes for each operator', () => {
  expect(estimateWait({ waiting: 3, online: 2, free: 0, taken: [now - 100 * MINUTE], now })).toBe(10);
});
