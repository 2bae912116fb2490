/** Turns become rows, each as a whole or not at all; the busiest code of the store. Knows nothing of when it is run. */
import { hash } from 'node:crypto';
import type Database from 'libsql';
import {
  type Conversation,
  type ConversationStore,
  FRESH_DESK,
  holderOf,
  type OutboxItem,
  type StoredMessage,
  type Turn,
} from './port.ts';
import { fromFate } from './sent-line.ts';
import type { Kind } from './sqlite-batch.ts';
import { createAddLines, type NewLine } from './sqlite-lines.ts';
import { prepareMany, type Row, type Value } from './sqlite-many.ts';
import { nameOf, type Place, type Places } from './sqlite-places.ts';
import type { Seen, SeenRow } from './sqlite-seen.ts';
import type { Write } from './sqlite-writer.ts';
import { storableKey, toJson } from './to-json.ts';

/** What is stored of a conversation beside its columns. */
export type ConversationDoc = Omit<
  Conversation,
  'workspace' | 'id' | 'brand' | 'phone' | 'rev' | 'updatedAt'
>;
/** As it is written: what nobody touched is left out, as it is in rows older than these fields. */
export type StoredDoc = Omit<ConversationDoc, keyof Untouched> & Partial<Untouched>;
type Untouched = Pick<Conversation, 'voice' | 'floor' | 'desk' | 'alarms'>;
/** What is stored of a message beside its columns. */
export type MessageDoc = Pick<StoredMessage, 'at' | 'remoteId' | 'content' | 'author'>;

type Outcome = Awaited<ReturnType<ConversationStore['commit']>>;

/** A turn as it is written: the values of its rows, as far as they are known before. */
export interface SpelledTurn
  extends Pick<Conversation, 'workspace' | 'id' | 'brand' | 'phone' | 'rev' | 'updatedAt'> {
  seen: string | undefined;
  /** When it wakes, who holds it and where, and all else. */
  standing: Row;
  lines: Value[][];
  items: Value[][];
}

export const TURNS: Kind<'turns', Turn> = {
  write: 'turns',
  check: checkTurn,
  touches({ conversation, messages, outbox }) {
    const ids = [conversation.id];
    for (const { id } of messages) ids.push(id);
    for (const { id } of outbox) ids.push(id);
    return ids;
  },
  spell(turn) {
    const { conversation, messages, outbox } = turn;
    const { workspace, id, brand, phone, rev, updatedAt } = conversation;
    return {
      workspace,
      id,
      brand,
      phone,
      rev,
      updatedAt,
      seen: seenKey(turn),
      standing: standingOf(conversation),
      lines: messages.map(lineValues),
      items: outbox.map(itemValues),
    };
  },
};

/**
 * Writes turns inside a transaction. It reads all it needs for all of them, judges them one after the other in memory,
 * and writes what was taken with a statement a table.
 */
export function createWriteTurns(
  db: Database.Database,
  ids: Seen,
  where: Places,
): Write<SpelledTurn, Outcome> {
  const create = db.prepare(
    `INSERT INTO conversations (workspace, id, brand, phone, rev, updated_at, wake_at, holder, place, doc)
     VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const change = prepareMany(
    db,
    8,
    (rows) => `UPDATE conversations SET rev = given.column2, last = given.column3, updated_at = given.column4,
         wake_at = given.column5, holder = given.column6, place = given.column7, doc = given.column8
       FROM (${rows}) given WHERE n = given.column1`,
  );
  const setLast = prepareMany(
    db,
    2,
    (rows) => `UPDATE conversations SET last = given.column2 FROM (${rows}) given WHERE n = given.column1`,
  );
  const addLines = createAddLines(db);
  const addItems = prepareMany(
    db,
    12,
    (rows) => `INSERT INTO outbox
         (conversation, id, workspace, lane, voice, attempts, via, asked_at, due_at, parked_at, fault, work) ${rows}
       ON CONFLICT (conversation, id) DO NOTHING`,
  );

  /** Stores a conversation that begins; undefined if it or its contact is there. */
  function begin({ workspace, id, brand, phone, updatedAt, standing }: SpelledTurn): Place | undefined {
    const { changes, lastInsertRowid } = create.run([workspace, id, brand, phone, updatedAt, ...standing]);
    if (changes === 0) return undefined;
    return { n: Number(lastInsertRowid), rev: 1, last: null, storedLast: null, change: undefined };
  }

  function writePlaces(places: Iterable<Place>): void {
    const changed: Row[] = [];
    const begun: Row[] = [];
    for (const { n, rev, last, storedLast, change } of places) {
      if (change) changed.push([n, rev, last, change.updatedAt, ...change.standing]);
      else if (last !== storedLast) begun.push([n, last]);
    }
    change.run(changed);
    setLast.run(begun);
  }

  return {
    write(turns) {
      const seen = ids.among(turns.map((turn) => turn.seen).filter((key) => key !== undefined));
      const places = where.of(turns.filter(({ rev }) => rev > 0));
      const newlySeen: SeenRow[] = [];
      const lines: NewLine[] = [];
      const items: Row[] = [];
      const outcomes = turns.map((turn): Outcome => {
        const { rev, updatedAt, seen: key } = turn;
        if (key !== undefined && seen.has(key)) return 'duplicate';
        const name = nameOf(turn);
        let place = places.get(name);
        if (rev === 0) {
          place = begin(turn);
          if (!place) return 'conflict';
          places.set(name, place);
        } else {
          if (place?.rev !== rev) return 'conflict';
          place.rev += 1;
          place.change = turn;
        }
        if (key !== undefined) {
          seen.add(key);
          newlySeen.push([key, updatedAt]);
        }
        for (const values of turn.lines) lines.push({ thread: place, values });
        for (const values of turn.items) {
          values[0] = place.n;
          items.push(values);
        }
        return 'committed';
      });
      ids.add(newlySeen);
      addLines(lines);
      addItems.run(items);
      writePlaces(places.values());
      where.keep(places);
      return outcomes;
    },
    undone() {
      ids.undone();
      where.forget();
    },
  };
}

/** Refuses what cannot be written as it is, before anybody shares a transaction with it. */
function checkTurn(turn: Turn): void {
  const { workspace, id, brand, phone } = turn.conversation;
  for (const key of [workspace, id, brand, phone]) storableKey(key);
  for (const parts of [turn.messages, turn.outbox]) {
    for (const part of parts) {
      storableKey(part.id);
      if (part.conversation !== id || part.workspace !== workspace) {
        throw new TypeError('A turn holds a message or an outbox item of another conversation.');
      }
    }
  }
}

/**
 * Half of a SHA-256: short enough for a table that holds nine days of ids, and nobody finds two ids with the same one.
 * Callers' keys hold no NUL, so workspace and id cannot run into each other.
 */
function seenKey({ conversation, seen }: Turn): string | undefined {
  if (seen === undefined) return undefined;
  return hash('sha256', `${conversation.workspace}\0${seen}`, 'base64url').slice(0, 22);
}

function standingOf(conversation: Conversation): Row {
  const held = holderOf(conversation);
  const { timers, alarms } = conversation;
  return [firstOf(timers, alarms), held?.holder ?? null, held?.place ?? null, docOf(conversation)];
}

function firstOf(...lists: (readonly { at: number }[])[]): number | null {
  let first: number | null = null;
  for (const list of lists) for (const { at } of list) if (first === null || at < first) first = at;
  return first;
}

function docOf(conversation: Conversation): string {
  const { channel, locale, choices, optedOut, owner, run, timers, createdAt, heardAt } = conversation;
  const { voice, floor, desk, alarms } = conversation;
  const doc: StoredDoc = {
    channel,
    locale,
    choices,
    optedOut,
    owner,
    ...(voice === 0 ? {} : { voice }),
    ...(floor === 0 ? {} : { floor }),
    ...(desk === FRESH_DESK ? {} : { desk }),
    ...(alarms.length === 0 ? {} : { alarms }),
    run,
    timers,
    createdAt,
    heardAt,
  };
  return toJson(doc);
}

function lineValues(message: StoredMessage): Value[] {
  const { id, direction, state, fault, at, channel, remoteId, content, author } = message;
  const doc: MessageDoc = { at, remoteId, content, author };
  const faultText = fault ? toJson(fault) : null;
  // What the first three are is known when the line is written.
  return [null, null, null, id, direction, channel, state, faultText, fromFate(message), toJson(doc)];
}

/** The first, the conversation's number, is known when it is written. */
function itemValues(item: OutboxItem): Value[] {
  const {
    id,
    workspace,
    lane,
    voice = null,
    attempts,
    via = null,
    askedAt = null,
    dueAt,
    parked,
    work,
  } = item;
  const fault = parked ? toJson({ code: parked.code, detail: parked.detail }) : null;
  const parkedAt = parked?.at ?? null;
  return [null, id, workspace, lane, voice, attempts, via, askedAt, dueAt, parkedAt, fault, toJson(work)];
}
