/** What is composed in a conversation and has not gone, kept on this page while others are opened. Sends nothing. */
import { useCallback, useRef, useState } from 'react';
import { type Change, NOTHING_HELD, type Outgoing, outgoingAfter } from './outgoing.ts';

const here = new Map<string, Outgoing>();

export function useOutgoing(id: string) {
  const [held, setHeld] = useState<Outgoing>(() => here.get(id) ?? NOTHING_HELD);
  const now = useRef(held);
  const change = useCallback(
    (what: Change) => {
      now.current = outgoingAfter(now.current, what);
      const { files, cards } = now.current;
      // Whoever comes back finds what was composed, with nothing open and nobody in the way.
      if (files.length + cards.length > 0) here.set(id, { files, cards });
      else here.delete(id);
      setHeld(now.current);
    },
    [id],
  );
  /** `latest` is the state as of this very moment, for what goes on while something is sent. */
  return { held, change, latest: () => now.current };
}
