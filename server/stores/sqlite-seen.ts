/**
 * Which inbound ids were seen, in SQLite; knows two tables, and nothing of what the ids name.
 *
 * An id may lie anywhere among all ids, so filing each at once would have every turn write a page of its own: half of what
 * it writes. So new ids are listed one after another, known in memory meanwhile, and filed many together, when several
 * fall on one page.
 */
import type Database from 'libsql';
import { prepareMany } from './sqlite-many.ts';
import { createOthers } from './sqlite-others.ts';
import type { Write } from './sqlite-writer.ts';

/** A key, and the time at which it was seen. */
export type SeenRow = readonly [key: string, at: number];

/** All of it only inside a transaction. */
export interface Seen {
  /** Those of these keys that were seen. */
  among(keys: readonly string[]): Set<string>;
  /** Keys that were not seen before. */
  add(rows: readonly SeenRow[]): void;
  /** Forgets at most so many of those that were seen before a time; returns how many. */
  forget(before: number, most: number): number;
  /** The transaction was rolled back. */
  undone(): void;
}

/** Files what is listed, inside a transaction. In the order of the keys, so that each page is written once. */
export const FILE_SEEN = `
  INSERT OR IGNORE INTO seen (key, at) SELECT key, at FROM seen_lately ORDER BY key;
  DELETE FROM seen_lately;`;

/** Filing so many takes some ten milliseconds, in which nothing else is done. */
const MOST_LISTED = 4096;

export function createSeen(db: Database.Database): Seen {
  const find = prepareMany(
    db,
    1,
    (rows) => `SELECT s.key FROM (${rows}) given CROSS JOIN seen s WHERE s.key = given.column1`,
  );
  const list = prepareMany(db, 2, (rows) => `INSERT INTO seen_lately (key, at) ${rows}`);
  const listed = db.prepare('SELECT key FROM seen_lately').raw();
  const othersWrote = createOthers(db);
  const drop = db.prepare(
    'DELETE FROM seen WHERE key IN (SELECT key FROM seen WHERE at < ? ORDER BY at LIMIT ?)',
  );

  /** The keys in the list; undefined where it is to be read again. */
  let lately: Set<string> | undefined;

  function listNow(): Set<string> {
    if (othersWrote() || !lately) lately = new Set((listed.all([]) as [string][]).map(([key]) => key));
    return lately;
  }

  function file(): void {
    db.exec(FILE_SEEN);
    lately = undefined;
  }

  return {
    among(keys) {
      const known = listNow();
      const seen = new Set<string>();
      const others: [string][] = [];
      for (const key of keys) {
        if (known.has(key)) seen.add(key);
        else others.push([key]);
      }
      for (const [key] of find.all(others) as [string][]) seen.add(key);
      return seen;
    },
    add(rows) {
      const known = listNow();
      list.run(rows);
      for (const [key] of rows) known.add(key);
      if (known.size >= MOST_LISTED) file();
    },
    forget(before, most) {
      if (listNow().size > 0) file();
      return drop.run([before, most]).changes;
    },
    undone() {
      lately = undefined;
    },
  };
}

/** Forgets, each time, at most so many of those that were seen before a time; answers how many. */
export function createForget(seen: Seen): Write<{ before: number; most: number }, number> {
  return { write: (all) => all.map(({ before, most }) => seen.forget(before, most)) };
}
