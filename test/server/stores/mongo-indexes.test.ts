import mongoose from 'mongoose';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Clock } from '../../../server/clock.ts';
import { makeIndexes } from '../../../server/stores/mongo-indexes.ts';
import { type Gate, startGate } from '../../servers/mongo/gate.ts';
import { freshDatabase, type MongoServer, missingMongo, startMongo } from '../../servers/mongo/server.ts';

const missing = await missingMongo();

/** Alarms ring when the test says so. */
function handClock(): Clock & { ring(): void; waiting(): number } {
  let alarms: (() => void)[] = [];
  return {
    now: () => 0,
    alarm(_at, callback) {
      alarms.push(callback);
      return () => {
        alarms = alarms.filter((one) => one !== callback);
      };
    },
    ring() {
      for (const callback of alarms.splice(0)) callback();
    },
    waiting: () => alarms.length,
  };
}

describe.skipIf(missing)('making an index', () => {
  let server: MongoServer;
  let database: ReturnType<typeof freshDatabase>;
  let gate: Gate;
  let connection: mongoose.Connection;

  beforeAll(async () => {
    server = await startMongo();
  });
  afterAll(async () => {
    await server.stop();
  });
  afterEach(async () => {
    gate.open();
    await connection.close();
    await gate.close();
    await database.drop();
  });

  /** A way to the database that counts and holds the making of indexes, and searches. */
  async function connect(options: string): Promise<mongoose.mongo.Collection> {
    database = freshDatabase(server);
    const url = new URL(database.url);
    gate = await startGate(Number(url.port), new Set(['createIndexes', 'find']));
    url.port = `${gate.port}`;
    connection = await mongoose.createConnection(`${url}${url.search ? '&' : '?'}${options}`).asPromise();
    if (!connection.db) throw new Error('There is no database.');
    return connection.db.collection('lines');
  }

  test('takes as long as it takes, though every other command has an end, and is told of', async () => {
    const lines = await connect('socketTimeoutMS=1000&retryReads=false');
    gate.shutAt(1, 'hold');
    const clock = handClock();
    const said: (string | undefined)[] = [];
    const indexes: mongoose.mongo.IndexDescription[] = [
      { key: { place: 1 } },
      { key: { sent: 1 }, sparse: true },
    ];
    const making = makeIndexes([{ collection: lines, indexes }], {
      clock,
      waiting: (what) => said.push(what),
    });
    await gate.shut;
    await expect(lines.findOne({})).rejects.toThrow(/timed out/);
    expect(said).toEqual([]);
    clock.ring();
    expect(said).toEqual(['the indexes of lines']);
    gate.open();
    await making;
    expect(said).toEqual(['the indexes of lines', undefined]);
    expect((await lines.indexes()).map(({ name }) => name).sort()).toEqual(['_id_', 'place_1', 'sent_1']);
  });

  test('is asked for again where the connection is lost meanwhile', async () => {
    const lines = await connect('serverSelectionTimeoutMS=5000');
    gate.shutAt(1, 'before');
    const clock = handClock();
    const making = makeIndexes([{ collection: lines, indexes: [{ key: { place: 1 } }] }], { clock });
    await gate.shut;
    gate.open();
    // Beside the alarm that tells of a long build, the pause before it is asked again.
    await vi.waitFor(() => expect(clock.waiting()).toBe(2), { timeout: 20_000 });
    clock.ring();
    await making;
    expect((await lines.indexes()).map(({ name }) => name).sort()).toEqual(['_id_', 'place_1']);
  });
});

if (missing) test.skip(missing);
