/** Time as a dependency: the only place that reads the machine's clock. Knows nothing of what waits for it. */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once at or after `at`; returns the way to call it off. Long waits are safe. */
  alarm(at: number, callback: () => void): () => void;
}

/** Node fires a timer longer than this at once, so longer waits are made of several. */
const LONGEST_MS = 2 ** 31 - 1;

/** The machine's own clock. Alarms do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  alarm(at, callback) {
    let timer: NodeJS.Timeout;
    const arm = () => {
      const left = at - Date.now();
      timer = left > LONGEST_MS ? setTimeout(arm, LONGEST_MS) : setTimeout(callback, Math.max(0, left));
      timer.unref();
    };
    arm();
    return () => clearTimeout(timer);
  },
};
