/**
 * What the core asks of the world: a closed union of plain data; nothing here is ever done by the core itself.
 *
 * An effect's `id` is a UUID derived from its event's id, so the same step asks for the same effect twice only under
 * the same id, and a provider that has seen the id ignores the second.
 */
import type { SmsPolicy } from './delivery.ts';
import type { Message, TrafficType } from './message.ts';

export type Effect =
  | SendEffect
  /** The bot is about to be busy: show that it is typing. */
  | { kind: 'typing'; id: string }
  /** Ask a service; it answers with a `done` or `failed` event that names this effect's id. */
  | {
      kind: 'call';
      id: string;
      node: string;
      service: string;
      operation: string;
      input: Record<string, unknown>;
      /** Seconds after which the call counts as failed with code "timeout". */
      timeout: number;
    }
  /** Fire a `timer` event with this token at this time, unless cancelled. */
  | { kind: 'schedule'; id: string; token: string; at: number; node: string }
  | { kind: 'cancel'; id: string; token: string }
  /** Give the conversation to people. */
  | { kind: 'handoff'; id: string; node: string; queue: string; summary: string; reason: HandoffReason }
  /** The flow is over; `next` is the flow to begin in its place. */
  | { kind: 'end'; id: string; outcome: string; next?: string }
  /** The customer withdrew from, or came back to, messages that are not asked for. */
  | { kind: 'opt-out'; id: string }
  | { kind: 'opt-in'; id: string };

export interface SendEffect {
  kind: 'send';
  id: string;
  node: string;
  message: Message;
  /** The author's own wording for SMS, if there is one. */
  sms?: string;
  traffic: TrafficType;
  /** Seconds after which an undelivered message is withdrawn. */
  ttl?: number;
  /** When it is pointless, in milliseconds since the epoch: withdrawn then, and not sent by SMS either. */
  expires?: number;
  /** The author's wish; left out, the traffic's default holds. */
  fallback?: SmsPolicy;
  /** The number of its first choice in an SMS; 1 if left out. The messages of one turn are numbered through. */
  numberFrom?: number;
  /** The answer is typed, so an SMS names its chips by their words: a number would be read as the answer. */
  typed?: true;
}

export type EffectKind = Effect['kind'];
/** "consent": they may have asked us to stop writing, in words that leave a doubt. */
export type HandoffReason = 'flow' | 'asked' | 'not-understood' | 'problem' | 'consent';

/**
 * The id of the n-th effect of an event: the event's UUID as version 8, so that it is never the event's own, with its
 * last three hexadecimal digits replaced by n. A step makes at most 4,096 effects; what is left of the event's random
 * bits keeps the ids of different events apart.
 */
export function effectId(eventId: string, n: number): string {
  return `${eventId.slice(0, 14)}8${eventId.slice(15, -3)}${n.toString(16).padStart(3, '0')}`;
}
