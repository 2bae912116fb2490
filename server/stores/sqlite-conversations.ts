/** Conversations and their threads in SQLite; knows the rows, not what a flow makes of them. */
import type Database from 'libsql';
import { brokenCursor, fromCursor, pageOf } from './page-of.ts';
import {
  type Conversation,
  type ConversationStore,
  type Holder,
  holderOf,
  type StoredMessage,
  UNTOUCHED,
} from './port.ts';
import { toFate } from './sent-line.ts';
import type { Batch } from './sqlite-batch.ts';
import { firstRow } from './sqlite-first.ts';
import { createReadLines, type LineRow } from './sqlite-lines.ts';
import { createOutbox } from './sqlite-outbox.ts';
import type { Read } from './sqlite-read.ts';
import { RECEIPTS } from './sqlite-receipts.ts';
import { type MessageDoc, type StoredDoc, TURNS } from './sqlite-turns.ts';
import { storableKey } from './to-json.ts';

type ConversationRow = [
  workspace: string,
  id: string,
  brand: string,
  phone: string,
  rev: number,
  updatedAt: number,
  doc: string,
];
/** Beyond every row number and every time: the place before the first page of what is listed backwards. */
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
  const held = db
    .prepare(
      `${columns} WHERE holder = ? AND workspace = ? AND (place, id) > (?, ?) ORDER BY place, id LIMIT ?`,
    )
    .raw();
  const holders = db
    .prepare(
      `SELECT holder, count(*) FROM conversations INDEXED BY conversations_held
       WHERE holder > ? AND workspace = ? GROUP BY holder ORDER BY holder`,
    )
    .raw();
  const number = db.prepare('SELECT n FROM conversations WHERE id = ? AND workspace = ?').raw();
  const readLines = createReadLines(db);
  const message = db
    .prepare(
      `SELECT c.id, m.n, m.id, m.direction, m.channel, m.state, m.fault, m.fate, m.doc
       FROM messages m CROSS JOIN conversations c
       WHERE m.id = ? AND m.direction = 'out' AND c.n = m.conversation AND c.workspace = ? LIMIT 1`,
    )
    .raw();
  const mark = batch.kind(RECEIPTS);
  const erase = batch.kind({
    write: 'erase',
    spell: (asked: { workspace: string; id: string }) => asked,
  });

  function numberOf(workspace: string, conversation: string): number | undefined {
    const row = read(() => firstRow<[number]>(number, [conversation, workspace]));
    return row?.[0];
  }

  return {
    async find(workspace, brand, phone) {
      const named = [storableKey(phone), storableKey(brand), storableKey(workspace)];
      const row = read(() => firstRow<ConversationRow>(find, named));
      return row && toConversation(row);
    },
    async get(workspace, id) {
      const named = [storableKey(id), storableKey(workspace)];
      const row = read(() => firstRow<ConversationRow>(get, named));
      return row && toConversation(row);
    },
    commit: batch.kind(TURNS),
    mark: (workspace, message, receipt) => mark({ workspace, message, receipt }),
    async message(workspace, id) {
      const named = [storableKey(id), storableKey(workspace)];
      const row = read(() => firstRow<[conversation: string, ...LineRow]>(message, named));
      if (!row) return undefined;
      const [conversation, ...line] = row;
      return toMessage(workspace, conversation, line);
    },
    async thread(workspace, conversation, request) {
      const [before] = fromCursor(request, ['number']) ?? [];
      const n = numberOf(storableKey(workspace), storableKey(conversation));
      const page = pageOf(
        request.limit,
        (count) => {
          const rows = n === undefined ? [] : read(() => readLines(n, before, count));
          if (!rows) throw brokenCursor();
          return rows;
        },
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
    async held(workspace, holder, request) {
      const [place, id] = fromCursor(request, ['number', 'string']) ?? [-1, ''];
      const named = [storableKey(holder), storableKey(workspace), place, storableKey(id)];
      return pageOf(
        request.limit,
        (count) => read(() => held.all([...named, count])) as ConversationRow[],
        toConversation,
        (row) => {
          const { id, owner, desk } = toConversation(row);
          return [holderOf({ owner, desk })?.place ?? 0, id];
        },
      );
    },
    async holders(workspace) {
      const rows = read(() => holders.all(['', storableKey(workspace)])) as [Holder, number][];
      return rows.map(([holder, count]) => ({ holder, count }));
    },
    async erase(workspace, id) {
      return erase({ workspace: storableKey(workspace), id: storableKey(id) });
    },
    ...createOutbox(db, batch, read),
  };
}

function toConversation([workspace, id, brand, phone, rev, updatedAt, doc]: ConversationRow): Conversation {
  const rest = JSON.parse(doc) as StoredDoc;
  return {
    workspace,
    id,
    brand,
    phone,
    rev,
    locale: rest.locale,
    ...(rest.choices === undefined ? {} : { choices: rest.choices }),
    optedOut: rest.optedOut,
    owner: rest.owner,
    voice: rest.voice ?? UNTOUCHED.voice,
    floor: rest.floor ?? UNTOUCHED.floor,
    desk: rest.desk ?? UNTOUCHED.desk,
    alarms: rest.alarms ?? UNTOUCHED.alarms,
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
  [, id, direction, channel, state, fault, fate, doc]: LineRow,
): StoredMessage {
  return {
    id,
    workspace,
    conversation,
    direction,
    channel,
    ...(JSON.parse(doc) as MessageDoc),
    state,
    ...(fault === null ? {} : { fault: JSON.parse(fault) as { code: string; detail: string } }),
    ...toFate(fate),
  };
}
