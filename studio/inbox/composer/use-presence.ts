/** Tells the others, and the customer where it is one's own, that somebody is writing. Knows no text. */
import { useCallback, useEffect, useRef } from 'react';
import { askLive } from '../../api/live.ts';

/** As long as somebody types it is said again after this. */
const AGAIN_MS = 4_000;
/** Without a stroke for so long, nobody is typing. */
const REST_MS = 5_000;

/** `typed` is called at each stroke, with whether anything is written then. */
export function usePresence(id: string): { typed(drafting: boolean): void } {
  const told = useRef({ typing: false, drafting: false, at: 0 });
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  const tell = useCallback(
    (typing: boolean, drafting: boolean) => {
      told.current = { typing, drafting, at: performance.now() };
      // Who is not reached hears it with the next stroke.
      askLive('conversation:presence', { id, typing, drafting }).catch(() => undefined);
    },
    [id],
  );
  useEffect(
    () => () => {
      clearTimeout(rest.current);
      if (told.current.typing) tell(false, told.current.drafting);
    },
    [tell],
  );
  const typed = useCallback(
    (drafting: boolean) => {
      const { typing, drafting: was, at } = told.current;
      const now = drafting;
      if (now !== was || (now && (!typing || performance.now() - at > AGAIN_MS))) tell(now, drafting);
      clearTimeout(rest.current);
      if (now) rest.current = setTimeout(() => tell(false, drafting), REST_MS);
    },
    [tell],
  );
  return { typed };
}
