/** So many a second and no more, in order, without a burst. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPace } from '../../server/pace.ts';
import { createFakeClock } from '../fake-clock.ts';

describe('a pace', () => {
  test('without a limit lets everybody go at once', async () => {
    const pace = createPace(createFakeClock(), undefined, 1000);
    expect(await Promise.all([pace.take(10), pace.take(10)])).toEqual(['go', 'go']);
  });

  test('lets one go and makes the next wait, in order', async () => {
    const clock = createFakeClock();
    const pace = createPace(clock, 2, 10_000);
    const gone: number[] = [];
    for (const n of [1, 2, 3]) pace.take(1).then(() => gone.push(n));
    await clock.advance(0);
    expect(gone).toEqual([1]);
    await clock.advance(500);
    expect(gone).toEqual([1, 2]);
    await clock.advance(499);
    expect(gone).toEqual([1, 2]);
    await clock.advance(1);
    expect(gone).toEqual([1, 2, 3]);
  });

  test('counts parts: after three the next waits three times as long', async () => {
    const clock = createFakeClock();
    const pace = createPace(clock, 1, 10_000);
    await pace.take(3);
    let gone = false;
    pace.take(1).then(() => {
      gone = true;
    });
    await clock.advance(2999);
    expect(gone).toBe(false);
    await clock.advance(1);
    expect(gone).toBe(true);
  });

  test('says when to come back where the wait would be too long, and takes nothing then', async () => {
    const clock = createFakeClock();
    const pace = createPace(clock, 1, 1500);
    expect(await pace.take(1)).toBe('go');
    const second = pace.take(1);
    expect(await pace.take(1)).toBe(2000);
    expect(await pace.take(1)).toBe(2000);
    await clock.advance(1000);
    expect(await second).toBe('go');
  });

  test('stopped, sends everybody away', async () => {
    const clock = createFakeClock();
    const pace = createPace(clock, 1, 10_000);
    await pace.take(1);
    const waiting = [pace.take(1), pace.take(1)];
    pace.stop();
    expect(await Promise.all(waiting)).toEqual(['stopped', 'stopped']);
    expect(await pace.take(1)).toBe('stopped');
    expect(clock.alarms).toBe(0);
  });

  test('never lets more than so many go in any second', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 50 }),
        fc.array(
          fc.record({ after: fc.integer({ min: 0, max: 400 }), units: fc.integer({ min: 1, max: 5 }) }),
          {
            maxLength: 40,
          },
        ),
        async (perSecond, asks) => {
          const clock = createFakeClock();
          const pace = createPace(clock, perSecond, 60_000);
          const went: { at: number; units: number }[] = [];
          for (const { after, units } of asks) {
            await clock.advance(after);
            pace.take(units).then((how) => how === 'go' && went.push({ at: clock.now(), units }));
          }
          await clock.advance(300_000);
          expect(went.length).toBe(asks.length);
          for (const first of went) {
            const within = went.filter(({ at }) => at >= first.at && at < first.at + 1000);
            const last = within.at(-1);
            const before = within.slice(0, -1).reduce((sum, { units }) => sum + units, 0);
            // The last to go in a second may have several parts; those before it fit.
            expect(last === undefined || before < perSecond + 1).toBe(true);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
