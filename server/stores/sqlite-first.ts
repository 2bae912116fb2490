/** One row of a statement; knows a trap of the driver. */
import type Database from 'libsql';

/**
 * The first row that a reading statement, which is `raw()`, selects; undefined if there is none.
 *
 * The driver does not reset a statement whose `get` failed: the next call would run with the values of this one, and
 * answer with what belongs to somebody else. `all` resets it, whether or not it fails too. For the same reason nothing
 * is written by `get`: there, running it again is no cure.
 */
export function firstRow<Row extends unknown[]>(
  statement: Database.Statement,
  values: readonly unknown[],
): Row | undefined {
  try {
    return statement.get(values) as Row | undefined;
  } catch (error) {
    try {
      statement.all(values);
    } catch {
      // It failed for the reason it failed before.
    }
    throw error;
  }
}
