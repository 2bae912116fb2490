/** Commands for many at once: each is told what became of its own, whoever else changes the same documents. */
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../server/clock.ts';
import {
  type ConversationUpdate,
  createCommands,
  stampsAfter,
} from '../../../server/stores/mongo-commands.ts';
import { collectionsOf } from '../../../server/stores/mongo-documents.ts';
import { freshDatabase, type MongoServer, missingMongo, startMongo } from '../../servers/mongo/server.ts';

const missing = await missingMongo();

describe('the stamps of a document', () => {
  test('are few, and others do not push out one’s own last ones', () => {
    let stamps: string[] = [];
    for (let n = 1; n <= 9; n += 1) stamps = stampsAfter(stamps, `own.${n}`);
    expect(stamps).toEqual(['own.8', 'own.9']);
    for (let n = 1; n <= 9; n += 1) stamps = stampsAfter(stamps, `other.${n}`);
    expect(stamps).toEqual(['own.8', 'own.9', 'other.8', 'other.9']);
    for (let n = 1; n <= 30; n += 1) stamps = stampsAfter(stamps, `${n}.1`);
    expect(stamps).toHaveLength(12);
  });
});

describe.skipIf(missing)('changes of many conversations in one command', () => {
  let server: MongoServer;
  let database: ReturnType<typeof freshDatabase>;
  let connection: mongoose.Connection;

  beforeAll(async () => {
    server = await startMongo();
    database = freshDatabase(server);
    connection = await mongoose.createConnection(database.url).asPromise();
  });
  afterAll(async () => {
    await connection?.close();
    await database?.drop();
    await server?.stop();
  });

  test('those that come too late are told so, and the others that they were made', async () => {
    const { db } = connection;
    if (!db) throw new Error('There is no database.');
    const collections = collectionsOf(db);
    const commands = createCommands(collections, systemClock);
    const places = Array.from({ length: 60 }, (_, n) => `place-${n}`);
    await collections.conversations.insertMany(
      places.map((_id) => ({ _id, id: `c-${_id}`, tick: 1 }) as never),
    );
    const update = (place: string, tick: number, stamp: string): ConversationUpdate => ({
      place,
      id: `c-${place}`,
      tick,
      update: { $set: { tick: tick + 1, stamps: stampsAfter([], stamp) } },
      stamp,
    });
    // Others are far ahead of what is known here of every third, and erased every seventh.
    for (const [n, place] of places.entries()) {
      if (n % 3 === 0) {
        const stamps = Array.from({ length: 8 }, (_, i) => `other${i}.1`);
        await collections.conversations.updateOne({ _id: place }, { $set: { tick: 50, stamps } });
      }
      if (n % 7 === 0) await collections.conversations.deleteOne({ _id: place });
    }
    const made = await Promise.all(places.map((place, n) => commands.change(update(place, 1, `own.${n}`))));
    expect(made).toEqual(places.map((_, n) => n % 3 !== 0 && n % 7 !== 0));
    // Two at once of the same: one is made.
    const both = await Promise.all(
      places.flatMap((place, n) => [
        commands.change(update(place, 2, `own.a${n}`)),
        commands.change(update(place, 2, `own.b${n}`)),
      ]),
    );
    for (const [n] of places.entries()) {
      const won = both.slice(2 * n, 2 * n + 2).filter(Boolean);
      expect(won, `${n}`).toHaveLength(n % 3 !== 0 && n % 7 !== 0 ? 1 : 0);
    }
  });

  test('what was inserted is told from what was there', async () => {
    const { db } = connection;
    if (!db) throw new Error('There is no database.');
    const commands = createCommands(collectionsOf(db), systemClock);
    const line = (n: number) => ({ _id: `line-${n}`, n }) as never;
    expect(await Promise.all([1, 2, 3].map((n) => commands.addLine(line(n))))).toEqual([true, true, true]);
    expect(await Promise.all([3, 4, 1].map((n) => commands.addLine(line(n))))).toEqual([false, true, false]);
    expect((await Promise.all(['line-4', 'line-9'].map(commands.line))).map((one) => one?.n)).toEqual([
      4,
      undefined,
    ]);
  });
});

if (missing) test.skip(missing);
