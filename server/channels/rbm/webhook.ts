/**
 * Google's webhook envelope, handshake and signature; knows no meaning of what it carries, and no route.
 *
 * Source: guide "Webhooks". The signature covers the base64-decoded bytes of `message.data` and nothing else: not the
 * envelope, its ids or attributes. So nothing of the envelope is used but the data.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { isObject, isTooDeep, own } from './json.ts';

export type WebhookReading =
  /** No client token is configured, so nothing can be genuine. */
  | { kind: 'not-configured' }
  /** Answer 200 with `secret` as the plain body. */
  | { kind: 'handshake'; secret: string }
  | { kind: 'handshake-refused' }
  | { kind: 'malformed'; code: 'bad_request' | 'invalid_body'; detail: string }
  | { kind: 'unsigned' }
  | { kind: 'forged' }
  /** Genuine. `data` is parsed JSON of at most 32 levels, `raw` its text. */
  | { kind: 'event'; data: unknown; raw: string }
  /** Genuine, but not to be read: keep `raw`, answer 200, or it comes again for seven days. */
  | { kind: 'unreadable'; reason: 'not-base64' | 'not-json' | 'too-deep'; raw: string };

/**
 * Judges one request. `body` is the raw body; `headers.signature` is X-Goog-Signature, `headers.type` is
 * X-Goog-Webhook-Type, which older deliveries lack and which is therefore never needed.
 */
export function readWebhook(
  body: Buffer,
  headers: { signature?: string; type?: string },
  clientToken: string | undefined,
): WebhookReading {
  if (!clientToken) return { kind: 'not-configured' };
  const envelope = parseJson(body.toString('utf8'));
  if (envelope === NOT_JSON) return malformed('bad_request', 'The body is not JSON.');
  if (!isObject(envelope)) return malformed('invalid_body', 'The body is not an object.');

  const message = own(envelope, 'message');
  const data = isObject(message) ? own(message, 'data') : undefined;
  if (message === undefined && own(envelope, 'secret') !== undefined) {
    return readHandshake(own(envelope, 'clientToken'), own(envelope, 'secret'), clientToken);
  }
  if (headers.type === 'verification') return malformed('invalid_body', 'A handshake has a secret.');
  if (typeof data !== 'string' || data === '') return malformed('invalid_body', 'message.data is missing.');

  const bytes = Buffer.from(data, 'base64');
  // Node's decoder skips what it does not know; only text that encodes back to itself was base64.
  const strict = bytes.toString('base64') === data;
  const signature = headers.signature?.trim();
  if (!strict) {
    if (signature && isSigned(bytes, signature, clientToken)) {
      return { kind: 'unreadable', reason: 'not-base64', raw: data };
    }
    return malformed('invalid_body', 'message.data is not base64.');
  }
  if (!signature) return { kind: 'unsigned' };
  if (!isSigned(bytes, signature, clientToken)) return { kind: 'forged' };

  const raw = bytes.toString('utf8');
  const content = parseJson(raw);
  if (content === NOT_JSON) return { kind: 'unreadable', reason: 'not-json', raw };
  if (isTooDeep(content)) return { kind: 'unreadable', reason: 'too-deep', raw };
  return { kind: 'event', data: content, raw };
}

/** The value of X-Goog-Signature for these bytes: base64 of HMAC-SHA512 under the client token. */
export function sign(bytes: Buffer, clientToken: string): string {
  return hmac(bytes, clientToken).toString('base64');
}

function readHandshake(token: unknown, secret: unknown, clientToken: string): WebhookReading {
  if (typeof token !== 'string' || typeof secret !== 'string' || secret === '') {
    return malformed('invalid_body', 'A handshake has a clientToken and a secret, both texts.');
  }
  // Digests of equal length, so that neither content nor length can be timed.
  const [given, expected] = [
    hmac(Buffer.from(token), clientToken),
    hmac(Buffer.from(clientToken), clientToken),
  ];
  return timingSafeEqual(given, expected) ? { kind: 'handshake', secret } : { kind: 'handshake-refused' };
}

function isSigned(bytes: Buffer, signature: string, clientToken: string): boolean {
  const given = Buffer.from(signature, 'base64');
  const expected = hmac(bytes, clientToken);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function hmac(bytes: Buffer, clientToken: string): Buffer {
  return createHmac('sha512', clientToken).update(bytes).digest();
}

const NOT_JSON = Symbol('not JSON');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return NOT_JSON;
  }
}

function malformed(code: 'bad_request' | 'invalid_body', detail: string): WebhookReading {
  return { kind: 'malformed', code, detail };
}
