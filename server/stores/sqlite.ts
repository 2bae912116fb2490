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
import { startWriter } from './sqlite-threaded.ts';
import { type Writer, writerHere } from './sqlite-writer.ts';

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
  return createSqliteStore(openMigrated(path, log), log);
}

/**
 * Opens the store so that it writes in a thread of its own, and only reads in this one: nobody here ever waits for the disk.
 * Rejects as `openSqliteStore` throws. `died` is told if the thread ends by itself: nothing can be stored any more.
 */
export async function openThreadedSqliteStore(
  { path, log, thread = THREAD }: SqliteOptions & { thread?: URL },
  died: (error: Error) => void,
): Promise<Store> {
  const db = openMigrated(path, log);
  for (const pragma of READING) db.exec(`PRAGMA ${pragma}`);
  return createSqliteStore(db, log, await startWriter(thread, path, died));
}

function openMigrated(path: string, log: SqliteLog | undefined): Database.Database {
  const { db, steps } = openSqliteFile(path);
  if (steps > 0) log?.info({ path, steps }, 'The database was brought to this release.');
  return db;
}

/** As it was built. */
const THREAD = new URL('./sqlite-thread.js', import.meta.url);

const READING = [
  'query_only = ON',
  // In KiB when negative. Small: SQLite forgets all of it when another connection has written.
  'cache_size = -8192',
];

/**
 * The store on a connection that is open and migrated, with what writes to the same file; closing the store closes the
 * connection.
 */
export function createSqliteStore(
  db: Database.Database,
  log?: SqliteLog,
  writer: Writer = writerHere(db),
): Store {
  let closed = false;
  let closing: Promise<void> | undefined;
  const read = createRead(() => closed);
  const batch = createBatch(writer, {
    onFailure: (error) => log?.error({ err: error }, 'Something could not be stored and was refused.'),
    onRecovery: () => log?.info({}, 'Storing works again.'),
  });
  const forget = batch.kind({
    write: 'forget',
    spell: (asked: { before: number; most: number }) => asked,
  });

  return {
    conversations: createConversations(db, batch, read),
    records: createRecords(db, batch, read),
    async prune(now) {
      const before = now - SEEN_DAYS * 24 * 3600 * 1000;
      for (let round = 0; round < PRUNE_ROUNDS; round += 1) {
        const gone = await forget({ before, most: PRUNE_ROWS });
        if (gone < PRUNE_ROWS) return;
      }
    },
    async ping() {
      if (closed) throw closedError();
      try {
        await writer.transact([['probe', [undefined]]]);
      } catch (error) {
        throw storageError(error);
      }
    },
    close() {
      closing ??= close();
      return closing;
    },
  };

  async function close(): Promise<void> {
    await batch.close();
    closed = true;
    try {
      await writer.close();
    } catch (error) {
      log?.error({ err: error }, 'The log could not be copied into the database; the next start does it.');
    }
    db.close();
  }
}

/** Small transactions, so that turns get in between; and an end, should ids expire faster than they are forgotten. */
const PRUNE_ROWS = 500;
const PRUNE_ROUNDS = 1000;
