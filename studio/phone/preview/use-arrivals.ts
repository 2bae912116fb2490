/** Lets new messages of the brand arrive one after the other, each after a moment of typing, as on a phone. */
import { useEffect, useRef, useState } from 'react';
import { useMediaQuery } from '../../ui/media-query.ts';
import type { Entry } from '../entry.ts';

/** Long enough to be seen, short enough not to be waited for. */
const FIRST_MS = 420;
const NEXT_MS = 320;
/** Where many come at once, nobody waits for all of them. */
const MANY = 3;
const MANY_MS = 90;

/**
 * `entries` so far as they have arrived. Those that follow what was shown before come in turn; where the thread is
 * another one (`run` changed, or a step was looked back at) all of it is there at once.
 */
export function useArrivals(
  entries: readonly Entry[],
  run: string,
): { shown: readonly Entry[]; typing: boolean } {
  const still = useMediaQuery('(prefers-reduced-motion: reduce)');
  const [arrived, setArrived] = useState({ run, count: entries.length });
  const last = useRef({ run, entries });
  const follows =
    last.current.run === run &&
    arrived.run === run &&
    arrived.count <= entries.length &&
    (arrived.count === 0 || entries[arrived.count - 1]?.id === last.current.entries[arrived.count - 1]?.id);
  // What the person says is there at once.
  let count = follows && !still ? arrived.count : entries.length;
  while (entries[count]?.from === 'person') count += 1;
  const waiting = entries.length - count;

  useEffect(() => {
    last.current = { run, entries };
    setArrived((before) =>
      before.run === run && before.count === count ? before : { run, count: Math.min(count, entries.length) },
    );
    if (waiting <= 0) return;
    const isFirst = entries[count - 1]?.from === 'person' || count === 0;
    const pace = isFirst ? FIRST_MS : waiting > MANY ? MANY_MS : NEXT_MS;
    const timer = setTimeout(() => setArrived({ run, count: count + 1 }), pace);
    return () => clearTimeout(timer);
  }, [run, entries, count, waiting]);

  return { shown: waiting > 0 ? entries.slice(0, count) : entries, typing: waiting > 0 };
}
