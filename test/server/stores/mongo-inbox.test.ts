import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../server/clock.ts';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { openMongoInbox } from '../../../server/stores/mongo-inbox.ts';
import { inboxContract } from '../../contracts/inbox-contract.ts';
import { freshDatabase, type MongoServer, missingMongo, startMongo } from '../../servers/mongo/server.ts';
import { entryOf, sampleRow } from '../inbox/sample-rows.ts';

const missing = await missingMongo();

describe.skipIf(missing)('over MongoDB', () => {
  let server: MongoServer;
  let lives = 0;
  const newId = () => {
    lives += 1;
    return `life ${lives}`;
  };
  const openAt = (url: string) =>
    openMongoInbox<Row>({ url, allowStandalone: server.isStandalone, clock: systemClock, newId });

  beforeAll(async () => {
    server = await startMongo();
  });
  afterAll(async () => {
    await server.stop();
  });

  inboxContract(
    'MongoDB',
    async () => {
      const { url, drop } = freshDatabase(server);
      let inbox = await openAt(url);
      return {
        inbox,
        async reopen() {
          await inbox.close();
          inbox = await openAt(url);
          return inbox;
        },
        async dispose() {
          await inbox.close();
          await drop();
        },
      };
    },
    { runs: 40 },
  );

  test('two processes write side by side, and whoever was away misses nothing of either', async () => {
    const { url, drop } = freshDatabase(server);
    const [one, other] = await Promise.all([openAt(url), openAt(url)]);
    expect(one.epoch).toBe(other.epoch);
    const seen = new Map<string, number>();
    let at = 0;
    const look = async () => {
      const missed = await one.since('w', at, 10_000);
      for (const { id, rev } of missed?.docs ?? []) seen.set(id, Math.max(rev, seen.get(id) ?? 0));
      at = Math.max(at, ...(missed?.docs ?? []).map(({ seq }) => seq));
    };
    const write = async (inbox: typeof one, name: string) => {
      for (let rev = 1; rev <= 30; rev += 1) {
        const rows = ['a', 'b', 'c'].map((id) => sampleRow({ id: `${name}${id}`, rev }));
        await inbox.put(rows.map((row) => entryOf(row)));
      }
    };
    let over = false;
    const reading = (async () => {
      while (!over) await look();
    })();
    await Promise.all([write(one, 'x'), write(other, 'y')]);
    over = true;
    await reading;
    await look();
    expect([...seen.values()]).toEqual([30, 30, 30, 30, 30, 30]);
    expect(await other.last()).toBe(180);
    await Promise.all([one.close(), other.close()]);
    await drop();
  });
});

if (missing) test.skip(missing);
