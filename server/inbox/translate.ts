/** Asks a translation service that speaks LibreTranslate's API (docs.libretranslate.com/guides/api_usage). Knows no conversation. */
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Translated, TranslationFault } from '../contract/inbox-translation.ts';
import { CodedError } from '../errors.ts';

/** The text in the language `to`. Errors: "translation_failed", with the reason in words and in its facts. */
export type Translate = (text: string, to: string) => Promise<Translated>;

export interface TranslateDeps {
  fetch: typeof globalThis.fetch;
  clock: Clock;
  /** Of the service, without a slash at the end. */
  url: string;
  key: string | undefined;
}

/** Models on a small machine need seconds for a long text. */
const LONGEST_MS = 10_000;
/** What the way out says where nothing came in time. */
const SLOW = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT']);

const answerSchema = z.object({
  translatedText: z.string(),
  detectedLanguage: z.object({ language: z.string(), confidence: z.number() }).nullish(),
});

const DETAILS: Readonly<Record<TranslationFault, string>> = {
  language: 'The translation service does not know this language.',
  key: 'The translation service does not accept TRANSLATE_KEY.',
  busy: 'The translation service asks for patience.',
  unreachable: 'The translation service cannot be reached.',
  slow: 'The translation service took too long.',
  broken: 'The translation service gave no translation.',
};

export function createTranslate({ fetch, clock, url, key }: TranslateDeps): Translate {
  return async (text, to) => {
    const ended = new AbortController();
    const callOff = clock.alarm(clock.now() + LONGEST_MS, () => ended.abort());
    let response: Response;
    let answer: unknown;
    try {
      response = await fetch(`${url}/translate`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        // "text": nothing in it is taken for markup, and nothing comes back as such.
        body: JSON.stringify({
          q: text,
          source: 'auto',
          target: to,
          format: 'text',
          ...(key === undefined ? {} : { api_key: key }),
        }),
        signal: ended.signal,
      });
      answer = await response.json().catch(() => undefined);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      throw failed(ended.signal.aborted || SLOW.has(code) ? 'slow' : 'unreachable');
    } finally {
      callOff();
    }
    if (!response.ok) throw failed(faultOf(response.status));
    const read = answerSchema.safeParse(answer);
    if (!read.success) throw failed('broken');
    const { translatedText, detectedLanguage } = read.data;
    // Without confidence in it the language is only the service's first.
    const from = detectedLanguage && detectedLanguage.confidence > 0 ? detectedLanguage.language : undefined;
    return { text: translatedText, ...(from === undefined ? {} : { from }) };
  };
}

/** 400: a language that is not installed, or none at all; 403: the key, or a ban for too much. */
function faultOf(status: number): TranslationFault {
  if (status === 400) return 'language';
  if (status === 401 || status === 403) return 'key';
  return status === 429 ? 'busy' : 'broken';
}

function failed(reason: TranslationFault): CodedError {
  return new CodedError('translation_failed', DETAILS[reason], [], { reason });
}
