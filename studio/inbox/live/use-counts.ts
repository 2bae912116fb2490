/** How many conversations are in each view, kept up to date over the live connection. */
import { useEffect, useState } from 'react';
import type { Counts } from '../../../server/contract/inbox-list.ts';
import { askLive, liveSocket } from '../../api/live.ts';

/** Parts of the page that show them: the server is asked to stop when none is left. */
let shown = 0;

/** Undefined until it is known. */
export function useCounts(): Counts | undefined {
  const [counts, setCounts] = useState<Counts>();
  useEffect(() => {
    const socket = liveSocket();
    shown += 1;
    const ask = () =>
      askLive('inbox:counts', {}).then(
        (answer) => setCounts(answer.counts),
        () => undefined,
      );
    const told = (push: { counts: Counts }) => setCounts(push.counts);
    socket.on('inbox:counts', told);
    socket.on('connect', ask);
    if (socket.connected) ask();
    return () => {
      socket.off('inbox:counts', told);
      socket.off('connect', ask);
      shown -= 1;
      if (shown === 0 && socket.connected)
        askLive('inbox:counts', { on: false }, socket).catch(() => undefined);
    };
  }, []);
  return counts;
}
