/**
 * Tries out a call of the http service while it is being drawn: the same request as in a conversation, and all of what
 * comes back. Knows the service from the outside only; a secret is never shown, wherever it turns up.
 */
import { callInput } from '../../flows/nodes/call.ts';
import type { Scope } from '../../flows/scope.ts';
import type { Clock } from '../clock.ts';
import type { Egress } from '../egress.ts';
import { createHttpService } from '../services/http.ts';
import { runCall } from '../services/registry.ts';
import type { Secrets } from '../services/secrets.ts';

export interface HttpTryDeps {
  egress: Pick<Egress, 'guarded'>;
  secrets: Pick<Secrets, 'reveal'>;
  clock: Clock;
  newId(): string;
}

export interface HttpTryRequest {
  /** As the call node has it: strings are templates. */
  input: Record<string, unknown>;
  variables: Record<string, unknown>;
  locale: string;
  timezone: string;
}

export interface HttpTried {
  ok: boolean;
  ms: number;
  request: { method: string; url: string; headers: Record<string, string>; body?: unknown };
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  bytes?: number;
  failed?: { code: string; message: string };
}

/** A page about an error can be long; its beginning says what it is. */
const SHOWN_CHARACTERS = 200_000;
const TIMEOUT_MS = 20_000;
/** What was really sent for "{secret:name}" is hidden from this length on, as the service itself does. */
const HIDDEN_FROM_LENGTH = 6;

export function createHttpTry({ egress, secrets, clock, newId }: HttpTryDeps) {
  return async function tryHttp(workspace: string, asked: HttpTryRequest): Promise<HttpTried> {
    const input = callInput(asked.input as never, scopeOf(asked, clock.now())) as Record<string, unknown>;
    const revealed: string[] = [];
    const hide = (text: string) => revealed.reduce((rest, secret) => rest.replaceAll(secret, '••••'), text);
    let answered: Pick<HttpTried, 'status' | 'body' | 'bytes' | 'headers'> | undefined;
    let sentTo: string | undefined;
    const service = createHttpService({
      clock,
      egress: {
        async guarded(address, init) {
          sentTo = String(address);
          const answer = await egress.guarded(address, init);
          // Read here as well, because the service keeps nothing of an answer it fails with.
          const text = await answer.clone().text();
          const { status, headers } = answer;
          answered = {
            status,
            headers: Object.fromEntries(
              [...headers]
                .filter(([name]) => name !== 'set-cookie')
                .map(([name, value]) => [name, hide(value)]),
            ),
            body: read(hide(text)),
            bytes: Buffer.byteLength(text),
          };
          return answer;
        },
      },
      secrets: {
        async reveal(where, name) {
          const secret = await secrets.reveal(where, name);
          if (secret && secret.value.length >= HIDDEN_FROM_LENGTH) revealed.push(secret.value);
          return secret;
        },
      },
    });

    const stop = new AbortController();
    const callOff = clock.alarm(clock.now() + TIMEOUT_MS, () => stop.abort());
    const began = clock.now();
    try {
      // Tried once: whoever looks at it tries again themselves.
      const outcome = await runCall(
        { http: service },
        'http',
        'request',
        { ...input, retries: 0 },
        {
          workspace,
          brand: '',
          conversation: '',
          phone: '',
          locale: asked.locale,
          timezone: asked.timezone,
          now: began,
          id: newId(),
          signal: stop.signal,
        },
      );
      return {
        ok: outcome.kind === 'done',
        ms: clock.now() - began,
        request: { ...requestOf(input), ...(sentTo === undefined ? {} : { url: hide(sentTo) }) },
        ...answered,
        ...(outcome.kind === 'failed'
          ? { failed: { code: outcome.code, message: hide(outcome.message) } }
          : {}),
      };
    } finally {
      callOff();
    }
  };
}

function scopeOf({ variables, locale, timezone }: HttpTryRequest, now: number): Scope {
  return {
    vars: variables,
    facts: {
      contact: { phone: '+33639980001', locale },
      brand: { id: 'brand', name: 'Brand' },
      conversation: { id: 'conversation' },
      channel: 'rbm',
    },
    now,
    locale,
    timezone,
  };
}

/** The request as the author wrote it, values filled in; "{secret:name}" stays as it is. */
function requestOf(input: Record<string, unknown>): HttpTried['request'] {
  const { method, url, headers, body } = input;
  const named = typeof headers === 'object' && headers !== null ? Object.entries(headers) : [];
  return {
    method: typeof method === 'string' ? method : 'GET',
    url: typeof url === 'string' ? url : '',
    headers: Object.fromEntries(named.map(([name, value]) => [name, String(value)])),
    ...(body === undefined ? {} : { body }),
  };
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.slice(0, SHOWN_CHARACTERS);
  }
}
