/**
 * The embedded store: one SQLite file beside the server, durable at every commit. Knows SQLite and the port; neither
 * who calls nor why.
 */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { SEEN_DAYS, type Store } from './port.ts';
import { createBatch } from './sqlite-batch.ts';
import { createConversations } from './sqlite-conversations.ts';
import { closedError, storageError } from './sqlite-failure.ts';
import { migrate } from './sqlite-migrations.ts';
import { createRead } from './sqlite-read.ts';
import { createRecords } from './sqlite-records.ts';

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
  const db = openFile(path);
  const steps = migrate(db);
  if (steps > 0) log?.info({ path, steps }, 'The database was brought to this release.');

  let closed = false;
  const read = createRead(() => closed);
  const batch = createBatch(db, {
    onFailure: (error) => log?.error({ err: error }, 'Nothing can be stored; what arrives is refused.'),
    onRecovery: () => log?.info({}, 'Storing works again.'),
  });
  const forget = db.prepare(
    'DELETE FROM seen WHERE key IN (SELECT key FROM seen WHERE at < ? ORDER BY at LIMIT ?)',
  );

  return {
    conversations: createConversations(db, batch, read),
    records: createRecords(db, batch, read),
    async prune(now) {
      const before = now - SEEN_DAYS * 24 * 3600 * 1000;
      for (let round = 0; round < PRUNE_ROUNDS; round += 1) {
        const gone = await batch.write(() => forget.run([before, PRUNE_ROWS]).changes);
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
        // The driver closes the file only when the last statement is collected; until then the log would stay behind.
        db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      } finally {
        db.close();
      }
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

/** How long another process (a backup, a shell) may hold the file before writes are refused. Blocks the event loop. */
const BUSY_MS = 1000;
const CACHE_KIB = 64 * 1024;
/** Pages of the log before it is copied into the file: more pages, fewer copies of those written again and again. */
const CHECKPOINT_PAGES = 4000;
const LOG_BYTES = 64 * 1024 * 1024;

function openFile(path: string): Database.Database {
  if (path !== ':memory:') {
    mkdirSync(dirname(path), { recursive: true });
    // Conversations are nobody else's business; SQLite gives its log the rights of the file.
    closeSync(openSync(path, 'a', 0o600));
  }
  const db = new Database(path);
  try {
    db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    db.exec('PRAGMA journal_mode = WAL');
    // NORMAL would lose the last commits in a power cut, though never in a crash of the process.
    db.exec('PRAGMA synchronous = FULL');
    db.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
    db.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    db.exec(`PRAGMA journal_size_limit = ${LOG_BYTES}`);
  } catch (error) {
    throw new Error(
      `The database ${path} cannot be opened: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
  return db;
}
