/** Conversations and their threads in SQLite; knows the rows, not what a flow makes of them. */
import type Database from 'libsql';
import type { Conversation, ConversationStore, MessageState, StoredMessage } from './port.ts';
import type { Batch } from './sqlite-batch.ts';
import { storableKey } from './sqlite-json.ts';
import { createOutbox } from './sqlite-outbox.ts';
import { brokenCursor, fromCursor, pageOf } from './sqlite-page.ts';
import type { Read } from './sqlite-read.ts';
import { createMoveState } from './sqlite-states.ts';
import { type ConversationDoc, createWriteTurn, type MessageDoc, readyTurn } from './sqlite-turns.ts';

type ConversationRow = [
  workspace: string,
  id: string,
  brand: string,
  phone: string,
  rev: number,
  updatedAt: number,
  doc: string,
];
type MessageRow = [
  n: number,
  id: string,
  direction: StoredMessage['direction'],
  state: MessageState,
  fault: string | null,
  doc: string,
];

/** Beyond every row number and every time, as the place before the first page of what is listed backwards. */
const BEYOND = Number.MAX_SAFE_INTEGER;

export function createConversations(db: Database.Database, batch: Batch, read: Read): ConversationStore {
  const columns = 'SELECT workspace, id, brand, phone, rev, updated_at, doc FROM conversations';
  const find = db.prepare(`${columns} WHERE phone = ? AND brand = ? AND workspace = ?`).raw();
  const get = db.prepare(`${columns} WHERE id = ? AND workspace = ?`).raw();
  const list = db
    .prepare(
      `${columns} WHERE workspace = ? AND (updated_at, n) < (?, ?) ORDER BY updated_at DESC, n DESC LIMIT ?`,
    )
    .raw();
  const number = db.prepare('SELECT n FROM conversations WHERE id = ? AND workspace = ?').raw();
  const thread = db
    .prepare(
      `SELECT n, id, direction, state, fault, doc FROM messages
       WHERE conversation = ? AND n < ? ORDER BY n DESC LIMIT ?`,
    )
    .raw();
  const owners = db
    .prepare(
      `SELECT m.conversation FROM messages m JOIN conversations c ON c.n = m.conversation
       WHERE m.id = ? AND m.direction = 'out' AND c.workspace = ?`,
    )
    .raw();
  const writeTurn = createWriteTurn(db);
  const move = createMoveState(db);

  function numberOf(workspace: string, conversation: string): number | undefined {
    const row = read(() => number.get([conversation, workspace])) as [number] | undefined;
    return row?.[0];
  }

  return {
    async find(workspace, brand, phone) {
      const named = [storableKey(phone), storableKey(brand), storableKey(workspace)];
      const row = read(() => find.get(named)) as ConversationRow | undefined;
      return row && toConversation(row);
    },
    async get(workspace, id) {
      const named = [storableKey(id), storableKey(workspace)];
      const row = read(() => get.get(named)) as ConversationRow | undefined;
      return row && toConversation(row);
    },
    async commit(turn) {
      const ready = readyTurn(turn);
      return batch.write(() => writeTurn(ready));
    },
    async mark(workspace, message, state, at) {
      const named = [storableKey(message), storableKey(workspace)];
      return batch.write(() => {
        const rows = owners.all(named) as [n: number][];
        for (const [n] of rows) move(n, message, state, at);
        return rows.length > 0 ? 'marked' : 'unknown';
      });
    },
    async thread(workspace, conversation, request) {
      const [before] = fromCursor(request, ['number']) ?? [BEYOND];
      const n = numberOf(storableKey(workspace), storableKey(conversation));
      const page = pageOf(
        request.limit,
        (count) => (n === undefined ? [] : (read(() => thread.all([n, before, count])) as MessageRow[])),
        (row) => toMessage(workspace, conversation, row),
        ([oldest]) => [oldest],
      );
      return { ...page, items: page.items.reverse() };
    },
    async list(workspace, request) {
      const [updatedAt, id] = fromCursor(request, ['number', 'string']) ?? [BEYOND];
      const space = storableKey(workspace);
      const n = id === undefined ? BEYOND : numberOf(space, storableKey(id));
      if (n === undefined) throw brokenCursor();
      return pageOf(
        request.limit,
        (count) => read(() => list.all([space, updatedAt, n, count])) as ConversationRow[],
        toConversation,
        ([, id, , , , updatedAt]) => [updatedAt, id],
      );
    },
    ...createOutbox(db, batch, read, move),
  };
}

function toConversation([workspace, id, brand, phone, rev, updatedAt, doc]: ConversationRow): Conversation {
  const rest = JSON.parse(doc) as ConversationDoc;
  return {
    workspace,
    id,
    brand,
    phone,
    rev,
    locale: rest.locale,
    optedOut: rest.optedOut,
    owner: rest.owner,
    run: rest.run,
    timers: rest.timers,
    createdAt: rest.createdAt,
    updatedAt,
    heardAt: rest.heardAt,
    channel: rest.channel,
  };
}

function toMessage(
  workspace: string,
  conversation: string,
  [, id, direction, state, fault, doc]: MessageRow,
): StoredMessage {
  return {
    id,
    workspace,
    conversation,
    direction,
    ...(JSON.parse(doc) as MessageDoc),
    state,
    ...(fault === null ? {} : { fault: JSON.parse(fault) as { code: string; detail: string } }),
  };
}
