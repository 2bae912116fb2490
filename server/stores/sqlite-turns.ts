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
export type MessageDoc = Omit<
  StoredMessage,
  'id' | 'workspace' | 'conversation' | 'direction' | 'state' | 'fault'
>;

/** What can be decided and spelled out before the transaction: here a turn fails that cannot be written at all. */
export type ReadyTurn = ReturnType<typeof readyTurn>;

export function readyTurn(turn: Turn) {
  const { conversation, messages, outbox, seen } = turn;
  const { workspace, id, brand, phone, rev, updatedAt } = conversation;
  const { channel, locale, optedOut, owner, run, timers, createdAt, heardAt } = conversation;
  const doc: ConversationDoc = { channel, locale, optedOut, owner, run, timers, createdAt, heardAt };
  for (const part of [...messages, ...outbox]) {
    if (part.conversation !== id || part.workspace !== workspace) {
      throw new TypeError('A turn holds a message or an outbox item of another conversation.');
    }
  }
  const wakeAt = timers.reduce<number | null>(
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
  const { id, direction, state, fault, at, channel, remoteId, content, author } = message;
  const doc: MessageDoc = { at, channel, remoteId, content, author };
  return [storableKey(id), direction, state, at, fault ? toJson(fault) : null, toJson(doc)];
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
  // A sent line committed again takes the place it had, and stays delivered if it was.
  const addMessage = db.prepare(
    `INSERT INTO messages (conversation, id, direction, state, state_at, fault, doc)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id, conversation) WHERE direction = 'out' DO UPDATE SET
       state = CASE WHEN state = 'read' OR (state = 'delivered' AND excluded.state <> 'read')
               THEN state ELSE excluded.state END,
       state_at = excluded.state_at, fault = excluded.fault, doc = excluded.doc`,
  );
  const addItem = db.prepare(
    `INSERT INTO outbox (conversation, id, workspace, lane, attempts, due_at, parked_at, fault, work)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (conversation, id) DO NOTHING`,
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
    for (const values of turn.messages) addMessage.run([n, ...values]);
    for (const values of turn.outbox) addItem.run([n, ...values]);
    return 'committed';
  };
}
