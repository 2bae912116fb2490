/** The http service: one JSON request to an address of the author's; knows no address itself. */
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { type Egress, EgressRefused } from '../egress.ts';
import { done, failureTable, operation } from './operation.ts';
import type { CallContext, CallOutcome, Service } from './port.ts';
import type { Secrets } from './secrets.ts';

const failures = failureTable({
  http_4xx: 'The server refused the request.',
  http_5xx: 'The server failed.',
  timeout: 'The server did not answer in time.',
  unreachable: 'The server could not be reached.',
  blocked: 'This address may not be called.',
  not_json: 'The answer is not JSON.',
  too_large: 'The answer is too large.',
  unknown_secret: 'There is no secret of that name.',
});

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** Those that belong to the connection; the client writes them. */
const CONNECTION_HEADERS =
  /^(host|connection|content-length|transfer-encoding|upgrade|te|trailer|expect|keep-alive|proxy-.*)$/i;
const headersSchema = z.record(
  z
    .string()
    .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'a header name')
    .refine((name) => !CONNECTION_HEADERS.test(name), 'a header that is not the connection’s own'),
  scalar
    .transform(String)
    // A customer's line break in a header would begin a header of the customer's own.
    .refine((value) => /^[\t\x20-\x7e\x80-\xff]{0,4096}$/.test(value), 'one line of Latin-1 text'),
);

const SHOWN_HEADERS = [
  'content-type',
  'etag',
  'last-modified',
  'link',
  'location',
  'retry-after',
  'x-request-id',
];
const SECRET = /\{secret:([a-z][a-z0-9_-]{0,39})\}/g;
const ANSWER_CHARACTERS = 1024 * 1024;
/** A shorter one would be found in words that have nothing to do with it. */
const HIDDEN_FROM_LENGTH = 6;
const DEPTH_MAX = 32;
/** Milliseconds before each further attempt. */
const PAUSES = [250, 1000, 3000];

export interface HttpServiceDeps {
  egress: Pick<Egress, 'guarded'>;
  secrets: Pick<Secrets, 'reveal'>;
  clock: Clock;
}

/**
 * Operation: request. `{secret:name}` in a header's value becomes the secret, and nothing else does. Every request
 * carries the call's id as its Idempotency-Key, so servers that know it do a repeated one once.
 */
export function createHttpService({ egress, secrets, clock }: HttpServiceDeps): Service {
  /** The headers with their secrets, and the secrets, to keep them out of what comes back. */
  async function reveal(headers: Record<string, string>, url: URL, { workspace }: CallContext) {
    const open: Record<string, string> = {};
    const revealed: string[] = [];
    for (const [name, value] of Object.entries(headers)) {
      let opened = value;
      for (const [reference, secretName = ''] of value.matchAll(SECRET)) {
        const secret = await secrets.reveal(workspace, secretName);
        if (!secret) {
          return { fault: failures.fail('unknown_secret', `There is no secret "${secretName}".`) };
        }
        if (secret.hosts.length > 0 && !secret.hosts.includes(url.hostname)) {
          const detail = `The secret "${secretName}" may not be sent to ${url.hostname}.`;
          return { fault: failures.fail('blocked', detail) };
        }
        if (secret.value.length >= HIDDEN_FROM_LENGTH) revealed.push(secret.value);
        opened = opened.replace(reference, () => secret.value);
      }
      open[name.toLowerCase()] = opened;
    }
    return { open, revealed };
  }

  /** One attempt. "again" where another may do better: the server failed or could not be reached. */
  async function attempt(
    url: URL,
    init: RequestInit,
    revealed: string[],
  ): Promise<{ outcome: CallOutcome; again: boolean }> {
    let answer: Response;
    let text: string;
    try {
      answer = await egress.guarded(url, init);
      text = await answer.text();
    } catch (error) {
      return failedAttempt(error);
    }
    if (answer.status >= 500) {
      return { outcome: failures.fail('http_5xx', `The server answered ${answer.status}.`), again: true };
    }
    if (answer.status >= 400) {
      return { outcome: failures.fail('http_4xx', `The server answered ${answer.status}.`), again: false };
    }
    if (!answer.ok) return { outcome: failures.fail('blocked'), again: false };
    if (text.length > ANSWER_CHARACTERS) return { outcome: failures.fail('too_large'), again: false };
    const hide = (shown: string) => revealed.reduce((rest, secret) => rest.replaceAll(secret, '••••'), shown);
    try {
      const headers = SHOWN_HEADERS.flatMap((name) => {
        const value = answer.headers.get(name);
        return value === null ? [] : [[name, hide(value)]];
      });
      const body = text.trim() === '' ? null : plain(JSON.parse(hide(text)), 0);
      const result = { status: answer.status, body, headers: Object.fromEntries(headers) };
      return { outcome: done(result), again: false };
    } catch (error) {
      const code = error instanceof RangeError ? 'too_large' : 'not_json';
      return { outcome: failures.fail(code), again: false };
    }
  }

  return {
    summary: "Requests to other systems' HTTP interfaces.",
    operations: {
      request: operation({
        summary: 'Sends a JSON request and gives its JSON answer.',
        input: z
          .strictObject({
            method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
            url: z.url({ protocol: /^https?$/ }).max(2048),
            query: z.record(z.string(), z.union([scalar, z.array(scalar), z.null()])).default({}),
            headers: headersSchema.default({}),
            body: z.unknown().optional(),
            retries: z.number().int().min(0).max(3).default(1),
          })
          .refine(({ method, body }) => body === undefined || method !== 'GET', {
            path: ['body'],
            message: 'a GET has no body',
          }),
        failures: failures.of(
          'http_4xx',
          'http_5xx',
          'timeout',
          'unreachable',
          'blocked',
          'not_json',
          'too_large',
          'unknown_secret',
        ),
        async run({ method, url: address, query, headers, body, retries }, context) {
          const url = new URL(address);
          for (const [name, value] of Object.entries(query)) {
            for (const one of Array.isArray(value) ? value : [value]) {
              if (one !== null) url.searchParams.append(name, String(one));
            }
          }
          const { open, revealed, fault } = await reveal(headers, url, context);
          if (fault) return fault;
          const init: RequestInit = {
            method,
            headers: {
              accept: 'application/json',
              'idempotency-key': context.id,
              ...(body === undefined ? {} : { 'content-type': 'application/json' }),
              ...open,
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
            redirect: 'manual',
            signal: context.signal,
          };
          for (let left = retries; ; left--) {
            const { outcome, again } = await attempt(url, init, revealed);
            if (!again || left === 0 || context.signal.aborted) return outcome;
            await pause(clock, PAUSES[retries - left] ?? 0, context.signal);
          }
        },
      }),
    },
  };
}

function failedAttempt(error: unknown): { outcome: CallOutcome; again: boolean } {
  if (error instanceof EgressRefused) {
    if (error.reason === 'too-large') return { outcome: failures.fail('too_large'), again: false };
    if (error.reason === 'too-slow') return { outcome: failures.fail('timeout'), again: true };
    return { outcome: failures.fail('blocked', error.message), again: false };
  }
  const named = error instanceof Error ? error : new Error(String(error));
  const code = 'code' in named ? String(named.code) : '';
  const slow = named.name === 'AbortError' || named.name === 'TimeoutError' || code.includes('TIMEOUT');
  return { outcome: failures.fail(slow ? 'timeout' : 'unreachable'), again: true };
}

/** Resolves after `ms`, or when `signal` aborts. */
function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      callOff();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const callOff = clock.alarm(clock.now() + ms, end);
    signal.addEventListener('abort', end);
  });
}

/**
 * A copy without keys that reach into prototypes. Throws a RangeError below 32 levels: what can be parsed that deep
 * cannot be written again.
 */
function plain(value: unknown, depth: number): unknown {
  if (depth > DEPTH_MAX) throw new RangeError('nested too deeply');
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '__proto__' && key !== 'constructor' && key !== 'prototype')
      .map(([key, item]) => [key, plain(item, depth + 1)]),
  );
}
