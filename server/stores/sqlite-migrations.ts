/** The tables of the embedded store and how a file of an older release becomes one of this; knows no port method. */
import type Database from 'libsql';

/**
 * Brings the file up to this release, one numbered step a transaction. Throws a sentence for the operator if the file
 * was written by a newer release or by another program; it is left untouched then. Returns the steps taken. `latest` is
 * the schema to stop at.
 */
export function migrate(db: Database.Database, latest = LATEST_SCHEMA): number {
  const found = numberOf(db, 'user_version');
  if (found > latest) {
    throw new Error(
      `The database has schema ${found}, but this release knows schemas up to ${latest}. ` +
        'Start the release that wrote it, or a newer one, or restore the backup made before the upgrade.',
    );
  }
  const id = numberOf(db, 'application_id');
  if (id !== APPLICATION_ID && (id !== 0 || !isEmpty(db))) {
    throw new Error('The database belongs to another program. Point DATA_DIR at a folder of its own.');
  }
  for (let version = found; version < latest; version += 1) {
    db.exec('BEGIN IMMEDIATE');
    try {
      db.exec(MIGRATIONS[version] ?? '');
      db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version + 1}; COMMIT`);
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }
  return latest - found;
}

/** "CRLN". */
const APPLICATION_ID = 0x43_52_4c_4e;

/**
 * Step n leads from schema n to n + 1; one that was released is never edited.
 *
 * Conversations have a number of their own, which their messages and outbox items refer to: a fifth of a UUID's size.
 * Their messages are chained, from `last` by `previous`.
 * Every index costs each turn a page of the log, so there is none that no method of the port asks for.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE conversations (
    n INTEGER PRIMARY KEY,
    workspace TEXT NOT NULL,
    id TEXT NOT NULL,
    brand TEXT NOT NULL,
    phone TEXT NOT NULL,
    rev INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    wake_at INTEGER,
    last INTEGER,
    doc TEXT NOT NULL
  );
  CREATE UNIQUE INDEX conversations_id ON conversations (id, workspace);
  CREATE UNIQUE INDEX conversations_contact ON conversations (phone, brand, workspace);
  CREATE INDEX conversations_changed ON conversations (workspace, updated_at);
  CREATE INDEX conversations_wake ON conversations (wake_at) WHERE wake_at IS NOT NULL;

  CREATE TABLE messages (
    n INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL,
    previous INTEGER,
    id TEXT NOT NULL,
    direction TEXT NOT NULL,
    state TEXT NOT NULL,
    fault TEXT,
    doc TEXT NOT NULL
  );
  CREATE UNIQUE INDEX messages_sent ON messages (id, conversation) WHERE direction = 'out';

  CREATE TABLE outbox (
    n INTEGER PRIMARY KEY,
    workspace TEXT NOT NULL,
    conversation INTEGER NOT NULL,
    id TEXT NOT NULL,
    lane TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    parked_at INTEGER,
    fault TEXT,
    work TEXT NOT NULL
  );
  CREATE UNIQUE INDEX outbox_conversation ON outbox (conversation, id);
  CREATE INDEX outbox_due ON outbox (due_at, conversation) WHERE parked_at IS NULL;
  CREATE INDEX outbox_parked ON outbox (workspace, parked_at, id) WHERE parked_at IS NOT NULL;
  CREATE INDEX outbox_parked_id ON outbox (id) WHERE parked_at IS NOT NULL;

  CREATE TABLE seen (
    key TEXT PRIMARY KEY,
    at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX seen_at ON seen (at);

  CREATE TABLE records (
    n INTEGER PRIMARY KEY,
    workspace TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    rev INTEGER NOT NULL,
    data TEXT NOT NULL
  );
  CREATE UNIQUE INDEX records_key ON records (workspace, kind, key);

  CREATE TABLE probe (n INTEGER PRIMARY KEY, filler BLOB NOT NULL);
  `,
  // A message leaves by one channel or another, and an item knows by which. Made anew rather than added to, so that a
  // receipt finds the channel before the long text of the row, which may lie on pages of its own.
  `
  CREATE TABLE new_messages (
    n INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL,
    previous INTEGER,
    id TEXT NOT NULL,
    direction TEXT NOT NULL,
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    fault TEXT,
    fate TEXT,
    doc TEXT NOT NULL
  );
  INSERT INTO new_messages
    SELECT n, conversation, previous, id, direction, json_extract(doc, '$.channel'), state, fault, NULL,
      json_remove(doc, '$.channel')
    FROM messages ORDER BY n;
  DROP TABLE messages;
  ALTER TABLE new_messages RENAME TO messages;
  CREATE UNIQUE INDEX messages_sent ON messages (id, conversation) WHERE direction = 'out';

  CREATE TABLE new_outbox (
    n INTEGER PRIMARY KEY,
    workspace TEXT NOT NULL,
    conversation INTEGER NOT NULL,
    id TEXT NOT NULL,
    lane TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    via TEXT,
    asked_at INTEGER,
    due_at INTEGER NOT NULL,
    parked_at INTEGER,
    fault TEXT,
    work TEXT NOT NULL
  );
  INSERT INTO new_outbox
    SELECT n, workspace, conversation, id, lane, attempts, NULL, NULL, due_at, parked_at, fault, work
    FROM outbox ORDER BY n;
  DROP TABLE outbox;
  ALTER TABLE new_outbox RENAME TO outbox;
  CREATE UNIQUE INDEX outbox_conversation ON outbox (conversation, id);
  CREATE INDEX outbox_due ON outbox (due_at, conversation) WHERE parked_at IS NULL;
  CREATE INDEX outbox_parked ON outbox (workspace, parked_at, id) WHERE parked_at IS NOT NULL;
  CREATE INDEX outbox_parked_id ON outbox (id) WHERE parked_at IS NOT NULL;
  `,
  // What people have is found by who holds it; a turn of the bot, who holds nothing, writes to no index for it.
  `
  ALTER TABLE conversations ADD COLUMN holder TEXT;
  ALTER TABLE conversations ADD COLUMN place INTEGER;
  UPDATE conversations SET
    holder = json_extract(doc, '$.owner.kind') || ':' ||
      coalesce(json_extract(doc, '$.owner.queue'), json_extract(doc, '$.owner.operator')),
    place = 200000000000000 + json_extract(doc, '$.owner.since')
    WHERE json_extract(doc, '$.owner.kind') <> 'bot';
  CREATE INDEX conversations_held ON conversations (holder, workspace, place, id) WHERE holder IS NOT NULL;

  ALTER TABLE outbox ADD COLUMN voice INTEGER;
  `,
  // What was seen last, in the order it came; see sqlite-seen.ts.
  `
  CREATE TABLE seen_lately (n INTEGER PRIMARY KEY, key TEXT NOT NULL, at INTEGER NOT NULL);
  `,
];

/** The schema of this release. */
export const LATEST_SCHEMA = MIGRATIONS.length;

function numberOf(db: Database.Database, pragma: 'user_version' | 'application_id'): number {
  const row = db.prepare(`PRAGMA ${pragma}`).raw().get([]) as [number];
  return row[0];
}

function isEmpty(db: Database.Database): boolean {
  return db.prepare('SELECT 1 FROM sqlite_master LIMIT 1').raw().get([]) === undefined;
}
