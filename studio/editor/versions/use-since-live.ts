/** How many things differ between the draft and what is live, while it is being edited. Draws nothing. */
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import { compare } from '../../../flows/compare.ts';
import { useDocument } from '../../document/store.ts';
import { readVersion } from './versions-api.ts';

/** undefined before the first version, and until it is known. */
export function useSinceLive(): number | undefined {
  const id = useDocument((state) => state.id);
  const published = useDocument((state) => state.published);
  const draft = useDeferredValue(useDocument((state) => state.draft()));
  const { data: live } = useVersion(id, published);
  return useMemo(() => (live ? compare(live, draft).length : undefined), [live, draft]);
}

/** A published version, read once: it never changes. 0 is none. */
export function useVersion(id: string, version: number) {
  return useQuery({
    queryKey: ['version', id, version],
    queryFn: ({ signal }) => readVersion(id, version, signal),
    enabled: version > 0 && id !== '',
    staleTime: Number.POSITIVE_INFINITY,
  });
}
