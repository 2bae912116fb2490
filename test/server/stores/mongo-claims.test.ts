import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../server/clock.ts';
import { openMongoStore } from '../../../server/stores/mongo.ts';
import type { Claim, Claimed, Conversation, Store } from '../../../server/stores/port.ts';
import { AT, sampleConversation, sampleItem, sampleTurn } from '../../contracts/store-samples.ts';
import { freshDatabase, type MongoServer, missingMongo, startMongo } from '../../servers/mongo/server.ts';

const missing = await missingMongo();

describe.skipIf(missing)('a claim on a conversation, with two processes', () => {
  let server: MongoServer;
  let database: ReturnType<typeof freshDatabase>;
  let one: Store;
  let other: Store;
  let count = 0;

  beforeAll(async () => {
    server = await startMongo();
    database = freshDatabase(server);
    const open = () =>
      openMongoStore({ url: database.url, allowStandalone: server.isStandalone, clock: systemClock });
    [one, other] = await Promise.all([open(), open()]);
  });
  afterAll(async () => {
    await one?.close();
    await other?.close();
    await database?.drop();
    await server?.stop();
  });

  const claim = (by: string, at = AT, until = at + 6000): Claim => ({ by, at, until });
  const ask = (store: Store, id: string, wanted: Claim): Promise<Claimed | undefined> =>
    store.conversations.claim?.('main', id, wanted) ?? Promise.resolve(undefined);

  /** A conversation with an item that waits, claimed with its turn. */
  async function begin(by?: string): Promise<Conversation & { item: string }> {
    count += 1;
    const conversation = sampleConversation({
      id: `claim-${count}`,
      phone: `+3361${String(count).padStart(7, '0')}`,
    });
    const item = `item-${count}`;
    const turn = sampleTurn(conversation, { outbox: [sampleItem(conversation, item)] });
    expect(await one.conversations.commit(by ? { ...turn, claim: claim(by) } : turn)).toBe('committed');
    return { ...conversation, rev: 1, item };
  }

  test('the turn takes it, and nobody else gets it until its end', async () => {
    const { id } = await begin('one');
    expect(await ask(one, id, claim('one', AT + 10))).toEqual({ mine: true, until: AT + 6000, waiting: 1 });
    expect(await ask(other, id, claim('other', AT + 5999))).toEqual({
      mine: false,
      until: AT + 6000,
      waiting: 1,
    });
    expect(await ask(other, id, claim('other', AT + 6000))).toEqual({
      mine: true,
      until: AT + 12_000,
      waiting: 1,
    });
    expect((await ask(one, id, claim('one', AT + 6001)))?.mine).toBe(false);
  });

  test('a turn of somebody else leaves it, and its items to the holder', async () => {
    const { id, ...conversation } = await begin('one');
    const next = { id, ...conversation };
    const turn = sampleTurn(next, { outbox: [sampleItem(next, `${id}-more`)] });
    expect(await other.conversations.commit({ ...turn, claim: claim('other', AT + 10) })).toBe('committed');
    expect((await ask(other, id, claim('other', AT + 20)))?.mine).toBe(false);
    expect(await ask(one, id, claim('one', AT + 4000))).toMatchObject({ mine: true, waiting: 2 });
  });

  test('it goes with the last item that waits', async () => {
    const { id, item } = await begin('one');
    await one.conversations.settle({ workspace: 'main', conversation: id, item, outcome: 'done' });
    expect(await ask(other, id, claim('other', AT + 1))).toMatchObject({ mine: true, waiting: 0 });
  });

  test('of many who ask at once one gets it', async () => {
    const { id } = await begin();
    const asked = await Promise.all(
      Array.from({ length: 20 }, (_, i) => ask(i % 2 ? one : other, id, claim(`process-${i}`))),
    );
    expect(asked.filter((claimed) => claimed?.mine)).toHaveLength(1);
  });

  test('what others are at work on is not due for anybody else', async () => {
    const { id } = await begin('one');
    const due = async (by: string | undefined, at: number) =>
      (await other.conversations.due(at, 1000, by)).some(({ conversation }) => conversation === id);
    expect(await due('other', AT + 100)).toBe(false);
    expect(await due('one', AT + 100)).toBe(true);
    expect(await due(undefined, AT + 100)).toBe(true);
    expect(await due('other', AT + 6000)).toBe(true);
  });
});

if (missing) test.skip(missing);
