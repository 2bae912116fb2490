/**
 * A clock that waits for the process: however busy that is, each turn of its event loop takes no more than a moment of
 * this time, and while it has nothing to do, time leaps to the next alarm. Without that, a process that is late would
 * look like a phone that is late.
 */
import { performance } from 'node:perf_hooks';
import type { Clock } from '../../server/clock.ts';

export interface PatientClock extends Clock {
  /** Stops it for good; what has not rung never will. */
  stop(): void;
}

interface Alarm {
  at: number;
  callback: () => void;
}

const TICK_MS = 4;
/** A process that had nothing to do for half of so many ticks has nothing under way but what waits for time. */
const TICKS = 5;
const IDLE = 0.5;

/** `start`: milliseconds since the epoch. `most`: milliseconds of its own that go by in a turn with something to do. */
export function createPatientClock({ start = Date.now(), most = 100 } = {}): PatientClock {
  let shown = start;
  const loads = [performance.eventLoopUtilization()];
  /** The latest first, so that the next one to ring is the last. */
  const alarms: Alarm[] = [];

  function tick(): void {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, loads[0]);
    loads.push(now);
    if (loads.length > TICKS) loads.shift();
    const next = alarms.at(-1)?.at;
    if (utilization < IDLE && next !== undefined && next > shown) shown = next;
    else shown += most;
    for (let due = alarms.at(-1); due !== undefined && due.at <= shown; due = alarms.at(-1)) {
      alarms.pop();
      due.callback();
    }
  }
  const ticking = setInterval(tick, TICK_MS).unref();

  /** Where an alarm belongs: before all that ring sooner, and before those set for the same time already. */
  function placeOf(at: number): number {
    let low = 0;
    let high = alarms.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((alarms[middle]?.at ?? 0) > at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    now: () => Math.floor(shown),
    alarm(at, callback) {
      const alarm: Alarm = { at, callback };
      alarms.splice(placeOf(at), 0, alarm);
      return () => {
        let place = placeOf(at);
        while (place < alarms.length && alarms[place]?.at === at && alarms[place] !== alarm) place += 1;
        if (alarms[place] === alarm) alarms.splice(place, 1);
      };
    },
    stop: () => clearInterval(ticking),
  };
}
