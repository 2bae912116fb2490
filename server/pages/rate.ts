/** How often somebody may come: a bucket for each name that fills again with time. Knows no request. */
import type { Clock } from '../clock.ts';

export interface RateOptions {
  clock: Clock;
  /** How many at once. */
  burst: number;
  perSecond: number;
  /** How many names are remembered; the one that came longest ago is forgotten first. */
  names: number;
}

export interface Rate {
  /** Takes one turn. 0 if there was one, else the milliseconds until there is. */
  take(name: string): number;
  /** Gives one turn back, to who took it for nothing. */
  giveBack(name: string): void;
}

export function createRate({ clock, burst, perSecond, names }: RateOptions): Rate {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    take(name) {
      const now = clock.now();
      const bucket = buckets.get(name);
      // A clock that was set back gives nothing and takes nothing.
      const filled = bucket ? (Math.max(0, now - bucket.at) / 1000) * perSecond : 0;
      const left = bucket ? Math.min(burst, bucket.left + filled) : burst;
      const allowed = left >= 1;
      buckets.delete(name);
      buckets.set(name, { left: allowed ? left - 1 : left, at: now });
      const oldest = buckets.size > names ? buckets.keys().next().value : undefined;
      if (oldest !== undefined) buckets.delete(oldest);
      return allowed ? 0 : Math.ceil(((1 - left) / perSecond) * 1000);
    },
    giveBack(name) {
      const bucket = buckets.get(name);
      if (bucket) bucket.left = Math.min(burst, bucket.left + 1);
    },
  };
}
