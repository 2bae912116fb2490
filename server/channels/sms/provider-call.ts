/** A request to a provider's HTTP API, and what it means when there is no good answer; knows no provider. */
import type { Clock } from '../../clock.ts';
import type { Outcome } from '../port.ts';

type Failure = Extract<Outcome, { kind: 'again' }>;

export interface ProviderAnswer {
  status: number;
  /** The parsed JSON; undefined if it is none. */
  body: unknown;
  /** What Retry-After asks for. */
  afterMs?: number;
}

/**
 * Posts, and reads the answer. Where there is none, says whether the SMS may have left: not if no connection came
 * about, perhaps in every other case. `who` is the provider's name, for people. All of it is plain JSON, so that the
 * call may happen in another thread.
 */
export type CallProvider = (
  who: string,
  request: { url: string; headers: Record<string, string>; body: string },
) => Promise<ProviderAnswer | { failure: Failure }>;

/** Calls providers from this thread. */
export function createProviderCall({
  fetch,
  clock,
}: {
  fetch: typeof globalThis.fetch;
  clock: Clock;
}): CallProvider {
  return async (who, { url, headers, body }) => {
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, { method: 'POST', headers, body });
      text = await response.text();
    } catch (error) {
      return { failure: failureOf(error, who) };
    }
    const afterMs = retryAfter(response.headers.get('retry-after'), clock.now());
    return { status: response.status, body: parseJson(text), ...(afterMs === undefined ? {} : { afterMs }) };
  };
}

/**
 * What an answer that is neither good nor a refusal means. Undefined for one that says something about the SMS itself.
 * A 500 or a gateway's word says nothing about what happened behind it (Twilio's error 20500: the SMS may have left).
 */
export function toAgain({ status, afterMs }: ProviderAnswer, who: string): Failure | undefined {
  const wait = afterMs === undefined ? {} : { afterMs };
  if (status === 429)
    return { kind: 'again', code: 'sms_busy', detail: `${who} asks for patience.`, ...wait };
  if (status === 503) {
    return { kind: 'again', code: 'sms_unavailable', detail: `${who} takes nothing right now.`, ...wait };
  }
  if (status < 500 && status !== 408) return undefined;
  return {
    kind: 'again',
    code: 'sms_unavailable',
    detail: `${who} answered ${status}.`,
    ...wait,
    unsure: true,
  };
}

/** A good status with a body that is not the provider's: a proxy may have answered in its place. */
export function unclear(who: string, status: number): Failure {
  const detail = `${who} answered ${status}, but not what is documented.`;
  return { kind: 'again', code: 'sms_unclear', detail, unsure: true };
}

/** One line of a provider's own words, short enough to be shown. */
export function clip(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 299).toWellFormed()}…` : line;
}

/** Failures before a connection was there: nothing can have left. */
const NO_CONNECTION = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);
const TIMEOUTS = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']);

function failureOf(error: unknown, who: string): Failure {
  const code = codeOf(error);
  if (NO_CONNECTION.has(code)) {
    return { kind: 'again', code: 'sms_network', detail: `${who} could not be reached (${code}).` };
  }
  const timeout = TIMEOUTS.has(code);
  return {
    kind: 'again',
    code: timeout ? 'sms_timeout' : 'sms_network',
    detail: timeout ? `${who} did not answer in time.` : `The connection to ${who} broke (${code}).`,
    unsure: true,
  };
}

/** Where a name has several addresses, the failures of all of them come together. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('errors' in error && Array.isArray(error.errors)) return codeOf(error.errors[0]);
  return 'cause' in error ? codeOf(error.cause) : 'unknown';
}

/** Longer waits are not believed. */
const LONGEST_WAIT_MS = 3_600_000;

/** Seconds or an HTTP date (RFC 9110, 10.2.3), in milliseconds from now. */
function retryAfter(value: string | null, now: number): number | undefined {
  if (!value) return undefined;
  const given = value.trim();
  // Date.parse makes a date of almost anything; an HTTP date ends in GMT.
  const date = given.endsWith('GMT') ? Date.parse(given) : Number.NaN;
  const ms = /^\d+$/.test(given) ? Number(given) * 1000 : date - now;
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), LONGEST_WAIT_MS) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
