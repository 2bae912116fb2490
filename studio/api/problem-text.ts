/** What went wrong, in the reader's language. The server's own sentence, in English, is shown where it says more. */
import { type Locale, useLocale } from '../ui/i18n.ts';
import { ApiError, type FieldFault } from './api-error.ts';
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

/** `detail`: what the server said beside the code, in English; `detailFr`: the same in French, where it is known. */
export function problemText(
  { code, detail, detailFr }: { code: string; detail?: string | undefined; detailFr?: string | undefined },
  locale: Locale,
): string {
  const known = Object.hasOwn(problemWords.en, code) ? problemWords[locale][code as Code] : undefined;
  const said = locale === 'en' ? detail : detailFr;
  if (known === undefined) return said || problemWords[locale].unknown;
  return said && !OWN.has(code) ? said : known;
}

/** One fault of an input, in the reader's language; undefined where the server knows no words for it in that language. */
export function faultText({ message, messageFr }: FieldFault, locale: Locale): string | undefined {
  return locale === 'en' ? message : messageFr;
}
