/** Turns become rows, each as a whole or not at all; the busiest code of the store. Knows nothing of when it is run. */
import { hash } from 'node:crypto';
import type Database from 'libsql';
import type { Conversation, OutboxItem, StoredMessage, Turn } from './port.ts';
import type { Kind } from './sqlite-batch.ts';
import { storableKey, toJson } from './sqlite-json.ts';
import { createAddLines, type NewLine, type Thread } from './sqlite-lines.ts';
import { prepareMany, type Row, type Value } from './sqlite-many.ts';

/** What is stored of a conversation beside its columns. */
export type ConversationDoc = Omit<
  Conversation,
  'workspace' | 'id' | 'brand' | 'phone' | 'rev' | 'updatedAt'
>;
/** What is stored of a message beside its columns. */
export type MessageDoc = Omit<
  StoredMessage,
  'id' | 'workspace' | 'conversation' | 'direction' | 'state' | 'fault'
>;

type Outcome = 'committed' | 'conflict' | 'duplicate';

/** What can be decided and spelled out before the transaction: here a turn fails that cannot be written at all. */
type ReadyTurn = ReturnType<typeof readyTurn>;

function readyTurn(turn: Turn) {
  const { conversation, messages, outbox, seen } = turn;
  const { workspace, id, brand, phone, rev, updatedAt } = conversation;
  const { channel, locale, optedOut, owner, run, timers, createdAt, heardAt } = conversation;
  const doc: ConversationDoc = { channel, locale, optedOut, owner, run, timers, createdAt, heardAt };
  let wakeAt: number | null = null;
  for (const { at } of timers) if (wakeAt === null || at < wakeAt) wakeAt = at;
  const touches = [storableKey(id)];
  for (const message of messages) {
    checkPlace(message, conversation);
    touches.push(message.id);
  }
  for (const item of outbox) checkPlace(item, conversation);
  return {
    touches,
    workspace: storableKey(workspace),
    id,
    brand: storableKey(brand),
    phone: storableKey(phone),
    rev,
    seen: seen === undefined ? undefined : seenKey(workspace, seen),
    updatedAt,
    wakeAt,
    doc: toJson(doc),
    messages: messages.map(messageValues),
    outbox: outbox.map(outboxValues),
  };
}

function checkPlace(part: StoredMessage | OutboxItem, { workspace, id }: Conversation): void {
  if (part.conversation !== id || part.workspace !== workspace) {
    throw new TypeError('A turn holds a message or an outbox item of another conversation.');
  }
}

/** Room for what is known only when the line is written: its number, the conversation's, and that of the line before it. */
function messageValues(message: StoredMessage): Value[] {
  const { id, direction, state, fault, at, channel, remoteId, content, author } = message;
  const doc: MessageDoc = { at, channel, remoteId, content, author };
  return [null, null, null, storableKey(id), direction, state, fault ? toJson(fault) : null, toJson(doc)];
}

/** Room for the conversation's number. */
function outboxValues(item: OutboxItem): Value[] {
  const { id, workspace, lane, attempts, dueAt, parked, work } = item;
  const fault = parked ? toJson({ code: parked.code, detail: parked.detail }) : null;
  return [null, storableKey(id), workspace, lane, attempts, dueAt, parked?.at ?? null, fault, toJson(work)];
}

/**
 * Half of a SHA-256: short enough for a table that holds nine days of ids, and nobody finds two ids with the same one.
 * Callers' keys hold no NUL, so workspace and id cannot run into each other.
 */
function seenKey(workspace: string, seen: string): string {
  return hash('sha256', `${workspace}\0${seen}`, 'base64url').slice(0, 22);
}

/** A conversation as it stands while turns are judged: as stored, and then with each turn that was taken. */
interface Place extends Thread {
  rev: number;
  /** The last turn that was taken, unless it was stored already. */
  change: ReadyTurn | undefined;
}

/**
 * Writes turns inside a transaction. It reads all it needs for all of them, judges them one after the other in memory,
 * and writes what was taken with a statement a table.
 */
export function createWriteTurns(db: Database.Database): Kind<Turn, ReadyTurn, Outcome> {
  const findSeen = prepareMany(
    db,
    1,
    (rows) => `SELECT s.key FROM (${rows}) given CROSS JOIN seen s WHERE s.key = given.column1`,
  );
  const addSeen = prepareMany(db, 2, (rows) => `INSERT INTO seen (key, at) ${rows}`);
  const findPlaces = prepareMany(
    db,
    2,
    (rows) => `SELECT c.id, c.workspace, c.n, c.rev, c.last FROM (${rows}) given
       CROSS JOIN conversations c WHERE c.id = given.column1 AND c.workspace = given.column2`,
  );
  const create = db.prepare(
    `INSERT INTO conversations (workspace, id, brand, phone, rev, updated_at, wake_at, doc)
     VALUES (?, ?, ?, ?, 1, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const change = prepareMany(
    db,
    6,
    (rows) => `UPDATE conversations SET rev = given.column2, last = given.column3, updated_at = given.column4,
         wake_at = given.column5, doc = given.column6
       FROM (${rows}) given WHERE n = given.column1`,
  );
  const addItems = prepareMany(
    db,
    9,
    (
      rows,
    ) => `INSERT INTO outbox (conversation, id, workspace, lane, attempts, due_at, parked_at, fault, work)
       ${rows} ON CONFLICT (conversation, id) DO NOTHING`,
  );
  const setLast = prepareMany(
    db,
    2,
    (rows) => `UPDATE conversations SET last = given.column2 FROM (${rows}) given WHERE n = given.column1`,
  );
  const addLines = createAddLines(db);

  function seenAmong(turns: ReadyTurn[]): Set<string> {
    const keys: [string][] = [];
    for (const { seen } of turns) if (seen !== undefined) keys.push([seen]);
    return new Set((findSeen.all(keys) as [string][]).map(([key]) => key));
  }

  function placesOf(turns: ReadyTurn[]): Map<string, Place> {
    const places = new Map<string, Place>();
    const given: [string, string][] = [];
    for (const { rev, id, workspace } of turns) if (rev > 0) given.push([id, workspace]);
    const rows = findPlaces.all(given) as [string, string, number, number, number | null][];
    for (const [id, workspace, n, rev, last] of rows) {
      places.set(nameOf(workspace, id), { n, rev, last, storedLast: last, change: undefined });
    }
    return places;
  }

  /** Stores a conversation that begins; undefined if it or its contact is there. */
  function begin({ workspace, id, brand, phone, updatedAt, wakeAt, doc }: ReadyTurn): Place | undefined {
    const { changes, lastInsertRowid } = create.run([workspace, id, brand, phone, updatedAt, wakeAt, doc]);
    if (changes === 0) return undefined;
    return { n: Number(lastInsertRowid), rev: 1, last: null, storedLast: null, change: undefined };
  }

  return {
    ready: readyTurn,
    touches: ({ touches }) => touches,
    write(turns) {
      const seen = seenAmong(turns);
      const places = placesOf(turns);
      const newlySeen: Row[] = [];
      const items: Row[] = [];
      const lines: NewLine[] = [];
      const outcomes = turns.map((turn): Outcome => {
        if (turn.seen !== undefined && seen.has(turn.seen)) return 'duplicate';
        const name = nameOf(turn.workspace, turn.id);
        let place = places.get(name);
        if (turn.rev === 0) {
          place = begin(turn);
          if (!place) return 'conflict';
          places.set(name, place);
        } else {
          if (place?.rev !== turn.rev) return 'conflict';
          place.rev += 1;
          place.change = turn;
        }
        if (turn.seen !== undefined) {
          seen.add(turn.seen);
          newlySeen.push([turn.seen, turn.updatedAt]);
        }
        for (const values of turn.messages) lines.push({ thread: place, values });
        for (const values of turn.outbox) {
          values[0] = place.n;
          items.push(values);
        }
        return 'committed';
      });
      addSeen.run(newlySeen);
      addLines(lines);
      addItems.run(items);
      const changes: Row[] = [];
      const begun: Row[] = [];
      for (const { n, rev, last, storedLast, change } of places.values()) {
        if (change) changes.push([n, rev, last, change.updatedAt, change.wakeAt, change.doc]);
        else if (last !== storedLast) begun.push([n, last]);
      }
      change.run(changes);
      setLast.run(begun);
      return outcomes;
    },
  };
}

/** Workspaces hold no NUL. */
function nameOf(workspace: string, id: string): string {
  return `${workspace}\0${id}`;
}
