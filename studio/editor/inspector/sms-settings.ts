/** How the brand writes SMS, as far as it changes what is sent; the usual way until that is known. */
import { useQuery } from '@tanstack/react-query';
import type { SmsSettings } from '../../../flows/sms/describe.ts';
import { request } from '../../api/request.ts';

const USUAL: SmsSettings = {};
const BRAND = 'default';
const FRESH_MS = 5 * 60_000;

interface SmsView {
  smart?: SmsSettings['smart'];
  stopMention?: string;
}

export function useSmsSettings(): SmsSettings {
  const { data } = useQuery({
    queryKey: ['brand-sms', BRAND],
    queryFn: ({ signal }) => request<SmsView>(`/brands/${BRAND}/sms`, { signal }),
    select: (view): SmsSettings => ({ ...(view.smart ? { smart: view.smart } : {}) }),
    staleTime: FRESH_MS,
    // A brand that has no SMS set up yet is no failure here.
    retry: false,
  });
  return data ?? USUAL;
}
