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

/** Who speaks for the brand. `since`: from when on people have it, whoever of them; the bot's timers stand still. */
export type Owner =
  | { kind: 'bot' }
  | {
      kind: 'queue';
      queue: string;
      since: number;
      reason: string;
      summary: string;
      /** When it came into this queue; `since`, if left out. */
      at?: number;
      /** One operator is asked to take it. */
      offer?: { to: string; until: number };
      /** Who let an offer of it pass, and when. */
      passed?: { operator: string; at: number }[];
    }
  | {
      kind: 'operator';
      operator: string;
      since: number;
      /** When this operator took it; `since`, if left out. */
      at?: number;
      /** Why, in the operator's words, and what they found. */
      reason?: string;
      summary?: string;
      /** The queue it came from, to which it returns. */
      queue?: string;
      /** Who speaks beside them, and since when; empty once all have left, undefined where nobody ever came. */
      joined?: { operator: string; at: number }[];
    };

export const PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** What people keep about a conversation, beside who has it. */
export interface Desk {
  status: 'open' | 'snoozed' | 'closed';
  /** When a snoozed one comes back. */
  until?: number;
  /** How it ended, in a word of the team's, and when. */
  disposition?: string;
  closedAt?: number;
  labels: readonly string[];
  priority: Priority;
  /** Operators who want to know of it. */
  followers: readonly string[];
  /** Since when the customer waits for a person: their first message, or the handoff, that nobody has answered. */
  waitingSince?: number;
  /** When a person first answered after people got it. */
  answeredAt?: number;
  /** The time of the last line a person has read. */
  readTo?: number;
  /** Where the flow goes on when the conversation is closed; without it closing ends the flow. */
  handBack?: { node?: string };
  /** The operator who had it last, to whom it goes first. */
  last?: string;
  /** Nobody answers them, neither the bot nor people, until that is taken back. */
  blocked?: { by: string; at: number };
}

/** What a conversation begins with. A store may leave it out where a conversation holds this very object. */
export const FRESH_DESK: Desk = Object.freeze({
  status: 'open',
  labels: Object.freeze([]),
  priority: 'normal',
  followers: Object.freeze([]),
});

/**
 * "snooze": it comes back. "offer": nobody answered. "overflow": it waits too long. "idle": its operator does nothing.
 * "rule": something happened that the team's rules follow.
 */
export const ALARM_KINDS = ['snooze', 'offer', 'overflow', 'idle', 'satisfaction', 'rule'] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

/** Something to be looked at in a conversation at a time, whoever owns it; one of an id. */
export interface Alarm {
  id: string;
  kind: AlarmKind;
  at: number;
}

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
  /** Counts the changes of who may speak; 0 for the bot of a new conversation. */
  voice: number;
  /** What was said under a voice before this one, and has not left, does not leave any more. */
  floor: number;
  desk: Desk;
  alarms: readonly Alarm[];
  /** Undefined before the first flow. A finished run stays, so that its last buttons can still be answered. */
  run: Run | undefined;
  /** When a timer of the run is due; copied from the snapshot by the engine, empty while people own the conversation. */
  timers: { token: string; at: number }[];
  createdAt: number;
  updatedAt: number;
  /** Of the customer's last message. */
  heardAt: number | undefined;
}

/** What nobody has done anything with yet. */
export const UNTOUCHED = Object.freeze({
  voice: 0,
  floor: 0,
  desk: FRESH_DESK,
  alarms: Object.freeze([]),
}) satisfies Pick<Conversation, 'voice' | 'floor' | 'desk' | 'alarms'>;

/** A line people wait in: a queue's, what is offered to an operator, what an operator has. */
export type Holder = `queue:${string}` | `offer:${string}` | `operator:${string}`;

/** Who holds a conversation that people own, and its place in that line; undefined for the bot's, and while it is snoozed. */
export function holderOf({
  owner,
  desk,
}: Pick<Conversation, 'owner' | 'desk'>): { holder: Holder; place: number } | undefined {
  if (owner.kind === 'bot' || desk.status === 'snoozed') return undefined;
  const place = PRIORITIES.indexOf(desk.priority) * PRIORITY_STEP + (owner.at ?? owner.since);
  if (owner.kind === 'operator') return { holder: `operator:${owner.operator}`, place };
  return { holder: owner.offer ? `offer:${owner.offer.to}` : `queue:${owner.queue}`, place };
}

/** More milliseconds than have passed since the epoch, so that no wait outdoes a priority. */
const PRIORITY_STEP = 100_000_000_000_000;

/** What a customer sent, as shown in a thread. */
export type Heard =
  | { kind: 'text'; text: string }
  | { kind: 'tap'; label?: string; data: string }
  | { kind: 'file'; file: FileRef }
  | { kind: 'location'; latitude: number; longitude: number };

/**
 * What happened in a conversation between people, as its thread shows it: who took it, gave it on, closed it. `end` tells
 * of the interval that is over with it.
 */
export interface Happening {
  kind: 'happening';
  what:
    | 'handed-off'
    | 'offered'
    | 'passed'
    | 'missed'
    | 'taken'
    | 'returned'
    | 'transferred'
    | 'handed-back'
    | 'overflowed'
    | 'snoozed'
    | 'woken'
    | 'closed'
    | 'reopened'
    | 'blocked'
    | 'unblocked'
    | 'joined'
    | 'left'
    | 'sent-later'
    | 'ruled'
    | 'payment'
    | 'appointment';
  /** The operator who did it, or to whom it happened; left out for the bot and for the rules of a queue. */
  by?: string;
  to?: { operator: string } | { queue: string } | { bot: true; node?: string };
  /** A coded word, such as "asked", "idle", "closed", "too-long"; or an operator's own. */
  reason?: string;
  note?: string;
  summary?: string;
  /** Of an offer or a snooze; of what left later, the time it was planned for. */
  until?: number;
  disposition?: string;
  end?: {
    operator: string;
    from: number;
    to: number;
    reason?: string;
    summary?: string;
    /** Those who had joined them, whose time is over with it. */
    joined?: { operator: string; from: number }[];
    /** It is the time of somebody who had joined this operator. */
    beside?: string;
  };
  /** The team's rule that did it by itself. "ruled" tells what it did beside who has the conversation. */
  rule?: { id: string; name: string };
  did?: RuleDeed[];
  /** The step at which the rule stopped, and why. */
  refused?: { step: string; code: string; detail: string };
  /** What became of a payment an operator asked for; `amount` in the currency's smallest unit. */
  payment?: {
    id: string;
    status: 'succeeded' | 'declined' | 'expired' | 'cancelled';
    amount: number;
    currency: string;
    description: string;
  };
  /** What became of an appointment an operator made; `start` an RFC 3339 instant. */
  appointment?: {
    number: string;
    status: 'booked' | 'moved' | 'cancelled';
    service: string;
    start: string;
  };
}

/** What a rule did that is no change of hands. */
export type RuleDeed =
  | { kind: 'labels'; add: string[]; remove: string[] }
  | { kind: 'priority'; priority: Priority }
  /** The title of the canned reply. */
  | { kind: 'reply'; title: string };

/**
 * Outbound states only move forward: queued < sent < delivered < read; failed, expired and withheld end it unless
 * delivered. "withheld": somebody else speaks now, or its author took it back.
 */
export const MESSAGE_STATES = [
  'queued',
  'sent',
  'delivered',
  'read',
  'failed',
  'expired',
  'received',
  'withheld',
] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** One line of a thread. Outbound: `id` is the effect's id and the provider's message id. */
export interface StoredMessage {
  id: string;
  workspace: string;
  conversation: string;
  /** "event": what people did; such a line has the state "received" and is never sent. */
  direction: 'in' | 'out' | 'event';
  at: number;
  /** Outbound: the one it leaves or left by; it changes when SMS takes the place of RCS. */
  channel: ChannelName;
  /** The channel's own id of an inbound message, to mark it as read. */
  remoteId?: string;
  content: Heard | Message | Happening;
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

export type Lane = 'say' | 'call' | 'watch' | 'later';

export interface OutboxItem {
  /** A UUID; also the id under which a provider is asked, again and again, to do it once. */
  id: string;
  workspace: string;
  conversation: string;
  work: Work;
  /**
   * Items of lane "say" leave one after another, in order; those of lane "call" each on their own. One of lane "watch"
   * has been sent and waits to be delivered: when it is due and still there, it was not. One of lane "later" is to be
   * said when it is due, and holds nobody up until then.
   */
  lane: Lane;
  /** The conversation's voice when it was said; left out where it may leave whoever speaks. */
  voice?: number;
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

/**
 * Which process sends what waits in a conversation, where several share a store, and until when. Times are of its clock.
 */
export interface Claim {
  /** The process. */
  by: string;
  at: number;
  until: number;
}

/** What a store says to who asks for a claim. */
export interface Claimed {
  mine: boolean;
  /** Of the claim that stands. */
  until: number;
  /** Items of the outbox that hold up what is said next, or may: all but parked and watched ones. */
  waiting: number;
}

/** Everything one event changes; it happens as a whole or not at all. */
export interface Turn {
  /** Taken together with the turn, unless another process has the conversation. */
  claim?: Claim;
  /** The conversation as it shall be. `rev` is the one it was read with; the store adds one. */
  conversation: Conversation;
  messages: StoredMessage[];
  outbox: OutboxItem[];
  /** The inbound id that must not be handled twice, if the turn has one; kept at least `SEEN_DAYS`. */
  seen?: string;
  /** Its lines and items have ids that were made for it alone: none of them is looked for among those that are stored. */
  fresh?: true;
}

/** Longer than the seven days for which Google repeats a webhook. */
export const SEEN_DAYS = 9;

/** What changes in the line of the thread that has the item's id. */
export interface MessageChange {
  at: number;
  /**
   * Moves forward only, unless `channel` changes: then it begins anew, from "queued" on, and what came late by that
   * channel is late no more.
   */
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
  /**
   * Conversations, of any workspace, with a timer, an alarm or an outbox item due at `now`, longest overdue first. `by`:
   * but for those that another process than this has claimed. `rings`: whether a timer or an alarm is; left out where that
   * is not known.
   */
  due(
    now: number,
    limit: number,
    by?: string,
  ): Promise<{ workspace: string; conversation: string; rings?: boolean }[]>;
  /**
   * Takes a conversation for a process, or keeps it, unless another has it; it is let go with the last item that waits.
   * Where its outbox is empty there is nothing to take: it is said to be this one's until now.
   * Undefined if there is no such conversation. A store that only one process can open does without.
   */
  claim?(workspace: string, conversation: string, claim: Claim): Promise<Claimed | undefined>;
  /** When the next timer, alarm or outbox item is due later than `after`, in any workspace; undefined if none is. */
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
  /** What one of `holderOf` holds, by its place, the first in line first; those of one place by id. */
  held(workspace: string, holder: Holder, page: PageRequest): Promise<Page<Conversation>>;
  /** Everyone of `holderOf` who holds anything, and how much, in the order of their names. */
  holders(workspace: string): Promise<{ holder: Holder; count: number }[]>;
  /** Outbox items that wait for a person, oldest first. */
  parked(workspace: string, page: PageRequest): Promise<Page<OutboxItem>>;
  /**
   * Puts a parked item back to work at `dueAt`, in its lane, as if it had not been tried nor asked about; its message goes
   * back to "queued" unless it was delivered. False if it is not parked.
   */
  unpark(workspace: string, item: string, dueAt: number): Promise<boolean>;
  /**
   * Forgets a conversation for good, with its messages and its outbox; how many messages went, undefined if there is no
   * such conversation. A receipt that comes later finds nothing.
   */
  erase?(workspace: string, id: string): Promise<number | undefined>;
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
