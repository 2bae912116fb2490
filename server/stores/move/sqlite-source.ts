/** The embedded store as what is moved; knows its tables. It is locked for writing while it is read. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { OutboxItem, PageRequest, StoredMessage } from '../port.ts';
import { createSqliteStore } from '../sqlite.ts';
import { openSqliteFile } from '../sqlite-file.ts';
import { FILE_SEEN } from '../sqlite-seen.ts';
import type { Batch, Moved, MovedConversation, MovedRecord, MovedSeen, Part, Source } from './move.ts';

const CONVERSATIONS = 50;
const ROWS = 1000;
const LINES = 1000;

/** Throws a sentence for the operator if there is no such file, or a server is using it. */
export function openSqliteSource(path: string): Source {
  if (!existsSync(path)) throw new Error(`There is no database ${path}: set DATA_DIR to its folder.`);
  const { db } = openSqliteFile(path);
  try {
    // Whoever has it open is told that nothing can be stored, and what they were to store comes again.
    db.exec('BEGIN IMMEDIATE');
    // All inbound ids in one table, until the end of this transaction, which changes nothing.
    db.exec(FILE_SEEN);
  } catch (error) {
    db.close();
    throw new Error(`The database ${path} is being written to: stop the server that uses it.`, {
      cause: error,
    });
  }
  const { conversations } = createSqliteStore(db);
  const count = (table: string) => (db.prepare(`SELECT count(*) FROM ${table}`).raw().get([]) as [number])[0];
  const places = db
    .prepare('SELECT n, workspace, id FROM conversations WHERE n > ? ORDER BY n LIMIT ?')
    .raw();
  const order = db.prepare('SELECT id FROM outbox WHERE conversation = ? ORDER BY n').raw();
  const seen = db.prepare('SELECT key, at FROM seen WHERE key > ? ORDER BY key LIMIT ?').raw();
  const records = db
    .prepare('SELECT n, workspace, kind, key, rev, data FROM records WHERE n > ? ORDER BY n LIMIT ?')
    .raw();
  /** Parked items of a workspace, by their conversation. */
  const parkedOf = new Map<string, Map<string, OutboxItem[]>>();

  async function parked(workspace: string): Promise<Map<string, OutboxItem[]>> {
    const known = parkedOf.get(workspace);
    if (known) return known;
    const found = new Map<string, OutboxItem[]>();
    parkedOf.set(workspace, found);
    let page: PageRequest | undefined = { limit: ROWS };
    while (page) {
      const { items, cursor } = await conversations.parked(workspace, page);
      for (const item of items) {
        found.set(item.conversation, [...(found.get(item.conversation) ?? []), item]);
      }
      page = cursor === undefined ? undefined : { limit: ROWS, cursor };
    }
    return found;
  }

  async function linesOf(workspace: string, id: string): Promise<StoredMessage[]> {
    const pages: StoredMessage[][] = [];
    let page: PageRequest | undefined = { limit: LINES };
    while (page) {
      const { items, cursor } = await conversations.thread(workspace, id, page);
      pages.push(items);
      page = cursor === undefined ? undefined : { limit: LINES, cursor };
    }
    return pages.reverse().flat();
  }

  async function conversationAt(n: number, workspace: string, id: string): Promise<MovedConversation> {
    const conversation = await conversations.get(workspace, id);
    if (!conversation) throw new Error(`Conversation ${id} cannot be read.`);
    const waiting = await conversations.pending(workspace, id);
    const items = new Map<string, OutboxItem>();
    for (const item of [...waiting, ...((await parked(workspace)).get(id) ?? [])]) items.set(item.id, item);
    const ids = order.all([n]) as [string][];
    return {
      conversation,
      lines: await linesOf(workspace, id),
      items: ids.flatMap(([item]) => items.get(item) ?? []),
    };
  }

  const readers: {
    [P in Part]: (after: string | number | undefined) => AsyncIterable<Batch<Moved[P]>>;
  } = {
    async *conversations(after = 0) {
      for (let last = Number(after); ; ) {
        const rows = places.all([last, CONVERSATIONS]) as [number, string, string][];
        const items: MovedConversation[] = [];
        for (const [n, workspace, id] of rows) {
          items.push(await conversationAt(n, workspace, id));
          last = n;
        }
        if (items.length === 0) return;
        yield { items, after: last };
      }
    },
    async *seen(after = '') {
      for (let last = String(after); ; ) {
        const rows = seen.all([last, ROWS]) as [string, number][];
        const items = rows.map(([key, at]): MovedSeen => ({ key, at }));
        last = items.at(-1)?.key ?? last;
        if (items.length === 0) return;
        yield { items, after: last };
      }
    },
    async *records(after = 0) {
      for (let last = Number(after); ; ) {
        const rows = records.all([last, ROWS]) as [number, string, string, string, number, string][];
        const items = rows.map(
          ([, workspace, kind, key, rev, data]): MovedRecord => ({ workspace, kind, key, rev, data }),
        );
        last = rows.at(-1)?.[0] ?? last;
        if (items.length === 0) return;
        yield { items, after: last };
      }
    },
  };

  return {
    name: resolve(path),
    async counts() {
      return {
        conversations: count('conversations'),
        messages: count('messages'),
        'outbox items': count('outbox'),
        'inbound ids': count('seen'),
        records: count('records'),
      };
    },
    read: (part, after) => readers[part](after),
    async close() {
      db.exec('ROLLBACK');
      db.close();
    },
  };
}
