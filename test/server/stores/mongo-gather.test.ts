/** Work of one kind, done together where it comes together. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../server/clock.ts';
import { createGather } from '../../../server/stores/mongo-gather.ts';

/** Alarms ring when the test says so. */
function handClock(): Clock & { ring(): void } {
  let alarms: (() => void)[] = [];
  return {
    now: () => 0,
    alarm(_at, callback) {
      alarms.push(callback);
      return () => {
        alarms = alarms.filter((one) => one !== callback);
      };
    },
    ring() {
      for (const callback of alarms.splice(0)) callback();
    },
  };
}

const never = { clock: handClock(), failsForAll: () => false };

/** Work that ends when it is told to; what it was given, by call. */
function heldWork() {
  const calls: { all: readonly number[]; end(): void }[] = [];
  const work = (all: readonly number[]) =>
    new Promise<number[]>((resolve) => {
      calls.push({ all, end: () => resolve(all.map((n) => n * 10)) });
    });
  return { calls, work };
}
/** Long enough for an answer, and for what is asked because of it. */
async function breath(): Promise<void> {
  for (let n = 0; n < 3; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('gathered work', () => {
  test('is done at once where nothing is under way, and what is asked for in one breath goes together', async () => {
    const { calls, work } = heldWork();
    const ask = createGather(work, never);
    const answers = [ask(1), ask(2)];
    await breath();
    expect(calls.map(({ all }) => all)).toEqual([[1, 2]]);
    calls[0]?.end();
    expect(await Promise.all(answers)).toEqual([10, 20]);
  });

  test('waits where some is under way, and then goes together', async () => {
    const { calls, work } = heldWork();
    const ask = createGather(work, never);
    const answers: Promise<number>[] = [];
    for (const n of [1, 2, 3, 4]) {
      answers.push(ask(n));
      await breath();
    }
    expect(calls.map(({ all }) => all)).toEqual([[1]]);
    calls[0]?.end();
    await breath();
    expect(calls.map(({ all }) => all)).toEqual([[1], [2, 3, 4]]);
    calls[1]?.end();
    expect(await Promise.all(answers)).toEqual([10, 20, 30, 40]);
  });

  test('goes beside what is under way where enough waits for it', async () => {
    const { calls, work } = heldWork();
    const ask = createGather(work, never);
    const answers = [ask(0)];
    await breath();
    for (let n = 1; n < 32; n += 1) answers.push(ask(n));
    await breath();
    expect(calls.map(({ all }) => all.length)).toEqual([1]);
    answers.push(ask(32));
    await breath();
    expect(calls.map(({ all }) => all.length)).toEqual([1, 32]);
    for (const { end } of calls) end();
    expect(await Promise.all(answers)).toEqual(answers.map((_, n) => n * 10));
  });

  test('goes beside what is under way where its answer is late, and no more than some are', async () => {
    const { calls, work } = heldWork();
    const clock = handClock();
    const ask = createGather(work, { ...never, clock });
    const answers: Promise<number>[] = [];
    for (const n of [1, 2, 3, 4, 5, 6]) {
      answers.push(ask(n));
      await breath();
      clock.ring();
      await breath();
    }
    expect(calls.map(({ all }) => all)).toEqual([[1], [2], [3], [4]]);
    calls[0]?.end();
    await breath();
    expect(calls.map(({ all }) => all)).toEqual([[1], [2], [3], [4], [5, 6]]);
    // The ones that were late are not waited for by what comes when they are answered.
    for (const { end } of calls) end();
    expect(await Promise.all(answers)).toEqual([10, 20, 30, 40, 50, 60]);
  });

  test('an error among the answers is one’s own; a failure is looked for one by one, but for what fails for all', async () => {
    const work = async (all: readonly number[]) => {
      if (all.some((n) => n < 0)) throw new Error('negative');
      if (all.includes(99)) throw new Error('down');
      return all.map((n) => (n === 7 ? new Error('seven') : n));
    };
    const ask = createGather(work, { ...never, failsForAll: (error) => (error as Error).message === 'down' });
    const asked = (numbers: number[]) =>
      Promise.all(numbers.map((n) => ask(n).catch((error: Error) => error.message)));
    expect(await asked([1, 7, 2])).toEqual([1, 'seven', 2]);
    expect(await asked([1, -1, 2])).toEqual([1, 'negative', 2]);
    expect(await asked([1, 99, 2])).toEqual(['down', 'down', 'down']);
    expect(await asked([3])).toEqual([3]);
  });

  test('whatever fails, everybody is answered once, with their own answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 300 }), async (numbers) => {
        const ask = createGather(async (all: readonly number[]) => {
          await breath();
          if (all.includes(13)) throw new Error('13');
          return all.map((n) => (n % 5 === 0 ? new Error(`${n}`) : n));
        }, never);
        const answers = await Promise.allSettled(numbers.map((n) => ask(n)));
        for (const [i, n] of numbers.entries()) {
          const answer = answers[i];
          if (n === 13 || n % 5 === 0) {
            expect(answer).toMatchObject({ status: 'rejected', reason: { message: `${n}` } });
          } else expect(answer).toEqual({ status: 'fulfilled', value: n });
        }
      }),
      { numRuns: 30 },
    );
  });
});
