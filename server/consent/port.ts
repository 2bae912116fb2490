/** What the engine asks about consent and the law before something is sent; knows no store and no country. */
import type { TrafficType } from '../../flows/message.ts';
import type { ChannelName } from '../../flows/scope.ts';
import type { Brand } from '../channels/port.ts';
import type { Reason } from '../stores/port.ts';

export const LEGAL_BASES = ['consent', 'soft-opt-in', 'legitimate-interest', 'contract'] as const;
export const CONSENT_SOURCES = [
  'keyword',
  'unsubscribe-event',
  'subscribe-event',
  'form',
  'import',
  'operator',
  'api',
  'provider',
  // Another number of the same person: see `proof.number`.
  'merge',
] as const;

/** One line of the ledger: never changed, never removed but with the whole person. */
export interface ConsentEntry {
  workspace: string;
  brand: string;
  /** E.164. */
  phone: string;
  /** Names the happening: the same one twice is one line. A UUID or a provider's id. */
  key: string;
  at: number;
  /** "parted": the withdrawal of another number holds here no longer, because they are not one person any more. */
  what: 'given' | 'withdrawn' | 'parted';
  purpose: 'marketing' | 'all';
  channel: ChannelName | 'other';
  source: (typeof CONSENT_SOURCES)[number];
  /** The exact words: what the person wrote, or what they agreed to. */
  wording: string;
  legalBasis?: (typeof LEGAL_BASES)[number];
  /** What proves it: address of the form, IP, file and row, message id. */
  proof?: Record<string, string>;
}

export interface Consent {
  /** Writes the line, and the suppression list with it. Resolves when durable. */
  record(entry: ConsentEntry): Promise<void>;
  /** True if this number asked this brand for no more messages; survives the deletion of everything else about it. */
  suppressed(workspace: string, brand: string, phone: string): Promise<boolean>;
  /** True if it is so by the word of another number of the same person alone: this one has not said so itself. */
  borrowed(workspace: string, brand: string, phone: string): Promise<boolean>;
}

/** What is asked before a promotion leaves; every other kind of traffic passes unasked. */
export interface Question {
  brand: Brand;
  phone: string;
  traffic: TrafficType;
  channel: ChannelName;
  /** Everything it says, links included. */
  text: string;
  now: number;
}

/** "wait": not before `until`, in milliseconds since the epoch. "refuse": never, unless something changes. */
export type Ruling =
  | { kind: 'go'; because: Reason[]; mention?: string }
  | { kind: 'wait'; until: number; because: Reason[] }
  | { kind: 'refuse'; code: string; detail: string; because: Reason[] };

export type Rule = (question: Question) => Promise<Ruling>;
