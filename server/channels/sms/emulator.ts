/**
 * The emulator's SMS centre as a provider, over HTTP like any other; knows its wire format and nothing of its inside.
 *
 * Requests carry the secret "key" as a bearer token. What it posts is signed under the same key: the header
 * X-Carillon-Signature has the HMAC-SHA-256 of the raw body in hexadecimal digits.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Inbound, Outcome } from '../port.ts';
import type { OpenSmsProvider, ProviderNews, ReadProviderRequest } from './provider.ts';
import { type CallProvider, clip, type ProviderAnswer, toAgain } from './provider-call.ts';

/**
 * Connects to the emulator at `url`, such as "http://127.0.0.1:3000/emulator". The same id twice is one SMS.
 * Codes of outcomes: sms_number, sms_landline, sms_sender, sms_too_long, sms_unauthorized, sms_refused; and to try
 * again sms_busy, sms_unavailable, sms_network, sms_timeout.
 */
export function openEmulatorSms({ call, url }: { call: CallProvider; url: string }): OpenSmsProvider {
  const address = `${url.replace(/\/+$/, '')}/sms/v1/messages`;

  return async ({ secret, webhookUrl }) => {
    const key = await secret('key');
    const headers = {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    };
    return {
      idempotent: true,
      async send({ id, to, sender, text, validity }) {
        const body = JSON.stringify({
          id,
          from: sender,
          to,
          text,
          reportUrl: webhookUrl,
          ...(validity === undefined
            ? {}
            : { validity: Math.min(Math.max(1, Math.round(validity)), LONGEST_VALIDITY) }),
        });
        const answer = await call(CENTRE, { url: address, headers, body });
        if ('failure' in answer) return answer.failure;
        return answer.status < 300 ? { kind: 'accepted' } : refusal(answer);
      },
      async close() {},
    };
  };
}

/** Its name, for people. */
const CENTRE = 'The SMS centre';
/** Seconds: the centre keeps nothing for more than a week. */
const LONGEST_VALIDITY = 7 * 24 * 3600;

/** Reads what the centre posts: an SMS of a person, or a delivery report, which names our own id. */
export const readEmulatorRequest: ReadProviderRequest = ({ method, headers, body }, { brand, secret }) => {
  if (method !== 'POST') return { kind: 'malformed', reason: 'method' };
  const key = secret('key');
  const signature = headers['x-carillon-signature'];
  if (key === undefined || typeof signature !== 'string' || !isSignedBy(key, signature, body)) {
    return { kind: 'forged' };
  }
  return { kind: 'news', inbound: [toInbound(readCallback(body), brand.agentId)] } satisfies ProviderNews;
};

// --- what it posts ---------------------------------------------------------------------------------------------

const phone = z.string().regex(/^\+[1-9]\d{5,14}$/);
const id = z.string().min(1).max(200);
/** RFC 3339. */
const at = z.string().max(40);

const callbackSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('inbound'), id, from: phone, text: z.string().max(50_000), at }),
  z.object({
    kind: z.literal('report'),
    id,
    to: phone,
    status: z.enum(['delivered', 'failed']),
    code: z.string().max(100).optional(),
    at,
  }),
]);
type Callback = z.infer<typeof callbackSchema>;

/** The callback, or why it is none. */
function readCallback(body: Buffer): Callback | string {
  try {
    const parsed = callbackSchema.safeParse(JSON.parse(body.toString()));
    return parsed.success ? parsed.data : 'unknown-callback';
  } catch {
    return 'not-json';
  }
}

/** What is signed and cannot be read is kept for a person to look at: refused, it would only come again. */
function toInbound(callback: Callback | string, agentId: string): Inbound {
  if (typeof callback === 'string') {
    return { kind: 'unknown', remoteId: undefined, agentId, reason: callback };
  }
  const time = Date.parse(callback.at);
  const sentAt = Number.isNaN(time) ? undefined : time;
  if (callback.kind === 'inbound') {
    const text = callback.text.toWellFormed();
    const { id: remoteId, from } = callback;
    return { kind: 'act', remoteId, agentId, phone: from, sentAt, act: { kind: 'text', text } };
  }
  const { id: message, to, status: state, code = 'unknown' } = callback;
  return {
    kind: 'receipt',
    remoteId: `${message}:${state}`,
    agentId,
    phone: to,
    message,
    state,
    ...(state === 'failed' ? { fault: { code: `sms_${code}`, detail: FAILURES[code] ?? code } } : {}),
    sentAt,
  };
}

const FAILURES: Readonly<Record<string, string>> = {
  expired: 'The phone was not there before the SMS expired.',
  undelivered: 'The network could not deliver the SMS.',
};

/** In constant time: how much of a wrong signature is right must not be measurable. */
function isSignedBy(key: string, signature: string, body: Buffer): boolean {
  const own = createHmac('sha256', key).update(body).digest();
  const given = Buffer.from(/^[0-9a-f]{64}$/i.test(signature) ? signature : '', 'hex');
  return given.length === own.length && timingSafeEqual(given, own);
}

// --- what it answers -------------------------------------------------------------------------------------------

const CODES: Readonly<Record<string, string>> = {
  invalid_number: 'sms_number',
  landline: 'sms_landline',
  invalid_sender: 'sms_sender',
  text_too_long: 'sms_too_long',
  unauthorized: 'sms_unauthorized',
};

const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

function refusal(answer: ProviderAnswer): Outcome {
  const again = toAgain(answer, CENTRE);
  // Behind a 503 as well the SMS may have been taken.
  if (again) return answer.status >= 500 ? { ...again, unsure: true } : again;
  const error = errorSchema.safeParse(answer.body).data?.error;
  const detail = `${CENTRE} answered ${answer.status}: ${clip(error?.message ?? 'no reason given')}`;
  return { kind: 'refused', code: CODES[error?.code ?? ''] ?? 'sms_refused', detail };
}
