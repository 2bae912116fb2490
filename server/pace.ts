/**
 * Keeps to so many a second, alone or together with other processes: whoever comes waits for their turn, or is told when
 * to come back. Knows no channel.
 */
import type { TrafficType } from '../flows/message.ts';
import type { Clock } from './clock.ts';

export interface Pace {
  /**
   * Takes `units` and resolves to "go" when it is their turn; in order of asking. Where that would take longer than
   * the longest wait, or than `atMostMs`, nothing is taken, and the answer is in how many milliseconds to ask again.
   */
  take(units: number, atMostMs?: number): Promise<'go' | 'stopped' | number>;
  /** Ends all waiting. */
  stop(): void;
}

/**
 * The turn of `units` among those of all processes: how many milliseconds to wait for it, which is then taken, or not,
 * where that is more than `longestMs`. Undefined where nobody can say: then each process counts for itself.
 */
export type SharedTurn = (perSecond: number, units: number, longestMs: number) => Promise<number | undefined>;

/** `perSecond` undefined: no limit. A unit leaves 1/`perSecond` after the one before: never a burst. */
export function createPace(
  clock: Clock,
  perSecond: number | undefined,
  longestMs: number,
  shared?: SharedTurn,
): Pace {
  /** When the next unit may leave. */
  let next = 0;
  let stopped = false;
  const waiting = new Set<() => void>();

  return {
    async take(units, atMostMs = longestMs) {
      if (stopped) return 'stopped';
      if (perSecond === undefined) return 'go';
      const mostMs = Math.min(atMostMs, longestMs);
      const waitMs = await shared?.(perSecond, units, mostMs);
      if (stopped) return 'stopped';
      const now = clock.now();
      const at = waitMs === undefined ? Math.max(next, now) : now + waitMs;
      if (at - now > mostMs) return Math.ceil(at - now);
      // Should nobody be able to say it the next time, this process goes on from here.
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

/** Who would wait longer for their turn is told to come back, so that the outbox keeps what is not yet sent. */
export const LONGEST_TURN_MS = 5000;

/**
 * How long a message of this kind may wait in line: the less it hurries, the sooner it is told to come back. So a code
 * never has more before it than it can wait for, however many offers are to be sent.
 */
export function turnWithinMs(traffic: TrafficType): number {
  if (traffic === 'authentication') return LONGEST_TURN_MS;
  return traffic === 'promotion' ? LONGEST_TURN_MS / 5 : LONGEST_TURN_MS / 2;
}
