/** How much one connection may ask in a time: a bucket that fills again. Knows no event. */
import type { Clock } from '../clock.ts';

export interface AllowanceOptions {
  /** Asked at once at most. */
  burst: number;
  /** Given back each second. */
  perSecond: number;
}

/** Each call takes one; false where nothing is left. */
export function createAllowance(clock: Clock, { burst, perSecond }: AllowanceOptions): () => boolean {
  let left = burst;
  let at = clock.now();
  return () => {
    const now = clock.now();
    left = Math.min(burst, left + (Math.max(0, now - at) / 1000) * perSecond);
    at = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
