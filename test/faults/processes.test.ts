/**
 * Several server processes on one MongoDB and one Redis are killed at random moments under load; Redis is emptied, the
 * database cut off. The emulator, a process of its own, is the oracle: it repeats what was not answered 200, and knows
 * what reached each phone.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bookMoveAndCancel, payByCard, reportAClaim } from '../journeys/shipped-steps.ts';
import { handsetAt, type ThreadLine, textOf, until, type World } from '../journeys/world.ts';
import { inboxClient } from '../server/inbox/inbox-client.ts';
import { type Balancer, startBalancer } from '../servers/balancer.ts';
import { freshDatabase, type MongoServer, missingMongo, startMongo } from '../servers/mongo/server.ts';
import { missingRedis, type RedisServer, startRedis } from '../servers/redis/server.ts';
import { ECHO_FLOW } from './echo-flow.ts';
import { type Child, freePort, startProcess } from './process.ts';

const missing = missingRedis() ?? (await missingMongo());
/** CARILLON_LONG=1: more of everything, and an outage of the length people mean by the word. */
const LONG = process.env.CARILLON_LONG === '1';
/** The last of them joins when the others have been tried. */
const PROCESSES = 3;
const KILLS = Number(process.env.KILLS ?? (LONG ? 8 : 2));
const PHONES = LONG ? 24 : 12;
const PER_PHONE = LONG ? 10 : 6;
const AWAY_MS = LONG ? 30_000 : 4_000;
const SEED = Number(process.env.SEED ?? 20261123);
const ADMIN_TOKEN = 'fault-admin-token-0123456789';

describe.skipIf(missing)('several processes on one store', () => {
  let folder: string;
  let mongo: MongoServer;
  let database: ReturnType<typeof freshDatabase>;
  let redis: RedisServer;
  let wayToMongo: Balancer;
  let balancer: Balancer;
  let emulator: Child;
  let emulatorUrl: string;
  const ports: number[] = [];
  const servers: Child[] = [];
  /** Those that run. */
  let running = PROCESSES - 1;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'carillon-processes-'));
    mongo = await startMongo();
    database = freshDatabase(mongo);
    redis = await startRedis();
    wayToMongo = await startBalancer([mongo.port ?? 27017]);
    for (let n = 0; n < PROCESSES; n += 1) ports.push(await freePort());
    balancer = await startBalancer(ports);
    const emulatorPort = await freePort();
    emulatorUrl = `http://127.0.0.1:${emulatorPort}/emulator`;
    const webhook = `http://127.0.0.1:${balancer.port}/webhooks/rbm`;
    emulator = await startProcess(
      'emulator/main.js',
      [
        ...['--port', `${emulatorPort}`, '--webhook', webhook],
        ...['--client-token', 'fault-token', '--agent', 'fault-agent'],
      ],
      {},
      /emulator listens/,
    );
    servers[0] = await startServer(0);
    const keys = join(folder, '0', 'keys.json');
    for (let n = 1; n < PROCESSES; n += 1) cpSync(keys, join(folder, `${n}`, 'keys.json'));
    for (let n = 1; n < running; n += 1) servers[n] = await startServer(n);
    await api(0, 'POST', '/flows', { document: ECHO_FLOW });
    await api(0, 'POST', '/flows/echo/publish', {});
  }, 120_000);

  afterAll(async () => {
    await Promise.all(servers.map((server) => server.kill()));
    await emulator?.kill();
    await balancer?.close();
    await wayToMongo?.close();
    await redis?.kill();
    await mongo?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function startServer(n: number): Promise<Child> {
    const url = new URL(database.url);
    url.host = `127.0.0.1:${wayToMongo.port}`;
    url.searchParams.set('directConnection', 'true');
    return startProcess(
      'main.js',
      [],
      {
        PORT: `${ports[n]}`,
        DATA_DIR: join(folder, `${n}`),
        MONGODB_URL: url.href,
        MONGODB_ALLOW_STANDALONE: 'true',
        REDIS_URL: redis.url,
        ADMIN_TOKEN,
        RBM_AGENT_ID: 'fault-agent',
        RBM_CLIENT_TOKEN: 'fault-token',
        RBM_ROOT_URL: emulatorUrl,
        LOG_LEVEL: 'info',
      },
      /"msg":"started"/,
    );
  }

  async function api<T>(n: number, method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`http://127.0.0.1:${ports[n]}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  async function ask<T>(path: string, body?: unknown, method = 'POST'): Promise<T> {
    const answer = await fetch(`${emulatorUrl}${path}`, {
      ...(body === undefined
        ? {}
        : { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    const text = await answer.text();
    return (text ? JSON.parse(text) : undefined) as T;
  }

  const threadOf = (phone: string) => ask<ThreadLine[]>(`/handsets/${encodeURIComponent(phone)}/thread`);
  const say = (phone: string, text: string) =>
    ask(`/handsets/${encodeURIComponent(phone)}/messages`, { text });
  const phoneOf = (index: number) => `+3363998${String(index).padStart(4, '0')}`;

  /** The words the bot repeated, in the order the phone got them. */
  function echoes(thread: readonly ThreadLine[]): string[] {
    return thread
      .filter((line) => line.direction === 'out')
      .map((line) => {
        const text = textOf((line.message as { contentMessage: unknown }).contentMessage);
        return /Echo (.*?)(?: \||$)/.exec(text)?.[1] ?? text;
      });
  }

  /** A small generator with a seed, so that a failing run can be repeated. */
  function createRandom(seed: number): () => number {
    let state = seed >>> 0;
    return () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
  }

  const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  /** Lets people write while something happens, and checks that each word is answered exactly once. */
  async function underLoad(name: string, from: number, people: number, happens: () => Promise<void>) {
    const random = createRandom(SEED + from);
    let finished = false;
    const indices = Array.from({ length: people }, (_, i) => from + i);
    const writing = indices.map(async (index) => {
      const phone = phoneOf(index);
      await say(phone, 'begin');
      // What is written next could overtake it while a server is away, and would begin another flow.
      await until('it began', async () => echoes(await threadOf(phone)).length > 0 || undefined, 90_000);
      for (let n = 1; n <= PER_PHONE; n += 1) {
        await pass(100 + random() * 400);
        await say(phone, `${name} ${index}-${n}`);
      }
    });
    const flushing = (async () => {
      while (!finished) {
        await pass(250);
        await ask('/control/webhooks/flush', {});
      }
    })();
    try {
      await Promise.all([happens(), ...writing]);
      const wanted = (index: number) =>
        ['start', ...Array.from({ length: PER_PHONE }, (_, i) => `${name} ${index}-${i + 1}`)].toSorted();
      await until(
        'every word is answered',
        async () => {
          const threads = await Promise.all(indices.map((index) => threadOf(phoneOf(index))));
          return threads.every((thread) => echoes(thread).length > PER_PHONE) || undefined;
        },
        60_000,
      );
      // A doubled answer would be on its way now: it comes before the answer to a later word.
      await say(phoneOf(from), 'last word');
      await until(
        'the last word is answered',
        async () => echoes(await threadOf(phoneOf(from))).includes('last word') || undefined,
        30_000,
      );
      for (const index of indices) {
        const heard = echoes(await threadOf(phoneOf(index))).filter((text) => text !== 'last word');
        expect(heard.toSorted(), phoneOf(index)).toEqual(wanted(index));
      }
    } finally {
      finished = true;
      await flushing;
    }
  }

  test('a flow that was published by one is run by all', async () => {
    // The others read again what was published within seconds, and are told at once.
    await until('each has it', async () => {
      const phones = Array.from({ length: 2 * running }, (_, n) => phoneOf(9000 + n));
      for (const phone of phones) await say(phone, 'begin');
      await Promise.all(
        phones.map((phone) =>
          until('an answer', async () => echoes(await threadOf(phone)).length > 0 || undefined),
        ),
      );
      const all = await Promise.all(phones.map(async (phone) => echoes(await threadOf(phone))));
      return all.every((texts) => texts.includes('start')) || undefined;
    });
  });

  async function killSome(name: string, from: number, people: number): Promise<void> {
    const random = createRandom(SEED + from);
    await underLoad(name, from, people, async () => {
      for (let kill = 0; kill < KILLS; kill += 1) {
        await pass(300 + random() * 1500);
        const n = Math.floor(random() * running);
        await servers[n]?.kill();
        await pass(random() * 800);
        servers[n] = await startServer(n);
      }
    });
  }

  test(
    `of two, nothing is lost or doubled over ${KILLS} kills (seed ${SEED})`,
    () => killSome('kill', 0, PHONES),
    240_000,
  );

  test('customers book, claim and pay, each step at whichever process', async () => {
    const world: Pick<World, 'api' | 'url'> = {
      url: `http://127.0.0.1:${balancer.port}`,
      api: async (method, path, body) => ({ status: 200, body: await api(0, method, path, body) }),
    };
    const phone = (n: number) => handsetAt(() => emulatorUrl.replace(/\/emulator$/, ''), `+44770090010${n}`);
    await Promise.all([
      bookMoveAndCancel(phone(1)),
      reportAClaim(world, phone(2)),
      payByCard(world, phone(3)),
    ]);
  }, 120_000);

  test('the words of one person that reach all processes at once are answered one after another', async () => {
    const phone = phoneOf(8000);
    await say(phone, 'begin');
    await until('it began', async () => echoes(await threadOf(phone)).length > 0 || undefined);
    const words = Array.from({ length: 30 }, (_, i) => `quick ${i}`);
    await Promise.all(words.map((word) => say(phone, word)));
    await until(
      'all are answered',
      async () => echoes(await threadOf(phone)).length > words.length || undefined,
      30_000,
    );
    expect(echoes(await threadOf(phone)).toSorted()).toEqual(['start', ...words].toSorted());
  }, 60_000);

  test('Redis restarted and emptied costs nothing', async () => {
    await underLoad('redis', 100, 8, async () => {
      await pass(800);
      await redis.kill();
      await pass(1500);
      await redis.restart();
      await pass(1000);
      const client = new Redis(redis.url);
      await client.flushall();
      await client.quit();
    });
  }, 120_000);

  test(`the database cut off for ${AWAY_MS / 1000} s costs nothing`, async () => {
    await underLoad('cut', 200, 8, async () => {
      await pass(800);
      wayToMongo.shut();
      await pass(AWAY_MS);
      wayToMongo.open();
    });
  }, 180_000);

  test('a rolling restart loses nothing', async () => {
    await underLoad('roll', 300, 8, async () => {
      for (let n = 0; n < running; n += 1) {
        expect(await servers[n]?.terminate()).toBe(0);
        servers[n] = await startServer(n);
      }
    });
  }, 120_000);

  test('what killed processes had begun is sent by the one that is left', async () => {
    const phones = Array.from({ length: 12 }, (_, i) => phoneOf(8100 + i));
    for (const phone of phones) await say(phone, 'begin');
    const all = (count: number) => async () => {
      const threads = await Promise.all(phones.map((phone) => threadOf(phone)));
      return threads.every((thread) => echoes(thread).length >= count) || undefined;
    };
    await until('all began', all(1), 30_000);
    // Each word is taken by one process or another, which then cannot send its answer.
    await ask('/control/faults', { api: { status: 503, rate: 1 } }, 'PUT');
    for (const phone of phones) await say(phone, 'word');
    await until('all are taken', async () => {
      const { items } = await api<{ items: { phone: string; id: string }[] }>(
        0,
        'GET',
        '/conversations?limit=100',
      );
      const own = items.filter(({ phone }) => phones.includes(phone));
      const lines = await Promise.all(
        own.map(({ id }) =>
          api<{ items: { direction: string }[] }>(0, 'GET', `/conversations/${id}/messages?limit=10`),
        ),
      );
      return (
        lines.every(({ items: found }) => found.filter((one) => one.direction === 'in').length > 1) ||
        undefined
      );
    });
    await Promise.all(servers.slice(1, running).map((server) => server.kill()));
    await ask('/control/faults', {}, 'PUT');
    await until('all are answered', all(2), 30_000);
    for (const phone of phones) expect(echoes(await threadOf(phone)), phone).toEqual(['start', 'word']);
    for (let n = 1; n < running; n += 1) servers[n] = await startServer(n);
  }, 90_000);

  test('operators on two processes see the same messages, and each other', async () => {
    const phone = phoneOf(8200);
    await say(phone, 'begin');
    const [ana, bob] = await Promise.all(
      [0, 1].map((n) => inboxClient(`http://127.0.0.1:${ports[n]}`, { token: ADMIN_TOKEN })),
    );
    if (!ana || !bob) throw new Error('Nobody is there.');
    try {
      const row = await until('both have it', async () => {
        const found = await Promise.all(
          [ana, bob].map(async (one) => {
            const { rows } = await one.ask('inbox:open', { view: 'bot' });
            return rows.find((each) => each.phone === phone);
          }),
        );
        return found[0] && found[1] ? found[0] : undefined;
      });
      await ana.ask('conversation:open', { id: row.id });
      await bob.ask('conversation:open', { id: row.id });
      // Both are the same person, at two connections: who writes at one is seen at the other.
      await bob.ask('conversation:presence', { id: row.id, typing: true, drafting: true });
      await ana.hears('conversation:viewers', ({ viewers }) => viewers.some(({ typing }) => typing));
      const words = Array.from({ length: 6 }, (_, i) => `seen ${i}`);
      for (const word of words) await say(phone, word);
      for (const one of [ana, bob]) {
        for (const word of words) {
          await one.hears('conversation:lines', ({ id, lines }) => {
            return id === row.id && lines.some((line) => JSON.stringify(line).includes(`"${word}"`));
          });
        }
      }
    } finally {
      ana.close();
      bob.close();
    }
  }, 60_000);

  test(`of three, nothing is lost or doubled over ${KILLS} kills`, async () => {
    servers[running] = await startServer(running);
    running += 1;
    await killSome('third', 400, PHONES / 2);
  }, 240_000);

  test('readiness names what is missing, and comes back', async () => {
    const ready = async () => (await fetch(`http://127.0.0.1:${ports[0]}/readyz`)).json();
    await redis.kill();
    await until('Redis is missed', async () => {
      const { status, checks } = (await ready()) as { status: string; checks: Record<string, string> };
      return (status === 'not-ready' && checks.redis !== 'ok' && checks.store === 'ok') || undefined;
    });
    await redis.restart();
    await until(
      'it is back',
      async () => ((await ready()) as { status: string }).status === 'ready' || undefined,
    );
  }, 60_000);
});

if (missing) test.skip(missing);
