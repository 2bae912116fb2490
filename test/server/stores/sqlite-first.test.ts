import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { firstRow } from '../../../server/stores/sqlite-first.ts';

let folder: string;
let db: Database.Database;
let other: Database.Database;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carillon-first-'));
  const path = join(folder, 'first.sqlite');
  db = new Database(path);
  other = new Database(path);
  db.exec('CREATE TABLE people (phone TEXT); INSERT INTO people VALUES (1), (2); PRAGMA busy_timeout = 1');
});
afterEach(async () => {
  db.close();
  other.close();
  await rm(folder, { recursive: true });
});

test('the first row is given as an array, or nothing', () => {
  const find = db.prepare('SELECT phone FROM people WHERE phone >= ? ORDER BY phone').raw();
  expect(firstRow(find, ['1'])).toEqual(['1']);
  expect(firstRow(find, ['3'])).toBeUndefined();
});

test('a read that fails once answers the next question, and not the one it failed at', () => {
  const find = db.prepare('SELECT phone FROM people WHERE phone = ?').raw();
  // Without a write-ahead log a writer that finishes holds readers off.
  other.exec('BEGIN EXCLUSIVE');
  expect(() => firstRow(find, ['1'])).toThrow(/locked/);
  other.exec('ROLLBACK');
  expect(firstRow(find, ['2'])).toEqual(['2']);
  expect(firstRow(find, ['1'])).toEqual(['1']);
});
