/**
 * What one conversation costs when a store holds few others and when it holds very many, on both stores; knows only the
 * port, and how to fill a store quickly.
 *
 *     npm run bench:stores -- [few] [many] [rounds] [sqlite or mongo: that one alone]
 *
 * A round takes a conversation at random: found by its contact, a turn, its message sent and watched, delivered, its
 * thread read; one after the other, nothing beside it. MongoDB is the one of the tests: MONGODB_URL, mongod, or a
 * stand-in, which says nothing of how fast MongoDB is.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { systemClock } from '../../server/clock.ts';
import { newId } from '../../server/new-id.ts';
import { openMongoStore } from '../../server/stores/mongo.ts';
import { collectionsOf } from '../../server/stores/mongo-documents.ts';
import { idName, placeOf } from '../../server/stores/mongo-names.ts';
import { toLineDocument } from '../../server/stores/mongo-shape.ts';
import { begun } from '../../server/stores/mongo-transitions.ts';
import type { Conversation, ConversationStore, Store } from '../../server/stores/port.ts';
import { openThreadedSqliteStore } from '../../server/stores/sqlite.ts';
import { sampleConversation, sampleItem, sampleLine, sampleTurn } from '../contracts/store-samples.ts';
import { freshDatabase, missingMongo, startMongo } from '../servers/mongo/server.ts';

const [few = 1000, many = 100_000, rounds = 1500] = process.argv.slice(2, 5).map(Number);
const only = process.argv[5];
const BATCH = 1000;
/** Not counted: what is compiled and read for the first time. */
const WARMING = 300;

function conversationOf(index: number): Conversation {
  const vars = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`answer${i}`, `said in step ${i}`]));
  return sampleConversation({
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    phone: `+33${String(600_000_000 + index)}`,
    updatedAt: 1_780_000_000_000 + index,
    run: {
      flow: 'booking',
      version: 3,
      snapshot: {
        value: 'choose-slot',
        status: 'active',
        locale: 'fr',
        vars: { '': vars },
        misses: 0,
        timers: {},
        calls: {},
      },
    },
    timers: [{ token: 't', at: 1_990_000_000_000 + index }],
  });
}

/** One conversation's round; how long each step took, in milliseconds. */
async function round(store: ConversationStore, index: number): Promise<Record<string, number>> {
  const took: Record<string, number> = {};
  const timed = async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await work();
    took[step] = performance.now() - began;
    return result;
  };
  const { brand, phone } = conversationOf(index);
  const found = await timed('found by contact', () => store.find('main', brand, phone));
  if (!found) throw new Error(`There is no conversation ${index}.`);
  const id = newId();
  const named = { workspace: 'main', conversation: found.id, item: id };
  const at = 1_790_000_000_000;
  const outcome = await timed('a turn', () =>
    store.commit(
      sampleTurn(
        { ...found, updatedAt: at },
        { messages: [sampleLine(found, id)], outbox: [sampleItem(found, id)], seen: id },
      ),
    ),
  );
  if (outcome !== 'committed') throw new Error(`A turn was not committed: ${outcome}.`);
  await timed('sent, and watched', () =>
    store.settle({
      ...named,
      outcome: 'again',
      lane: 'watch',
      dueAt: 1_990_000_000_000,
      attempts: 0,
      message: { at, state: 'sent' },
    }),
  );
  await timed('delivered', () => store.mark('main', id, { channel: 'rbm', state: 'delivered', at }));
  await timed('its thread', () => store.thread('main', found.id, { limit: 20 }));
  await timed('what is due', () => store.due(at, 200));
  return took;
}

async function measure({ conversations }: Store, size: number): Promise<Record<string, number>> {
  const all: Record<string, number[]> = {};
  for (let i = 0; i < WARMING + rounds; i += 1) {
    // A multiplicative step visits conversations in no order.
    const took = await round(conversations, (i * 7_368_787) % size);
    if (i < WARMING) continue;
    for (const [step, ms] of Object.entries(took)) all[step] = [...(all[step] ?? []), ms];
  }
  return Object.fromEntries(Object.entries(all).map(([step, times]) => [step, median(times)]));
}

function median(times: number[]): number {
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

async function fill(size: number, write: (indices: number[]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < size; from += BATCH) {
    await write(Array.from({ length: Math.min(BATCH, size - from) }, (_, i) => from + i));
  }
}

async function sqlite(size: number): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'carillon-bench-'));
  const store = await openThreadedSqliteStore({ path: join(folder, 'bench.db') }, (error) => {
    throw error;
  });
  await fill(size, (indices) =>
    Promise.all(
      indices.map((index) => {
        const conversation = conversationOf(index);
        const messages = [sampleLine(conversation, `first-${index}`)];
        return store.conversations.commit(sampleTurn(conversation, { messages }));
      }),
    ),
  );
  const medians = await measure(store, size);
  await store.close();
  rmSync(folder, { recursive: true });
  return medians;
}

async function mongo(size: number): Promise<Record<string, number>> {
  const server = await startMongo({ inMemory: true, heap: '14g' });
  const database = freshDatabase(server);
  // An index over very many takes longer than a server would wait for its database.
  const url = `${database.url}${database.url.includes('?') ? '&' : '?'}socketTimeoutMS=600000`;
  const options = { url, allowStandalone: server.isStandalone, clock: systemClock };
  const connection = await mongoose.createConnection(database.url).asPromise();
  const { db } = connection;
  if (!db) throw new Error('The connection has no database.');
  const { conversations, messages, places } = collectionsOf(db);
  await fill(size, (indices) => {
    const documents = indices.map(documentsOf);
    return Promise.all([
      conversations.insertMany(
        documents.map((one) => one.conversation),
        UNORDERED,
      ),
      messages.insertMany(
        documents.map((one) => one.line),
        UNORDERED,
      ),
      places.insertMany(
        documents.map((one) => one.place),
        UNORDERED,
      ),
    ]);
  });
  await connection.close();
  // Its indexes are made now, over what is there.
  const store = await openMongoStore(options);
  const medians = await measure(store, size);
  await store.close();
  if (!server.isStandIn) await database.drop();
  await server.stop();
  return medians;
}

const UNORDERED = { ordered: false } as const;

/** What the first turn of a conversation leaves in the database, when its line is filed. */
function documentsOf(index: number) {
  const given = conversationOf(index);
  const { workspace, id, brand, phone } = given;
  const messages = [sampleLine(given, `first-${index}`)];
  const place = placeOf(workspace, brand, phone);
  const { lines, ...rest } = begun(place, sampleTurn(given, { messages }), undefined);
  const conversation = { ...rest, lines: [] };
  const [line] = lines.flatMap((one) => (one.body === undefined ? [] : { ...one, body: one.body }));
  if (!line) throw new Error('A turn has no line.');
  return {
    conversation,
    line: toLineDocument(conversation, line),
    place: { _id: idName(workspace, id), place },
  };
}

const missing = await missingMongo();
const stores: [string, (size: number) => Promise<Record<string, number>>][] = [['SQLite', sqlite]];
if (missing) console.log(missing);
else stores.push(['MongoDB', mongo]);
for (const [name, run] of stores) {
  if (only && !name.toLowerCase().startsWith(only)) continue;
  // Not counted: code that is warm makes whatever comes second look faster.
  await run(few);
  const [before, after] = [await run(few), await run(many)];
  const number = (count: number) => count.toLocaleString('en').padStart(11);
  console.log(`\n${name}: median, in milliseconds`.padEnd(43), number(few), number(many), 'conversations');
  for (const [step, ms] of Object.entries(before)) {
    const then = after[step] ?? Number.NaN;
    console.log(
      `${step.padEnd(42)} ${ms.toFixed(3).padStart(11)} ${then.toFixed(3).padStart(11)}  x ${(then / ms).toFixed(2)}`,
    );
  }
}
