/** What is known of the customer and where their flow is, asked for anew as the conversation changes. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { readPanel } from '../work-requests.ts';

/** Of all customers: what is known of one may change what is known of another. */
export const PANELS_KEY = ['inbox', 'panel'] as const;

export function usePanel(row: Row | undefined) {
  const id = row?.id ?? '';
  return useQuery({
    // The name says that somebody wrote something down.
    queryKey: [...PANELS_KEY, id, row?.rev, row?.name],
    queryFn: ({ signal }) => readPanel(id, signal),
    enabled: row !== undefined,
    // Of this conversation only: nothing of one customer may be shown beside another.
    placeholderData: (before, query) => (query?.queryKey[2] === id ? keepPreviousData(before) : undefined),
  });
}

/** What a step is called; its id where that is not known. */
export function titleOfNode(
  nodes: readonly { node: string; title?: string | undefined }[] | undefined,
  node: string,
): string {
  return nodes?.find((one) => one.node === node)?.title ?? node;
}
