/** What went wrong, in the reader's language. The server's own sentence, in English, is shown where it says more. */
import { type Locale, useLocale } from '../ui/i18n.ts';
import { ApiError } from './api-error.ts';
import { problemWords } from './problem-words.ts';

type Code = keyof typeof problemWords.en;

/** Codes whose own words are better than any detail. */
const OWN = new Set<string>([
  'unauthorized',
  'payload_too_large',
  'too_many_requests',
  'internal',
  'not_ready',
]);

export function useProblemText(): (error: unknown) => string {
  const locale = useLocale();
  return (error) => (error instanceof ApiError ? problemText(error, locale) : problemWords[locale].unknown);
}

/** `detail`: what the server said beside the code; always English, so it is only for readers of English. */
export function problemText(
  { code, detail }: { code: string; detail?: string | undefined },
  locale: Locale,
): string {
  const known = Object.hasOwn(problemWords.en, code) ? problemWords[locale][code as Code] : undefined;
  if (known === undefined) return detail || problemWords[locale].unknown;
  return locale === 'en' && detail && !OWN.has(code) ? detail : known;
}
