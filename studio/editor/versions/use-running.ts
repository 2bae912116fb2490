/** Who is under way in the flow, by version; the canvas marks the steps where they wait. Draws nothing. */
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { RunningView } from '../../../server/contract.ts';
import { useDocument } from '../../document/store.ts';
import { setLight } from '../lights.ts';
import { readRunning } from '../publish/publish-api.ts';
import { useShowing } from './showing.ts';

const SECOND_MS = 1_000;

/** How long until the next count, after one that took so long: it reads every conversation under way. */
export function pauseAfter(tookMs: number): number {
  return Math.min(600 * SECOND_MS, Math.max(30 * SECOND_MS, tookMs * 200));
}

let tookMs = 0;

/** Counted anew while the page is seen. */
export function useRunning() {
  const id = useDocument((state) => state.id);
  const published = useDocument((state) => state.published);
  return useQuery({
    queryKey: ['running', id, published],
    queryFn: async ({ signal }) => {
      const began = performance.now();
      const view = await readRunning(id, signal);
      tookMs = performance.now() - began;
      return view;
    },
    enabled: published > 0 && id !== '',
    refetchInterval: () => pauseAfter(tookMs),
  });
}

/** For as long as the editor is open. */
export function useWaitingLight(): void {
  const versions = useRunning().data?.versions;
  const only = useShowing(({ shown }) => (shown?.kind === 'version' ? shown.version : undefined));
  useEffect(() => {
    setLight('waiting', versions && waitingBy(versions, only));
    return () => setLight('waiting', undefined);
  }, [versions, only]);
}

/** People by step; inside a sub-flow they are at the step that calls it. `only`: of this version alone. */
export function waitingBy(
  versions: RunningView['versions'],
  only: number | undefined,
): Record<string, number> {
  const waiting: Record<string, number> = {};
  for (const { version, nodes } of versions) {
    if (only !== undefined && version !== only) continue;
    for (const { node, count } of nodes) {
      const own = node.split('/')[0] ?? node;
      waiting[own] = (waiting[own] ?? 0) + count;
    }
  }
  return waiting;
}
