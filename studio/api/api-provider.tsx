/** The cache of what the API answered: how long it is fresh and when it asks again. Knows no route. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { ApiError } from './api-error.ts';
import { useSession } from './session.ts';

const FRESH_MS = 15_000;
const RETRIES = 2;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        // What the server refused it will refuse again; only what was not reached is worth another try.
        retry: (tries, error) =>
          tries < RETRIES && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
        // The browser says "online" of a network that leads nowhere, and "offline" beside a local server.
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

export function ApiProvider({ children }: { children: ReactNode }) {
  const [client] = useState(createQueryClient);
  useEffect(
    // Nothing of one person may be shown to the next.
    () => useSession.subscribe(({ me }, before) => me?.id !== before.me?.id && client.clear()),
    [client],
  );
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
