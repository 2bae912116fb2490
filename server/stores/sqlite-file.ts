/** The database file: made, opened, set to be durable, brought to this release. Knows pragmas and no table. */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { migrate } from './sqlite-migrations.ts';

/**
 * Opens the file, which is made with its folder if it does not exist; ":memory:" ends with the process. Throws a
 * sentence for the operator if it cannot be used. `steps` counts the migrations taken.
 */
export function openSqliteFile(path: string): { db: Database.Database; steps: number } {
  try {
    if (path !== ':memory:') {
      mkdirSync(dirname(path), { recursive: true });
      // Conversations are nobody else's business; SQLite gives its log the rights of the file.
      closeSync(openSync(path, 'a', 0o600));
    }
    const db = new Database(path);
    for (const pragma of PRAGMAS) db.exec(`PRAGMA ${pragma}`);
    return { db, steps: migrate(db) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The database ${path} cannot be used. ${reason}`, { cause: error });
  }
}

const PRAGMAS = [
  // How long another process (a backup, a shell) may hold the file before writes are refused. Whoever writes waits so long.
  'busy_timeout = 1000',
  'journal_mode = WAL',
  // NORMAL would lose the last commits in a power cut, though never in a crash of the process.
  'synchronous = FULL',
  // 64 MB, in KiB when negative.
  'cache_size = -65536',
  // The log is copied into the file every 16 MB: the more pages, the fewer copies of those written again and again.
  'wal_autocheckpoint = 4000',
  'journal_size_limit = 67108864',
];
