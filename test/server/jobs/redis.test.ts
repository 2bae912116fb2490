/** What processes tell each other by way of a real Redis, and when a start is refused. */
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../server/clock.ts';
import { openJobs } from '../../../server/jobs/open.ts';
import type { Jobs, PeerMessage, WakeUp } from '../../../server/jobs/port.ts';
import { connectRedis } from '../../../server/jobs/redis-connect.ts';
import { freePort } from '../../faults/process.ts';
import { until } from '../../journeys/world.ts';
import { missingRedis, type RedisServer, startRedis } from '../../servers/redis/server.ts';

const missing = missingRedis();
const log = { info() {}, warn() {}, error() {} };
const clock = systemClock;

describe.skipIf(missing)('processes on one Redis', () => {
  let redis: RedisServer;
  const opened: Jobs[] = [];
  const failed: unknown[] = [];

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => {
    for (const jobs of opened) await jobs.stop();
    await redis?.kill();
  });

  async function process(name: string, system = 'one'): Promise<Jobs> {
    const { jobs } = await openJobs({
      redis: { url: redis.url },
      ...{ system, name, clock, log },
      failed: (_where, error) => failed.push(error),
    });
    opened.push(jobs);
    return jobs;
  }

  test('hear what others say, not themselves, and nobody of another system', async () => {
    const [one, other, stranger] = await Promise.all([
      process('one'),
      process('other'),
      process('stranger', 'two'),
    ]);
    const heard: [string, PeerMessage, string][] = [];
    for (const [name, jobs] of Object.entries({ one, other, stranger })) {
      jobs.peers.hear((message, from) => heard.push([name, message, from]));
    }
    one.peers.tell({ kind: 'drain', workspace: 'main', id: 'c-1' });
    stranger.peers.tell({ kind: 'drain', workspace: 'main', id: 'c-2' });
    other.peers.tell({ kind: 'hush', workspace: 'main', id: 'c-3' });
    await until('both are heard', async () => heard.length >= 2 || undefined);
    // By different ways, so in whichever order.
    expect(heard.toSorted(([a], [b]) => (a < b ? 1 : -1))).toEqual([
      ['other', { kind: 'drain', workspace: 'main', id: 'c-1' }, 'one'],
      ['one', { kind: 'hush', workspace: 'main', id: 'c-3' }, 'other'],
    ]);
  });

  test('of what a newer version says, and this one does not know, nothing happens', async () => {
    const one = await process('old', 'versions');
    const heard: PeerMessage[] = [];
    one.peers.hear((message) => heard.push(message));
    const client = new Redis(redis.url);
    const say = (message: unknown) =>
      client.publish('carillon:versions:peers', JSON.stringify({ from: 'new', message }));
    await say({ kind: 'dance', with: 'me' });
    await client.publish('carillon:versions:peers', 'no JSON');
    await say({ kind: 'drain', workspace: 'main', id: 'known' });
    await until('the last is heard', async () => heard.length > 0 || undefined);
    expect(heard).toEqual([{ kind: 'drain', workspace: 'main', id: 'known' }]);
    await client.quit();
  });

  test('a wake-up reaches one of them, once, and not before its time', async () => {
    const [one, other] = await Promise.all([process('w-1', 'wake'), process('w-2', 'wake')]);
    const woken: { id: string; at: number }[] = [];
    const look = async ({ id }: WakeUp) => {
      woken.push({ id, at: clock.now() });
    };
    one.start(look);
    other.start(look);
    const due = clock.now() + 700;
    for (let n = 0; n < 20; n += 1) one.wake({ workspace: 'main', id: `c-${n}` }, due);
    // The same conversation and second, said by the other as well.
    for (let n = 0; n < 20; n += 1) other.wake({ workspace: 'main', id: `c-${n}` }, due);
    await until('all are woken', async () => woken.length >= 20 || undefined);
    expect(woken.map(({ id }) => id).toSorted()).toEqual(
      Array.from({ length: 20 }, (_, n) => `c-${n}`).toSorted(),
    );
    for (const { at } of woken) expect(at).toBeGreaterThanOrEqual(due);
  });

  test('what hurries is looked at before what came earlier', async () => {
    const one = await process('u-1', 'urgent');
    for (let n = 0; n < 300; n += 1) one.wake({ workspace: 'main', id: `ordinary-${n}` }, clock.now());
    one.wake({ workspace: 'main', id: 'code' }, clock.now(), true);
    const client = new Redis(redis.url);
    await until('all wait', async () => {
      const waiting = await client.zcard('carillon:urgent:wake:prioritized');
      return waiting === 301 || undefined;
    });
    await client.quit();
    const woken: string[] = [];
    one.start(async ({ id }) => {
      woken.push(id);
    });
    await until('all are woken', async () => woken.length === 301 || undefined);
    expect(woken[0]).toBe('code');
  });

  test('keep to a limit together, whoever asks', async () => {
    const [one, other] = await Promise.all([process('p-1', 'pace'), process('p-2', 'pace')]);
    const waits = await Promise.all(
      Array.from({ length: 10 }, (_, n) => (n % 2 ? one : other).turnOf('brand', 0.001, 1, 60_000_000)),
    );
    const sorted = waits.map((wait) => wait ?? -1).toSorted((a, b) => a - b);
    // One in a thousand seconds: each waits so much longer than the one before, but for what passed while they asked.
    for (const [n, wait] of sorted.entries()) expect(Math.round(wait / 1_000_000)).toBe(n);
    const late = await one.turnOf('brand', 0.001, 1, 500);
    expect(late).toBeGreaterThan(500);
    expect(await one.turnOf('brand', 0.001, 1, 500)).toBeLessThanOrEqual(late ?? 0);
    expect(await other.turnOf('another', 0.001, 1, 500)).toBe(0);
  });

  test('go on where Redis is gone, and find each other again when it is back', async () => {
    const [one, other] = await Promise.all([process('g-1', 'gone'), process('g-2', 'gone')]);
    await redis.kill();
    await until('it is missed', () =>
      one.ping().then(
        () => undefined,
        () => true,
      ),
    );
    one.peers.tell({ kind: 'drain', workspace: 'main', id: 'lost' });
    one.wake({ workspace: 'main', id: 'lost' }, clock.now());
    expect(await one.turnOf('brand', 1, 1, 500)).toBeUndefined();
    await redis.restart();
    const heard: PeerMessage[] = [];
    other.peers.hear((message) => heard.push(message));
    await until('they hear each other', async () => {
      one.peers.tell({ kind: 'drain', workspace: 'main', id: 'back' });
      return heard.length > 0 || undefined;
    });
    expect(heard[0]).toMatchObject({ id: 'back' });
    await one.ping();
  });
});

describe.skipIf(missing)('a start without a Redis that can serve', () => {
  const refusal = async (url: string): Promise<string> => {
    try {
      (await connectRedis({ url, waitMs: 0, clock, log })).disconnect();
      return 'It was not refused.';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };

  test('says where nobody answers', async () => {
    const port = await freePort();
    expect(await refusal(`redis://:secret@127.0.0.1:${port}`)).toBe(
      `Redis at 127.0.0.1:${port} cannot be reached: start it, or mend REDIS_URL.`,
    );
  });

  test('says that a password is wrong or missing, and never which', async () => {
    const server = await startRedis(['--requirepass', 'right-password']);
    const host = `127.0.0.1:${server.port}`;
    expect(await refusal(`redis://:wrong-password@${host}`)).toBe(
      `Redis at ${host} refuses the user or the password in REDIS_URL: mend them.`,
    );
    expect(await refusal(server.url)).toBe(`Redis at ${host} wants a password: put it into REDIS_URL.`);
    expect(await refusal(`redis://:right-password@${host}`)).toBe('It was not refused.');
    await server.kill();
  });

  test('says that keys would be thrown away', async () => {
    const server = await startRedis(['--maxmemory-policy', 'allkeys-lru']);
    expect(await refusal(server.url)).toBe(
      `Redis at 127.0.0.1:${server.port} throws keys away when its memory is full (maxmemory-policy allkeys-lru): ` +
        'set it to noeviction.',
    );
    await server.kill();
  });

  test('waits for one that comes up late', async () => {
    const server = await startRedis();
    await server.kill();
    const connected = connectRedis({ url: server.url, waitMs: 20_000, clock, log });
    await server.restart();
    const redis = await connected;
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();
    await server.kill();
  });
});

if (missing) test.skip(missing);
