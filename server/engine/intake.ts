/** How busy the way in is, so that the way out can let it pass first. Knows neither. */
import type { Clock } from '../clock.ts';

export interface Intake {
  /** Something came in that waits to be acknowledged. */
  arrived(): void;
  /** Nothing more can be taken in while this process does anything else. */
  saturated(): boolean;
  /** Undefined when there is time; else resolves when there is, at the latest after `PATIENCE_MS`. */
  moment(): Promise<void> | undefined;
}

/** An answer may wait this long for webhooks to be acknowledged: Google slows down all brands for a slow webhook. */
const PATIENCE_MS = 1000;
/** Short: until it is seen that much comes in, each answer that leaves keeps a webhook from being acknowledged. */
const LOOK_MS = 20;
/** Nobody looks while nobody waits: what an older look saw says nothing of now. */
const LATELY_MS = 5 * LOOK_MS;
/** Below the most there is: while the store writes, the event loop waits now and then. */
const SATURATED = 0.5;
/** Arrivals within one look below which the work at hand is our own sending, which must not wait for itself. */
const FEW = 2;

/** `load`: the share of its time, lately, that the event loop was at work; 0 to 1. */
export function createIntake(clock: Clock, load: () => number): Intake {
  /** `load` and `before`: of the last look, and of the one before it. */
  let measured = { at: Number.NEGATIVE_INFINITY, load: 0, before: 0 };
  let arrivals = 0;
  let waiting: { until: number; go(): void }[] = [];
  let looking = false;

  function saturated(): boolean {
    const now = clock.now();
    if (now - measured.at >= LOOK_MS) {
      const lately = load();
      const before = now - measured.at < LATELY_MS ? measured.load : 0;
      measured = { at: now, load: arrivals < FEW ? 0 : lately, before };
      arrivals = 0;
    }
    // One quiet look is a pause, in which the store waits for the disk; two are the end of a rush.
    return Math.max(measured.load, measured.before) > SATURATED;
  }

  function look(): void {
    looking = false;
    const now = clock.now();
    const all = !saturated();
    const ready = waiting.filter(({ until }) => all || until <= now);
    waiting = all ? [] : waiting.filter(({ until }) => until > now);
    for (const { go } of ready) go();
    lookLater();
  }

  function lookLater(): void {
    if (looking || waiting.length === 0) return;
    looking = true;
    clock.alarm(clock.now() + LOOK_MS, look);
  }

  return {
    arrived() {
      arrivals += 1;
    },
    saturated,
    moment() {
      if (!saturated()) return undefined;
      return new Promise((resolve) => {
        waiting.push({ until: clock.now() + PATIENCE_MS, go: resolve });
        lookLater();
      });
    },
  };
}
