/** Records are inserted, changed and removed, in SQLite; knows one table, and no kind by name. */
import type Database from 'libsql';
import type { Value } from './sqlite-many.ts';
import type { Write } from './sqlite-writer.ts';

/** One change, with the values of its statement. */
export type RecordChange = [change: keyof typeof STATEMENTS, values: Value[]];

const STATEMENTS = {
  insert:
    'INSERT INTO records (workspace, kind, key, rev, data) VALUES (?, ?, ?, 1, ?) ON CONFLICT DO NOTHING',
  update:
    'UPDATE records SET rev = rev + 1, data = ? WHERE workspace = ? AND kind = ? AND key = ? AND rev = ?',
  remove: 'DELETE FROM records WHERE workspace = ? AND kind = ? AND key = ? AND rev = ?',
};

/** Answers whether there was something to change. */
export function createChangeRecords(db: Database.Database): Write<RecordChange, boolean> {
  const statements = {
    insert: db.prepare(STATEMENTS.insert),
    update: db.prepare(STATEMENTS.update),
    remove: db.prepare(STATEMENTS.remove),
  };
  return {
    write: (changes) => changes.map(([change, values]) => statements[change].run(values).changes === 1),
  };
}
