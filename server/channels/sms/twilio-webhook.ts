/** Reads what Twilio reports: answers of people, and what became of an SMS. Knows no route and no conversation. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readUrl } from '../../../flows/read-url.ts';
import type { Act, Inbound } from '../port.ts';
import type { ReadProviderRequest } from './provider.ts';
import { readable } from './readable.ts';
import { faultOf } from './twilio-errors.ts';

/** Nothing for Twilio to do: whatever there is to say goes out as a message of its own. */
const EMPTY_TWIML = {
  contentType: 'text/xml',
  body: '<?xml version="1.0" encoding="UTF-8"?><Response></Response>',
};

/**
 * Sources: www.twilio.com/docs/usage/security (signature), /docs/messaging/guides/webhook-request (inbound),
 * /docs/messaging/guides/track-outbound-message-status (reports). New fields come without notice.
 */
export const readTwilioRequest: ReadProviderRequest = (request, { brand, secret }) => {
  const fields = new URLSearchParams(request.body.toString('utf8'));
  const token = secret('authToken');
  const signature = request.headers['x-twilio-signature'];
  if (typeof signature !== 'string' || !isSigned(signature, request.url, fields, token))
    return { kind: 'forged' };

  const type = String(request.headers['content-type'] ?? '');
  if (!type.startsWith('application/x-www-form-urlencoded')) {
    return { kind: 'malformed', reason: 'not a form' };
  }
  const sid = fields.get('MessageSid') ?? fields.get('SmsSid');
  if (!sid) return { kind: 'malformed', reason: 'no MessageSid' };
  const account = fields.get('AccountSid');
  if (account !== null && account !== brand.sms?.settings.accountSid) {
    return { kind: 'news', inbound: [{ ...unknown(sid, brand.agentId), reason: 'wrong_account' }] };
  }
  const status = fields.get('MessageStatus') ?? fields.get('SmsStatus');
  // An inbound message carries the status "received" as well.
  const inbound =
    status === null || status === 'received' || status === 'receiving'
      ? readMessage(fields, sid, brand.agentId)
      : readReport(fields, { sid, status, agentId: brand.agentId, message: request.query.get('message') });
  // By its own keywords or the author's Twilio takes and confirms an opt-out itself, and lets nothing of ours through.
  const quiet = inbound.some((one) => one.kind === 'act' && /subscribe$/.test(one.act.kind));
  return { kind: 'news', inbound, ...(quiet ? { quiet } : {}), answer: EMPTY_TWIML };
};

function unknown(remoteId: string, agentId: string): Extract<Inbound, { kind: 'unknown' }> {
  return { kind: 'unknown', remoteId, agentId, reason: 'unknown' };
}

function readMessage(fields: URLSearchParams, sid: string, agentId: string): Inbound[] {
  const phone = fields.get('From') ?? '';
  if (!E164.test(phone)) return [{ ...unknown(sid, agentId), reason: 'not_a_phone' }];
  const act = (remoteId: string, what: Act): Inbound => ({
    kind: 'act',
    remoteId,
    agentId,
    phone,
    sentAt: undefined,
    act: what,
  });

  // There only where "Advanced Opt-Out" is on; otherwise a STOP comes as the text it is.
  const optOut = fields.get('OptOutType')?.toUpperCase();
  if (optOut === 'STOP') return [act(sid, { kind: 'unsubscribe' })];
  if (optOut === 'START') return [act(sid, { kind: 'subscribe' })];

  const files = readMedia(fields).map((file, n) => act(`${sid}:${n}`, { kind: 'file', file }));
  const text = readable(fields.get('Body') ?? '');
  return text !== '' || files.length === 0 ? [...files, act(sid, { kind: 'text', text })] : files;
}

/** More than Twilio sends. */
const MOST_MEDIA = 10;

function readMedia(fields: URLSearchParams): { url: string; mime: string }[] {
  const count = Math.min(Number(fields.get('NumMedia') ?? 0) || 0, MOST_MEDIA);
  return Array.from({ length: count }, (_, n) => n).flatMap((n) => {
    const url = fields.get(`MediaUrl${n}`);
    return url === null
      ? []
      : [{ url, mime: fields.get(`MediaContentType${n}`) ?? 'application/octet-stream' }];
  });
}

/** States that say something new about an SMS; those before "sent" say nothing. */
const STATES: Readonly<Record<string, Extract<Inbound, { kind: 'receipt' }>['state'] | 'nothing'>> = {
  accepted: 'nothing',
  scheduled: 'nothing',
  queued: 'nothing',
  sending: 'nothing',
  sent: 'sent',
  partially_delivered: 'sent',
  delivered: 'delivered',
  read: 'read',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'failed',
};

function readReport(
  fields: URLSearchParams,
  report: { sid: string; status: string; agentId: string; message: string | null },
): Inbound[] {
  const { sid, status, agentId, message } = report;
  const state = STATES[status];
  const phone = fields.get('To') ?? '';
  if (state === 'nothing') return [];
  if (state === undefined) return [{ ...unknown(sid, agentId), reason: 'unknown_status' }];
  if (message === null || !UUID.test(message))
    return [{ ...unknown(sid, agentId), reason: 'unknown_message' }];

  const code = Number(fields.get('ErrorCode') ?? '') || undefined;
  const receipt: Inbound = {
    kind: 'receipt',
    remoteId: `${sid}:${status}`,
    agentId,
    phone,
    message,
    state,
    ...(state === 'failed' ? { fault: faultOf(code) } : {}),
    sentAt: undefined,
  };
  // A messaging service takes an SMS for anybody, and says only later that the person had told Twilio to stop.
  const stopped = state === 'failed' && code === 21610 && E164.test(phone);
  if (!stopped) return [receipt];
  const act: Inbound = {
    kind: 'act',
    remoteId: `${sid}:21610`,
    agentId,
    phone,
    sentAt: undefined,
    act: { kind: 'unsubscribe' },
  };
  return [receipt, act];
}

const E164 = /^\+[1-9]\d{6,14}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The value of X-Twilio-Signature: base64 of HMAC-SHA1, under the token, of the address and the sorted fields. */
export function signTwilio(url: string, fields: URLSearchParams, token: string): string {
  return digestOf(url, pairsOf(fields), token).toString('base64');
}

function digestOf(url: string, pairs: string, token: string): Buffer {
  return createHmac('sha1', token)
    .update(url + pairs, 'utf8')
    .digest();
}

function pairsOf(fields: URLSearchParams): string {
  const names = [...new Set(fields.keys())].sort();
  // Twilio's own library takes each value of a repeated field once, in order.
  return names
    .flatMap((name) => [...new Set(fields.getAll(name))].sort().map((value) => name + value))
    .join('');
}

/** Twilio signs the address with or without its port, not always as it was given. */
function isSigned(
  signature: string,
  address: string,
  fields: URLSearchParams,
  token: string | undefined,
): boolean {
  if (!token) return false;
  const given = Buffer.from(signature, 'base64');
  const pairs = pairsOf(fields);
  const fits = (url: string) => {
    const expected = digestOf(url, pairs, token);
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
  return fits(address) || spellings(address).some(fits);
}

/** Other ways to write it. */
function spellings(address: string): string[] {
  const url = readUrl(address);
  if (!url) return [];
  const { protocol, hostname, port, pathname, search } = url;
  const rest = pathname + search;
  const standard = protocol === 'https:' ? '443' : '80';
  return [
    `${protocol}//${hostname}${rest}`,
    `${protocol}//${hostname}:${port === '' ? standard : port}${rest}`,
  ];
}
