/**
 * The inbox index in MongoDB: its collections, their documents and indexes. Other tables get other names, and are filled
 * again from the conversations. Knows no method of the port.
 */
import type { mongo } from 'mongoose';
import type { Facets, InboxEntry, SortKeys } from './inbox-port.ts';
import type { IndexWish } from './mongo-indexes.ts';

/** Changes with the documents: what another release wrote is left to it. */
const VERSION = 1;

export interface EntryDocument extends Facets {
  /** `idName` of the conversation. */
  _id: string;
  workspace: string;
  id: string;
  seq: number;
  keys: SortKeys;
  face: InboxEntry['face'];
  /** The words of the face, folded. */
  words: string[];
  /** The digits of the phone from each of them on, so that any part of it is the beginning of one. */
  digits: string[];
  /** JSON. */
  doc: string;
}

export interface TextDocument {
  /** Its conversation's and the message's. */
  _id: string;
  workspace: string;
  /** `_id` of its entry. */
  entry: string;
  id: string;
  at: number;
  direction: 'in' | 'out';
  text: string;
  /** Its words, folded, each once. */
  words: string[];
}

/** Writings that were under way while another process wrote too: a reader may have passed them over. */
export interface Shadow {
  from: number;
  to: number;
}

export interface FactsDocument {
  _id: 'facts';
  epoch: string;
  seq: number;
  mark: number;
  /** Of what was taken out up to here nothing is known any more. */
  floor: number;
  shadows: Shadow[];
}

export interface GoneDocument {
  /** The seq. */
  _id: number;
  workspace: string;
  id: string;
}

export interface InboxCollections {
  entries: mongo.Collection<EntryDocument>;
  texts: mongo.Collection<TextDocument>;
  facts: mongo.Collection<FactsDocument>;
  gone: mongo.Collection<GoneDocument>;
}

export function inboxCollections(db: mongo.Db): InboxCollections {
  const name = (what: string) => `inbox${VERSION}_${what}`;
  return {
    entries: db.collection(name('entries')),
    texts: db.collection(name('texts')),
    facts: db.collection(name('facts')),
    gone: db.collection(name('gone')),
  };
}

/** The indexes of each collection. */
export function inboxIndexes({ entries, texts, gone }: InboxCollections): IndexWish[] {
  return [
    { collection: entries, indexes: ENTRY_INDEXES.map((key) => ({ key })) },
    { collection: texts, indexes: TEXT_INDEXES.map((key) => ({ key })) },
    { collection: gone, indexes: [{ key: { workspace: 1, _id: 1 } }] },
  ];
}

const ENTRY_INDEXES: mongo.IndexDescription['key'][] = [
  { workspace: 1, seq: 1 },
  { workspace: 1, 'keys.newest': 1, id: 1 },
  { workspace: 1, 'keys.waiting': 1, id: 1 },
  { workspace: 1, 'keys.due': 1, id: 1 },
  { workspace: 1, 'keys.priority': 1, id: 1 },
  { workspace: 1, status: 1, owner: 1, 'keys.newest': 1, id: 1 },
  { workspace: 1, status: 1, 'keys.newest': 1, id: 1 },
  { workspace: 1, status: 1, waiting: 1, 'keys.waiting': 1, id: 1 },
  { workspace: 1, holder: 1, status: 1 },
  { workspace: 1, late: 1, 'keys.due': 1, id: 1 },
  { workspace: 1, labels: 1, 'keys.newest': 1 },
  { workspace: 1, followers: 1 },
  { workspace: 1, mentions: 1 },
  { workspace: 1, words: 1 },
  { workspace: 1, digits: 1 },
];
const TEXT_INDEXES: mongo.IndexDescription['key'][] = [
  { workspace: 1, words: 1, at: -1, _id: -1 },
  { entry: 1, at: -1, _id: -1 },
];
