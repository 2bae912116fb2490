/** A conversation goes from SQLite with its thread and what waits in its outbox; knows the rows, not why. */
import type Database from 'libsql';
import { firstRow } from './sqlite-first.ts';
import type { Places } from './sqlite-places.ts';
import type { Write } from './sqlite-writer.ts';

/** Answers how many lines went; undefined if there is no such conversation. */
export function createErase(
  db: Database.Database,
  places: Places,
): Write<{ workspace: string; id: string }, number | undefined> {
  const number = db.prepare('SELECT n FROM conversations WHERE id = ? AND workspace = ?').raw();
  const dropLines = db.prepare(
    `WITH RECURSIVE chain (n) AS (
       SELECT last FROM conversations WHERE n = ? AND last IS NOT NULL
       UNION ALL
       SELECT m.previous FROM chain JOIN messages m ON m.n = chain.n WHERE m.previous IS NOT NULL
     )
     DELETE FROM messages WHERE n IN (SELECT n FROM chain)`,
  );
  const dropItems = db.prepare('DELETE FROM outbox WHERE conversation = ?');
  const dropConversation = db.prepare('DELETE FROM conversations WHERE n = ?');

  function erase(workspace: string, id: string): number | undefined {
    const n = firstRow<[number]>(number, [id, workspace])?.[0];
    if (n === undefined) return undefined;
    const { changes } = dropLines.run([n]);
    dropItems.run([n]);
    dropConversation.run([n]);
    places.forget();
    return changes;
  }

  return { write: (all) => all.map(({ workspace, id }) => erase(workspace, id)) };
}
