/** The teams that take conversations over, by name, as the API lists them. Knows nothing of who waits in them. */
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { queuesSchema } from '../../server/contract/inbox.ts';
import { request } from './request.ts';
import { useMay } from './session.ts';

export interface QueueName {
  id: string;
  name: string;
}

const FRESH_MS = 60_000;

/** Undefined while they are not known, and for those who may not see them. */
export function useQueueNames(): QueueName[] | undefined {
  const may = useMay('flows.read');
  const { data } = useQuery({
    queryKey: ['queue-names'],
    queryFn: async ({ signal }): Promise<QueueName[]> => {
      const { items } = await request<z.infer<typeof queuesSchema>>('/queues', { signal });
      return items.filter(({ configured }) => configured).map(({ id, name }) => ({ id, name }));
    },
    enabled: may,
    staleTime: FRESH_MS,
    retry: false,
  });
  return data;
}
