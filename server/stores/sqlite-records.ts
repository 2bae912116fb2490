/** Records in SQLite: documents under keys, changed by compare-and-set; knows no kind by name. */
import type Database from 'libsql';
import { brokenCursor, fromCursor, pageOf } from './page-of.ts';
import type { RecordStore, StoredRecord } from './port.ts';
import type { Batch } from './sqlite-batch.ts';
import type { RecordChange } from './sqlite-change-records.ts';
import { firstRow } from './sqlite-first.ts';
import type { Read } from './sqlite-read.ts';
import { storableKey, toJson } from './to-json.ts';

type Row = [key: string, rev: number, data: string];

/** Keys are ordered by their UTF-8 code units, which is also the order of their code points. */
export function createRecords(db: Database.Database, batch: Batch, read: Read): RecordStore {
  const get = db
    .prepare('SELECT key, rev, data FROM records WHERE workspace = ? AND kind = ? AND key = ?')
    .raw();
  const columns = 'SELECT key, rev, data FROM records WHERE workspace = ? AND kind = ?';
  const forward = db.prepare(`${columns} AND key >= ? AND key < ? ORDER BY key LIMIT ?`).raw();
  const forwardAfter = db.prepare(`${columns} AND key > ? AND key < ? ORDER BY key LIMIT ?`).raw();
  const backward = db.prepare(`${columns} AND key >= ? AND key < ? ORDER BY key DESC LIMIT ?`).raw();

  // Records touch nothing that anybody else does, so turns are written together whatever is between them.
  const change = batch.kind({ write: 'records', touches: () => [], spell: (change: RecordChange) => change });

  return {
    async get<T>(workspace: string, kind: string, key: string) {
      const row = read(() => firstRow<Row>(get, keys(workspace, kind, key)));
      return row && toRecord<T>(row);
    },
    async insert(workspace, kind, key, data) {
      const values = [...keys(workspace, kind, key), toJson(data)];
      return change(['insert', values]);
    },
    async update(workspace, kind, key, rev, data) {
      const values = [toJson(data), ...keys(workspace, kind, key), rev];
      return change(['update', values]);
    },
    async remove(workspace, kind, key, rev) {
      const values = [...keys(workspace, kind, key), rev];
      return change(['remove', values]);
    },
    async list<T>(workspace: string, kind: string, request: Parameters<RecordStore['list']>[2]) {
      const { prefix = '', reverse = false, limit } = request;
      const [cursor] = fromCursor(request, ['string']) ?? [];
      if (cursor !== undefined && !storableKey(cursor).startsWith(prefix)) throw brokenCursor();
      const [space, name, from] = keys(workspace, kind, prefix);
      const end = endOfPrefix(from);
      return pageOf(
        limit,
        (count) =>
          read(() => {
            if (reverse) return backward.all([space, name, from, cursor ?? end, count]);
            const next = cursor === undefined ? forward : forwardAfter;
            return next.all([space, name, cursor ?? from, end, count]);
          }) as Row[],
        toRecord<T>,
        ([key]) => [key],
      );
    },
  };
}

function keys(workspace: string, kind: string, key: string): [string, string, string] {
  return [storableKey(workspace), storableKey(kind), storableKey(key)];
}

function toRecord<T>([key, rev, data]: Row): StoredRecord<T> {
  return { key, rev, data: JSON.parse(data) as T };
}

/** The last code point; a blob of any content comes after every text. */
const LAST = 0x10ffff;
const AFTER_ALL_TEXT = Buffer.alloc(0);

/** What comes right after every key that begins with `prefix`: the prefix with its last code point one higher. */
function endOfPrefix(prefix: string): string | Buffer {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === LAST) points.pop();
  const last = points.pop();
  if (last === undefined) return AFTER_ALL_TEXT;
  // Surrogates are no code points of their own: what follows U+D7FF is U+E000.
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
}
