import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../../server/clock.ts';
import { progressLine } from '../../../../server/migrate-store.ts';
import { openMongoStore } from '../../../../server/stores/mongo.ts';
import { openMongoTarget } from '../../../../server/stores/move/mongo-target.ts';
import { move, type Progress, type Target } from '../../../../server/stores/move/move.ts';
import { openSqliteSource } from '../../../../server/stores/move/sqlite-source.ts';
import type { Page, PageRequest, Store } from '../../../../server/stores/port.ts';
import { openSqliteStore } from '../../../../server/stores/sqlite.ts';
import {
  AT,
  sampleConversation,
  sampleItem,
  sampleLine,
  sampleReceipt,
  sampleTurn,
} from '../../../contracts/store-samples.ts';
import { freshDatabase, type MongoServer, missingMongo, startMongo } from '../../../servers/mongo/server.ts';

const missing = await missingMongo();
const CONVERSATIONS = 130;
const RECORDS = 2200;

/** Fills a store with all that a store can hold. */
async function fill({ conversations, records }: Store): Promise<void> {
  const workspaces = ['main', 'other'];
  await Promise.all(
    Array.from({ length: CONVERSATIONS }, async (_, i) => {
      const workspace = workspaces[i % 2] ?? '';
      const first = sampleConversation({
        workspace,
        id: `c-${i}`,
        phone: `+336000${String(i).padStart(5, '0')}`,
        updatedAt: AT + i,
        timers: i % 3 === 0 ? [{ token: 't', at: AT + 1000 + i }] : [],
        ...(i % 5 === 0 && { choices: [{ label: 'Ja 😀', data: 'yes' }] }),
        ...(i % 7 === 0 && { owner: { kind: 'operator' as const, operator: 'ada', since: AT } }),
      });
      // One conversation has more in its outbox than others.
      const ids = Array.from({ length: i === 0 ? 40 : (i % 4) + 1 }, (_, n) => `m-${i}-${n}`);
      const heard = sampleLine(first, `in-${i}`, {
        direction: 'in',
        state: 'received',
        author: undefined,
        remoteId: 'r/1',
      });
      const said = ids.map((id) => sampleLine(first, id));
      const turn = sampleTurn(first, {
        seen: `s-${i}`,
        messages: [heard, ...said],
        outbox: ids.map((id) => sampleItem(first, id)),
      });
      await conversations.commit(turn);
      await conversations.commit(
        sampleTurn({ ...first, rev: 1, locale: 'fr' }, { messages: [sampleLine(first, `n-${i}`)] }),
      );
      const [item = '', second] = ids;
      const named = { workspace, conversation: first.id, item };
      const because = [{ at: AT, code: 'rcs_unreachable' }];
      const message = { at: AT, state: 'sent' as const, because };
      if (i % 2 === 0)
        await conversations.settle({
          ...named,
          message,
          outcome: 'again',
          lane: 'watch',
          dueAt: AT + i,
          attempts: 1,
        });
      else
        await conversations.settle({
          ...named,
          message,
          outcome: 'parked',
          at: AT + i,
          attempts: 2,
          code: 'x',
          detail: 'y',
        });
      if (second !== undefined) await conversations.mark(workspace, second, sampleReceipt('delivered'));
    }),
  );
  await Promise.all(
    Array.from({ length: RECORDS }, (_, i) =>
      records.insert(i % 3 ? 'main' : 'other', i % 2 ? 'flow' : 'slot', `k/${i % 10}é/${i}`, {
        n: i,
        'a.b': ['$', null],
      }),
    ),
  );
  await records.update('other', 'slot', 'k/0é/0', 1, { n: 'changed' });
}

async function all<T>(read: (page: PageRequest) => Promise<Page<T>>): Promise<T[]> {
  const found: T[] = [];
  let page: PageRequest | undefined = { limit: 500 };
  while (page) {
    const { items, cursor } = await read(page);
    found.push(...items);
    page = cursor === undefined ? undefined : { limit: 500, cursor };
  }
  return found;
}

/** Everything that can be read of a store. */
async function everything({ conversations, records }: Store): Promise<unknown> {
  const spaces = await Promise.all(
    ['main', 'other'].map(async (workspace) => {
      const listed = await all((page) => conversations.list(workspace, page));
      return {
        listed,
        threads: await Promise.all(
          listed.map(({ id }) => all((page) => conversations.thread(workspace, id, page))),
        ),
        pending: await Promise.all(listed.map(({ id }) => conversations.pending(workspace, id))),
        parked: await all((page) => conversations.parked(workspace, page)),
        holders: await conversations.holders(workspace),
        records: await Promise.all(
          ['flow', 'slot'].map((kind) => all((page) => records.list(workspace, kind, page))),
        ),
      };
    }),
  );
  const due = new Set((await conversations.due(AT + 5000, 10_000)).map((one) => JSON.stringify(one)));
  return { spaces, due, next: [await conversations.nextDue(0), await conversations.nextDue(AT + 60)] };
}

describe.skipIf(missing)('moving the embedded store to MongoDB', () => {
  let server: MongoServer;
  let folder: string;
  let path: string;
  let content: unknown;
  let database: ReturnType<typeof freshDatabase>;

  beforeAll(async () => {
    server = await startMongo();
    folder = await mkdtemp(join(tmpdir(), 'carillon-move-'));
    path = join(folder, 'carillon.db');
    const store = openSqliteStore({ path });
    await fill(store);
    content = await everything(store);
    await store.close();
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await server.stop();
  });
  beforeEach(() => {
    database = freshDatabase(server);
  });
  afterEach(async () => {
    await database.drop();
  });

  const options = () => ({ url: database.url, allowStandalone: server.isStandalone, clock: systemClock });

  /** Moves once; `change` makes another target of it. */
  async function run(change = (target: Target) => target, onProgress = (_: Progress) => {}) {
    const source = openSqliteSource(path);
    const target = await openMongoTarget(options());
    try {
      return await move(source, change(target), onProgress);
    } finally {
      await target.close();
      await source.close();
    }
  }

  /** The target fails at the nth mark of how far it has come. */
  function failingAt(nth: number) {
    let left = nth;
    return (target: Target): Target => ({
      ...target,
      async reached(part, after) {
        left -= 1;
        if (left === 0) throw new Error('The plug was pulled.');
        await target.reached(part, after);
      },
    });
  }

  test('brings everything, even if it is interrupted again and again, and each thing once', async () => {
    const seen: Progress[] = [];
    for (const nth of [1, 1, 2, 2]) {
      await expect(run(failingAt(nth), (one) => seen.push(one))).rejects.toThrow('The plug was pulled.');
      // What is there in part is no store yet.
      await expect(openMongoStore(options())).rejects.toThrow(/is not finished: run "npm run migrate-store"/);
    }
    const counts = await run(undefined, (one) => seen.push(one));
    expect(counts).toMatchObject({
      conversations: CONVERSATIONS,
      'inbound ids': CONVERSATIONS,
      records: RECORDS,
    });
    for (const { done, of } of seen) expect(done).toBeLessThanOrEqual(of);
    expect(seen.at(-1)).toEqual({ part: 'conversations', done: CONVERSATIONS, of: CONVERSATIONS });

    const store = await openMongoStore(options());
    expect(await everything(store)).toEqual(content);
    // What was seen is known; what waits can be done; a receipt finds its message.
    const { conversations } = store;
    const one = await conversations.get('other', 'c-1');
    if (!one) throw new Error('It is gone.');
    expect(await conversations.commit(sampleTurn(one, { seen: 's-1' }))).toBe('duplicate');
    expect(await conversations.commit(sampleTurn(one, { seen: 'new' }))).toBe('committed');
    const last = { workspace: 'main', conversation: 'c-0', item: 'm-0-39' };
    expect(await conversations.settle({ ...last, outcome: 'done' })).toBe(true);
    expect(await conversations.mark('main', 'm-0-0', sampleReceipt('delivered'))).toBe('marked');
    expect((await conversations.pending('main', 'c-0')).map((item) => item.id)).not.toContain('m-0-0');
    expect(await conversations.unpark('other', 'm-1-0', AT)).toBe(true);
    await store.close();
  }, 60_000);

  test('does not call it done where something is missing', async () => {
    await expect(run(failingAt(4))).rejects.toThrow('The plug was pulled.');
    const connection = await mongoose.createConnection(database.url).asPromise();
    await connection.db?.collection('records').deleteMany({ kind: 'slot' });
    await connection.close();
    await expect(run()).rejects.toThrow(/The counts differ: \d+ records instead of 2200\. Start again/);
    await expect(openMongoStore(options())).rejects.toThrow(/is not finished/);
  }, 60_000);

  test('does not write into a database that holds something', async () => {
    const store = await openMongoStore(options());
    await store.records.insert('main', 'flow', 'k', 1);
    await store.close();
    await expect(run()).rejects.toThrow(/is not empty: name another one in MONGODB_URL, or drop it first\./);
  });

  test('keeps servers from writing to what is read, and is refused while one writes', async () => {
    const used = openSqliteStore({ path });
    const source = openSqliteSource(path);
    await expect(used.records.insert('main', 'late', 'k', 1)).rejects.toMatchObject({
      code: 'storage_unavailable',
    });
    expect(() => openSqliteSource(path)).toThrow(/is being written to: stop the server that uses it\.$/);
    await source.close();
    expect(await used.records.insert('main', 'late', 'k', 1)).toBe(true);
    const record = await used.records.get('main', 'late', 'k');
    await used.records.remove('main', 'late', 'k', record?.rev ?? 0);
    await used.close();
    expect(() => openSqliteSource(join(folder, 'none.db'))).toThrow(
      /^There is no database .* set DATA_DIR to its folder\.$/,
    );
  });
});

if (missing) test.skip(missing);

describe('the progress of a move', () => {
  test('is a bar with what it counts', () => {
    expect(progressLine({ part: 'seen', done: 1500, of: 3000 })).toBe(
      '[###############---------------]  50%  inbound ids: 1,500 of 3,000',
    );
    expect(progressLine({ part: 'records', done: 0, of: 0 })).toBe(
      `[${'#'.repeat(30)}] 100%  records: 0 of 0`,
    );
  });
});
