import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteFile } from '../../../server/stores/sqlite-file.ts';
import { createSeen, type Seen } from '../../../server/stores/sqlite-seen.ts';

let folder: string;
let db: Database.Database;
let seen: Seen;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carillon-seen-'));
  db = open();
  seen = createSeen(db);
});
afterEach(async () => {
  db.close();
  await rm(folder, { recursive: true });
});

function open(): Database.Database {
  return openSqliteFile(join(folder, 'carillon.sqlite')).db;
}

/** Keys from one number up to another, in no order of their own. */
function keys(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => `${((from + i) * 7919) % 100_003}-${from + i}`);
}

function within<T>(connection: Database.Database, work: () => T, end = 'COMMIT'): T {
  connection.exec('BEGIN IMMEDIATE');
  const result = work();
  connection.exec(end);
  return result;
}

function add(from: number, to: number): void {
  for (let next = from; next < to; next += 64) {
    const some = keys(next, Math.min(next + 64, to));
    within(db, () => seen.add(some.map((key, i) => [key, next + i])));
  }
}

const rowsIn = (table: string) => (db.prepare(`SELECT count(*) FROM ${table}`).raw().get([]) as [number])[0];

describe('inbound ids in SQLite', () => {
  test('are all known, whether listed or filed, and after the file was opened again', () => {
    add(0, 5000);
    expect(rowsIn('seen_lately')).toBeLessThan(4096);
    expect(rowsIn('seen_lately') + rowsIn('seen')).toBe(5000);
    const asked = keys(0, 5100);
    expect(within(db, () => seen.among(asked))).toEqual(new Set(keys(0, 5000)));

    db.close();
    db = open();
    seen = createSeen(db);
    expect(within(db, () => seen.among(asked))).toEqual(new Set(keys(0, 5000)));
  });

  test('that a transaction listed or filed before it was rolled back are not known', () => {
    add(0, 4000);
    within(db, () => seen.add(keys(4000, 4050).map((key) => [key, 1])), 'ROLLBACK');
    seen.undone();
    expect(within(db, () => seen.among(keys(0, 4100)))).toEqual(new Set(keys(0, 4000)));

    within(db, () => seen.add(keys(4000, 4200).map((key) => [key, 1])), 'ROLLBACK');
    seen.undone();
    expect(within(db, () => seen.among(keys(0, 4300)))).toEqual(new Set(keys(0, 4000)));
    expect(rowsIn('seen_lately')).toBe(4000);
  });

  test('that another connection wrote are known at once', () => {
    add(0, 10);
    const other = open();
    const theirs = createSeen(other);
    expect(within(other, () => theirs.among(keys(0, 20)).size)).toBe(10);
    within(other, () => theirs.add(keys(10, 15).map((key) => [key, 1])));
    expect(within(db, () => seen.among(keys(0, 20)))).toEqual(new Set(keys(0, 15)));
    other.close();
  });

  test('are forgotten by their time, the listed ones too, a few at a time', () => {
    add(0, 200);
    expect(within(db, () => seen.forget(150, 100))).toBe(100);
    expect(within(db, () => seen.forget(150, 100))).toBe(50);
    expect(within(db, () => seen.forget(150, 100))).toBe(0);
    expect(within(db, () => seen.among(keys(0, 200)))).toEqual(new Set(keys(150, 200)));
  });
});
