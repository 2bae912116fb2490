/**
 * RBM's behaviour between the REST surface, the handsets and the webhook: what is accepted, queued, delivered,
 * withdrawn, expired. Knows no HTTP. Sources: RBM guides "Send messages", "Revoke messages", "Send events".
 */
import { LIMITS } from '../../flows/limits.ts';
import type { Clock } from '../clock.ts';
import { checkFeatures, checkFiles } from './abilities.ts';
import type { Act } from './acts.ts';
import { type Agents, checkTraffic, type EmulatedAgent } from './agents.ts';
import type { ServerEvent, UserEvent } from './callbacks.ts';
import { classify, isClassified } from './classification.ts';
import type { FaultSource } from './faults.ts';
import type { Files } from './files.ts';
import { GoogleError } from './google-error.ts';
import { type Handset, type HandsetSettings, type Handsets, takes } from './handsets.ts';
import type { Ledger, LedgerRecord } from './ledger.ts';
import { createPerson } from './person.ts';
import type { SmsCentre } from './sms-centre.ts';
import type { Webhooks } from './webhooks.ts';
import type { WireEvent, WireMessage } from './wire.ts';

/** An agent's message on its way in. `bytes`: its size as JSON. */
export interface IncomingMessage {
  agent: EmulatedAgent;
  phone: string;
  messageId: string;
  message: WireMessage;
  bytes: number;
}

export interface Platform {
  /**
   * Takes a message and delivers or queues it; a messageId used before is ignored and answered alike.
   * Returns the AgentMessage as Google answers it. GoogleError 400, 403, 404, 429.
   */
  createMessage(incoming: IncomingMessage): object;
  /** Withdraws a message. GoogleError 404 if it was delivered or is not known. */
  revokeMessage(agent: EmulatedAgent, phone: string, messageId: string): void;
  /** Typing and read signs of an agent; returns the AgentEvent. GoogleError 403, 404. */
  createEvent(agent: EmulatedAgent, phone: string, eventId: string, event: WireEvent): object;
  /** Features of the phone. GoogleError 404 if it has no RCS or the agent may not ask. */
  capabilities(agent: EmulatedAgent, phone: string): { features: string[] };
  /** The person does something. GoogleError 400, 404, 409, 429. */
  act(phone: string, act: Act): { messageId?: string; eventId?: string };
  /** Changes how the phone is set; coming online it gets and sends what waited, in order. */
  configure(phone: string, change: Partial<HandsetSettings>): Handset;
}

/** Messages that wait for one phone. */
const MOST_WAITING = 1_000;
const QUEUE_MS = LIMITS.offlineQueueDays * 24 * 3600 * 1000;

export function createPlatform({
  clock,
  newId,
  agents,
  faults,
  files,
  handsets,
  ledger,
  webhooks,
  sms,
}: {
  clock: Clock;
  newId: () => string;
  agents: Agents;
  faults: FaultSource;
  files: Files;
  handsets: Handsets;
  ledger: Ledger;
  webhooks: Webhooks;
  /** For what the person writes by SMS. */
  sms: Pick<SmsCentre, 'write'>;
}): Platform {
  const isoNow = () => new Date(clock.now()).toISOString();

  function refuseWhenFull(): void {
    if (webhooks.full()) throw new GoogleError(429, 'Too many callbacks wait for the webhook.');
  }

  function sendUserEvent(
    agentId: string,
    phone: string,
    eventType: UserEvent['eventType'],
    { messageId, eventId = newId() }: { messageId?: string; eventId?: string } = {},
  ): string {
    const event: UserEvent = { senderPhoneNumber: phone, agentId, eventType, eventId, sendTime: isoNow() };
    if (messageId !== undefined) event.messageId = messageId;
    webhooks.send(agentId, phone, event, messageId === undefined ? undefined : 'dropReceipts');
    return eventId;
  }

  // --- from the agent --------------------------------------------------------------------------------------------

  function deliver(handset: Handset, record: LedgerRecord, content: Delivered): void {
    record.state = 'delivered';
    handsets.append(
      handset,
      {
        id: record.messageId,
        direction: 'out',
        via: 'rcs',
        agentId: record.agentId,
        message: content.message,
        state: 'delivered',
        at: clock.now(),
        ...(content.files ? { files: content.files } : {}),
      },
      content.bytes,
    );
    sendUserEvent(record.agentId, record.phone, 'DELIVERED', { messageId: record.messageId });
    if (handset.settings.autoRead) read(handset, record);
  }

  function read(handset: Handset, record: LedgerRecord, eventId = newId()): void {
    const { messageId, agentId, phone } = record;
    record.state = 'read';
    handsets.mark(handset, { id: messageId, direction: 'out', via: 'rcs' }, 'read');
    sendUserEvent(agentId, phone, 'READ', { messageId, eventId });
  }

  function enqueue(
    handset: Handset,
    record: LedgerRecord,
    content: Delivered,
    expiresAt: number | undefined,
  ): void {
    const now = clock.now();
    const off = clock.alarm(Math.min(expiresAt ?? Number.POSITIVE_INFINITY, now + QUEUE_MS), () => {
      handset.queue = handset.queue.filter((waiting) => waiting !== queued);
      record.state = 'expired';
      // Left in the queue for thirty days without a ttl it goes silently.
      if (expiresAt !== undefined) sendExpiry(record);
    });
    const queued = {
      via: 'rcs' as const,
      messageId: record.messageId,
      cancel: off,
      deliver() {
        off();
        deliver(handset, record, content);
      },
    };
    handset.queue.push(queued);
  }

  function sendExpiry(record: LedgerRecord): void {
    const event: ServerEvent = {
      phoneNumber: record.phone,
      agentId: record.agentId,
      messageId: record.messageId,
      eventType: faults.strikes('revokeFails') ? 'TTL_EXPIRATION_REVOKE_FAILED' : 'TTL_EXPIRATION_REVOKED',
      eventId: newId(),
      sendTime: isoNow(),
    };
    webhooks.send(record.agentId, record.phone, event, 'dropExpiries');
  }

  function answerMessage(phone: string, messageId: string, message: WireMessage, sentAt: number): object {
    // ttl is input only.
    const { ttl: _, ...shown } = message;
    return {
      ...shown,
      name: `phones/${phone}/agentMessages/${messageId}`,
      sendTime: new Date(sentAt).toISOString(),
      ...(isClassified(phone) ? { richMessageClassification: classify(message.contentMessage) } : {}),
    };
  }

  const act = createPerson({
    clock,
    newId,
    agents,
    handsets,
    ledger,
    webhooks,
    sms,
    sendUserEvent,
    read,
    refuseWhenFull,
  });

  return {
    createMessage({ agent, phone, messageId, message, bytes }) {
      const now = clock.now();
      checkTraffic(agent, message.messageTrafficType);
      if (!agents.reaches(agent, phone)) {
        throw new GoogleError(403, 'The agent is not launched and the phone is not one of its testers.');
      }
      const earlier = ledger.find(agent.agentId, messageId);
      if (earlier) {
        earlier.calls += 1;
        return answerMessage(phone, messageId, message, earlier.acceptedAt);
      }
      refuseWhenFull();
      const expiresAt = expiryOf(message, now);
      const handset = handsets.open(phone);
      if (!handset.settings.rcs) throw noRcs(phone);
      const content = message.contentMessage;
      checkFeatures(handset.settings, content);
      const named = checkFiles(files, handset.settings, content);
      if (!takes(handset, 'rcs') && handset.queue.length >= MOST_WAITING) {
        throw new GoogleError(429, 'Too many messages wait for this phone.');
      }
      const record = ledger.add({
        kind: 'message',
        messageId,
        agentId: agent.agentId,
        phone,
        acceptedAt: now,
        state: 'queued',
      });
      handsets.notify(phone, { type: 'typing', agentId: agent.agentId, until: null });
      const delivered: Delivered = { message, bytes, files: named };
      if (takes(handset, 'rcs')) deliver(handset, record, delivered);
      else enqueue(handset, record, delivered, expiresAt);
      return answerMessage(phone, messageId, message, now);
    },

    revokeMessage(agent, phone, messageId) {
      const record = ledger.find(agent.agentId, messageId);
      if (record?.kind !== 'message' || record.phone !== phone) {
        throw new GoogleError(404, 'The message was not found.');
      }
      if (record.state === 'delivered' || record.state === 'read') {
        throw new GoogleError(404, 'The message was already delivered and cannot be revoked.');
      }
      const handset = handsets.open(phone);
      const queued = handset.queue.find((one) => one.via === 'rcs' && one.messageId === messageId);
      if (!queued) return;
      queued.cancel();
      handset.queue = handset.queue.filter((one) => one !== queued);
      record.state = 'revoked';
    },

    createEvent(agent, phone, eventId, event) {
      const now = clock.now();
      const answer = {
        name: `phones/${phone}/agentEvents/${eventId}`,
        eventType: event.eventType,
        ...(event.messageId !== undefined ? { messageId: event.messageId } : {}),
        sendTime: new Date(now).toISOString(),
      };
      if (!agents.reaches(agent, phone)) {
        throw new GoogleError(403, 'The agent is not launched and the phone is not one of its testers.');
      }
      const earlier = ledger.find(agent.agentId, eventId);
      if (earlier) {
        earlier.calls += 1;
        return answer;
      }
      const handset = handsets.open(phone);
      if (!handset.settings.rcs) throw noRcs(phone);
      ledger.add({
        kind: 'event',
        messageId: eventId,
        agentId: agent.agentId,
        phone,
        acceptedAt: now,
        state: 'delivered',
      });
      if (event.eventType === 'READ') {
        const messageId = event.messageId ?? '';
        // A read sign waits for the phone, a typing sign does not (guide "Send events").
        handsets.mark(handset, { id: messageId, direction: 'in', via: 'rcs' }, 'read');
      } else if (takes(handset, 'rcs')) {
        const until = now + LIMITS.typingSeconds * 1000;
        handsets.notify(phone, { type: 'typing', agentId: agent.agentId, until });
      }
      return answer;
    },

    capabilities(agent, phone) {
      const { rcs, features } = handsets.settingsOf(phone);
      if (!rcs || !agents.reaches(agent, phone)) throw noRcs(phone);
      return { features: [...features] };
    },

    act,

    configure(phone, change) {
      const handset = handsets.open(phone);
      handsets.configure(handset, { ...handset.settings, ...change });
      const arriving = handset.queue.filter(({ via }) => takes(handset, via));
      const leaving = handset.outbox.filter(({ via }) => takes(handset, via));
      // What came by RCS waits on while the phone has SMS alone.
      handset.queue = handset.queue.filter((queued) => !arriving.includes(queued));
      handset.outbox = handset.outbox.filter((waiting) => !leaving.includes(waiting));
      for (const queued of arriving) queued.deliver();
      for (const { send } of leaving) send();
      return handset;
    },
  };
}

interface Delivered {
  message: WireMessage;
  bytes: number;
  files: Record<string, string> | undefined;
}

/** 404 covers "no RCS", "RCS off" and "agent not launched there" alike: Google does not tell them apart. */
function noRcs(phone: string): GoogleError {
  return new GoogleError(404, `The phone number ${phone} is not reachable over RCS.`);
}

/** Milliseconds since the epoch at which the message is to be withdrawn, if it says so. 400 outside Google's bounds. */
function expiryOf({ ttl, expireTime }: WireMessage, now: number): number | undefined {
  if (ttl === undefined && expireTime === undefined) return undefined;
  const at = ttl !== undefined ? now + Number.parseFloat(ttl) * 1000 : Date.parse(expireTime ?? '');
  if (at <= now) throw new GoogleError(400, 'The expiry of the message must lie in the future.');
  if (at > now + LIMITS.ttlMaxSeconds * 1000) {
    throw new GoogleError(400, 'The expiry of the message may be at most 15 days away.');
  }
  return at;
}
