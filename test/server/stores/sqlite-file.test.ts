import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../../server/stores/sqlite.ts';
import { openSqliteFile } from '../../../server/stores/sqlite-file.ts';

describe('the database file', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'carillon-file-'));
    path = join(folder, 'deep', 'down', 'carillon.sqlite');
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  const pragma = (db: Database.Database, name: string) => db.prepare(`PRAGMA ${name}`).raw().get([]);

  test('is made with its folder, for its owner alone', async () => {
    const store = openSqliteStore({ path });
    await store.records.insert('main', 'k', 'k', 1);
    for (const name of await readdir(join(folder, 'deep', 'down'))) {
      expect((await stat(join(folder, 'deep', 'down', name))).mode & 0o077).toBe(0);
    }
    await store.close();
  });

  test('waits for the disk at every commit', () => {
    const { db } = openSqliteFile(path);
    expect(pragma(db, 'journal_mode')).toEqual(['wal']);
    expect(pragma(db, 'synchronous')).toEqual([2]);
    db.close();
  });

  test('is migrated once, and says so', async () => {
    const said: object[] = [];
    const log = { info: (fields: object) => said.push(fields), error: () => {} };
    await openSqliteStore({ path, log }).close();
    await openSqliteStore({ path, log }).close();
    expect(said).toEqual([{ path, steps: expect.any(Number) }]);
  });

  test('leaves no log behind when it is closed', async () => {
    const store = openSqliteStore({ path });
    await store.records.insert('main', 'k', 'k', 1);
    await store.close();
    expect((await stat(`${path}-wal`).catch(() => ({ size: 0 }))).size).toBe(0);
  });

  test('of a newer release is refused with what to do, and left as it was', () => {
    const { db } = openSqliteFile(path);
    db.exec('PRAGMA user_version = 999');
    db.close();
    expect(() => openSqliteStore({ path })).toThrow(/schema 999.*newer/);
    const raw = new Database(path);
    expect(pragma(raw, 'user_version')).toEqual([999]);
    raw.close();
  });

  test('of another program is refused and left as it was', () => {
    const other = join(folder, 'other.sqlite');
    const raw = new Database(other);
    raw.exec('CREATE TABLE theirs (a)');
    expect(() => openSqliteStore({ path: other })).toThrow(/another program/);
    expect(raw.prepare('SELECT name FROM sqlite_master').raw().all([])).toEqual([['theirs']]);
    raw.close();
  });

  test('that is no database, or no file, is refused with a sentence', async () => {
    const text = join(folder, 'notes.txt');
    await writeFile(text, 'This is a text file, and longer than the head of a database by far. '.repeat(20));
    expect(() => openSqliteStore({ path: text })).toThrow(/cannot be used.*not a database/);
    expect(() => openSqliteStore({ path: folder })).toThrow(/cannot be used/);
  });
});
