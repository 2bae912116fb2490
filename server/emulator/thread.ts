/** What a handset shows and how it is set; types only, no behaviour. */
import type { UserContent } from './callbacks.ts';
import type { WireMessage } from './wire.ts';

/** What became of an agent's message. "expired": its ttl ran out, or 30 days in the queue. */
export type AcceptedState = 'queued' | 'delivered' | 'read' | 'revoked' | 'expired';

interface Entry {
  /** Google's messageId, or the SMS's id: one message that goes both ways may have the same id twice. */
  id: string;
  /** As the business sees it: "out" went from the agent to the phone, "in" came from the person. */
  direction: 'out' | 'in';
  /** Of what the person sent: "sending" while the phone is offline, then "sent", then "read" if the agent says so. */
  state: AcceptedState | 'sending' | 'sent';
  /** When it reached the phone, or the person sent it; milliseconds since the epoch. */
  at: number;
}

export interface RcsEntry extends Entry {
  via: 'rcs';
  agentId: string;
  /** The AgentMessage as it was sent, or what the person sent in the shape of a UserMessage's content. */
  message: WireMessage | UserContent;
  /** Uploaded files the message names ("files/1"), with the address each can be fetched from. */
  files?: Record<string, string>;
}

export interface SmsEntry extends Entry {
  via: 'sms';
  /** The phone itself, or what it shows as the sender. */
  from: string;
  to: string;
  message: { text: string };
  encoding: 'gsm7' | 'ucs2';
  /** Parts it takes on the air. */
  segments: number;
}

/** What the person saw or said: nothing is in the thread before it reached the phone. */
export type ThreadEntry = RcsEntry | SmsEntry;

export type Platform = 'android' | 'ios';

/** A handset as its settings page sees it. */
export interface HandsetView {
  phone: string;
  rcs: boolean;
  online: boolean;
  platform: Platform;
  features: string[];
  autoRead: boolean;
  /** Messages waiting for the phone to come online. */
  queued: number;
}

/** One line of a handset's event stream. */
export type HandsetEvent =
  /** A new entry, or a known one (same id, direction and way) with another state. */
  | { type: 'entry'; entry: ThreadEntry }
  /** The agent is typing until then (milliseconds since the epoch), or no longer. */
  | { type: 'typing'; agentId: string; until: number | null }
  | { type: 'handset'; handset: HandsetView }
  /** Everything was forgotten: read the thread again. */
  | { type: 'reset' };
