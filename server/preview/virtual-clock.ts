/** A clock that stands still until it is moved. Knows alarms and nothing of what they mean. */
import type { Clock } from '../clock.ts';

export interface VirtualClock extends Clock {
  /** Moves on to this time, which is never earlier; nothing rings yet. */
  set(time: number): void;
  /** Rings what is due now, the earliest first. False if nothing was. */
  ring(): boolean;
}

export function createVirtualClock(start: number): VirtualClock {
  let now = start;
  let count = 0;
  const alarms = new Map<number, { at: number; callback: () => void }>();

  return {
    now: () => now,
    alarm(at, callback) {
      count += 1;
      const id = count;
      alarms.set(id, { at, callback });
      return () => {
        alarms.delete(id);
      };
    },
    set(time) {
      now = Math.max(now, time);
    },
    ring() {
      const due = [...alarms].filter(([, { at }]) => at <= now).sort((one, other) => one[1].at - other[1].at);
      for (const [id, { callback }] of due) {
        // One that rang before it may have called it off.
        if (alarms.delete(id)) callback();
      }
      return due.length > 0;
    },
  };
}
