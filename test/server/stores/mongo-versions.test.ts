/** Two releases on one database: what a newer one writes beside what this one knows stays there, whatever this one does. */
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../server/clock.ts';
import { openMongoStore } from '../../../server/stores/mongo.ts';
import type { ConversationDocument } from '../../../server/stores/mongo-documents.ts';
import type { Store } from '../../../server/stores/port.ts';
import { AT, sampleConversation, sampleItem, sampleLine, sampleTurn } from '../../contracts/store-samples.ts';
import { freshDatabase, type MongoServer, missingMongo, startMongo } from '../../servers/mongo/server.ts';

const missing = await missingMongo();

describe.skipIf(missing)('beside a newer release', () => {
  let server: MongoServer;
  let database: ReturnType<typeof freshDatabase>;
  let store: Store;
  let raw: mongoose.Connection;

  beforeAll(async () => {
    server = await startMongo();
    database = freshDatabase(server);
    store = await openMongoStore({
      url: database.url,
      allowStandalone: server.isStandalone,
      clock: systemClock,
    });
    raw = await mongoose.createConnection(database.url).asPromise();
  });
  afterAll(async () => {
    await raw?.close();
    await store?.close();
    await database?.drop();
    await server?.stop();
  });

  const documents = () => {
    const { db } = raw;
    if (!db) throw new Error('There is no database.');
    return db.collection<ConversationDocument & Record<string, unknown>>('conversations');
  };
  const document = async () => {
    const found = await documents().findOne({ id: 'c-new' });
    if (!found) throw new Error('It is gone.');
    return found;
  };

  test('a conversation keeps what this release does not know, through turns, claims, sends and receipts', async () => {
    const { conversations } = store;
    const begun = sampleConversation({ id: 'c-new' });
    const turn = sampleTurn(begun, {
      messages: [sampleLine(begun, 'm-1'), sampleLine(begun, 'm-2')],
      outbox: [sampleItem(begun, 'm-1'), sampleItem(begun, 'm-2')],
    });
    expect(await conversations.commit(turn)).toBe('committed');
    const before = await document();
    const body = JSON.stringify({ ...(JSON.parse(before.body) as object), mood: { lately: 'fine' } });
    await documents().updateOne(
      { _id: before._id },
      {
        $set: {
          body,
          tick: before.tick + 1,
          novelty: { of: ['a', 'newer', 'release'] },
          items: before.items.map((item) => ({ ...item, weight: 7 })),
        },
      },
    );

    await raw.db?.collection('messages').updateMany({ conversation: 'c-new' }, { $set: { mark: 'new' } });

    const claim = { by: 'old', at: AT, until: AT + 6000 };
    expect(await conversations.claim?.('main', 'c-new', claim)).toMatchObject({ mine: true, waiting: 2 });
    const found = await conversations.get('main', 'c-new');
    if (!found) throw new Error('It is gone.');
    const third = [sampleLine(found, 'm-3')];
    expect(await conversations.commit(sampleTurn({ ...found, updatedAt: AT + 1 }, { messages: third }))).toBe(
      'committed',
    );
    const settled = { workspace: 'main', conversation: 'c-new', message: { at: AT, state: 'sent' } } as const;
    await conversations.settle({ ...settled, item: 'm-1', outcome: 'done' });
    await conversations.settle({ ...settled, item: 'm-2', outcome: 'again', dueAt: AT + 5, attempts: 1 });
    expect(await conversations.mark('main', 'm-2', { channel: 'rbm', state: 'delivered', at: AT + 9 })).toBe(
      'marked',
    );

    const after = await document();
    expect(after.novelty).toEqual({ of: ['a', 'newer', 'release'] });
    expect(JSON.parse(after.body)).toMatchObject({ mood: { lately: 'fine' } });
    expect(after.items.every((item) => 'weight' in item || item.gone)).toBe(true);
    const lines = await raw.db?.collection('messages').find({ conversation: 'c-new' }).toArray();
    expect(lines?.map(({ sent, mark }) => [sent, mark]).toSorted()).toEqual([
      ['m-1', 'new'],
      ['m-2', 'new'],
      ['m-3', undefined],
    ]);
    expect((await conversations.thread('main', 'c-new', { limit: 9 })).items.map(({ id }) => id)).toEqual([
      'm-1',
      'm-2',
      'm-3',
    ]);
  });

  test('a record keeps what it holds', async () => {
    const { records } = store;
    await records.insert('main', 'brand', 'b', { name: 'B', novelty: 1 });
    const found = await records.get<{ name: string }>('main', 'brand', 'b');
    await records.update('main', 'brand', 'b', found?.rev ?? 0, { ...found?.data, name: 'Better' });
    expect((await records.get('main', 'brand', 'b'))?.data).toEqual({ name: 'Better', novelty: 1 });
  });
});

if (missing) test.skip(missing);
