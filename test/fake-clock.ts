/** A clock that stands still until a test moves it; knows alarms and nothing of what they mean. */
import type { Clock } from '../server/clock.ts';

export interface FakeClock extends Clock {
  /**
   * Moves time forward, ringing every alarm that falls due in order of its time, also those set by earlier ones.
   * Between alarms, pending promises and one turn of input and output run.
   */
  advance(ms: number): Promise<void>;
  /** How many alarms are set. */
  readonly alarms: number;
}

/** `start` in milliseconds since the epoch; by default noon UTC on 2 March 2026, a Monday. */
export function createFakeClock(start = Date.UTC(2026, 2, 2, 12)): FakeClock {
  let now = start;
  let order = 0;
  const alarms = new Map<number, { at: number; callback: () => void }>();

  function nextDue(until: number): [id: number, alarm: { at: number; callback: () => void }] | undefined {
    let first: [number, { at: number; callback: () => void }] | undefined;
    for (const entry of alarms) {
      if (entry[1].at <= until && (!first || entry[1].at < first[1].at)) first = entry;
    }
    return first;
  }

  return {
    now: () => now,
    alarm(at, callback) {
      const id = ++order;
      alarms.set(id, { at, callback });
      return () => {
        alarms.delete(id);
      };
    },
    async advance(ms) {
      const until = now + ms;
      await turn();
      for (let due = nextDue(until); due; due = nextDue(until)) {
        alarms.delete(due[0]);
        now = Math.max(now, due[1].at);
        due[1].callback();
        await turn();
      }
      now = until;
      await turn();
    },
    get alarms() {
      return alarms.size;
    },
  };
}

/** Lets promises settle and the event loop go round once. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
