/** One turn becomes rows, as a whole or not at all; the busiest code of the store. Knows nothing of when it is run. */
import { createHash } from 'node:crypto';
import type Database from 'libsql';
import type { Conversation, OutboxItem, StoredMessage, Turn } from './port.ts';
import { storableKey, toJson } from './sqlite-json.ts';

/** What is stored of a conversation beside its columns. */
export type ConversationDoc = Omit<
  Conversation,
  'workspace' | 'id' | 'brand' | 'phone' | 'rev' | 'updatedAt'
>;
/** What is stored of a message beside its columns. */
export type MessageDoc = Omit<StoredMessage, 'id' | 'workspace' | 'conversation' | 'state' | 'fault'>;

/** What can be decided and spelled out before the transaction: here a turn fails that cannot be written at all. */
export type ReadyTurn = ReturnType<typeof readyTurn>;

export function readyTurn(turn: Turn) {
  const { conversation, messages, outbox, seen } = turn;
  const { workspace, id, brand, phone, rev, updatedAt, ...rest } = conversation;
  const doc: ConversationDoc = rest;
  for (const part of [...messages, ...outbox]) {
    if (part.conversation !== id || part.workspace !== workspace) {
      throw new TypeError('A turn holds a message or an outbox item of another conversation.');
    }
  }
  const wakeAt = conversation.timers.reduce<number | null>(
    (first, { at }) => (first === null || at < first ? at : first),
    null,
  );
  storableKey(workspace);
  storableKey(id);
  return {
    rev,
    seen: seen === undefined ? undefined : seenKey(workspace, seen),
    updatedAt,
    found: [workspace, id, rev],
    changed: [updatedAt, wakeAt, toJson(doc)],
    born: [workspace, id, storableKey(brand), storableKey(phone)],
    messages: messages.map(messageValues),
    outbox: outbox.map(outboxValues),
  };
}

function messageValues(message: StoredMessage): Value[] {
  const { id, workspace: _workspace, conversation: _conversation, state, fault, ...rest } = message;
  const doc: MessageDoc = rest;
  return [storableKey(id), state, message.at, fault ? toJson(fault) : null, toJson(doc)];
}

function outboxValues(item: OutboxItem): Value[] {
  const { id, workspace, lane, attempts, dueAt, parked, work } = item;
  const fault = parked ? toJson({ code: parked.code, detail: parked.detail }) : null;
  return [storableKey(id), workspace, lane, attempts, dueAt, parked?.at ?? null, fault, toJson(work)];
}

type Value = string | number | null;

/**
 * Half of a SHA-256: short enough for a table that holds nine days of ids, and nobody finds two ids with the same one.
 * Callers' keys hold no NUL, so workspace and id cannot run into each other.
 */
function seenKey(workspace: string, seen: string): Buffer {
  return createHash('sha256').update(`${workspace}\0${seen}`).digest().subarray(0, 16);
}

/** Writes a turn inside a transaction. Judged in the order of the calls: a turn sees those written before it. */
export type WriteTurn = (turn: ReadyTurn) => 'committed' | 'conflict' | 'duplicate';

export function createWriteTurn(db: Database.Database): WriteTurn {
  const see = db.prepare('INSERT INTO seen (key, at) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const forget = db.prepare('DELETE FROM seen WHERE key = ?');
  const change = db
    .prepare(
      `UPDATE conversations SET rev = rev + 1, updated_at = ?4, wake_at = ?5, doc = ?6
       WHERE id = ?2 AND workspace = ?1 AND rev = ?3 RETURNING n`,
    )
    .raw();
  const create = db
    .prepare(
      `INSERT INTO conversations (workspace, id, brand, phone, rev, updated_at, wake_at, doc)
       VALUES (?, ?, ?, ?, 1, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING n`,
    )
    .raw();
  // A line committed again takes the place it had, and stays delivered if it was.
  const addMessages = createInsert(
    db,
    'messages (conversation, id, state, state_at, fault, doc)',
    5,
    `ON CONFLICT (id, conversation) DO UPDATE SET
       state = CASE WHEN state = 'read' OR (state = 'delivered' AND excluded.state <> 'read')
               THEN state ELSE excluded.state END,
       state_at = excluded.state_at, fault = excluded.fault, doc = excluded.doc`,
  );
  const addOutbox = createInsert(
    db,
    'outbox (conversation, id, workspace, lane, attempts, due_at, parked_at, fault, work)',
    8,
    'ON CONFLICT (conversation, id) DO NOTHING',
  );

  return (turn) => {
    // Writing is the check, so that the usual turn costs no reading; what was written too early is taken back.
    if (turn.seen && see.run([turn.seen, turn.updatedAt]).changes === 0) return 'duplicate';
    const row = (
      turn.rev === 0
        ? create.get([...turn.born, ...turn.changed])
        : change.get([...turn.found, ...turn.changed])
    ) as [n: number] | undefined;
    if (!row) {
      if (turn.seen) forget.run([turn.seen]);
      return 'conflict';
    }
    const [n] = row;
    addMessages(n, turn.messages);
    addOutbox(n, turn.outbox);
    return 'committed';
  };
}

/** Rows in one statement: half the cost of the usual turn is the way into SQLite and back. */
const MOST_ROWS = 8;

/** Inserts rows of `width` values, each behind the conversation's number. */
function createInsert(db: Database.Database, into: string, width: number, conflict: string) {
  const statements = new Map<number, Database.Statement>();
  function statement(rows: number): Database.Statement {
    const known = statements.get(rows);
    if (known) return known;
    const groups = Array.from({ length: rows }, (_, row) => {
      const own = Array.from({ length: width }, (_, column) => `?${2 + row * width + column}`);
      return `(?1, ${own.join(', ')})`;
    });
    const made = db.prepare(`INSERT INTO ${into} VALUES ${groups.join(', ')} ${conflict}`);
    statements.set(rows, made);
    return made;
  }
  return (n: number, rows: Value[][]): void => {
    for (let from = 0; from < rows.length; from += MOST_ROWS) {
      const some = rows.slice(from, from + MOST_ROWS);
      statement(some.length).run([n, ...some.flat()]);
    }
  };
}
