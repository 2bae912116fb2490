import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import Database from 'libsql';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../../server/stores/port.ts';
import { openThreadedSqliteStore } from '../../../server/stores/sqlite.ts';
import { storeContract } from '../../contracts/store-contract.ts';
import { sampleConversation, sampleItem, sampleLine, sampleTurn } from '../../contracts/store-samples.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const thread = pathToFileURL(join(root, 'dist/threaded/server/stores/sqlite-thread.js'));

beforeAll(async () => {
  // The thread is a file that Node runs, and Node runs JavaScript.
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [compiler, '-p', join(root, 'test/server/stores/threaded')]);
});

const died = (error: Error) => {
  throw error;
};

storeContract('SQLite, written to in a thread', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'carillon-threaded-'));
  const path = join(folder, 'carillon.sqlite');
  let store = await openThreadedSqliteStore({ path, thread }, died);
  return {
    store,
    async reopen() {
      await store.close();
      store = await openThreadedSqliteStore({ path, thread }, died);
      return store;
    },
    async dispose() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
});

describe('a store that writes in a thread of its own', () => {
  let folder: string;
  let path: string;
  let store: Store;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'carillon-threaded-'));
    path = join(folder, 'carillon.sqlite');
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  const turn = (n: number) => {
    const conversation = sampleConversation({ id: `c-${n}`, phone: `+336${String(n).padStart(8, '0')}` });
    return sampleTurn(conversation, { seen: `s-${n}`, messages: [sampleLine(conversation, `m-${n}`)] });
  };

  test('waits there while another process holds the file: here everything goes on, and is told at the end', async () => {
    store = await openThreadedSqliteStore({ path, thread }, died);
    await store.conversations.commit(turn(0));
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    let refusal: unknown;
    const refused = store.conversations.commit(turn(1)).catch((error: unknown) => {
      refusal = error;
    });
    let reads = 0;
    for (; refusal === undefined; reads += 1) {
      expect(await store.conversations.get('main', 'c-0')).toBeDefined();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await refused;
    expect(refusal).toMatchObject({ code: 'storage_unavailable' });
    // Had it waited here, there would have been none in between.
    expect(reads).toBeGreaterThan(10);
    await expect(store.ping()).rejects.toMatchObject({ code: 'storage_unavailable' });
    other.exec('ROLLBACK');
    other.close();
    await store.ping();
    expect(await store.conversations.commit(turn(1))).toBe('committed');
  });

  test('refuses what cannot be written, and that alone', async () => {
    store = await openThreadedSqliteStore({ path, thread }, died);
    const broken = turn(1);
    // Not a number is stored as NULL, which this column does not take.
    broken.conversation.updatedAt = Number.NaN;
    const outcomes = await Promise.allSettled(
      [0, 1, 2].map((n) => store.conversations.commit(n === 1 ? broken : turn(n))),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await store.conversations.get('main', 'c-1')).toBeUndefined();
    expect(await store.conversations.get('main', 'c-2')).toBeDefined();
  });

  test('reads what was written last, also while more is due than it was asked for', async () => {
    store = await openThreadedSqliteStore({ path, thread }, died);
    const { conversations } = store;
    for (let n = 0; n < 250; n += 1) {
      const one = turn(n);
      await conversations.commit({ ...one, outbox: [sampleItem(one.conversation, `m-${n}`, { dueAt: 1 })] });
    }
    expect(await conversations.due(2, 3)).toHaveLength(3);
    const { conversation } = turn(7);
    await conversations.commit({ conversation: { ...conversation, rev: 1 }, messages: [], outbox: [] });
    expect((await conversations.get('main', 'c-7'))?.rev).toBe(2);
    const named = { workspace: 'main', conversation: 'c-8', item: 'm-8' };
    await conversations.settle({ ...named, outcome: 'done' });
    expect(await conversations.pending('main', 'c-8')).toEqual([]);
  });

  test('writes what was asked for before it is closed, leaves no log, and refuses the rest', async () => {
    store = await openThreadedSqliteStore({ path, thread }, died);
    const asked = Array.from({ length: 300 }, (_, n) => store.conversations.commit(turn(n)));
    const closed = Promise.all([store.close(), store.close()]);
    await expect(store.conversations.commit(turn(300))).rejects.toMatchObject({
      code: 'storage_unavailable',
    });
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['committed']));
    await closed;
    const raw = new Database(path);
    expect(raw.prepare('SELECT count(*) FROM conversations').raw().get([])).toEqual([300]);
    raw.close();
  });

  test('says when the thread ends by itself: what was asked for is refused, and so is what comes later', async () => {
    const mortal = join(folder, 'mortal.mjs');
    await writeFile(
      mortal,
      `import { parentPort } from 'node:worker_threads';
       parentPort.on('message', () => { throw new Error('The disk is on fire.'); });
       parentPort.postMessage('ready');`,
    );
    const deaths: string[] = [];
    store = await openThreadedSqliteStore({ path, thread: pathToFileURL(mortal) }, ({ message }) => {
      deaths.push(message);
    });
    await expect(store.conversations.commit(turn(0))).rejects.toThrow('The disk is on fire.');
    expect(deaths).toEqual(['The disk is on fire.']);
    await expect(store.conversations.commit(turn(1))).rejects.toThrow();
  });

  test('does not start where its thread does not', async () => {
    store = await openThreadedSqliteStore({ path, thread }, died);
    const missing = pathToFileURL(join(folder, 'missing.mjs'));
    await expect(openThreadedSqliteStore({ path, thread: missing }, died)).rejects.toThrow(/missing/);
  });
});
