/** How busy the way in is, so that the way out can let it pass first. Knows neither. */
import type { Clock } from '../clock.ts';

export interface Intake {
  count<T>(task: () => Promise<T>): Promise<T>;
  /** More is coming in than is done at once. */
  busy(): boolean;
  /** Undefined when nothing is coming in; else resolves when that is so, at the latest after `PATIENCE_MS`. */
  moment(): Promise<void> | undefined;
}

/** An answer may wait this long for webhooks to be acknowledged: less than a person notices. */
const PATIENCE_MS = 250;
/** Few events at once are taken within a millisecond or two and hold nobody up. */
const BUSY = 16;

export function createIntake(clock: Clock): Intake {
  let under = 0;
  let waiting: (() => void)[] = [];
  let cancel: (() => void) | undefined;

  function release(): void {
    cancel?.();
    cancel = undefined;
    const now = waiting;
    waiting = [];
    for (const go of now) go();
  }

  return {
    async count(task) {
      under += 1;
      try {
        return await task();
      } finally {
        under -= 1;
        if (under < BUSY && waiting.length > 0) release();
      }
    },
    busy: () => under >= BUSY,
    moment() {
      if (under < BUSY) return undefined;
      return new Promise((resolve) => {
        waiting.push(resolve);
        cancel ??= clock.alarm(clock.now() + PATIENCE_MS, release);
      });
    },
  };
}
