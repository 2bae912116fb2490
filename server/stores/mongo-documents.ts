/**
 * What the store keeps in MongoDB: its collections, their documents, indexes and shard keys. Knows no method of the
 * port.
 *
 * A conversation's document is what changes at once; it is also a small log. Lines, outbox items and inbound ids that a
 * change touches are written there first, and from there to the collections they belong to. Until then the conversation
 * has the truth of them, so a crash between two writes loses nothing.
 */
import type { mongo } from 'mongoose';
import type { ChannelName } from '../../flows/scope.ts';
import type { Lane, MessageState, StoredMessage } from './port.ts';

export interface ConversationDocument {
  /** `placeOf` its contact: unique without an index of its own, so in a sharded cluster too. */
  _id: string;
  workspace: string;
  id: string;
  brand: string;
  phone: string;
  /** Counts turns. */
  rev: number;
  /** Counts changes of this document; every one of them names the tick it was read at. */
  tick: number;
  /** Who made the latest of them: the last ones of each process, of a few processes. */
  stamps?: string[];
  updatedAt: number;
  /** The rest of the conversation, as JSON. */
  body: string;
  /** When the first of its timers and alarms rings; what follows it is known once that was heard. */
  rings: number[];
  /** When these and the items in here are due, earliest first; `dueAt` is the first of them. */
  due: number[];
  dueAt?: number;
  /** Lines and outbox items there ever were; the next one gets this as its place in the order. */
  said: number;
  queued: number;
  /** Outbox items that have a row in the collection "outbox". */
  away: number;
  /** Its workspace, while a row of its outbox may lag behind it. */
  lagging?: string;
  /** Which process sends what waits in here. */
  claim?: { by: string; until: number };
  /** Who holds it, and its place in that line; not there while the bot has it. */
  held?: { workspace: string; holder: string; place: number; id: string };
  lines: LineEntry[];
  items: ItemEntry[];
  seen: SeenEntry[];
}

/** A line of the thread as the conversation has it. */
export interface LineEntry {
  /** Its place in the thread. */
  n: number;
  id: string;
  direction: StoredMessage['direction'];
  /** The tick of its last change. */
  tick: number;
  channel: ChannelName;
  state: MessageState;
  /** JSON. */
  fault?: string;
  /** Why it left as it did, and late receipts, as JSON. */
  fate?: string;
  /** What it says, as JSON; gone once it was filed. */
  body?: string;
  at: number;
}

export interface ItemEntry {
  /** Its place in the outbox. */
  n: number;
  id: string;
  tick: number;
  lane: Lane;
  attempts: number;
  via?: ChannelName;
  askedAt?: number;
  dueAt: number;
  parkedAt?: number;
  /** JSON. */
  fault?: string;
  /** The rest of the item, as JSON. */
  body: string;
  /** It has a row in the collection "outbox", or gets one. */
  away?: true;
  /** Nothing is left to do; its row is to go. */
  gone?: true;
}

export interface SeenEntry {
  key: string;
  at: number;
}

/** A line in the collection "messages". */
export interface LineDocument extends Omit<LineEntry, 'body'> {
  _id: string;
  workspace: string;
  /** `_id` of its conversation. */
  place: string;
  /** The conversation's id in the port. */
  conversation: string;
  /** The id of a line that was sent: receipts name nothing else. */
  sent?: string;
  body: string;
  /** `at`, for the index that forgets. */
  date: Date;
}

/** An item in the collection "outbox": parked, or one of more than a conversation's document has room for. */
export interface ItemDocument extends Omit<ItemEntry, 'away' | 'gone'> {
  _id: string;
  workspace: string;
  place: string;
  conversation: string;
  /** `dueAt`, unless it is parked. */
  wakeAt?: number;
  /**
   * Since when nothing is left to do. The row stays for a while: a process that comes late with an older state of the
   * item finds it, and does not bring the item back.
   */
  goneAt?: number;
}

/** Which conversation has an id. Never changed. */
export interface PlaceDocument {
  _id: string;
  place: string;
}

export interface SeenDocument {
  _id: string;
  at: number;
}

export interface RecordDocument {
  workspace: string;
  kind: string;
  /** In the form of `toOrdered`. */
  key: string;
  rev: number;
  /** JSON. */
  data: string;
}

/** What is known of the database itself: its schema, how far a move has come. */
export interface AboutDocument {
  _id: string;
  [field: string]: unknown;
}

export interface Collections {
  conversations: mongo.Collection<ConversationDocument>;
  messages: mongo.Collection<LineDocument>;
  outbox: mongo.Collection<ItemDocument>;
  places: mongo.Collection<PlaceDocument>;
  seen: mongo.Collection<SeenDocument>;
  records: mongo.Collection<RecordDocument>;
  about: mongo.Collection<AboutDocument>;
}

export function collectionsOf(db: mongo.Db): Collections {
  return {
    conversations: db.collection('conversations'),
    messages: db.collection('messages'),
    outbox: db.collection('outbox'),
    places: db.collection('places'),
    seen: db.collection('seen'),
    records: db.collection('records'),
    about: db.collection('about'),
  };
}

export interface IndexPlan {
  collection: Exclude<keyof Collections, 'about'>;
  key: Record<string, 1 | -1>;
  unique?: true;
  /** Only documents that have the field. */
  sparse?: true;
  /** What asks for it. */
  why: string;
}

/** Every index beside those on `_id`; each costs every write, so there is none that no method of the port asks for. */
export const INDEXES: readonly IndexPlan[] = [
  { collection: 'conversations', key: { dueAt: 1 }, sparse: true, why: 'what is due' },
  {
    collection: 'conversations',
    key: { workspace: 1, updatedAt: -1, _id: -1 },
    why: 'the list of conversations',
  },
  {
    collection: 'conversations',
    key: { 'held.workspace': 1, 'held.holder': 1, 'held.place': 1, 'held.id': 1 },
    sparse: true,
    why: 'what people have',
  },
  { collection: 'conversations', key: { lagging: 1 }, sparse: true, why: 'what a crash left unfiled' },
  { collection: 'messages', key: { place: 1, n: -1 }, why: 'a thread' },
  { collection: 'messages', key: { sent: 1 }, sparse: true, why: 'the message of a receipt' },
  { collection: 'outbox', key: { place: 1, n: 1 }, why: 'what waits in a conversation' },
  { collection: 'outbox', key: { wakeAt: 1 }, sparse: true, why: 'what is due' },
  { collection: 'outbox', key: { workspace: 1, parkedAt: 1, id: 1 }, why: 'the list of parked items' },
  { collection: 'outbox', key: { id: 1 }, why: 'taking up a parked item' },
  { collection: 'outbox', key: { goneAt: 1 }, sparse: true, why: 'forgetting what is done' },
  { collection: 'seen', key: { at: 1 }, why: 'forgetting inbound ids' },
  { collection: 'records', key: { workspace: 1, kind: 1, key: 1 }, unique: true, why: 'records by key' },
];

/**
 * How to shard each collection: by conversation. The names of lines and items begin with a digest of theirs, so they
 * spread evenly and lie together. A change asks one shard for each document it names; only receipts,
 * which name a message and no conversation, and lists ask all.
 */
export const SHARD_KEYS: Readonly<Record<keyof Collections, Record<string, 1 | 'hashed'> | undefined>> = {
  conversations: { _id: 'hashed' },
  messages: { _id: 1 },
  outbox: { _id: 1 },
  places: { _id: 'hashed' },
  seen: { _id: 'hashed' },
  records: { workspace: 1, kind: 1, key: 1 },
  about: undefined,
};
