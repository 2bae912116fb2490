/**
 * The file of the inbox index: beside the conversations' own, because what is in it can be made again. It need not wait
 * for the disk, and a release that wants other tables begins anew. Knows the tables and no method of the port.
 */
import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';

/** Changes with the tables: a file of another version is thrown away. */
const VERSION = 3;

/** Opens the file, made anew where there is none of this version. ":memory:" ends with the process. */
export function openInboxFile(path: string, newEpoch: () => string): Database.Database {
  if (path === ':memory:') return prepared(new Database(path), newEpoch);
  mkdirSync(dirname(path), { recursive: true });
  const open = () => {
    closeSync(openSync(path, 'a', 0o600));
    return new Database(path);
  };
  try {
    const db = open();
    const [version] = db.prepare('PRAGMA user_version').raw().get([]) as [number];
    if (version === VERSION || version === 0) return prepared(db, newEpoch);
    db.close();
  } catch {
    // A file that cannot be read is as good as none.
  }
  for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
  return prepared(open(), newEpoch);
}

function prepared(db: Database.Database, newEpoch: () => string): Database.Database {
  for (const pragma of PRAGMAS) db.exec(`PRAGMA ${pragma}`);
  const [version] = db.prepare('PRAGMA user_version').raw().get([]) as [number];
  if (version === VERSION) return db;
  db.exec('BEGIN IMMEDIATE');
  db.exec(TABLES);
  db.prepare(
    "INSERT INTO facts (name, value) VALUES ('epoch', ?), ('seq', 0), ('mark', 0), ('floor', 0)",
  ).run([newEpoch()]);
  db.exec(`PRAGMA user_version = ${VERSION}; COMMIT`);
  return db;
}

const PRAGMAS = [
  'busy_timeout = 1000',
  'journal_mode = WAL',
  // A power cut may lose the last moments, which are made again from the conversations.
  'synchronous = NORMAL',
  'cache_size = -32768',
  'wal_autocheckpoint = 4000',
  'journal_size_limit = 33554432',
];

/**
 * What lists read is narrow, and what a row says lies apart. Texts are numbered by their time, so that the newest are
 * found first: the index of texts hands out its numbers backwards. A text also has its conversation as a word ("c12"), so
 * that one conversation can be searched without looking at the others.
 */
const TABLES = `
  CREATE TABLE facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

  CREATE TABLE entries (
    n INTEGER PRIMARY KEY,
    workspace TEXT NOT NULL,
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    status TEXT NOT NULL,
    owner TEXT NOT NULL,
    holder TEXT NOT NULL,
    brand TEXT NOT NULL,
    channel TEXT NOT NULL,
    locale TEXT NOT NULL,
    priority TEXT NOT NULL,
    flow TEXT NOT NULL,
    unread INTEGER NOT NULL,
    waiting INTEGER NOT NULL,
    late INTEGER NOT NULL,
    opted_out INTEGER NOT NULL,
    blocked INTEGER NOT NULL,
    by_newest INTEGER NOT NULL,
    by_waiting INTEGER NOT NULL,
    by_due INTEGER NOT NULL,
    by_priority INTEGER NOT NULL
  );
  CREATE UNIQUE INDEX entries_id ON entries (id, workspace);
  CREATE UNIQUE INDEX entries_seq ON entries (seq);
  CREATE INDEX entries_newest ON entries (workspace, by_newest, id);
  CREATE INDEX entries_owner ON entries (workspace, status, owner, by_newest, id);
  CREATE INDEX entries_status ON entries (workspace, status, by_newest, id);
  CREATE INDEX entries_waiting ON entries (workspace, by_waiting, id);
  CREATE INDEX entries_due ON entries (workspace, by_due, id);
  CREATE INDEX entries_priority ON entries (workspace, by_priority, id);
  CREATE INDEX entries_holder ON entries (workspace, holder, status) WHERE holder <> '';
  CREATE INDEX entries_wait ON entries (workspace, status, by_waiting) WHERE waiting = 1;
  CREATE INDEX entries_late ON entries (workspace, by_due, id) WHERE late = 1;
  CREATE INDEX entries_blocked ON entries (workspace, by_newest, id) WHERE blocked = 1;
  CREATE INDEX entries_unread ON entries (workspace, by_newest, id) WHERE unread = 1;
  CREATE INDEX entries_rare ON entries (workspace, priority, by_newest, id) WHERE priority <> 'normal';

  CREATE TABLE docs (n INTEGER PRIMARY KEY, face TEXT NOT NULL, entry TEXT NOT NULL, doc TEXT NOT NULL);

  CREATE TABLE tags (
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    entry INTEGER NOT NULL,
    PRIMARY KEY (field, value, entry)
  ) WITHOUT ROWID;
  CREATE INDEX tags_entry ON tags (entry);

  CREATE TABLE texts (
    n INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    c TEXT NOT NULL,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    direction TEXT NOT NULL,
    text TEXT NOT NULL
  );
  CREATE UNIQUE INDEX texts_entry ON texts (entry, id);
  CREATE VIRTUAL TABLE words USING fts5(c, text, content='texts', content_rowid='n',
    tokenize = "unicode61 remove_diacritics 2");

  CREATE VIRTUAL TABLE faces USING fts5(name, labels, flow, tokenize = "unicode61 remove_diacritics 2");
  CREATE VIRTUAL TABLE phones USING fts5(phone, tokenize = "trigram");

  CREATE TABLE gone (seq INTEGER PRIMARY KEY, workspace TEXT NOT NULL, id TEXT NOT NULL);
`;
