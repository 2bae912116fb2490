import { afterAll, beforeAll, describe, test } from 'vitest';
import { systemClock } from '../../../server/clock.ts';
import { openMongoStore } from '../../../server/stores/mongo.ts';
import { storeContract } from '../../contracts/store-contract.ts';
import { freshDatabase, type MongoServer, missingMongo, startMongo } from '../../servers/mongo/server.ts';

const missing = await missingMongo();

describe.skipIf(missing)('over MongoDB', () => {
  let server: MongoServer;

  beforeAll(async () => {
    server = await startMongo();
  });
  afterAll(async () => {
    await server.stop();
  });

  storeContract('MongoDB', async () => {
    const { url, drop } = freshDatabase(server);
    const open = () => openMongoStore({ url, allowStandalone: server.isStandalone, clock: systemClock });
    let store = await open();
    return {
      store,
      async reopen() {
        await store.close();
        store = await open();
        return store;
      },
      async dispose() {
        await store.close();
        await drop();
      },
    };
  });
});

if (missing) test.skip(missing);
