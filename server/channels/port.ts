/** What the engine asks of a way to reach a phone; knows no provider. */
import type { Event } from '../../flows/event.ts';
import type { Message, TrafficType } from '../../flows/message.ts';

/** A business as its customers see it: what Google calls an RBM agent. */
export interface Brand {
  workspace: string;
  id: string;
  name: string;
  /** Without "@rbm.goog". */
  agentId: string;
  description?: string;
  /** "#rrggbb". */
  color?: string;
  logo?: string;
  phone?: string;
  website?: string;
  locale: string;
  timezone: string;
}

export interface Outbound {
  /** The id under which the provider does it once, however often it is asked. A UUID. */
  id: string;
  brand: Brand;
  /** E.164. */
  phone: string;
  message: Message;
  sms?: string;
  traffic: TrafficType;
  /** Seconds. */
  ttl?: number;
  /** Instead of `ttl`: when it is withdrawn, in milliseconds since the epoch. */
  expires?: number;
}

/**
 * What became of a request to a provider.
 * "again": the outcome is unknown or the provider is busy: ask again with the same id, not before `afterMs` if given.
 * "unreachable": this phone cannot be reached this way now. "refused": asking again unchanged is pointless.
 */
export type Outcome =
  | { kind: 'accepted' }
  | { kind: 'again'; code: string; detail: string; afterMs?: number }
  | { kind: 'unreachable'; code: string; detail: string }
  | { kind: 'refused'; code: string; detail: string };

export interface Channel {
  send(outbound: Outbound): Promise<Outcome>;
  /** "revoked": it will not arrive. "delivered": too late. */
  revoke(brand: Brand, phone: string, message: string): Promise<'revoked' | 'delivered' | 'unknown'>;
  /** Shows that the brand is typing, or that it has read message `remoteId`. `id` as in `Outbound`. */
  signal(
    brand: Brand,
    phone: string,
    id: string,
    signal: { kind: 'typing' } | { kind: 'read'; remoteId: string },
  ): Promise<Outcome>;
}

/** An inbound customer's act without what the shell adds: the event's own id and arrival time. */
export type Act =
  | Pick<Extract<Event, { kind: 'text' }>, 'kind' | 'text'>
  | Pick<Extract<Event, { kind: 'tap' }>, 'kind' | 'data' | 'label'>
  | Pick<Extract<Event, { kind: 'file' }>, 'kind' | 'file'>
  | Pick<Extract<Event, { kind: 'location' }>, 'kind' | 'latitude' | 'longitude'>
  | { kind: 'unsubscribe' }
  | { kind: 'subscribe' };

/** What a channel's `parse` makes of a provider's payload. Ids are the provider's own. */
export type Inbound =
  | {
      kind: 'act';
      /** Names the happening for deduplication. */
      remoteId: string;
      agentId: string;
      phone: string;
      /** Milliseconds since the epoch, if the provider said so. */
      sentAt: number | undefined;
      act: Act;
    }
  | {
      kind: 'receipt';
      remoteId: string;
      agentId: string;
      phone: string;
      message: string;
      /** "revoked": withdrawn undelivered at its ttl; "revoke-failed": nobody knows. */
      state: 'delivered' | 'read' | 'revoked' | 'revoke-failed';
      sentAt: number | undefined;
    }
  /** The customer is typing. */
  | { kind: 'typing'; remoteId: string; agentId: string; phone: string }
  /** Understood as genuine but not known: kept as seen. */
  | { kind: 'unknown'; remoteId: string | undefined; agentId: string | undefined; reason: string };
