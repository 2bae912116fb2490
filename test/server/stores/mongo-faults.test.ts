import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../server/clock.ts';
import { openMongoStore } from '../../../server/stores/mongo.ts';
import type { Conversation, Store } from '../../../server/stores/port.ts';
import {
  AT,
  sampleConversation,
  sampleItem,
  sampleLine,
  sampleReceipt,
  sampleTurn,
} from '../../contracts/store-samples.ts';
import { type Shut, startGate } from '../../servers/mongo/gate.ts';
import { freshDatabase, type MongoServer, missingMongo, startMongo } from '../../servers/mongo/server.ts';

const missing = await missingMongo();
const MANY = Array.from({ length: 20 }, (_, i) => `x-${String(i).padStart(2, '0')}`);

/** One thing done to a conversation; done twice it is as if done once. */
type Act = (store: Store, workspace: string) => Promise<unknown>;

/** The life of a conversation: every kind of change a store knows, of items in its document and out of it. */
function lifeOf(): { name: string; act: Act }[] {
  const turn =
    (rev: number, seen: string, lines: string[], fields: Partial<Conversation> = {}): Act =>
    ({ conversations }, workspace) => {
      const conversation = sampleConversation({ workspace, phone: '+33600000001', rev, ...fields });
      return conversations.commit(
        sampleTurn(conversation, {
          seen,
          messages: [
            sampleLine(conversation, `in-${seen}`, { direction: 'in', state: 'received', author: undefined }),
            ...lines.map((id) => sampleLine(conversation, `${workspace}-${id}`)),
          ],
          outbox: lines.map((id) => sampleItem(conversation, `${workspace}-${id}`)),
        }),
      );
    };
  const settle =
    (item: string, settlement: Parameters<Store['conversations']['settle']>[0] | object): Act =>
    ({ conversations }, workspace) =>
      conversations.settle({
        workspace,
        conversation: 'c-1',
        item: `${workspace}-${item}`,
        ...settlement,
      } as Parameters<Store['conversations']['settle']>[0]);
  const sent = { at: AT, state: 'sent' };
  return [
    { name: 'begin', act: turn(0, 's-1', ['a']) },
    { name: 'turn', act: turn(1, 's-2', ['b'], { timers: [{ token: 't', at: AT + 50 }] }) },
    {
      name: 'watch',
      act: settle('a', { outcome: 'again', lane: 'watch', dueAt: AT + 9, attempts: 0, message: sent }),
    },
    {
      name: 'delivered',
      act: ({ conversations }, workspace) =>
        conversations.mark(workspace, `${workspace}-a`, sampleReceipt('delivered')),
    },
    {
      name: 'parked',
      act: settle('b', {
        outcome: 'parked',
        at: AT + 3,
        attempts: 1,
        code: 'x',
        detail: 'y',
        message: { at: AT, state: 'failed' },
      }),
    },
    {
      name: 'taken up',
      act: ({ conversations }, workspace) => conversations.unpark(workspace, `${workspace}-b`, AT + 5),
    },
    { name: 'sent', act: settle('b', { outcome: 'done', message: sent }) },
    {
      name: 'read',
      act: ({ conversations }, workspace) =>
        conversations.mark(workspace, `${workspace}-a`, sampleReceipt('read')),
    },
    { name: 'many', act: turn(2, 's-3', MANY) },
    { name: 'last of many', act: settle('x-19', { outcome: 'done', message: sent }) },
    { name: 'quiet turn', act: turn(3, 's-4', []) },
  ];
}

/** All that can be known of the conversation. */
async function view({ conversations }: Store, workspace: string): Promise<object> {
  const own = (id: string) => id.replaceAll(workspace, 'w');
  const { items: thread } = await conversations.thread(workspace, 'c-1', { limit: 100 });
  const parked = await conversations.parked(workspace, { limit: 100 });
  const found = await conversations.get(workspace, 'c-1');
  const pending = await conversations.pending(workspace, 'c-1');
  const messages: unknown[] = [];
  for (const { id, direction } of thread) {
    if (direction === 'out') messages.push(await conversations.message(workspace, id));
  }
  const due = (await conversations.due(AT + 100, 1000)).filter((one) => one.workspace === workspace);
  const text = JSON.stringify({ found, thread, parked, pending, messages, due });
  return JSON.parse(own(text)) as object;
}

describe.skipIf(missing)('between any two writes', () => {
  let server: MongoServer;
  let store: Store;
  let database: ReturnType<typeof freshDatabase>;
  const life = lifeOf();
  /** How the conversation is before the nth act, and at the end. */
  const views: object[] = [];

  beforeAll(async () => {
    server = await startMongo();
    database = freshDatabase(server);
    store = await openMongoStore({
      url: database.url,
      allowStandalone: server.isStandalone,
      clock: systemClock,
    });
    for (const { act } of life) {
      views.push(await view(store, 'model'));
      await act(store, 'model');
    }
    views.push(await view(store, 'model'));
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
    await server.stop();
  });

  /** Does act after act in a process that is shut off at its nth write; undefined if it came to the end before. */
  async function liveUntil(workspace: string, nth: number, how: Shut) {
    const gate = await startGate(server.port ?? 0);
    const url = database.url
      .replace(/:\d+\//, `:${gate.port}/`)
      .replace('replicaSet=rs0', 'directConnection=true&serverSelectionTimeoutMS=200');
    const process = await openMongoStore({ url, allowStandalone: server.isStandalone, clock: systemClock });
    gate.shutAt(nth, how);
    for (const [at, { act }] of life.entries()) {
      const ended = act(process, workspace).then(
        () => 'done',
        () => 'failed',
      );
      const stuck = gate.shut.then(() => 'shut');
      await Promise.race([ended, stuck]);
      if (gate.isShut()) return { at, gate, process, ended };
    }
    await process.close();
    await gate.close();
    return undefined;
  }

  /** Goes on from act `at` with another process. */
  async function goOn(workspace: string, at: number): Promise<void> {
    for (const { act } of life.slice(at)) await act(store, workspace);
  }

  test.each(['before', 'after'] as const)(
    'a process that dies %s a write leaves all of a change or nothing, and others go on',
    async (how) => {
      let nth = 1;
      for (; ; nth += 1) {
        const workspace = `${how}-${nth}`;
        const died = await liveUntil(workspace, nth, how);
        if (!died) break;
        const { at, gate, process, ended } = died;
        await ended;
        const left = JSON.stringify(await view(store, workspace));
        const [whole, nothing] = [JSON.stringify(views[at + 1]), JSON.stringify(views[at])];
        expect([whole, nothing], `${life[at]?.name}, write ${nth}`).toContain(left);
        await goOn(workspace, at);
        expect(await view(store, workspace), `${life[at]?.name}, write ${nth}`).toEqual(views.at(-1));
        gate.open();
        await process.close();
        await gate.close();
      }
      // Every act writes once at least, and most file something after it.
      expect(nth).toBeGreaterThan(2 * life.length);
    },
    120_000,
  );

  test('a process that stalls before a write, and comes back when others have gone on, changes nothing', async () => {
    for (let nth = 1; ; nth += 1) {
      const workspace = `hold-${nth}`;
      const stalled = await liveUntil(workspace, nth, 'hold');
      if (!stalled) break;
      const { at, gate, process, ended } = stalled;
      await goOn(workspace, at);
      expect(await view(store, workspace), `${life[at]?.name}, write ${nth}`).toEqual(views.at(-1));
      gate.open();
      await ended;
      expect(await view(store, workspace), `${life[at]?.name}, write ${nth}`).toEqual(views.at(-1));
      await process.close();
      await gate.close();
    }
  }, 120_000);
});

if (missing) test.skip(missing);
