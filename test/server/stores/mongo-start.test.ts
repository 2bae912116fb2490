import { readFileSync } from 'node:fs';
import mongoose from 'mongoose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../server/clock.ts';
import { openMongoStore } from '../../../server/stores/mongo.ts';
import type { MongoOptions } from '../../../server/stores/mongo-connect.ts';
import { INDEXES, SHARD_KEYS } from '../../../server/stores/mongo-documents.ts';
import { AT, sampleConversation, sampleLine, sampleTurn } from '../../contracts/store-samples.ts';
import { freePort } from '../../faults/process.ts';
import { type Pretender, startPretender } from '../../servers/mongo/pretender.ts';
import { freshDatabase, type MongoServer, missingMongo, startMongo } from '../../servers/mongo/server.ts';

const missing = await missingMongo();
const SET = { setName: 'rs0', setVersion: 1, secondary: false, maxWireVersion: 21 };
const PASSWORD = 'hunter2secret';

/** Why the store cannot be opened; it must be one sentence or two, without the password. */
async function refusal(options: Omit<MongoOptions, 'log'>): Promise<string> {
  const opened = openMongoStore({ waitMs: 300, clock: systemClock, ...options }).then(
    () => new Error('It was opened.'),
    (error: Error) => error,
  );
  const { message } = await opened;
  expect(message).not.toContain(PASSWORD);
  expect(message).not.toContain('\n');
  return message;
}

describe('the start is refused', () => {
  let pretender: Pretender | undefined;
  afterEach(async () => {
    await pretender?.close();
    pretender = undefined;
  });

  test.each([
    'mongodb://',
    `mongodb://user:${PASSWORD}/x@host/db`,
    `mongodb://user:${PASSWORD}@x@host/db`,
    'mongodb://host:99999/db',
    'mongodb://host/db?nosuchoption=1',
    `mongodb://user:${PASSWORD}@host:1/db?tls=perhaps`,
  ])('where the address is none: %s', async (url) => {
    expect(await refusal({ url })).toMatch(/^MONGODB_URL is not an address of MongoDB: write mongodb:/);
  });

  test('where nobody answers, once it has waited and said so', async () => {
    const port = await freePort();
    const said: string[] = [];
    const log = { info() {}, error() {}, warn: (_: object, text: string) => said.push(text) };
    const url = `mongodb://user:${PASSWORD}@127.0.0.1:${port}/db?serverSelectionTimeoutMS=50`;
    const sentence = `MongoDB at 127.0.0.1:${port} cannot be reached: start it, or mend MONGODB_URL.`;
    const opened = openMongoStore({ url, waitMs: 600, clock: systemClock, log });
    await expect(opened).rejects.toThrow(sentence);
    expect(said[0]).toBe(`${sentence} Trying again.`);
  });

  test('where the password is wrong, at once', async () => {
    pretender = await startPretender(SET, { ok: 0, code: 18, errmsg: 'Authentication failed.' });
    const url = `mongodb://user:${PASSWORD}@${pretender.address}/db?replicaSet=rs0`;
    expect(await refusal({ url, waitMs: 60_000 })).toMatch(
      /refuses the user or the password in MONGODB_URL: mend/,
    );
  });

  test('where a user is wanted and none is named', async () => {
    pretender = await startPretender(SET, { ok: 0, code: 13, errmsg: 'requires authentication' });
    expect(
      await refusal({ url: `mongodb://${pretender.address}/db?replicaSet=rs0`, waitMs: 60_000 }),
    ).toMatch(/wants a user and a password: put them into MONGODB_URL/);
  });

  test.each([6, 9])('where the server is too old: wire version %s', async (maxWireVersion) => {
    pretender = await startPretender(
      { ...SET, maxWireVersion },
      { ok: 0, code: 59, errmsg: 'no such command' },
    );
    const url = `mongodb://${pretender.address}/db?replicaSet=rs0&serverSelectionTimeoutMS=300`;
    expect(await refusal({ url, waitMs: 60_000 })).toMatch(
      /is too old: update it to version 5\.0 or newer\.$/,
    );
  });

  test('where it is a single server, unless that is allowed', async () => {
    pretender = await startPretender({ maxWireVersion: 21 }, { ok: 0, code: 11601, errmsg: 'interrupted' });
    const url = `mongodb://${pretender.address}/db`;
    expect(await refusal({ url, waitMs: 60_000 })).toMatch(
      /is a single server, .* make it a replica set .* or set MONGODB_ALLOW_STANDALONE=true while you develop\.$/,
    );
    expect(await refusal({ url, allowStandalone: true })).not.toMatch(/single server/);
  });
});

describe.skipIf(missing)('a database', () => {
  let server: MongoServer;
  let database: ReturnType<typeof freshDatabase>;

  beforeAll(async () => {
    server = await startMongo();
  });
  afterAll(async () => {
    await server.stop();
  });
  afterEach(async () => {
    await database.drop();
  });

  const open = (options: Partial<MongoOptions> = {}) =>
    openMongoStore({
      url: database.url,
      allowStandalone: server.isStandalone,
      clock: systemClock,
      ...options,
    });

  async function inside<T>(work: (db: mongoose.mongo.Db) => Promise<T>): Promise<T> {
    const connection = await mongoose.createConnection(database.url).asPromise();
    try {
      if (!connection.db) throw new Error('There is no database.');
      return await work(connection.db);
    } finally {
      await connection.close();
    }
  }

  test('of a newer release, or of another program, is left alone', async () => {
    database = freshDatabase(server);
    await (await open()).close();
    await inside((db) =>
      db.collection('about').updateOne({ program: 'carillon' }, { $set: { version: 99 } }),
    );
    await expect(open()).rejects.toThrow(/has schema 99, but this release knows schemas up to 1\. Start the/);
    await database.drop();
    await inside((db) => db.collection('conversations').insertOne({ topic: 'weather' }));
    await expect(open()).rejects.toThrow(/belongs to another program\. Name one of its own in MONGODB_URL\./);
    expect(await inside((db) => db.collection('conversations').countDocuments())).toBe(1);
  });

  test('opened by several processes at once has every index once, and no other', async () => {
    database = freshDatabase(server);
    for (const store of await Promise.all([open(), open(), open()])) await store.close();
    const found = await inside(async (db) => {
      const all: unknown[] = [];
      for (const collection of new Set(INDEXES.map((index) => index.collection))) {
        for (const { name, key, unique, sparse } of await db.collection(collection).indexes()) {
          if (name !== '_id_')
            all.push({ collection, key, ...(unique && { unique }), ...(sparse && { sparse }) });
        }
      }
      return all;
    });
    expect(new Set(found.map((index) => JSON.stringify(index)))).toEqual(
      new Set(INDEXES.map(({ why: _why, ...index }) => JSON.stringify(index))),
    );
  });

  test('forgets messages after as many days as are asked for', async () => {
    database = freshDatabase(server);
    const forgetting = () =>
      inside(async (db) => {
        const indexes = await db.collection('messages').indexes();
        return indexes.find(({ name }) => name === 'forget_messages');
      });
    const store = await open({ messageDays: 30 });
    const conversation = sampleConversation();
    await store.conversations.commit(sampleTurn(conversation, { messages: [sampleLine(conversation, 'm')] }));
    await store.close();
    expect(await forgetting()).toMatchObject({ key: { date: 1 }, expireAfterSeconds: 30 * 24 * 3600 });
    // What the index goes by is a date, and the message's own.
    expect(await inside((db) => db.collection('messages').findOne({ date: new Date(AT) }))).not.toBeNull();
    await (await open({ messageDays: 60 })).close();
    expect(await forgetting()).toMatchObject({ expireAfterSeconds: 60 * 24 * 3600 });
    await (await open()).close();
    expect(await forgetting()).toBeUndefined();
  });
});

if (missing) test.skip(missing);

describe('the README', () => {
  const text = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

  test('lists every index', () => {
    for (const { collection, key, why } of INDEXES) {
      const fields = Object.entries(key).map(([field, order]) => (order === 1 ? field : `${field} down`));
      expect(text).toContain(`| ${collection} | ${fields.join(', ')} | ${why} |`);
    }
  });

  test('says how to shard every collection', () => {
    for (const [collection, key] of Object.entries(SHARD_KEYS)) {
      if (key) expect(text).toContain(`sh.shardCollection("carillon.${collection}", ${shellText(key)})`);
    }
  });

  function shellText(key: object): string {
    const fields = Object.entries(key).map(([field, kind]) => `${field}: ${JSON.stringify(kind)}`);
    return `{ ${fields.join(', ')} }`;
  }
});
