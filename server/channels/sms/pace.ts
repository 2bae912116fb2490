/** Keeps to so many a second: whoever comes waits for their turn, or is told when to come back. Knows no SMS. */
import type { Clock } from '../../clock.ts';

export interface Pace {
  /**
   * Takes `units` and resolves to "go" when it is their turn; in order of asking. Where that would take longer than
   * the longest wait, nothing is taken, and the answer is in how many milliseconds to ask again.
   */
  take(units: number): Promise<'go' | 'stopped' | number>;
  /** Ends all waiting. */
  stop(): void;
}

/** `perSecond` undefined: no limit. A unit leaves 1/`perSecond` after the one before: never a burst. */
export function createPace(clock: Clock, perSecond: number | undefined, longestMs: number): Pace {
  /** When the next unit may leave. */
  let next = 0;
  let stopped = false;
  const waiting = new Set<() => void>();

  return {
    async take(units) {
      if (stopped) return 'stopped';
      if (perSecond === undefined) return 'go';
      const now = clock.now();
      const at = Math.max(next, now);
      if (at - now > longestMs) return Math.ceil(at - now);
      next = at + (units * 1000) / perSecond;
      if (at <= now) return 'go';
      return new Promise((resolve) => {
        const end = (how: 'go' | 'stopped') => {
          waiting.delete(stop);
          resolve(how);
        };
        const callOff = clock.alarm(at, () => end('go'));
        const stop = () => {
          callOff();
          end('stopped');
        };
        waiting.add(stop);
      });
    },
    stop() {
      stopped = true;
      for (const end of [...waiting]) end();
    },
  };
}
