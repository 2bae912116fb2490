/**
 * Signed webhooks: HMAC-SHA256 over "id.timestamp.payload"; knows neither sender nor receiver.
 *
 * Source: the Standard Webhooks specification, headers webhook-id, webhook-timestamp, webhook-signature ("v1," and
 * base64, several separated by spaces), secrets as "whsec_" and base64, tolerance of five minutes either way.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

const TOLERANCE_SECONDS = 300;

export type HeaderBag = Record<string, string | string[] | undefined>;

export type Verdict = { ok: true; id: string } | { ok: false; why: 'missing' | 'stale' | 'invalid' };

/** `now` in milliseconds. */
export function signWebhook(
  id: string,
  payload: string,
  secret: string,
  now: number,
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${mac(id, timestamp, Buffer.from(payload), secret).toString('base64')}`,
  };
}

/** Accepts a signature by any of the secrets, so that they can be changed without a gap. `now` in milliseconds. */
export function verifyWebhook(body: Buffer, headers: HeaderBag, secrets: string[], now: number): Verdict {
  const id = one(headers['webhook-id']);
  const timestamp = one(headers['webhook-timestamp']);
  const signatures = one(headers['webhook-signature']);
  if (!id || !timestamp || !signatures) return { ok: false, why: 'missing' };
  if (!/^\d{1,12}$/.test(timestamp)) return { ok: false, why: 'invalid' };
  const given = signatures
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice(3), 'base64'));
  const genuine = secrets.some((secret) => {
    const expected = mac(id, timestamp, body, secret);
    return given.some(
      (candidate) => candidate.length === expected.length && timingSafeEqual(candidate, expected),
    );
  });
  if (!genuine) return { ok: false, why: 'invalid' };
  const fresh = Math.abs(now / 1000 - Number(timestamp)) <= TOLERANCE_SECONDS;
  return fresh ? { ok: true, id } : { ok: false, why: 'stale' };
}

function mac(id: string, timestamp: string, payload: Buffer, secret: string): Buffer {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(payload).digest();
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? undefined : value;
}
