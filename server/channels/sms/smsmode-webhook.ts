/** Reads what smsmode reports: answers of people, and what became of an SMS. Knows no route and no conversation. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Brand, Inbound } from '../port.ts';
import type { ReadProviderRequest } from './provider.ts';
import { readable } from './readable.ts';
import { sameSecret } from './same-secret.ts';
import { WEBHOOK_KEY } from './secrets.ts';

/** A message as smsmode shows it, in answers and in reports alike (dev.smsmode.com/sms/v1); the rest is not read. */
const reportSchema = z.object({
  messageId: z.string().min(1).optional(),
  /** MT: sent to a phone. MO: come from one. */
  direction: z.string().optional(),
  recipient: z.object({ to: z.string() }).optional(),
  from: z.string().optional(),
  body: z.object({ text: z.string().optional() }).optional(),
  status: z
    .object({ value: z.string(), detail: z.string().optional(), deliveryDate: z.string().optional() })
    .optional(),
  refClient: z.string().optional(),
});
type SmsmodeReport = z.infer<typeof reportSchema>;

/**
 * smsmode signs nothing: the key in the address is what makes a request genuine. Reports of one message may come as
 * one object or as a list.
 */
export const readSmsmodeRequest: ReadProviderRequest = (request, { brand, secret }) => {
  if (!sameSecret(request.query.get('key'), secret(WEBHOOK_KEY))) return { kind: 'forged' };
  const content = parseJson(request.body.toString('utf8'));
  if (content === undefined) return { kind: 'malformed', reason: 'not JSON' };
  const parsed = z.union([reportSchema.array().max(1000), reportSchema]).safeParse(content);
  if (!parsed.success) return { kind: 'malformed', reason: 'not a message' };

  const digest = createHash('sha256').update(request.body).digest('hex').slice(0, 32);
  const reports = Array.isArray(parsed.data) ? parsed.data : [parsed.data];
  const inbound = reports.flatMap((report, n) => {
    // Without an id of its own it is named by what it says: the same request twice is one happening.
    const remoteId = report.messageId ?? `${digest}:${n}`;
    const isReply = report.direction?.toUpperCase() === 'MO';
    return isReply
      ? readReply(report, remoteId, brand)
      : readState(report, { remoteId, brand, message: request.query.get('message') });
  });
  // Whom smsmode holds on its list, it lets nothing through to.
  const quiet = inbound.some((one) => one.kind === 'act' && one.act.kind === 'unsubscribe');
  return { kind: 'news', inbound, ...(quiet ? { quiet } : {}) };
};

function readReply(report: SmsmodeReport, remoteId: string, brand: Brand): Inbound[] {
  const phone = phoneOf([report.from, report.recipient?.to], brand.sms?.sender);
  const text = report.body?.text;
  const { agentId } = brand;
  if (phone === undefined) return [{ kind: 'unknown', remoteId, agentId, reason: 'not_a_phone' }];
  if (text === undefined) return [{ kind: 'unknown', remoteId, agentId, reason: 'no_text' }];
  return [
    { kind: 'act', remoteId, agentId, phone, sentAt: undefined, act: { kind: 'text', text: readable(text) } },
  ];
}

/**
 * The person's number. Published examples of replies do not agree which field holds it, so it is the first that can be
 * a phone and is not our sender; a short code is too short to be one.
 */
function phoneOf(candidates: (string | undefined)[], sender: string | undefined): string | undefined {
  const own = sender?.replace(/^\+/, '');
  const found = candidates
    .map((one) => one?.replace(/^(\+|00)/, ''))
    .find((one) => one !== undefined && one !== own && /^[1-9]\d{8,14}$/.test(one));
  return found === undefined ? undefined : `+${found}`;
}

const STATES: Readonly<Record<string, Extract<Inbound, { kind: 'receipt' }>['state'] | 'nothing'>> = {
  SCHEDULED: 'nothing',
  UNKNOWN: 'nothing',
  ENROUTE: 'sent',
  DELIVERED: 'delivered',
  READ: 'read',
  UNDELIVERABLE: 'failed',
  UNDELIVERED: 'failed',
};

function readState(
  report: SmsmodeReport,
  { remoteId, brand, message }: { remoteId: string; brand: Brand; message: string | null },
): Inbound[] {
  const { agentId } = brand;
  const value = report.status?.value.toUpperCase();
  const state = value === undefined ? undefined : STATES[value];
  if (state === 'nothing') return [];
  if (state === undefined) return [{ kind: 'unknown', remoteId, agentId, reason: 'unknown_status' }];
  const own = [report.refClient, message].find((one) => one && UUID.test(one));
  if (!own) return [{ kind: 'unknown', remoteId, agentId, reason: 'unknown_message' }];

  const detail = report.status?.detail;
  const phone = phoneOf([report.recipient?.to], brand.sms?.sender) ?? '';
  const stopped = state === 'failed' && detail !== undefined && /black.?list/i.test(detail);
  const receipt: Inbound = {
    kind: 'receipt',
    remoteId: `${remoteId}:${value}`,
    agentId,
    phone,
    message: own,
    state,
    ...(state === 'failed' ? { fault: faultOf(value ?? '', detail, stopped) } : {}),
    sentAt: undefined,
  };
  if (!stopped || phone === '') return [receipt];
  // Whoever told smsmode or the network to stop has told us.
  const act = { kind: 'unsubscribe' } as const;
  return [receipt, { kind: 'act', remoteId: `${remoteId}:stop`, agentId, phone, sentAt: undefined, act }];
}

function faultOf(
  value: string,
  detail: string | undefined,
  stopped: boolean,
): { code: string; detail: string } {
  const said = `smsmode: ${value}${detail === undefined ? '' : `, ${detail.slice(0, 200)}`}`;
  return { code: stopped ? 'sms_opted_out' : 'sms_unreached', detail: said };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
