import { describe, expect, test } from 'vitest';
import { createRate } from '../../../server/pages/rate.ts';
import { createFakeClock } from '../../fake-clock.ts';

describe('createRate', () => {
  test('so many at once, then one for each that time has given back', async () => {
    const clock = createFakeClock();
    const rate = createRate({ clock, burst: 3, perSecond: 0.5, names: 10 });
    expect([1, 2, 3].map(() => rate.take('a'))).toEqual([0, 0, 0]);
    expect(rate.take('a')).toBe(2000);
    expect(rate.take('b')).toBe(0);
    await clock.advance(1999);
    expect(rate.take('a')).toBe(1);
    await clock.advance(1);
    expect(rate.take('a')).toBe(0);
    expect(rate.take('a')).toBe(2000);
  });

  test('rest fills no more than the bucket', async () => {
    const clock = createFakeClock();
    const rate = createRate({ clock, burst: 2, perSecond: 1, names: 10 });
    rate.take('a');
    await clock.advance(3_600_000);
    expect([rate.take('a'), rate.take('a'), rate.take('a')]).toEqual([0, 0, 1000]);
  });

  test('names beyond the number are forgotten, the longest unseen first', () => {
    const rate = createRate({ clock: createFakeClock(), burst: 1, perSecond: 1, names: 2 });
    rate.take('a');
    rate.take('b');
    rate.take('a');
    rate.take('c');
    expect(rate.take('a')).toBeGreaterThan(0);
    expect(rate.take('b')).toBe(0);
  });

  test('a clock that is set back takes nothing away', () => {
    let now = 10_000;
    const rate = createRate({
      clock: { now: () => now, alarm: () => () => {} },
      burst: 2,
      perSecond: 1,
      names: 2,
    });
    rate.take('a');
    now = 0;
    expect(rate.take('a')).toBe(0);
    expect(rate.take('a')).toBe(1000);
  });
});
