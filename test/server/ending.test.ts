import { expect, test } from 'vitest';
import { createEnding } from '../../server/ending.ts';

test('parts end one after another, and the one that is waited for has a name', async () => {
  const ended: string[] = [];
  let finish = () => {};
  const slow = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const ending = createEnding(
    [
      ['the way in', () => ended.push('in')],
      ['what is being sent', () => slow.then(() => ended.push('out'))],
      ['the store', () => ended.push('store')],
    ],
    () => undefined,
  );
  expect(ending.awaited).toBeUndefined();
  const done = ending.end();
  await Promise.resolve();
  expect(ending.awaited).toBe('what is being sent');
  expect(ended).toEqual(['in']);
  finish();
  await done;
  expect(ended).toEqual(['in', 'out', 'store']);
  expect(ending.awaited).toBeUndefined();
});

test('a part that cannot be ended is named, and keeps none of the others from it', async () => {
  const ended: string[] = [];
  const named: string[] = [];
  const broken = new Error('The disk is gone.');
  const ending = createEnding(
    [
      ['the inbox', () => Promise.reject(broken)],
      ['the store', () => ended.push('store')],
    ],
    (name) => named.push(name),
  );
  await expect(ending.end()).rejects.toBe(broken);
  await expect(ending.end()).rejects.toBe(broken);
  expect(named).toEqual(['the inbox']);
  expect(ended).toEqual(['store']);
});
