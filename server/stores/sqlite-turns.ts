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
import { createAddLines, type NewLine, type Thread } from './sqlite-lines.ts';
import { prepareMany, type Row } from './sqlite-many.ts';
import { nameOf, type Place, type Places } from './sqlite-places.ts';
import type { Seen, SeenRow } from './sqlite-seen.ts';
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

/**
 * Writes turns inside a transaction. It reads all it needs for all of them, judges them one after the other in memory,
 * and writes what was taken with a statement a table. A turn is spelled out only there, and not when it is queued: what
 * waits is copied by the garbage collector, which costs more than any statement. So a turn is not to be changed before
 * it is answered.
 */
export function createWriteTurns(db: Database.Database, ids: Seen, where: Places): Kind<Turn, Turn, Outcome> {
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
  function begin(conversation: Conversation): Place | undefined {
    const { workspace, id, brand, phone, updatedAt } = conversation;
    const named = [workspace, id, brand, phone, updatedAt];
    const { changes, lastInsertRowid } = create.run([...named, ...standing(conversation)]);
    if (changes === 0) return undefined;
    return { n: Number(lastInsertRowid), rev: 1, last: null, storedLast: null, change: undefined };
  }

  function writePlaces(places: Iterable<Place>): void {
    const changed: Row[] = [];
    const begun: Row[] = [];
    for (const { n, rev, last, storedLast, change } of places) {
      if (change) changed.push([n, rev, last, change.updatedAt, ...standing(change)]);
      else if (last !== storedLast) begun.push([n, last]);
    }
    change.run(changed);
    setLast.run(begun);
  }

  return {
    ready: checkTurn,
    touches({ conversation, messages, outbox }) {
      const ids = [conversation.id];
      for (const { id } of messages) ids.push(id);
      for (const { id } of outbox) ids.push(id);
      return ids;
    },
    write(turns) {
      const keys = turns.map(seenKey);
      const seen = ids.among(keys.filter((key) => key !== undefined));
      const stored = turns.map(({ conversation }) => conversation).filter(({ rev }) => rev > 0);
      const places = where.of(stored);
      const newlySeen: SeenRow[] = [];
      const lines: NewLine[] = [];
      const items: Row[] = [];
      const outcomes = turns.map(({ conversation, messages, outbox }, i): Outcome => {
        const key = keys[i];
        if (key !== undefined && seen.has(key)) return 'duplicate';
        const name = nameOf(conversation);
        let place = places.get(name);
        if (conversation.rev === 0) {
          place = begin(conversation);
          if (!place) return 'conflict';
          places.set(name, place);
        } else {
          if (place?.rev !== conversation.rev) return 'conflict';
          place.rev += 1;
          place.change = conversation;
        }
        if (key !== undefined) {
          seen.add(key);
          newlySeen.push([key, conversation.updatedAt]);
        }
        for (const message of messages) lines.push(lineOf(place, message));
        for (const item of outbox) items.push(itemValues(place.n, item));
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
function checkTurn(turn: Turn): Turn {
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
  return turn;
}

/**
 * Half of a SHA-256: short enough for a table that holds nine days of ids, and nobody finds two ids with the same one.
 * Callers' keys hold no NUL, so workspace and id cannot run into each other.
 */
function seenKey({ conversation, seen }: Turn): string | undefined {
  if (seen === undefined) return undefined;
  return hash('sha256', `${conversation.workspace}\0${seen}`, 'base64url').slice(0, 22);
}

/** When it wakes, who holds it and where, and all else. */
function standing(conversation: Conversation): Row {
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

function lineOf(thread: Thread, message: StoredMessage): NewLine {
  const { id, direction, state, fault, at, channel, remoteId, content, author } = message;
  const doc: MessageDoc = { at, remoteId, content, author };
  const faultText = fault ? toJson(fault) : null;
  // What the first three are is known when the line is written.
  const values = [null, null, null, id, direction, channel, state, faultText, fromFate(message), toJson(doc)];
  return { thread, values };
}

function itemValues(conversation: number, item: OutboxItem): Row {
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
  return [
    conversation,
    id,
    workspace,
    lane,
    voice,
    attempts,
    via,
    askedAt,
    dueAt,
    parkedAt,
    fault,
    toJson(work),
  ];
}
