/** What the team keeps for its work, as the API lists it: views, labels, macros. Several parts of the inbox show these. */
import { useQuery } from '@tanstack/react-query';
import type { Macro } from '../../server/contract/inbox-work.ts';
import { useMay } from '../api/session.ts';
import { listViews } from './inbox-requests.ts';
import { type Label, listLabels, listMacros } from './work-requests.ts';

export type LabelColor = Label['color'];
export const VIEWS_KEY = ['inbox', 'views'] as const;
export const LABELS_KEY = ['inbox', 'labels'] as const;
export const MACROS_KEY = ['inbox', 'macros'] as const;
export const CANNED_KEY = ['inbox', 'canned'] as const;
export const LEVELS_KEY = ['inbox', 'levels'] as const;
const FRESH_MS = 60_000;

export function useSavedViews() {
  return useQuery({
    queryKey: VIEWS_KEY,
    queryFn: async ({ signal }) => (await listViews(signal)).items,
    staleTime: FRESH_MS,
  });
}

export function useLabels() {
  const may = useMay('conversations.read');
  return useQuery({
    queryKey: LABELS_KEY,
    queryFn: async ({ signal }): Promise<Label[]> => (await listLabels(signal)).items,
    staleTime: FRESH_MS,
    enabled: may,
  });
}

export function useMacros() {
  const may = useMay('canned.read');
  return useQuery({
    queryKey: MACROS_KEY,
    queryFn: async ({ signal }): Promise<Macro[]> => (await listMacros(signal)).items,
    staleTime: FRESH_MS,
    enabled: may,
  });
}
