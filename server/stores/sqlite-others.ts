/** Whether somebody else wrote to the file, so that what is kept in memory of it may be old. Knows one pragma. */
import type Database from 'libsql';
import { firstRow } from './sqlite-first.ts';

/** True, inside a transaction, if another connection wrote since it was asked last; also the first time. */
export function createOthers(db: Database.Database): () => boolean {
  const version = db.prepare('PRAGMA data_version').raw();
  let last: number | undefined;
  return () => {
    const [now] = firstRow<[number]>(version, []) ?? [0];
    const wrote = now !== last;
    last = now;
    return wrote;
  };
}
