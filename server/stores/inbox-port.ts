/**
 * What lists and search need to find conversations by: an index beside the conversations, made after the turn and made
 * again from them if it is lost. Knows fields and texts to be found; not what a row says (`doc`), and no database.
 */
import type { Page, PageRequest } from './port.ts';

/** What a conversation can be found by. */
export interface Facets {
  status: string;
  /** "bot", "queue" or "operator". */
  owner: string;
  /** Which queue or operator; "" for the bot. */
  holder: string;
  brand: string;
  channel: string;
  locale: string;
  priority: string;
  flow: string;
  unread: boolean;
  waiting: boolean;
  late: boolean;
  optedOut: boolean;
  blocked: boolean;
  labels: readonly string[];
  followers: readonly string[];
  mentions: readonly string[];
}
type Word = 'status' | 'brand' | 'channel' | 'locale' | 'priority' | 'flow';
type Flag = 'unread' | 'waiting' | 'late' | 'optedOut' | 'blocked';
type Tag = 'labels' | 'followers' | 'mentions';

/** What a conversation is sorted by; the smallest number comes first, those of one number by id. */
export interface SortKeys {
  newest: number;
  waiting: number;
  due: number;
  priority: number;
}

/** One condition a conversation meets or does not; several are met together. */
export type Condition =
  | { field: Word; among: readonly string[] }
  | { field: Flag; is: boolean }
  /** Has any of them. */
  | { field: Tag; any: readonly string[] }
  /** Any of them: "bot", or "queue" and which. */
  | { field: 'owner'; among: readonly { owner: string; holder?: string }[] }
  /** The time of its last line. */
  | { field: 'at'; from?: number; to?: number };

export interface InboxEntry<Doc = unknown> {
  workspace: string;
  /** Of the conversation. */
  id: string;
  facets: Facets;
  keys: SortKeys;
  /** Words of its own that are searched for: a phone number by any of its parts. */
  face: { phone: string; name: string; labels: string; flow: string };
  /** Given back as it is, with `seq`. */
  doc: Doc;
  /** Texts that are new, or changed, in its thread. */
  texts: readonly IndexedText[];
}

export interface IndexedText {
  /** Of the message. */
  id: string;
  at: number;
  direction: 'in' | 'out';
  text: string;
}

/** Counts everything that is written to the index; a later write has a higher one. */
export type Seq = number;
export type Placed<Doc> = Doc & { seq: Seq };

/** Ranges of UTF-16 units in a text, in order. */
export type Ranges = [from: number, to: number][];
export interface Found<Doc> {
  doc: Placed<Doc>;
  message?: { id: string; at: number; direction: 'in' | 'out'; text: string; ranges: Ranges };
  fields: { field: 'phone' | 'name' | 'label' | 'flow'; text: string; ranges: Ranges }[];
}

/** What is searched for. A word is found by its beginning; an accent makes no difference. */
export interface SearchRequest extends PageRequest {
  words: string;
  conditions: readonly Condition[];
  /** Only inside this one. */
  conversation?: string;
}

export interface InboxStore<Doc = unknown> {
  /** Names the life of the index: another one after it was lost and made again. */
  readonly epoch: string;
  /** Other processes write to it too. */
  readonly shared?: true;
  /** True when nothing is in it yet. */
  readonly empty: boolean;
  /** Puts entries in, each in the place of the one with its id. Resolves with their `seq`s, in their order. */
  put(entries: readonly InboxEntry<Doc>[]): Promise<Seq[]>;
  get(workspace: string, ids: readonly string[]): Promise<Placed<Doc>[]>;
  /** Takes a conversation and its texts out for good; false if it was not there. */
  forget(workspace: string, id: string): Promise<Seq | undefined>;
  query(
    workspace: string,
    conditions: readonly Condition[],
    sort: keyof SortKeys,
    page: PageRequest,
  ): Promise<Page<Placed<Doc>>>;
  /** How many meet the conditions, counted up to `most`. */
  count(workspace: string, conditions: readonly Condition[], most: number): Promise<number>;
  /** How many meet them, by who holds them. */
  countByHolder(
    workspace: string,
    conditions: readonly Condition[],
  ): Promise<{ owner: string; holder: string; count: number }[]>;
  /** What was written after `seq`, oldest first, and what was taken out; undefined if that is more than `most`. */
  since(
    workspace: string,
    seq: Seq,
    most: number,
  ): Promise<{ docs: Placed<Doc>[]; gone: { id: string; seq: Seq }[] } | undefined>;
  /** The newest `seq` of all. */
  last(): Promise<Seq>;
  /** Messages by the newest first; before them, on the first page, conversations by phone, name, label and flow. */
  search(workspace: string, request: SearchRequest): Promise<Page<Found<Doc>>>;
  /** A time up to which everything that was committed is in the index; 0 at first. */
  mark(): Promise<number>;
  setMark(at: number): Promise<void>;
  close(): Promise<void>;
}
