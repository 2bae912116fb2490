/** The operators and queues as they stand, asked for again now and then; several parts of the inbox name them. */
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Operator, QueueState } from '../../server/contract/inbox.ts';
import type { Row } from '../../server/contract/inbox-list.ts';
import { useMay } from '../api/session.ts';
import { useTexts } from '../ui/i18n.ts';
import { listOperators, listQueues } from './inbox-requests.ts';
import { inboxTexts } from './inbox-texts.ts';

export const OPERATORS_KEY = ['inbox', 'operators'] as const;
export const QUEUES_KEY = ['inbox', 'queues'] as const;
const AGAIN_MS = 15_000;
const GENERAL = 'default';

export function useOperators() {
  const may = useMay('queues.read');
  return useQuery({
    queryKey: OPERATORS_KEY,
    queryFn: async ({ signal }): Promise<Operator[]> => (await listOperators(signal)).items,
    refetchInterval: AGAIN_MS,
    enabled: may,
  });
}

export function useQueues() {
  const may = useMay('queues.read');
  const general = useTexts(inboxTexts)('generalQueueName');
  const select = useCallback(
    (items: QueueState[]) =>
      items.map((one) => (one.id === GENERAL && !one.configured ? { ...one, name: general } : one)),
    [general],
  );
  return useQuery({
    queryKey: QUEUES_KEY,
    queryFn: async ({ signal }): Promise<QueueState[]> => (await listQueues(signal)).items,
    refetchInterval: AGAIN_MS,
    enabled: may,
    select,
  });
}

/** When the team that has a conversation is there; undefined where it always is, or where no team has it. */
export function useOpenings(owner: Row['owner']): QueueState['openings'] {
  const { data: queues } = useQueues();
  const id = owner.kind === 'bot' ? undefined : owner.queue;
  return queues?.find((queue) => queue.id === id)?.openings;
}

/** What operators and queues are called; their ids as long as that is not known. */
export function useTeamNames(): { operator(id: string): string; queue(id: string): string } {
  const { data: operators } = useOperators();
  const { data: queues } = useQueues();
  const general = useTexts(inboxTexts)('generalQueue');
  const operator = useCallback(
    (id: string) => operators?.find((one) => one.id === id)?.name ?? '…',
    [operators],
  );
  const queue = useCallback(
    (id: string) => {
      const known = queues?.find((one) => one.id === id);
      // The one without a name of its own, where whatever belongs nowhere else waits.
      return id === GENERAL && known?.configured !== true ? general : (known?.name ?? id);
    },
    [queues, general],
  );
  return { operator, queue };
}
