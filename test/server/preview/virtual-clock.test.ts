/** Time that stands still, and knowing when nothing is under way. */
import { describe, expect, test } from 'vitest';
import { createActivity } from '../../../server/preview/activity.ts';
import { createSeededIds } from '../../../server/preview/seeded-ids.ts';
import { createVirtualClock } from '../../../server/preview/virtual-clock.ts';

describe('the clock', () => {
  test('rings what is due when it is told to, the earliest first, and nothing that was called off', () => {
    const clock = createVirtualClock(1000);
    const rung: string[] = [];
    clock.alarm(3000, () => rung.push('third'));
    const off = clock.alarm(2500, () => rung.push('never'));
    clock.alarm(2000, () => {
      rung.push('second');
      off();
    });
    clock.alarm(500, () => rung.push('first'));
    expect(rung).toEqual([]);
    expect(clock.ring()).toBe(true);
    clock.set(2500);
    expect(clock.now()).toBe(2500);
    clock.ring();
    expect(rung).toEqual(['first', 'second']);
    expect(clock.ring()).toBe(false);
    clock.set(100);
    expect(clock.now()).toBe(2500);
  });
});

describe('quiet', () => {
  test('comes when what was begun, and all it led to, is over', async () => {
    const activity = createActivity();
    const over: string[] = [];
    const steps = activity.watch({
      async one() {
        await turn();
        over.push('one');
      },
      name: 'kept',
    });
    expect(steps.name).toBe('kept');
    steps.one().then(() => activity.track(turn().then(() => over.push('two'))));
    await activity.quiet();
    expect(over).toEqual(['one', 'two']);
  });

  test('comes after what failed, too', async () => {
    const activity = createActivity();
    activity.track(turn().then(() => Promise.reject(new Error('no')))).catch(() => {});
    await activity.quiet();
    await activity.quiet();
  });
});

test('ids are the same for the same seed and step, and one more in a step moves no other step', () => {
  const [one, other] = [createSeededIds('seed'), createSeededIds('seed')];
  one.begin(1);
  other.begin(1);
  expect(one.newId()).toBe(other.newId());
  one.newId();
  one.begin(2);
  other.begin(2);
  const id = one.newId();
  expect(id).toBe(other.newId());
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(one.random()).toBe(other.random());
  expect(createSeededIds('another').newId()).not.toBe(id);
});

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
