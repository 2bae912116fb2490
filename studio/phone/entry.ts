/** What a phone shows and what its owner can do; knows neither Google's wire format nor who carries the messages. */
import type { Message, Suggestion } from '../../flows/message.ts';

export type Platform = 'android' | 'ios';
export type EntryState = 'sending' | 'failed' | 'sent' | 'delivered' | 'read';
export type MediaKind = 'image' | 'video' | 'audio' | 'document';

export type Content =
  | Message
  | { kind: 'location'; latitude: number; longitude: number }
  | { kind: 'file'; url: string; name?: string; type?: string }
  | { kind: 'unreadable' };

/** Why the phone could not send: nobody to write to, or a sender that is a name and takes no answers. */
export type Obstacle = 'no-sender' | 'no-answers';

/** What an SMS tells beside its words. */
export interface SmsFacts {
  /** Whom the phone writes to or hears from: a number, a short code or a name. */
  peer: string;
  /** Parts it takes on the air, and whether only 70 letters fit one. */
  segments: number;
  unicode: boolean;
}

/** One line of the conversation. `at` is in milliseconds since the epoch. */
export interface Entry {
  id: string;
  from: 'brand' | 'person';
  via: 'rcs' | 'sms';
  at: number;
  state: EntryState;
  content: Content;
  /** Known of an SMS once the network has it. */
  sms?: SmsFacts;
  /** Of a failed one, where it is known. */
  obstacle?: Obstacle;
}

export interface Brand {
  name: string;
  /** Whom its SMS are from, where that is known: a phone without RCS shows this and no name. */
  sender?: string;
  /** An https or same-origin picture; without one the name's first letter stands in. */
  logo?: string;
  /** "#rrggbb", dark enough to carry white text: Google asks 4.5:1 of brands. */
  colour: string;
  verified: boolean;
}

/** A payment as the provider's page shows it. Amounts in the currency's smallest unit. */
export interface Payment {
  id: string;
  amount: number;
  /** ISO 4217. */
  currency: string;
  description: string;
  /** "confirming": the bank asked for a code. */
  status: 'pending' | 'confirming' | 'succeeded' | 'declined' | 'expired' | 'cancelled';
}
export type PaymentOutcome = 'succeed' | 'decline' | 'challenge' | 'cancel';

/** What an address leads to that this phone shows by itself. */
export type PhonePage =
  | { kind: 'payment'; payment: Payment }
  /** The page an SMS links to: the message as it would have been. */
  | { kind: 'message'; content: Content };

/** How the phone is set for its owner's eyes; as the reader's own device is where it is left out. */
export interface PhoneLook {
  theme?: 'light' | 'dark';
  text?: 'normal' | 'large';
  direction?: 'ltr' | 'rtl';
}

/** What the person does. */
export type Utterance =
  | { kind: 'text'; text: string }
  | { kind: 'tap'; suggestion: Suggestion }
  | { kind: 'location'; latitude: number; longitude: number }
  | { kind: 'file'; file: File };

/** The suggestions under a message; cards keep theirs. */
export function chipsOf(content: Content): Suggestion[] {
  return 'suggestions' in content ? content.suggestions : [];
}

/**
 * The entries whose chips show. Android shows those of the newest message and drops them at the next one from either
 * side; iOS keeps them all, so that an old one may be tapped late.
 */
export function entriesWithChips(entries: readonly Entry[], platform: Platform): Set<string> {
  const offering = (entry: Entry) => entry.from === 'brand' && chipsOf(entry.content).length > 0;
  if (platform === 'ios') return new Set(entries.filter(offering).map((entry) => entry.id));
  const newest = entries.at(-1);
  return new Set(newest && offering(newest) ? [newest.id] : []);
}
