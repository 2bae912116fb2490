/**
 * One statement for many rows: a call into the driver and the start of a statement cost more than most rows do. Knows
 * how values are laid out, not what they mean.
 */
import type Database from 'libsql';

export type Value = string | number | null;
export type Row = readonly Value[];

/** A statement over rows that are given with each call, an array each. */
export interface Many {
  /** Runs it for all rows, in their order; returns how many rows of the database it changed. */
  run(rows: readonly Row[]): number;
  /** What it selects for all rows. */
  all(rows: readonly Row[]): unknown[][];
}

/** Large enough to share the cost, small enough for what the driver and SQLite take at once. */
const SIZES = [64, 16, 4, 1];

/**
 * `sql` writes the statement around "VALUES (?, ?), ...", the rows of `width` values. Any number of rows is made of the
 * sizes there are statements of: 21 are 16 and 4 and 1.
 */
export function prepareMany(db: Database.Database, width: number, sql: (rows: string) => string): Many {
  const row = `(${Array.from({ length: width }, () => '?').join(', ')})`;
  const statements = SIZES.map((size) => {
    const statement = db.prepare(sql(`VALUES ${Array.from({ length: size }, () => row).join(', ')}`));
    // Filled anew for each run: the longest arrays of the store would else be made for nothing.
    const values: Value[] = Array.from({ length: size * width }, () => null);
    return { size, values, statement: statement.reader ? statement.raw() : statement };
  });

  function each(rows: readonly Row[], use: (statement: Database.Statement, values: Value[]) => void): void {
    let from = 0;
    for (const { size, values, statement } of statements) {
      for (; rows.length - from >= size; from += size) {
        let next = 0;
        for (let i = from; i < from + size; i += 1) {
          for (const value of rows[i] ?? []) {
            values[next] = value;
            next += 1;
          }
        }
        use(statement, values);
      }
    }
  }

  return {
    run(rows) {
      let changes = 0;
      each(rows, (statement, values) => {
        changes += statement.run(values).changes;
      });
      return changes;
    },
    all(rows) {
      const found: unknown[][] = [];
      each(rows, (statement, values) => {
        for (const one of statement.all(values)) found.push(one as unknown[]);
      });
      return found;
    },
  };
}
