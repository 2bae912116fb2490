/** Reads the steps of the newest published version, so that the canvas can mark those that differ from it. */
import { useEffect } from 'react';
import type { Flow } from '../../flows/flow.ts';
import { request } from '../api/request.ts';
import { useDocument } from '../document/store.ts';
import { setLight } from './lights.ts';

export function useLiveVersion(): void {
  const id = useDocument((state) => state.id);
  const version = useDocument((state) => state.published);
  useEffect(() => {
    if (version === 0 || id === '') return undefined;
    const leaving = new AbortController();
    request<{ document: Flow }>(`/flows/${encodeURIComponent(id)}/versions/${version}`, {
      signal: leaving.signal,
    })
      .then(({ document }) => setLight('published', document.nodes))
      // Without it nothing is marked; nobody needs to hear of that.
      .catch(() => undefined);
    return () => {
      leaving.abort();
      setLight('published', undefined);
    };
  }, [id, version]);
}
