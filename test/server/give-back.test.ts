import { expect, test } from 'vitest';
import { giveBack } from '../../server/give-back.ts';

/** A clock of which the test rings each alarm, and a load it sets. */
function world() {
  let now = 0;
  let alarm: { at: number; ring: () => void } | undefined;
  const it = {
    load: 0,
    collected: 0,
    get waits() {
      return alarm !== undefined;
    },
    pass() {
      const due = alarm;
      alarm = undefined;
      now = due?.at ?? now;
      due?.ring();
    },
  };
  const clock = {
    now: () => now,
    alarm(at: number, ring: () => void) {
      alarm = { at, ring };
      return () => {
        alarm = undefined;
      };
    },
  };
  const stop = giveBack({
    clock,
    load: () => it.load,
    collect: () => {
      it.collected += 1;
    },
  });
  return Object.assign(it, { stop });
}

test('after the start it collects three times, and then no more while nothing happens', () => {
  const it = world();
  for (let n = 0; n < 10; n += 1) it.pass();
  expect(it.collected).toBe(3);
});

test('a busy process is left alone; when it is quiet again it collects as often again', () => {
  const it = world();
  for (let n = 0; n < 4; n += 1) it.pass();
  it.load = 0.8;
  for (let n = 0; n < 10; n += 1) it.pass();
  expect(it.collected).toBe(3);
  it.load = 0.2;
  it.pass();
  expect(it.collected).toBe(3);
  it.load = 0.01;
  for (let n = 0; n < 10; n += 1) it.pass();
  expect(it.collected).toBe(6);
});

test('stopped, it looks no more', () => {
  const it = world();
  it.stop();
  expect(it.waits).toBe(false);
});
