/**
 * What the engine needs to remember, and the promises a store makes; knows no database.
 *
 * A store is two small ports. `conversations` holds what must change together; `records` holds everything else as
 * documents that are inserted once and changed by compare-and-set. Every method takes the workspace: an id of another
 * workspace is not found.
 */
import type { Effect, SendEffect } from '../../flows/effect.ts';
import type { FileRef } from '../../flows/event.ts';
import type { Message } from '../../flows/message.ts';
import type { ChannelName } from '../../flows/scope.ts';
import type { Snapshot } from '../../flows/snapshot.ts';

// === conversations =============================================================================================

/** Who speaks for the brand. */
export type Owner =
  | { kind: 'bot' }
  | { kind: 'queue'; queue: string; since: number; reason: string; summary: string }
  | { kind: 'operator'; operator: string; since: number };

/** The flow a conversation runs on: pinned to one published version. */
export interface Run {
  flow: string;
  version: number;
  snapshot: Snapshot;
}

/** One contact with one brand. `workspace`+`brand`+`phone` is unique. */
export interface Conversation {
  workspace: string;
  /** A random UUID. */
  id: string;
  brand: string;
  /** E.164. */
  phone: string;
  /** The one the customer used last, and the next message leaves by. */
  channel: ChannelName;
  /** Counts commits; 0 before the first. */
  rev: number;
  locale: string;
  /** The choices an SMS of the last question numbers, from 1 on: what a bare "2" means. */
  choices?: { label: string; data: string }[];
  /** True after an opt-out, until an opt-in. */
  optedOut: boolean;
  owner: Owner;
  /** Undefined before the first flow. A finished run stays, so that its last buttons can still be answered. */
  run: Run | undefined;
  /** When a timer of the run is due; copied from the snapshot by the engine, empty while people own the conversation. */
  timers: { token: string; at: number }[];
  createdAt: number;
  updatedAt: number;
  /** Of the customer's last message. */
  heardAt: number | undefined;
}

/** What a customer sent, as shown in a thread. */
export type Heard =
  | { kind: 'text'; text: string }
  | { kind: 'tap'; label?: string; data: string }
  | { kind: 'file'; file: FileRef }
  | { kind: 'location'; latitude: number; longitude: number };

/** Outbound states only move forward: queued < sent < delivered < read; failed and expired end it unless delivered. */
export const MESSAGE_STATES = [
  'queued',
  'sent',
  'delivered',
  'read',
  'failed',
  'expired',
  'received',
] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** One line of a thread. Outbound: `id` is the effect's id and the provider's message id. */
export interface StoredMessage {
  id: string;
  workspace: string;
  conversation: string;
  direction: 'in' | 'out';
  at: number;
  /** Outbound: the one it leaves or left by; it changes when SMS takes the place of RCS. */
  channel: ChannelName;
  /** The channel's own id of an inbound message, to mark it as read. */
  remoteId?: string;
  content: Heard | Message;
  /** Who said it: the flow's node, or an operator. */
  author?: { kind: 'bot'; node: string } | { kind: 'operator'; operator: string };
  state: MessageState;
  /** Why it failed, in a coded word and a sentence. */
  fault?: { code: string; detail: string };
  /** Why it left when and how it did, or did not: each decision, oldest first. Empty for the ordinary way. */
  because?: Reason[];
  /** A receipt of the channel it was first sent by, which came after it had gone another way: it was read twice. */
  late?: { channel: ChannelName; state: MessageState; at: number };
}

/** One decision about a message: `code` such as "rcs_unreachable", "hours_wait", "consent"; `detail` a fact, no sentence. */
export interface Reason {
  at: number;
  code: string;
  detail?: string;
}

/** Work the outbox holds until it is done: what goes to a channel or a service. */
export type Work = Omit<SendEffect, 'id' | 'node'> | Omit<Extract<Effect, { kind: 'call' }>, 'id'>;

export type Lane = 'say' | 'call' | 'watch';

export interface OutboxItem {
  /** A UUID; also the id under which a provider is asked, again and again, to do it once. */
  id: string;
  workspace: string;
  conversation: string;
  work: Work;
  /**
   * Items of lane "say" leave one after another, in order; those of lane "call" each on their own. One of lane "watch"
   * has been sent and waits to be delivered: when it is due and still there, it was not.
   */
  lane: Lane;
  attempts: number;
  /** The channel it was decided to leave by; until then the message's own. */
  via?: ChannelName;
  /** When a provider was asked that does not know our ids, and has not answered: it may have left. */
  askedAt?: number;
  /** Not before this time, in milliseconds since the epoch. */
  dueAt: number;
  /** Parked: it failed for good or too often, and waits for a person. It holds nobody up. */
  parked?: { at: number; code: string; detail: string };
}

/** Everything one event changes; it happens as a whole or not at all. */
export interface Turn {
  /** The conversation as it shall be. `rev` is the one it was read with; the store adds one. */
  conversation: Conversation;
  messages: StoredMessage[];
  outbox: OutboxItem[];
  /** The inbound id that must not be handled twice, if the turn has one; kept at least `SEEN_DAYS`. */
  seen?: string;
}

/** Longer than the seven days for which Google repeats a webhook. */
export const SEEN_DAYS = 9;

/** What changes in the line of the thread that has the item's id. */
export interface MessageChange {
  at: number;
  /** Moves forward only, unless `channel` changes: then it begins anew, from "queued" on. */
  state?: MessageState;
  channel?: ChannelName;
  /** Added to those it has. */
  because?: Reason[];
}

/** What became of an outbox item. A parked one keeps what is known of it, and its message gets the fault with a state. */
export type Settlement = {
  workspace: string;
  conversation: string;
  item: string;
  message?: MessageChange;
} & (
  | { outcome: 'done' }
  /** To be looked at again. `lane` and `via` as they shall be, if they change; `askedAt` is cleared. */
  | { outcome: 'again'; dueAt: number; attempts: number; lane?: Lane; via?: ChannelName }
  /** About to ask a provider that may not know our ids. */
  | { outcome: 'asking'; at: number }
  | { outcome: 'parked'; at: number; attempts: number; code: string; detail: string }
);

/** What a channel says became of a message. */
export interface Receipt {
  channel: ChannelName;
  state: MessageState;
  at: number;
  /** Kept where the message takes the state "failed" or "expired" from it. */
  fault?: { code: string; detail: string };
}

/** A page of a list; `cursor` is opaque and comes from the page before. */
export interface PageRequest {
  limit: number;
  cursor?: string;
}
export interface Page<T> {
  items: T[];
  cursor?: string;
}

export interface ConversationStore {
  /** By who talks with whom. */
  find(workspace: string, brand: string, phone: string): Promise<Conversation | undefined>;
  get(workspace: string, id: string): Promise<Conversation | undefined>;
  /**
   * Makes a turn durable: when it resolves to "committed" the turn survives a power cut.
   * "conflict": the conversation is no longer at `rev` (or was created meanwhile); read again and step again.
   * "duplicate": `seen` was handled before; nothing was changed.
   */
  commit(turn: Turn): Promise<'committed' | 'conflict' | 'duplicate'>;
  /** The outbox of one conversation, oldest first, parked items left out. */
  pending(workspace: string, conversation: string): Promise<OutboxItem[]>;
  /**
   * Records what became of an outbox item. False if there is no such item (any more), or if it is parked and this is not
   * "done": nothing is changed then, in its message neither.
   */
  settle(settlement: Settlement): Promise<boolean>;
  /** Conversations, of any workspace, with a timer or an outbox item due at `now`, longest overdue first. */
  due(now: number, limit: number): Promise<{ workspace: string; conversation: string }[]>;
  /** When the next timer or outbox item is due later than `after`, in any workspace; undefined if none is. */
  nextDue(after: number): Promise<number | undefined>;
  /**
   * Moves an outbound message's state forward, never back; a proof that it arrived outdoes "failed" and "expired". One
   * that was delivered or read has nothing left to do: its outbox item, if it has one, goes in the same step, whatever
   * its lane, and parked or not. "late": the message has gone another channel's way since; that it was delivered or
   * read is recorded, the first time of each, and nothing else changed. "unknown": no such message.
   */
  mark(workspace: string, message: string, receipt: Receipt): Promise<'marked' | 'late' | 'unknown'>;
  /** An outbound message by its id. */
  message(workspace: string, id: string): Promise<StoredMessage | undefined>;
  /** A conversation's messages, newest page first, oldest first within the page; the cursor leads further back. */
  thread(workspace: string, conversation: string, page: PageRequest): Promise<Page<StoredMessage>>;
  /** Conversations by last change, newest first. */
  list(workspace: string, page: PageRequest): Promise<Page<Conversation>>;
  /** Outbox items that wait for a person, oldest first. */
  parked(workspace: string, page: PageRequest): Promise<Page<OutboxItem>>;
  /**
   * Puts a parked item back to work at `dueAt`, in its lane, as if it had not been tried nor asked about; its message goes
   * back to "queued" unless it was delivered. False if it is not parked.
   */
  unpark(workspace: string, item: string, dueAt: number): Promise<boolean>;
}

// === records ===================================================================================================

/** A document of a kind ("flow", "booking"): inserted once under its key, then changed only by compare-and-set. */
export interface StoredRecord<T = unknown> {
  key: string;
  rev: number;
  data: T;
}

export interface RecordStore {
  get<T>(workspace: string, kind: string, key: string): Promise<StoredRecord<T> | undefined>;
  /** False if the key is taken: nothing is changed then. The new record has rev 1. */
  insert(workspace: string, kind: string, key: string, data: unknown): Promise<boolean>;
  /** False if the record is no longer at `rev`, or gone. */
  update(workspace: string, kind: string, key: string, rev: number, data: unknown): Promise<boolean>;
  /** False if the record is no longer at `rev`, or gone. */
  remove(workspace: string, kind: string, key: string, rev: number): Promise<boolean>;
  /** In the order of their keys (by code unit), those that begin with `prefix`; `reverse` starts at the end. */
  list<T>(
    workspace: string,
    kind: string,
    page: PageRequest & { prefix?: string; reverse?: boolean },
  ): Promise<Page<StoredRecord<T>>>;
}

export interface Store {
  conversations: ConversationStore;
  records: RecordStore;
  /** Forgets inbound ids older than `SEEN_DAYS`; called once in a while. */
  prune(now: number): Promise<void>;
  /** Rejects if nothing can be written or read right now. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
