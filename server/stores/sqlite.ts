/**
 * The embedded store: one SQLite file beside the server, durable at every commit. Knows SQLite and the port; neither
 * who calls nor why.
 */
import type Database from 'libsql';
import { SEEN_DAYS, type Store } from './port.ts';
import { createBatch } from './sqlite-batch.ts';
import { createConversations } from './sqlite-conversations.ts';
import { closedError, storageError } from './sqlite-failure.ts';
import { openSqliteFile } from './sqlite-file.ts';
import { createRead } from './sqlite-read.ts';
import { createRecords } from './sqlite-records.ts';
import { createSeen } from './sqlite-seen.ts';

/** The shape of a pino logger, so that one can be passed in. */
export interface SqliteLog {
  info(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

export interface SqliteOptions {
  /** The file, made with its folder if it does not exist; ":memory:" for a store that ends with the process. */
  path: string;
  log?: SqliteLog;
}

/** Opens the store. Throws a sentence for the operator if the file cannot be used. */
export function openSqliteStore({ path, log }: SqliteOptions): Store {
  const { db, steps } = openSqliteFile(path);
  if (steps > 0) log?.info({ path, steps }, 'The database was brought to this release.');
  return createSqliteStore(db, log);
}

/** The store on a connection that is open and migrated; closing the store closes the connection. */
export function createSqliteStore(db: Database.Database, log?: SqliteLog): Store {
  let closed = false;
  const read = createRead(() => closed);
  const batch = createBatch(db, {
    onFailure: (error) => log?.error({ err: error }, 'Something could not be stored and was refused.'),
    onRecovery: () => log?.info({}, 'Storing works again.'),
  });
  const seen = createSeen(db);

  return {
    conversations: createConversations(db, batch, read, seen),
    records: createRecords(db, batch, read),
    async prune(now) {
      const before = now - SEEN_DAYS * 24 * 3600 * 1000;
      for (let round = 0; round < PRUNE_ROUNDS; round += 1) {
        const gone = await batch.write(() => seen.forget(before, PRUNE_ROWS));
        if (gone < PRUNE_ROWS) return;
      }
    },
    async ping() {
      if (closed) throw closedError();
      try {
        db.exec(PROBE);
      } catch (error) {
        if (db.inTransaction) db.exec('ROLLBACK');
        throw storageError(error);
      }
    },
    async close() {
      if (closed) return;
      batch.close();
      closed = true;
      try {
        // The driver lets go of the file only when the last statement is collected; the log would stay until then.
        db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      } catch (error) {
        log?.error({ err: error }, 'The log could not be copied into the database; the next start does it.');
      }
      db.close();
    },
  };
}

/** Small transactions, so that turns get in between; and an end, should ids expire faster than they are forgotten. */
const PRUNE_ROWS = 500;
const PRUNE_ROUNDS = 1000;

/** Needs eight new pages and waits for the disk, as a turn does; leaves nothing behind. */
const PROBE = `
  BEGIN IMMEDIATE;
  INSERT INTO probe (n, filler) VALUES (1, zeroblob(32768));
  DELETE FROM probe;
  COMMIT`;
