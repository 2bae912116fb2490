/** How long somebody who comes now will wait, from how fast the queue has moved lately; a pure rule, and a rough one. */

export interface QueuePace {
  /** Who waits before them. */
  waiting: number;
  /** Operators who could take from it and are online, and those of them with room. */
  online: number;
  free: number;
  /** When conversations were taken from it lately, oldest first, in milliseconds since the epoch. */
  taken: readonly number[];
  now: number;
}

const MINUTE_MS = 60_000;
/** What was longer ago says nothing about today. */
const LATELY_MS = 60 * MINUTE_MS;
/** Of fewer no pace can be told. */
const FEWEST = 3;
/** Where nothing is known: how long one conversation keeps one operator. */
const USUAL_MS = 5 * MINUTE_MS;

/** In whole minutes, 0 if somebody is free; undefined where nobody is there. */
export function estimateWait({ waiting, online, free, taken, now }: QueuePace): number | undefined {
  if (online === 0) return undefined;
  const ahead = waiting + 1 - free;
  if (ahead <= 0) return 0;
  const lately = taken.filter((at) => at > now - LATELY_MS);
  const [first] = lately;
  const interval =
    first !== undefined && lately.length >= FEWEST ? (now - first) / lately.length : USUAL_MS / online;
  return Math.max(1, Math.ceil((ahead * interval) / MINUTE_MS));
}
