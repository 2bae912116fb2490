/** Statements that are put together as they are asked for, each prepared once; knows no table. */
import type Database from 'libsql';

/** A statement kept while it is among the last used. */
const KEPT = 300;

/** Prepares `sql`, which selects arrays, or gives the statement that was. */
export type Statements = (sql: string) => Database.Statement;

export function createStatements(db: Database.Database): Statements {
  const known = new Map<string, Database.Statement>();
  return (sql) => {
    const found = known.get(sql) ?? db.prepare(sql).raw();
    known.delete(sql);
    known.set(sql, found);
    if (known.size > KEPT) known.delete(known.keys().next().value ?? '');
    return found;
  };
}
