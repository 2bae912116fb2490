/**
 * Moves everything from one store to an empty one, in steps that may be interrupted and done again. Knows no database:
 * a source reads in an order that never changes, a target remembers how far it has come.
 */
import type { Conversation, OutboxItem, StoredMessage } from '../port.ts';

/** What is moved, in this order: what is sent is known before anything could answer it. */
export const PARTS = ['records', 'seen', 'conversations'] as const;
export type Part = (typeof PARTS)[number];

export interface MovedConversation {
  conversation: Conversation;
  /** Oldest first. */
  lines: StoredMessage[];
  /** In the order in which they leave, parked ones among them. */
  items: OutboxItem[];
}
export interface MovedSeen {
  /** As stored: a digest. */
  key: string;
  at: number;
}
export interface MovedRecord {
  workspace: string;
  kind: string;
  key: string;
  rev: number;
  /** JSON. */
  data: string;
}
export interface Moved {
  records: MovedRecord;
  seen: MovedSeen;
  conversations: MovedConversation;
}

/** Some of a part, and the place after them. */
export interface Batch<T> {
  items: T[];
  after: string | number;
}

export const COUNTED = ['conversations', 'messages', 'outbox items', 'inbound ids', 'records'] as const;
export type Counts = Record<(typeof COUNTED)[number], number>;

export interface Source {
  /** The same for the same database. */
  name: string;
  counts(): Promise<Counts>;
  /** What comes after a place, from the beginning without one. */
  read<P extends Part>(part: P, after: string | number | undefined): AsyncIterable<Batch<Moved[P]>>;
  close(): Promise<void>;
}

export interface Target {
  /** How far the move from this source has come. Throws a sentence for the operator if there is something else already. */
  begin(source: string): Promise<Partial<Record<Part, string | number>>>;
  write<P extends Part>(part: P, items: Moved[P][]): Promise<void>;
  /** All of a part up to this place is there. */
  reached(part: Part, after: string | number): Promise<void>;
  counts(): Promise<Counts>;
  /** From now on it may be used. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

export interface Progress {
  part: Part;
  done: number;
  of: number;
}

/** Throws a sentence for the operator if the counts differ in the end; the target is not released then. */
export async function move(
  source: Source,
  target: Target,
  onProgress: (progress: Progress) => void,
): Promise<Counts> {
  const reached = await target.begin(source.name);
  const counts = await source.counts();
  const totals = {
    records: counts.records,
    seen: counts['inbound ids'],
    conversations: counts.conversations,
  };
  const before = await target.counts();
  const had = { records: before.records, seen: before['inbound ids'], conversations: before.conversations };
  for (const part of PARTS) {
    let done = Math.min(had[part], totals[part]);
    onProgress({ part, done, of: totals[part] });
    for await (const { items, after } of source.read(part, reached[part])) {
      await target.write(part, items);
      await target.reached(part, after);
      done = Math.min(done + items.length, totals[part]);
      onProgress({ part, done, of: totals[part] });
    }
  }
  const found = await target.counts();
  const wrong = COUNTED.filter((name) => found[name] !== counts[name]);
  if (wrong.length > 0) {
    const told = wrong.map((name) => `${found[name]} ${name} instead of ${counts[name]}`);
    throw new Error(
      `The counts differ: ${told.join(', ')}. Start again with an empty database, and keep using the old one until then.`,
    );
  }
  await target.finish();
  return found;
}
