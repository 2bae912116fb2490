/** Whether texts can be translated here, and doing it. Knows the routes, draws nothing. */
import { useQuery } from '@tanstack/react-query';
import {
  TRANSLATION_FAULTS,
  type Translated,
  type TranslationFault,
} from '../../../server/contract/inbox-translation.ts';
import { isApiError } from '../../api/api-error.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { request } from '../../api/request.ts';
import { useTexts } from '../../ui/i18n.ts';
import { factsOf } from '../use-act.ts';
import { translationTexts } from './translation-texts.ts';

/** The setting is read at the start of the server, so it is asked for once. */
export function useTranslates(): boolean {
  const { data } = useQuery({
    queryKey: ['translation'],
    queryFn: ({ signal }) => request<{ available: boolean }>('/translation', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return data?.available ?? false;
}

export const translate = (conversation: string, text: string, to: string, signal?: AbortSignal) =>
  request<Translated>(`/conversations/${encodeURIComponent(conversation)}/translation`, {
    method: 'POST',
    body: { text, to },
    ...(signal ? { signal } : {}),
  });

/** The language without its region: what a translation is asked for by. */
export function languageOf(locale: string): string {
  return locale.split('-')[0] ?? locale;
}

/** Why there is no translation, in words. */
export function useTranslationProblem(): (error: unknown) => string {
  const say = useTexts(translationTexts);
  const problemText = useProblemText();
  return (error) => {
    const reason = isApiError(error, 'translation_failed') ? factsOf(error).reason : undefined;
    return isFault(reason) ? say(reason) : problemText(error);
  };
}

function isFault(reason: unknown): reason is TranslationFault {
  return (TRANSLATION_FAULTS as readonly unknown[]).includes(reason);
}
