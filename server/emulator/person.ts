/**
 * What follows when the person holding a handset acts: the thread's new entry and the callback to the agent, at once or when
 * the phone is online. Knows no HTTP. Sources: RBM guides "Receive messages" and "Receive events".
 */
import type { Clock } from '../clock.ts';
import type { Act } from './acts.ts';
import type { Agents, EmulatedAgent } from './agents.ts';
import { keywordOf, type UserContent, type UserEvent } from './callbacks.ts';
import { classifyText, isClassified, type RichMessageClassification } from './classification.ts';
import { GoogleError } from './google-error.ts';
import { type Handset, type Handsets, takes } from './handsets.ts';
import type { Ledger, LedgerRecord } from './ledger.ts';
import type { SmsCentre } from './sms-centre.ts';
import type { Webhooks } from './webhooks.ts';
import { suggestionsOf } from './wire.ts';

export interface PersonOptions {
  clock: Clock;
  newId: () => string;
  agents: Agents;
  handsets: Handsets;
  ledger: Ledger;
  webhooks: Webhooks;
  sms: Pick<SmsCentre, 'write'>;
  /** Sends an event of the phone and returns its id. */
  sendUserEvent(
    agentId: string,
    phone: string,
    eventType: UserEvent['eventType'],
    ids?: { messageId?: string; eventId?: string },
  ): string;
  /** Marks a delivered message as read and reports it. */
  read(handset: Handset, record: LedgerRecord, eventId?: string): void;
  /** Throws a 429 while too many callbacks wait. */
  refuseWhenFull(): void;
}

/** What a person did while offline that waits to be sent, per phone. */
const MOST_WAITING = 1_000;

export function createPerson({
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
}: PersonOptions): (phone: string, act: Act) => { messageId?: string; eventId?: string } {
  /** Does it now, or when the phone is online again. */
  function whenOnline(handset: Handset, send: () => unknown): void {
    if (takes(handset, 'rcs')) send();
    else handset.outbox.push({ via: 'rcs', send });
  }

  function say(handset: Handset, agentId: string, content: UserContent): string {
    const messageId = newId();
    const { phone } = handset;
    const offline = !takes(handset, 'rcs');
    handsets.append(
      handset,
      {
        id: messageId,
        direction: 'in',
        via: 'rcs',
        agentId,
        message: content,
        state: offline ? 'sending' : 'sent',
        at: clock.now(),
      },
      sizeOf(content),
    );
    whenOnline(handset, () => {
      if (offline) handsets.mark(handset, { id: messageId, direction: 'in', via: 'rcs' }, 'sent');
      const base = {
        senderPhoneNumber: phone,
        messageId,
        sendTime: new Date(clock.now()).toISOString(),
        agentId,
      };
      const classified = isClassified(phone) ? { richMessageClassification: classifyUser(content) } : {};
      webhooks.send(agentId, phone, { ...base, ...content, ...classified });
    });
    return messageId;
  }

  function tapAction(handset: Handset, agentId: string, postbackData: string): string {
    const eventId = newId();
    const { phone } = handset;
    whenOnline(handset, () => {
      webhooks.send(agentId, phone, {
        senderPhoneNumber: phone,
        agentId,
        eventId,
        suggestionResponse: { postbackData },
      });
    });
    return eventId;
  }

  /** The person's wish to hear no more, or again: a keyword as text and an event, both (guide "Receive events"). */
  function wish(handset: Handset, agentId: string, kind: 'unsubscribe' | 'subscribe') {
    const messageId = say(handset, agentId, { text: keywordOf(handset.phone, kind) });
    const eventId = newId();
    const eventType = kind === 'unsubscribe' ? 'UNSUBSCRIBE' : 'SUBSCRIBE';
    whenOnline(handset, () => sendUserEvent(agentId, handset.phone, eventType, { eventId }));
    return { messageId, eventId };
  }

  function agentFor(handset: Handset, wanted: string | undefined): EmulatedAgent {
    const all = agents.list();
    const last = handset.thread.findLast((entry) => entry.via === 'rcs');
    const id = wanted ?? (last?.via === 'rcs' ? last.agentId : undefined);
    const agent = id !== undefined ? agents.get(id) : all.length === 1 ? all[0] : undefined;
    if (!agent) {
      const known = all.map(({ agentId }) => agentId).join(', ') || 'none';
      throw new GoogleError(400, `Say with agentId whom this is meant for. Known agents: ${known}.`);
    }
    return agent;
  }

  /** An action's tap looks different on the wire from a reply's, so the thread tells which it was. */
  function isAction(
    handset: Handset,
    { text, postbackData }: { text: string; postbackData: string },
  ): boolean {
    for (const { direction, message } of handset.thread.toReversed()) {
      if (direction !== 'out' || !('contentMessage' in message)) continue;
      for (const { reply, action } of suggestionsOf(message.contentMessage)) {
        const shown = reply ?? action;
        if (shown?.text === text && (shown.postbackData ?? '') === postbackData) return action !== undefined;
      }
    }
    return false;
  }

  return (phone, act) => {
    const handset = handsets.open(phone);
    if (act.text !== undefined && goesBySms(handset, act)) {
      return { messageId: sms.write(handset, act.text, act.to) };
    }
    const agent = agentFor(handset, act.agentId);
    const { agentId } = agent;
    if (act.invite) {
      agents.answer(agent, phone, act.invite === 'accept' ? 'ACCEPTED' : 'DECLINED');
      return {};
    }
    if (!handset.settings.rcs) throw new GoogleError(409, 'This handset has RCS switched off.');
    refuseWhenFull();
    if (handset.outbox.length >= MOST_WAITING) {
      throw new GoogleError(429, 'Too much waits for this phone to come online.');
    }
    if (act.text !== undefined) return { messageId: say(handset, agentId, { text: act.text }) };
    if (act.location) return { messageId: say(handset, agentId, { location: act.location }) };
    if (act.file) return { messageId: say(handset, agentId, { userFile: { payload: act.file } }) };
    if (act.suggestion) {
      const { text, postbackData, kind } = act.suggestion;
      if (kind === 'action' || (kind === undefined && isAction(handset, { text, postbackData }))) {
        return { eventId: tapAction(handset, agentId, postbackData) };
      }
      const suggestionResponse = { postbackData, text, type: 'REPLY' as const };
      return { messageId: say(handset, agentId, { suggestionResponse }) };
    }
    if (act.unsubscribe) return wish(handset, agentId, 'unsubscribe');
    if (act.subscribe) return wish(handset, agentId, 'subscribe');
    if (act.read !== undefined) {
      const record = ledger.find(agentId, act.read);
      if (record?.kind !== 'message' || record.phone !== phone || !isDelivered(record)) {
        throw new GoogleError(404, 'This phone shows no such message.');
      }
      const eventId = newId();
      whenOnline(handset, () => read(handset, record, eventId));
      return { eventId };
    }
    if (takes(handset, 'rcs')) return { eventId: sendUserEvent(agentId, phone, 'IS_TYPING') };
    return {};
  };
}

/** Without RCS a text goes as an SMS, as the phone's own app does it. */
function goesBySms({ settings }: Handset, { via, to }: Act): boolean {
  return via === 'sms' || (via === undefined && (to !== undefined || !settings.rcs));
}

function isDelivered(record: LedgerRecord): boolean {
  return record.state === 'delivered' || record.state === 'read';
}

function classifyUser(content: UserContent): RichMessageClassification {
  if ('text' in content) return classifyText(content.text);
  if ('suggestionResponse' in content) return classifyText(content.suggestionResponse.text);
  return { classificationType: 'RICH_MEDIA_MESSAGE' };
}

function sizeOf(content: UserContent): number {
  return 'text' in content ? content.text.length : 300;
}
