/** A clock that goes on by itself like the machine's, and can be put forward or made faster; knows alarms alone. */
import type { Clock } from '../../server/clock.ts';

export interface SteeredClock extends Clock {
  /** Puts it forward by so many milliseconds; what is due by then rings at once, the earliest first. */
  leap(ms: number): void;
  /** From now on it goes so many times as fast as the machine's. */
  faster(speed: number): void;
}

interface Alarm {
  at: number;
  callback: () => void;
  timer?: NodeJS.Timeout;
}

/** `start`: milliseconds since the epoch; the machine's time if left out. */
export function createSteeredClock({ start = Date.now(), speed = 1 } = {}): SteeredClock {
  let pace = speed;
  let base = { real: performance.now(), shown: start };
  const alarms = new Set<Alarm>();

  const now = () => base.shown + (performance.now() - base.real) * pace;

  function arm(alarm: Alarm): void {
    clearTimeout(alarm.timer);
    // A timer of the machine may ring a little early by this clock, and must not: who is rung looks at the time.
    const left = Math.min(2 ** 31 - 1, Math.max(0, Math.ceil((alarm.at - now()) / pace)));
    alarm.timer = setTimeout(() => {
      if (now() < alarm.at) return arm(alarm);
      alarms.delete(alarm);
      alarm.callback();
    }, left);
    alarm.timer.unref();
  }

  function change(shown: number, nextPace: number): void {
    base = { real: performance.now(), shown };
    pace = nextPace;
    for (const alarm of [...alarms].sort((one, other) => one.at - other.at)) arm(alarm);
  }

  return {
    now: () => Math.floor(now()),
    alarm(at, callback) {
      const alarm: Alarm = { at, callback };
      alarms.add(alarm);
      arm(alarm);
      return () => {
        alarms.delete(alarm);
        clearTimeout(alarm.timer);
      };
    },
    leap: (ms) => change(now() + ms, pace),
    faster: (next) => change(now(), next),
  };
}
