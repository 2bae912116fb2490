/** How long to wait before asking again: doubling, capped, and spread so that many do not come back at once. */

const FIRST_MS = 1_000;
const LONGEST_MS = 30 * 60_000;

/** Milliseconds before attempt number `attempts + 1`; `random` in [0, 1) spreads it over half to the whole. */
export function backoffMs(attempts: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts, 20));
  return Math.round(full / 2 + (full / 2) * random);
}
