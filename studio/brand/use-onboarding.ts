/** What the server knows of the way to the launch. */
import { useQuery } from '@tanstack/react-query';
import type { Onboarding } from '../../server/contract.ts';
import { request } from '../api/request.ts';

export function useOnboarding(brand: string) {
  return useQuery({
    queryKey: ['onboarding', brand],
    queryFn: ({ signal }) =>
      request<Onboarding>(`/brands/${encodeURIComponent(brand)}/onboarding`, { signal }),
  });
}
