/** The inbox index in SQLite; knows the tables of `sqlite-inbox-file.ts`, not what a row says. */
import type Database from 'libsql';
import type { InboxEntry, InboxStore, Placed, SortKeys } from './inbox-port.ts';
import { brokenCursor, fromCursor, pageOf } from './page-of.ts';
import { closedError } from './sqlite-failure.ts';
import { firstRow } from './sqlite-first.ts';
import { openInboxFile } from './sqlite-inbox-file.ts';
import { createInboxSearch } from './sqlite-inbox-search.ts';
import { MANY, orderedWhereOf, whereOf } from './sqlite-inbox-where.ts';
import { createInboxWrite } from './sqlite-inbox-write.ts';
import { createRead } from './sqlite-read.ts';
import { createStatements } from './sqlite-statements.ts';
import { storableKey } from './to-json.ts';

export interface InboxOptions {
  /** The file, made if it does not exist; ":memory:" for one that ends with the process. */
  path: string;
  newId(): string;
}

type DocRow = [id: string, seq: number, key: number, doc: string];

const SORT_COLUMNS: Readonly<Record<keyof SortKeys, string>> = {
  newest: 'by_newest',
  waiting: 'by_waiting',
  due: 'by_due',
  priority: 'by_priority',
};

/** Opens the index; empty where the file was lost, or made by a release with other tables. */
export function openSqliteInbox<Doc>({ path, newId }: InboxOptions): InboxStore<Doc> {
  const db: Database.Database = openInboxFile(path, newId);
  let closed = false;
  const read = createRead(() => closed);
  const statements = createStatements(db);
  const write = createInboxWrite<Doc>(db);
  const search = createInboxSearch<Doc>(db, statements);
  const countTag = db
    .prepare('SELECT count(*) FROM (SELECT 1 FROM tags WHERE field = ? AND value = ? LIMIT ?)')
    .raw();
  const fact = db.prepare('SELECT value FROM facts WHERE name = ?').raw();
  const setFact = db.prepare('UPDATE facts SET value = ? WHERE name = ?');
  const byId = db
    .prepare(
      'SELECT e.id, e.seq, 0, d.doc FROM entries e CROSS JOIN docs d ON d.n = e.n WHERE e.id = ? AND e.workspace = ?',
    )
    .raw();
  const changed = db
    .prepare(
      `SELECT e.id, e.seq, 0, d.doc FROM entries e CROSS JOIN docs d ON d.n = e.n
       WHERE e.seq > ? AND e.workspace = ? ORDER BY e.seq LIMIT ?`,
    )
    .raw();
  const removed = db
    .prepare('SELECT id, seq FROM gone WHERE seq > ? AND workspace = ? ORDER BY seq LIMIT ?')
    .raw();

  /** Those with any of the tags, counted up to `MANY`. */
  const tagged = (field: string, values: readonly string[]) => {
    let count = 0;
    for (const value of values) count += firstRow<[number]>(countTag, [field, value, MANY])?.[0] ?? 0;
    return count;
  };

  const factOf = (name: string) => firstRow<[number | string]>(fact, [name])?.[0] ?? 0;
  const epoch = String(factOf('epoch'));

  function open(): void {
    if (closed) throw closedError();
  }

  return {
    epoch,
    get empty() {
      return read(() => Number(factOf('seq'))) === 0;
    },
    async put(entries: readonly InboxEntry<Doc>[]) {
      open();
      for (const { workspace, id } of entries) {
        storableKey(workspace);
        storableKey(id);
      }
      return write.put(entries);
    },
    async forget(workspace, id) {
      open();
      return write.forget(storableKey(workspace), storableKey(id));
    },
    async get(workspace, ids) {
      return read(() =>
        ids.flatMap((id) => {
          const row = firstRow<DocRow>(byId, [storableKey(id), storableKey(workspace)]);
          return row ? [docOf<Doc>(row)] : [];
        }),
      );
    },
    async query(workspace, conditions, sort, request) {
      const column = SORT_COLUMNS[sort];
      const after = fromCursor(request, ['number', 'string']);
      const where = read(() => orderedWhereOf(workspace, conditions, tagged));
      // What rows say is read for those of the page only, not for all that are sorted.
      const sql = `SELECT p.id, p.seq, p.key, d.doc FROM (
          SELECT e.n, e.id, e.seq, e.${column} AS key FROM entries e
          WHERE ${where.sql}${after ? ` AND (e.${column}, e.id) > (?, ?)` : ''}
          ORDER BY ${where.sign}e.${column}, e.id LIMIT ?
        ) p CROSS JOIN docs d ON d.n = p.n ORDER BY p.key, p.id`;
      return pageOf(
        request.limit,
        (count) =>
          read(() => statements(sql).all([...where.values, ...(after ?? []), count])) as unknown as DocRow[],
        docOf<Doc>,
        ([id, , key]) => [key, id],
      );
    },
    async count(workspace, conditions, most) {
      const where = whereOf(workspace, conditions);
      const sql = `SELECT count(*) FROM (SELECT 1 FROM entries e WHERE ${where.sql} LIMIT ?)`;
      return read(() => firstRow<[number]>(statements(sql), [...where.values, most])?.[0] ?? 0);
    },
    async countByHolder(workspace, conditions) {
      const where = whereOf(workspace, conditions);
      const sql = `SELECT e.owner, e.holder, count(*) FROM entries e WHERE ${where.sql} GROUP BY e.owner, e.holder`;
      const rows = read(() => statements(sql).all(where.values)) as [string, string, number][];
      return rows.map(([owner, holder, count]) => ({ owner, holder, count }));
    },
    async since(workspace, seq, most) {
      if (!Number.isSafeInteger(seq) || seq < 0) throw brokenCursor();
      return read(() => {
        if (seq > Number(factOf('seq')) || seq < Number(factOf('floor'))) return undefined;
        const rows = changed.all([seq, workspace, most + 1]) as unknown as DocRow[];
        const gone = removed.all([seq, workspace, most + 1]) as unknown as [string, number][];
        if (rows.length + gone.length > most) return undefined;
        return { docs: rows.map(docOf<Doc>), gone: gone.map(([id, at]) => ({ id, seq: at })) };
      });
    },
    last: async () => read(() => Number(factOf('seq'))),
    search: async (workspace, request) => read(() => search(workspace, request)),
    mark: async () => read(() => Number(factOf('mark'))),
    async setMark(at) {
      open();
      setFact.run([at, 'mark']);
    },
    async close() {
      if (closed) return;
      closed = true;
      db.exec('PRAGMA optimize');
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      db.close();
    },
  };
}

function docOf<Doc>([, seq, , doc]: DocRow): Placed<Doc> {
  return { ...(JSON.parse(doc) as Doc), seq };
}
