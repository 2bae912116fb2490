/** One row of a statement; knows a trap of the driver. */
import type Database from 'libsql';

/**
 * The first row that a statement, which is `raw()`, selects; undefined if there is none.
 *
 * The driver's `get` does not reset a statement that failed before: it runs with the values of the call that failed, and
 * would answer with what belongs to somebody else. `all` and `run` begin afresh.
 */
export function firstRow<Row extends unknown[]>(
  statement: Database.Statement,
  values: readonly unknown[],
): Row | undefined {
  return statement.all(values)[0] as Row | undefined;
}
