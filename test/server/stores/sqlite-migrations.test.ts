import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSqliteStore, openSqliteStore } from '../../../server/stores/sqlite.ts';
import { openSqliteFile } from '../../../server/stores/sqlite-file.ts';
import { LATEST_SCHEMA, migrate } from '../../../server/stores/sqlite-migrations.ts';
import {
  AT,
  sampleConversation,
  sampleItem,
  sampleLine,
  sampleReceipt,
  sampleTurn,
} from '../../contracts/store-samples.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carillon-migrations-'));
  path = join(folder, 'carillon.sqlite');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** The tables, indexes and their SQL, without the spaces that tell nothing. */
function schemaOf(db: Database.Database): unknown[] {
  const rows = db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name').raw().all([]);
  return (rows as (string | null)[][]).map((row) => row.map((text) => text?.replace(/\s+/g, ' ')));
}

describe('a file of schema 1', () => {
  /** Rows as the release that knew schema 1 wrote them. */
  const rows = `
    INSERT INTO conversations (n, workspace, id, brand, phone, rev, updated_at, wake_at, last, doc) VALUES
      (7, 'main', 'c-1', 'garage', '+33600000001', 3, ${AT}, NULL, 5,
       '{"channel":"rbm","locale":"en","optedOut":false,"owner":{"kind":"bot"},"timers":[],"createdAt":${AT}}');
    INSERT INTO messages (n, conversation, previous, id, direction, state, fault, doc) VALUES
      (2, 7, NULL, 'in', 'in', 'received', NULL,
       '{"at":${AT},"channel":"sms","remoteId":"r/1","content":{"kind":"text","text":"Is \\"€\\" \\\\ \\ud83d\\ude00?"}}'),
      (4, 7, 2, 'a', 'out', 'sent', NULL,
       '{"at":${AT},"channel":"rbm","content":{"kind":"text","text":"line a","suggestions":[]},"author":{"kind":"bot","node":"greet"}}'),
      (5, 7, 4, 'b', 'out', 'failed', '{"code":"refused","detail":"Why."}',
       '{"at":${AT},"channel":"rbm","content":{"kind":"text","text":"line b","suggestions":[]},"author":{"kind":"bot","node":"greet"}}');
    INSERT INTO outbox (n, workspace, conversation, id, lane, attempts, due_at, parked_at, fault, work) VALUES
      (3, 'main', 7, 'c', 'say', 2, ${AT + 1}, NULL, NULL,
       '{"kind":"send","message":{"kind":"text","text":"line c","suggestions":[]},"traffic":"transaction"}'),
      (9, 'main', 7, 'b', 'say', 1, ${AT}, ${AT + 2}, '{"code":"refused","detail":"Why."}',
       '{"kind":"send","message":{"kind":"text","text":"line b","suggestions":[]},"traffic":"transaction"}');
  `;

  function write(): void {
    const db = new Database(path);
    expect(migrate(db, 1)).toBe(1);
    db.exec(rows.replaceAll('\\ud83d\\ude00', '😀'));
    db.close();
  }

  test('opens with all that was in it, and takes turns, receipts and settlements', async () => {
    write();
    const said: object[] = [];
    const store = openSqliteStore({ path, log: { info: (fields) => said.push(fields), error: () => {} } });
    expect(said).toEqual([{ path, steps: LATEST_SCHEMA - 1 }]);
    const { conversations } = store;
    const stored = sampleConversation({ rev: 3 });
    const place = { workspace: 'main', id: 'c-1' };
    expect(await conversations.get('main', 'c-1')).toEqual(stored);
    const heard = sampleLine(place, 'in', {
      direction: 'in',
      state: 'received',
      channel: 'sms',
      remoteId: 'r/1',
      author: undefined,
      content: { kind: 'text', text: 'Is "€" \\ 😀?' },
    });
    const fault = { code: 'refused', detail: 'Why.' };
    const said1 = sampleLine(place, 'a', { state: 'sent' });
    const said2 = sampleLine(place, 'b', { state: 'failed', fault });
    expect((await conversations.thread('main', 'c-1', { limit: 9 })).items).toEqual([heard, said1, said2]);
    expect(await conversations.message('main', 'b')).toEqual(said2);
    expect(await conversations.pending('main', 'c-1')).toEqual([
      sampleItem(place, 'c', { attempts: 2, dueAt: AT + 1 }),
    ]);
    expect((await conversations.parked('main', { limit: 9 })).items).toEqual([
      sampleItem(place, 'b', { attempts: 1, parked: { at: AT + 2, ...fault } }),
    ]);

    expect(await conversations.mark('main', 'a', sampleReceipt('read', { channel: 'sms' }))).toBe('late');
    expect(await conversations.mark('main', 'a', sampleReceipt('delivered'))).toBe('marked');
    expect(await conversations.unpark('main', 'b', AT)).toBe(true);
    const asking = { workspace: 'main', conversation: 'c-1', item: 'b', outcome: 'asking', at: AT } as const;
    await conversations.settle({ ...asking, message: { at: AT, channel: 'sms' } });
    expect((await conversations.message('main', 'b'))?.channel).toBe('sms');
    const next = sampleTurn(stored, { messages: [sampleLine(place, 'd')], outbox: [sampleItem(place, 'd')] });
    expect(await conversations.commit(next)).toBe('committed');
    const { items } = await conversations.thread('main', 'c-1', { limit: 9 });
    expect(items.map(({ id, state }) => [id, state])).toEqual([
      ['in', 'received'],
      ['a', 'delivered'],
      ['b', 'queued'],
      ['d', 'queued'],
    ]);
    const waiting = await conversations.pending('main', 'c-1');
    expect(waiting.map(({ id, askedAt }) => [id, askedAt])).toEqual([
      ['c', undefined],
      ['b', AT],
      ['d', undefined],
    ]);
    await store.close();
  });

  test('becomes the same tables as a new file has', async () => {
    write();
    const { db } = openSqliteFile(path);
    const { db: fresh } = openSqliteFile(join(folder, 'fresh.sqlite'));
    expect(schemaOf(db)).toEqual(schemaOf(fresh));
    expect(db.prepare('PRAGMA integrity_check').raw().get([])).toEqual(['ok']);
    db.close();
    fresh.close();
  });

  test('that a step fails in stays as it was, and opens once the reason is gone', async () => {
    write();
    const db = new Database(path);
    db.exec('CREATE TABLE new_outbox (a)');
    const before = schemaOf(db);
    expect(() => migrate(db)).toThrow(/new_outbox/);
    expect(schemaOf(db)).toEqual(before);
    expect(db.prepare('PRAGMA user_version').raw().get([])).toEqual([1]);
    db.exec('DROP TABLE new_outbox');
    expect(migrate(db)).toBe(LATEST_SCHEMA - 1);
    const store = createSqliteStore(db);
    expect(await store.conversations.pending('main', 'c-1')).toHaveLength(1);
    await store.close();
  });
});
