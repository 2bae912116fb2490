import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store, Turn } from '../../../server/stores/port.ts';
import { createSqliteStore } from '../../../server/stores/sqlite.ts';
import { openSqliteFile } from '../../../server/stores/sqlite-file.ts';
import {
  sampleConversation,
  sampleItem,
  sampleLine,
  sampleReceipt,
  sampleTurn,
} from '../../contracts/store-samples.ts';

let folder: string;
let path: string;
let db: Database.Database;
let store: Store;
/** Every statement the store prepares, and everything it runs outside of them. */
let prepared: string[];
let executed: string[];
let said: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carillon-faults-'));
  path = join(folder, 'carillon.sqlite');
  db = openSqliteFile(path).db;
  prepared = [];
  executed = [];
  said = [];
  const { prepare, exec } = db;
  db.prepare = ((sql: string) => {
    prepared.push(sql);
    return prepare.call(db, sql);
  }) as typeof prepare;
  db.exec = (sql) => {
    executed.push(sql);
    return exec.call(db, sql);
  };
  store = createSqliteStore(db, {
    info: (_, text) => said.push(text),
    error: (_, text) => said.push(text),
  });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

function turn(n: number): Turn {
  const conversation = sampleConversation({ id: `c-${n}`, phone: `+336${String(n).padStart(8, '0')}` });
  return sampleTurn(conversation, {
    seen: `s-${n}`,
    messages: [
      sampleLine(conversation, `m-${n}`, {
        content: { kind: 'text', text: 'x'.repeat(2000), suggestions: [] },
      }),
    ],
    outbox: [sampleItem(conversation, `m-${n}`)],
  });
}

const refused = { code: 'storage_unavailable' };
const commits = () => executed.filter((sql) => sql === 'COMMIT').length;

describe('group commit', () => {
  test('turns that arrive together wait for the disk once', async () => {
    await Promise.all(Array.from({ length: 32 }, (_, n) => store.conversations.commit(turn(n))));
    expect(commits()).toBe(1);
  });

  test('of more than a few, half waits for the next, so that there is always something to write', async () => {
    await Promise.all(Array.from({ length: 200 }, (_, n) => store.conversations.commit(turn(n))));
    // 100, 50, 32, 18.
    expect(commits()).toBe(4);
  });

  test('settlements, receipts and records share it with turns', async () => {
    await store.conversations.commit(turn(0));
    const named = { workspace: 'main', conversation: 'c-0', item: 'm-0' };
    await Promise.all([
      store.conversations.commit(turn(1)),
      store.conversations.settle({ ...named, outcome: 'done' }),
      store.conversations.mark('main', 'm-0', sampleReceipt('read')),
      store.records.insert('main', 'k', 'k', 1),
    ]);
    expect(commits()).toBe(2);
  });

  test('is bounded, so that others get the event loop in between', async () => {
    let between = 0;
    const tick = () => {
      between += 1;
      if (open) setImmediate(tick);
    };
    let open = true;
    setImmediate(tick);
    await Promise.all(Array.from({ length: 1000 }, (_, n) => store.conversations.commit(turn(n))));
    open = false;
    // 256, 256, 244, 122, 61, 32, 29.
    expect(commits()).toBe(7);
    expect(between).toBeGreaterThanOrEqual(6);
  });

  test('a write the database refuses for its own sake does not take others with it', async () => {
    const broken = turn(1);
    // Not a number is stored as NULL, which this column does not take.
    broken.conversation.updatedAt = Number.NaN;
    const outcomes = await Promise.allSettled([
      store.conversations.commit(turn(0)),
      store.conversations.commit(broken),
      store.conversations.commit(turn(2)),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await store.conversations.get('main', 'c-1')).toBeUndefined();
    expect(await store.conversations.get('main', 'c-2')).toBeDefined();
    // Nothing of it may stay in an open transaction, where reads would see it.
    await expect(store.conversations.commit(broken)).rejects.toThrow();
    expect(db.inTransaction).toBe(false);
  });
});

describe('a full disk', () => {
  test('refuses turns with nothing half written, answers reads, and takes turns again when there is room', async () => {
    await store.conversations.commit(turn(0));
    const pages = (db.prepare('PRAGMA page_count').raw().get([]) as [number])[0];
    db.exec(`PRAGMA max_page_count = ${pages + 40}`);
    const committed: number[] = [0];
    let next = 1;
    // Twenty at a time while they fit, then one by one, until not one more does.
    for (const size of [20, 1]) {
      let refusals = 0;
      while (refusals === 0) {
        const batch = Array.from({ length: size }, () => next++);
        const outcomes = await Promise.allSettled(batch.map((n) => store.conversations.commit(turn(n))));
        for (const [i, outcome] of outcomes.entries()) {
          if (outcome.status === 'fulfilled') {
            committed.push(batch[i] ?? -1);
          } else {
            refusals += 1;
            expect(outcome.reason).toMatchObject(refused);
          }
        }
      }
      // What shares a transaction shares its end.
      expect(refusals).toBe(size);
    }
    const last = next - 1;
    expect(committed.length).toBeGreaterThan(20);
    await expect(store.ping()).rejects.toMatchObject(refused);
    expect(await store.conversations.get('main', 'c-0')).toBeDefined();

    db.exec('PRAGMA max_page_count = 1000000');
    await store.ping();
    expect(await store.conversations.commit(turn(1000))).toBe('committed');
    committed.push(1000);
    // Nothing that was refused left a trace: its conversation, its line, its item and its id may all come again.
    const { items } = await store.conversations.list('main', { limit: 1000 });
    expect(items.map((one) => one.id).sort()).toEqual(committed.map((n) => `c-${n}`).sort());
    expect(await store.conversations.commit(turn(last))).toBe('committed');
    expect((await store.conversations.thread('main', `c-${last}`, { limit: 5 })).items).toHaveLength(1);
    expect(db.prepare('PRAGMA integrity_check').raw().get([])).toEqual(['ok']);
    expect(said[0]).toBe('Something could not be stored and was refused.');
    expect(said.at(-1)).toBe('Storing works again.');
  });
});

describe('a file held by another process', () => {
  test('refuses turns until it is let go, and answers reads meanwhile', async () => {
    await store.conversations.commit(turn(0));
    db.exec('PRAGMA busy_timeout = 20');
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    await expect(store.conversations.commit(turn(1))).rejects.toMatchObject(refused);
    await expect(store.ping()).rejects.toMatchObject(refused);
    expect(await store.conversations.get('main', 'c-0')).toBeDefined();
    other.exec('ROLLBACK');
    other.close();
    expect(await store.conversations.commit(turn(1))).toBe('committed');
  });
});

describe('the cost of every statement', () => {
  test('does not grow with the number of conversations: it seeks in an index', () => {
    // Sorted in memory are only the items that wait in one conversation, and the lines of one page.
    const sorted = prepared.filter((sql) => plan(sql).some((line) => line.includes('TEMP B-TREE')));
    expect(sorted.filter((sql) => !/WHERE o\.conversation =|WITH RECURSIVE line/.test(sql))).toEqual([]);
    expect(sorted.length).toBeGreaterThan(0);
    // The list of what was seen lately is short by itself.
    const short = /^SCAN (?!given|line|chain|fresh|asked|seen_lately|\d+ CONSTANT|CONSTANT)/;
    const scanning = prepared.filter((sql) => plan(sql).some((line) => short.test(line)));
    expect(scanning).toEqual([]);
    expect(prepared.length).toBeGreaterThan(25);
  });

  test('that reads everything would be noticed', () => {
    expect(plan('SELECT doc FROM conversations WHERE rev = 1')[0]).toMatch(/^SCAN/);
  });

  function plan(sql: string): string[] {
    const rows = new Database(path).prepare(`EXPLAIN QUERY PLAN ${sql}`).raw().all([]) as unknown[][];
    return rows.map((row) => String(row[3]));
  }
});
