import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../server/clock.ts';
import { openMongoStore } from '../../../server/stores/mongo.ts';
import type { Store } from '../../../server/stores/port.ts';
import { AT, sampleConversation, sampleItem, sampleLine, sampleTurn } from '../../contracts/store-samples.ts';
import { freshDatabase, type MongoServer, missingMongo, startMongo } from '../../servers/mongo/server.ts';

const missing = await missingMongo();
const root = fileURLToPath(new URL('../../..', import.meta.url));
const WRITER = join(root, 'dist/writers/test/server/stores/writers/mongo-writer.js');
const CONVERSATIONS = 4;
const TURNS = 15;

describe.skipIf(missing)('MongoDB with several processes', () => {
  let server: MongoServer;
  let database: ReturnType<typeof freshDatabase>;
  let store: Store;

  beforeAll(async () => {
    // The writers are processes of their own, and Node runs JavaScript.
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const project = join(root, 'test/server/stores/writers');
    const compiled = promisify(execFile)(process.execPath, [compiler, '-p', project]);
    server = await startMongo();
    database = freshDatabase(server);
    store = await openMongoStore({
      url: database.url,
      allowStandalone: server.isStandalone,
      clock: systemClock,
    });
    await compiled;
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
    await server.stop();
  });

  /** Runs a writer; `killAfter`: with SIGKILL once it has said so many lines. Resolves with all it was promised. */
  async function write(name: string, killAfter?: number): Promise<string[]> {
    const args = [WRITER, database.url, name, `${CONVERSATIONS}`, `${TURNS}`, `${server.isStandalone}`];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'close');
    const promised: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      const [, , id = ''] = line.split(' ');
      promised.push(id);
      if (promised.length === killAfter) child.kill('SIGKILL');
    }
    expect(await ended).toEqual(killAfter === undefined ? [0, null] : [null, 'SIGKILL']);
    return promised;
  }

  test('no turn is lost, none is there twice, and what one that was killed left is whole', async () => {
    const promised = (await Promise.all([write('one'), write('two'), write('dead', 20)])).flat();
    expect(promised.length).toBeGreaterThanOrEqual(2 * CONVERSATIONS * TURNS + 20);
    const { conversations } = store;
    let found = 0;
    for (let i = 0; i < CONVERSATIONS; i += 1) {
      const id = `c-${i}`;
      const conversation = await conversations.get('main', id);
      const { items: lines } = await conversations.thread('main', id, { limit: 1000 });
      const ids = lines.map((line) => line.id);
      expect(ids).toHaveLength(conversation?.rev ?? 0);
      expect(new Set(ids).size).toBe(ids.length);
      found += ids.length;
      for (const line of promised) if (line.startsWith(`${id}-`)) expect(ids).toContain(line);
      const lanes = new Map((await conversations.pending('main', id)).map((item) => [item.id, item.lane]));
      for (const line of lines) {
        const lane = lanes.get(line.id);
        if (lane === 'say') expect(line.state).toBe('queued');
        else if (lane === 'watch') expect(line.state).toBe('sent');
        else expect(['sent', 'delivered']).toContain(line.state);
        if (!conversation) continue;
        const again = sampleTurn(conversation, { seen: line.id });
        expect(await conversations.commit(again)).toBe('duplicate');
      }
    }
    // What was durable when it was killed, and not said any more.
    expect(found - promised.length).toBeLessThanOrEqual(CONVERSATIONS);
  }, 60_000);

  test('ten thousand lines leave a small document, and a thread that is read page by page', async () => {
    const { conversations } = store;
    const conversation = sampleConversation({ id: 'long', phone: '+33611111111' });
    for (let rev = 0; rev < 100; rev += 1) {
      const messages = Array.from({ length: 100 }, (_, i) => sampleLine(conversation, `l-${rev}-${i}`));
      const turn = sampleTurn({ ...conversation, rev }, { messages, seen: `long-${rev}` });
      expect(await conversations.commit(turn)).toBe('committed');
    }
    // What the last turn said leaves with the next one.
    await conversations.commit(sampleTurn({ ...conversation, rev: 100 }));
    expect(await sizeOf('long')).toBeLessThan(2_000);
    let cursor: string | undefined;
    let count = 0;
    do {
      const page = await conversations.thread('main', 'long', { limit: 1000, ...(cursor && { cursor }) });
      count += page.items.length;
      cursor = page.cursor;
    } while (cursor);
    expect(count).toBe(10_000);
  }, 90_000);

  test('hundreds of items that wait, and as many that are parked, leave a small document, in order', async () => {
    const { conversations } = store;
    const conversation = sampleConversation({ id: 'full', phone: '+33622222222' });
    const ids = Array.from({ length: 400 }, (_, i) => `i-${String(i).padStart(4, '0')}`);
    for (let rev = 0; rev < 4; rev += 1) {
      const outbox = ids.slice(rev * 100, rev * 100 + 100).map((id) => sampleItem(conversation, id));
      await conversations.commit(sampleTurn({ ...conversation, rev }, { outbox }));
    }
    expect((await conversations.pending('main', 'full')).map(({ id }) => id)).toEqual(ids);
    for (const [i, item] of ids.entries()) {
      if (i % 2 === 0) continue;
      const parking = { outcome: 'parked', at: AT + i, attempts: 1, code: 'x', detail: 'y' } as const;
      await conversations.settle({ workspace: 'main', conversation: 'full', item, ...parking });
    }
    const even = ids.filter((_, i) => i % 2 === 0);
    expect((await conversations.pending('main', 'full')).map(({ id }) => id)).toEqual(even);
    expect((await conversations.parked('main', { limit: 400 })).items).toHaveLength(200);
    expect(await sizeOf('full')).toBeLessThan(12_000);
  }, 90_000);

  /** Bytes of a conversation's document. */
  async function sizeOf(id: string): Promise<number> {
    const connection = await mongoose.createConnection(database.url).asPromise();
    const document = await connection.db?.collection('conversations').findOne({ id });
    await connection.close();
    return mongoose.mongo.BSON.calculateObjectSize(document ?? {});
  }
});

if (missing) test.skip(missing);
