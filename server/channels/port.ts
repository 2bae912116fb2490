/** What the engine asks of a way to reach a phone; knows no provider. */
import type { Event } from '../../flows/event.ts';
import type { Message, TrafficType } from '../../flows/message.ts';

export const SMS_PROVIDERS = ['emulator', 'smsmode', 'twilio', 'smpp'] as const;
export type SmsProviderName = (typeof SMS_PROVIDERS)[number];

/** How a brand sends and hears SMS. Passwords and keys are secrets, named `sms.<brand>.<field>`, and not in here. */
export interface SmsConnection {
  provider: SmsProviderName;
  /** What the phone shows: a number in E.164, a short code, or up to 11 letters and digits, which cannot be answered. */
  sender: string;
  /** Whether characters that make an SMS longer are replaced by plain ones: curly quotes, dashes, odd spaces, €. */
  smart: 'never' | 'when-shorter' | 'always';
  /** How to end promotion where the sender cannot be answered: "STOP 36111". */
  stopMention?: string;
  /** An SMS of which nobody knows whether it left: kept for a person to decide, or sent again. */
  whenUnsure: 'hold' | 'retry';
  /** What the provider wants to know and what is no secret, such as Twilio's account or the SMPP host. */
  settings: Record<string, string | number | boolean>;
}

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
  /** Undefined: this brand sends no SMS. */
  sms?: SmsConnection;
  /** Hosts that links in promotion may lead to, beside the website's. */
  linkDomains?: string[];
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
  /** The author's own wording for SMS. */
  sms?: string;
  traffic: TrafficType;
  locale: string;
  /** Seconds. */
  ttl?: number;
  /** Instead of `ttl`: when it is withdrawn, in milliseconds since the epoch. */
  expires?: number;
  /** As in the effect: how an SMS names its choices. */
  numberFrom?: number;
  typed?: true;
  /** What the law wants at the end of an SMS: "STOP 36111". */
  mention?: string;
}

/**
 * What became of a request to a provider.
 * "accepted": `refs` are the provider's own ids, by which its receipts name the message, one a part.
 * "again": ask again with the same id, not before `afterMs` if given; `unsure`: it may have left already.
 * "unreachable": this phone cannot be reached this way now. "refused": asking again unchanged is pointless.
 * "opted-out": the provider knows that the person asked for no more messages.
 */
export type Outcome =
  | { kind: 'accepted'; refs?: string[] }
  | { kind: 'again'; code: string; detail: string; afterMs?: number; unsure?: true }
  | { kind: 'unreachable' | 'refused' | 'opted-out'; code: string; detail: string };

/** What became of inviting a phone to test a brand that is not launched. */
export type Invitation =
  | { kind: 'invited'; status: 'pending' | 'accepted' | 'declined' }
  | Exclude<Outcome, { kind: 'accepted' }>;

export interface Channel {
  /** Whether this brand can send this way at all. */
  serves(brand: Brand): boolean;
  /** Whether people can reply to what this brand sends this way; left out, they always can. */
  answerable?(brand: Brand): boolean;
  /** True where the same id twice is sent once. Otherwise an unsure outcome must not be repeated lightly. */
  idempotent(brand: Brand): boolean;
  send(outbound: Outbound): Promise<Outcome>;
  /** "revoked": it will not arrive. "delivered": too late. Left out where nothing can be taken back. */
  revoke?(brand: Brand, phone: string, message: string): Promise<'revoked' | 'delivered' | 'unknown'>;
  /** Shows that the brand is typing, or that it has read message `remoteId`. `id` as in `Outbound`. */
  signal?(
    brand: Brand,
    phone: string,
    id: string,
    signal: { kind: 'typing' } | { kind: 'read'; remoteId: string },
  ): Promise<Outcome>;
  /** The phone showed that it can be reached this way: what was remembered to the contrary is forgotten. */
  heard?(brand: Brand, phone: string): void;
  /** Which of these phones (E.164) can be reached this way; asked in bulk where they are many. */
  reachable?(brand: Brand, phones: readonly string[]): Promise<Set<string>>;
  /** Invites a phone to test the brand, or asks how the invitation stands. Left out where there is no such thing. */
  invite?(brand: Brand, phone: string): Promise<Invitation>;
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
      /** Our own id of the message; or the provider's, for channels that do not carry ours. */
      message: string | { ref: string };
      /** "revoked": withdrawn undelivered at its ttl; "revoke-failed": nobody knows; "failed": it will not arrive. */
      state: 'sent' | 'delivered' | 'read' | 'revoked' | 'revoke-failed' | 'failed';
      /** Why it failed. */
      fault?: { code: string; detail: string };
      sentAt: number | undefined;
    }
  /** The customer is typing. */
  | { kind: 'typing'; remoteId: string; agentId: string; phone: string }
  /** Understood as genuine but not known: kept as seen. */
  | { kind: 'unknown'; remoteId: string | undefined; agentId: string | undefined; reason: string };
