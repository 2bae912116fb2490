/** Saving and ending an SMS connection, and what the server said to it. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SmsView } from '../../server/contract.ts';
import { isApiError } from '../api/api-error.ts';
import { faultText, useProblemText } from '../api/problem-text.ts';
import { request } from '../api/request.ts';
import { useLocale, useTexts } from '../ui/i18n.ts';
import { toast } from '../ui/toast.ts';
import { brandTexts } from './brand-texts.ts';
import { type SmsFields, smsBody } from './sms-fields.ts';

export function useSmsConnection(brand: string) {
  const say = useTexts(brandTexts);
  const problemText = useProblemText();
  const locale = useLocale();
  const client = useQueryClient();
  const path = `/brands/${encodeURIComponent(brand)}/sms`;
  const keep = (view: SmsView | 'none') => {
    client.setQueryData(['sms', brand], view);
    client.invalidateQueries({ queryKey: ['onboarding', brand] });
  };
  const saving = useMutation({
    mutationFn: (fields: SmsFields) => request<SmsView>(path, { method: 'PUT', body: smsBody(fields) }),
    onSuccess(view) {
      keep(view);
      toast({ tone: 'good', text: say('smsSaved') });
    },
  });
  const renewing = useMutation({
    mutationFn: () => request<SmsView>(`${path}/webhook-key`, { method: 'POST' }),
    onSuccess: keep,
  });
  const removing = useMutation({
    mutationFn: () => request<undefined>(path, { method: 'DELETE' }),
    onSuccess() {
      keep('none');
      toast({ text: say('smsEnded') });
    },
  });
  const error = saving.error ?? renewing.error ?? removing.error;
  return {
    busy: saving.isPending || renewing.isPending || removing.isPending,
    failed: error
      ? {
          title: problemText(error),
          faults: isApiError(error)
            ? error.faults.map((fault) => [fault.path, faultText(fault, locale)].filter(Boolean).join(' : '))
            : [],
        }
      : undefined,
    save: (fields: SmsFields, then: (view: SmsView) => void) => saving.mutate(fields, { onSuccess: then }),
    newKey: () => renewing.mutate(),
    end: (then: () => void) => removing.mutate(undefined, { onSuccess: then }),
  };
}
