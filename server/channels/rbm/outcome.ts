/** What an answer of the RBM API, or none, means for a request; knows Google's statuses, not what was asked. */
import type { Outcome } from '../port.ts';

/** What is read of a failed call: a `GaxiosError`, or anything else that was thrown. */
interface Failure {
  status?: number;
  code?: string | number;
  message?: string;
  response?: { headers?: { get?(name: string): string | null }; data?: unknown };
}

/**
 * Reads a failed call as an outcome. `now` is in milliseconds since the epoch.
 * Source: guides "Send messages" and "Best practices". A timeout is not a failure: the message may be on its way.
 */
export function toOutcome(error: unknown, now: number): Exclude<Outcome, { kind: 'accepted' }> {
  const failure: Failure = typeof error === 'object' && error !== null ? error : {};
  const said = clip(saidBy(failure) ?? 'no reason given');
  const status = statusOf(failure);

  // The token endpoint answers in OAuth's form, where `error` is a word; no message was ever sent.
  if (status !== undefined && status < 500 && isOauthError(failure.response?.data)) {
    return refused(
      'rbm_unauthorized',
      `Google does not accept the service account: ${said}. ${CHECK_ACCOUNT}`,
    );
  }
  if (status === undefined) {
    return isTimeout(failure.code)
      ? { kind: 'again', code: 'rbm_timeout', detail: `Google did not answer in time: ${said}` }
      : { kind: 'again', code: 'rbm_network', detail: `Google could not be reached: ${said}` };
  }
  if (status >= 500 || status === 408) {
    return again('rbm_unavailable', `Google answered ${status}: ${said}`, failure, now);
  }
  switch (status) {
    case 400:
      return refused('rbm_invalid', `Google does not accept the message: ${said}`);
    case 401:
      return refused('rbm_unauthorized', `Google does not know this sender: ${said}. ${CHECK_ACCOUNT}`);
    case 403:
      return refused(
        'rbm_forbidden',
        `Google does not let this agent write to this phone: ${said}. Check RBM_AGENT_ID, that the service account ` +
          'belongs to its partner, and that it is launched or the phone is an accepted tester.',
      );
    case 404:
      return { kind: 'unreachable', code: 'rbm_unreachable', detail: `Not reachable over RCS: ${said}` };
    case 429:
      return again('rbm_busy', `Google asks for patience: ${said}`, failure, now);
    default:
      return refused('rbm_refused', `Google answered ${status}: ${said}`);
  }
}

/** The HTTP status of a failed call; undefined if there was no answer. */
export function statusOf(error: unknown): number | undefined {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return typeof status === 'number' ? status : undefined;
}

const CHECK_ACCOUNT = 'Check RBM_SERVICE_ACCOUNT.';

function refused(code: string, detail: string) {
  return { kind: 'refused' as const, code, detail };
}

function again(code: string, detail: string, failure: Failure, now: number) {
  const afterMs = retryAfter(failure.response?.headers?.get?.('retry-after') ?? undefined, now);
  return { kind: 'again' as const, code, detail, ...(afterMs === undefined ? {} : { afterMs }) };
}

/** Longer waits are not believed: the message would be forgotten rather than late. */
const LONGEST_WAIT_MS = 3_600_000;

/** Retry-After in milliseconds: seconds or an HTTP date (RFC 9110, 10.2.3). */
function retryAfter(value: string | undefined, now: number): number | undefined {
  if (!value) return undefined;
  const given = value.trim();
  // Date.parse makes a date of almost anything; an HTTP date ends in GMT.
  const date = given.endsWith('GMT') ? Date.parse(given) : Number.NaN;
  const ms = /^\d+$/.test(given) ? Number(given) * 1_000 : date - now;
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), LONGEST_WAIT_MS) : undefined;
}

const TIMEOUTS = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'TimeoutError',
  'AbortError',
]);

function isTimeout(code: string | number | undefined): boolean {
  return typeof code === 'string' && TIMEOUTS.has(code);
}

function isOauthError(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'error' in data && typeof data.error === 'string';
}

/** Google's own words where there are any: `{error: {message}}`, or OAuth's `error_description`. */
function saidBy({ response, message }: Failure): string | undefined {
  const data = response?.data;
  if (typeof data === 'object' && data !== null) {
    if ('error_description' in data && typeof data.error_description === 'string')
      return data.error_description;
    const error = 'error' in data ? data.error : undefined;
    if (typeof error === 'string') return error;
    if (
      typeof error === 'object' &&
      error !== null &&
      'message' in error &&
      typeof error.message === 'string'
    ) {
      return error.message;
    }
  }
  return message || undefined;
}

function clip(text: string): string {
  const line = text.replace(/\s+/g, ' ').replace(/\.$/, '').trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
