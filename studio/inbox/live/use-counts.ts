/** How many conversations are in each view, kept up to date over the live connection. */
import { useEffect, useState } from 'react';
import type { Counts } from '../../../server/contract/inbox-list.ts';
import { askLive, liveSocket } from '../../api/live.ts';

/** Undefined until it is known. */
export function useCounts(): Counts | undefined {
  const [counts, setCounts] = useState<Counts>();
  useEffect(() => {
    const socket = liveSocket();
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
      if (socket.connected) askLive('inbox:counts', { on: false }, socket).catch(() => undefined);
    };
  }, []);
  return counts;
}
