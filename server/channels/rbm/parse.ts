/** What Google's webhook payloads mean; knows their format with all its exceptions, never fails, changes nothing. */

import { readUrl } from '../../../flows/read-url.ts';
import type { Act, Inbound } from '../port.ts';
import { isObject, isTooDeep, type JsonObject, own } from './json.ts';

/**
 * Reads one decoded payload: UserMessage, UserEvent, ServerEvent, a tap on a suggested action, or AgentLaunchEvent.
 * Whatever it is not sure of becomes "unknown" with a reason; no JSON value makes it throw.
 * Source: REST reference UserMessage, UserEvent, ServerEvent; guides "Receive messages" and "Receive events".
 */
export function parse(payload: unknown): Inbound {
  if (!isObject(payload)) return unknown(undefined, undefined, 'not-an-object');
  const agentId = text(payload, 'agentId')?.replace(/@rbm\.goog$/i, '');
  const eventType = text(payload, 'eventType');
  const [messageId, eventId] = [text(payload, 'messageId'), text(payload, 'eventId')];
  // An event's messageId is that of the message it is about. A tap on an action has an eventId and no messageId.
  const remoteId = eventType === undefined ? (messageId ?? eventId) : (eventId ?? messageId);
  if (isTooDeep(payload)) return unknown(remoteId, agentId, 'too-deep');
  if (text(payload, 'newLaunchState')) {
    return unknown(remoteId, agentId, `agent-launch ${word(text(payload, 'newLaunchState'))}`);
  }
  // ServerEvents have `phoneNumber`, everything else `senderPhoneNumber`.
  const phone = text(payload, 'senderPhoneNumber') ?? text(payload, 'phoneNumber');
  if (!remoteId) return unknown(undefined, agentId, 'no-id');
  if (!agentId) return unknown(remoteId, undefined, 'no-agent');
  if (!phone || !E164.test(phone)) return unknown(remoteId, agentId, 'no-phone');

  const sentAt = instant(text(payload, 'sendTime'));
  if (eventType !== undefined) return readEvent(payload, eventType, { remoteId, agentId, phone, sentAt });

  const act = readAct(payload);
  return typeof act === 'string'
    ? unknown(remoteId, agentId, act)
    : { kind: 'act', remoteId, agentId, phone, sentAt, act };
}

const E164 = /^\+[1-9]\d{4,14}$/;

interface Head {
  remoteId: string;
  agentId: string;
  phone: string;
  sentAt: number | undefined;
}

const RECEIPTS = new Map([
  ['DELIVERED', 'delivered'],
  ['READ', 'read'],
  ['TTL_EXPIRATION_REVOKED', 'revoked'],
  ['TTL_EXPIRATION_REVOKE_FAILED', 'revoke-failed'],
] as const satisfies [string, Extract<Inbound, { kind: 'receipt' }>['state']][]);

function readEvent(payload: JsonObject, eventType: string, head: Head): Inbound {
  const state = RECEIPTS.get(eventType as Parameters<typeof RECEIPTS.get>[0]);
  if (state) {
    const message = text(payload, 'messageId');
    if (!message) return unknown(head.remoteId, head.agentId, `${eventType} without messageId`);
    // Without an id of its own the receipt must not pass for the message it is about.
    const remoteId = text(payload, 'eventId') ?? `${eventType}:${message}`;
    return { kind: 'receipt', ...head, remoteId, message, state };
  }
  switch (eventType) {
    case 'IS_TYPING':
      return { kind: 'typing', remoteId: head.remoteId, agentId: head.agentId, phone: head.phone };
    case 'UNSUBSCRIBE':
      return { kind: 'act', ...head, act: { kind: 'unsubscribe' } };
    case 'SUBSCRIBE':
      return { kind: 'act', ...head, act: { kind: 'subscribe' } };
    default:
      return unknown(head.remoteId, head.agentId, `event ${word(eventType)}`);
  }
}

/** What the customer did, or why nobody can say. */
function readAct(payload: JsonObject): Act | string {
  const response = child(payload, 'suggestionResponse');
  if (response) {
    const label = text(response, 'text');
    const data = text(response, 'postbackData') ?? label;
    if (data === undefined) return 'tap without postback';
    return { kind: 'tap', data: clean(data), ...(label === undefined ? {} : { label: clean(label) }) };
  }
  const said = text(payload, 'text');
  if (said !== undefined) return { kind: 'text', text: clean(said) };
  const location = child(payload, 'location');
  if (location) return readLocation(location);
  const file = child(payload, 'userFile');
  if (file) return readFile(file);
  return 'message without content';
}

function readLocation(location: JsonObject): Act | string {
  const [latitude, longitude] = [number(location, 'latitude'), number(location, 'longitude')];
  if (latitude === undefined && longitude === undefined) return 'location without coordinates';
  // Google's JSON leaves out a number that is zero.
  const [north, east] = [latitude ?? 0, longitude ?? 0];
  if (Math.abs(north) > 90 || Math.abs(east) > 180) return 'location out of range';
  return { kind: 'location', latitude: north, longitude: east };
}

function readFile(userFile: JsonObject): Act | string {
  const payload = child(userFile, 'payload');
  const url = payload && webAddress(text(payload, 'fileUri'));
  if (!payload || !url) return 'file without address';
  const bytes = number(payload, 'fileSizeBytes');
  const name = text(payload, 'fileName');
  const thumbnail = webAddress(text(child(userFile, 'thumbnail') ?? {}, 'fileUri'));
  return {
    kind: 'file',
    file: {
      url,
      mime: clean(text(payload, 'mimeType') ?? '') || 'application/octet-stream',
      ...(bytes !== undefined && Number.isSafeInteger(bytes) && bytes >= 0 ? { bytes } : {}),
      ...(name ? { name: clean(name) } : {}),
      ...(thumbnail ? { thumbnail } : {}),
    },
  };
}

function unknown(remoteId: string | undefined, agentId: string | undefined, reason: string): Inbound {
  return { kind: 'unknown', remoteId, agentId, reason };
}

// --- reading what nobody vouches for ---------------------------------------------------------------------------

function text(object: JsonObject, key: string): string | undefined {
  const value = own(object, key);
  return typeof value === 'string' ? value : undefined;
}

function child(object: JsonObject, key: string): JsonObject | undefined {
  const value = own(object, key);
  return isObject(value) ? value : undefined;
}

/** Google prints some numbers as strings: int64 by rule, coordinates in an example. */
function number(object: JsonObject, key: string): number | undefined {
  const value = own(object, key);
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined;
}

function instant(sendTime: string | undefined): number | undefined {
  const at = sendTime === undefined ? Number.NaN : Date.parse(sendTime);
  return Number.isNaN(at) ? undefined : at;
}

/** It becomes a link in the inbox, so nothing but the web. */
function webAddress(address: string | undefined): string | undefined {
  const url = address === undefined ? undefined : readUrl(address);
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : undefined;
}

/** Half a surrogate pair or a NUL cannot be stored everywhere, nor sent on. */
function clean(said: string): string {
  // Node has it since version 20; the library types since ES2024.
  const whole = (said as string & { toWellFormed(): string }).toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '') : whole;
}

/** A name from outside, fit for a log and a metric. */
function word(name: string | undefined): string {
  return /^[A-Za-z0-9_.-]{1,64}$/.test(name ?? '') ? `${name}` : 'of an unreadable name';
}
