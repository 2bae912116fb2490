/** Parked items wait in SQLite's outbox again, and their lines with them; knows the rows, not who wants it. */
import type Database from 'libsql';
import type { Write } from './sqlite-writer.ts';

/** Answers whether the item was parked. */
export function createUnpark(
  db: Database.Database,
): Write<{ workspace: string; item: string; dueAt: number }, boolean> {
  const unpark = db
    .prepare(
      `UPDATE outbox SET parked_at = NULL, fault = NULL, asked_at = NULL, attempts = 0, due_at = ?
       WHERE id = ? AND workspace = ? AND parked_at IS NOT NULL RETURNING conversation`,
    )
    .raw();
  const requeue = db.prepare(
    `UPDATE messages SET state = 'queued', fault = NULL
     WHERE id = ? AND conversation = ? AND direction = 'out' AND state NOT IN ('delivered', 'read')`,
  );
  return {
    write: (all) =>
      all.map(({ workspace, item, dueAt }) => {
        const [row] = unpark.all([dueAt, item, workspace]) as [n: number][];
        if (row) requeue.run([item, row[0]]);
        return row !== undefined;
      }),
  };
}
