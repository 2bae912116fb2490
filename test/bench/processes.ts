/**
 * npm run bench:processes: turns a second of two servers on one MongoDB and one Redis, against one of them.
 *
 * On a machine with few cores the database, the load and the channel's far end would be the limit, and not the servers. So
 * each server is held to a share of a core: it is stopped as soon as it has used more, and goes on when it has not. The
 * share is so small that everything else has time to spare. Each message goes to a server at random, as a load balancer
 * would send it. Before it is measured each server has taken as many turns, so that its code is as warm. What a turn costs
 * is told beside the rates: processor time of the servers, all threads, which other work on the machine changes least.
 * The stand-in for MongoDB, if it is that, keeps its data in memory here.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, missingMongo, startMongo } from '../servers/mongo/server.ts';
import { startRedis } from '../servers/redis/server.ts';
import {
  type Carillon,
  cleanUp,
  drained,
  median,
  rbmWebhooks,
  resting,
  startCarillon,
  startHelper,
} from './carillon.ts';
import { load } from './load.ts';

const REQUESTS = Number(process.env.BENCH_REQUESTS ?? 1500);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
/** Of a core, for each server. */
const SHARE = Number(process.env.BENCH_SHARE ?? 0.2);
/** Rounds for each server that are not counted: V8 goes on compiling for thousands of turns. */
const WARMING = Number(process.env.BENCH_WARMING ?? 8);
/** At each server, so that what waits for one does not wait for another. */
const CONNECTIONS = 24;
/**
 * A server runs at least so long before it is stopped. Shorter, it would be measured with cold caches and few messages at
 * a time, and the less so the more of them come to it: one server would look cheaper than each of two.
 */
const TICK_MS = 100;
const IDLE_MS = 5000;

const missing = await missingMongo();
if (missing) {
  console.log(missing);
  process.exit(1);
}
const mongo = await startMongo({ inMemory: true, heap: '2g' });
const redis = await startRedis();
const folder = mkdtempSync(join(tmpdir(), 'carillon-processes-bench-'));

/** Holds a server to its share from now on; returns what ends that. */
function hold(server: Carillon): () => void {
  const began = performance.now();
  const before = server.spent() ?? 0;
  let isStopped = false;
  const timer = setInterval(() => {
    const allowed = (performance.now() - began) * SHARE;
    const isOver = (server.spent() ?? 0) - before > allowed;
    if (isOver === isStopped) return;
    isStopped = isOver;
    process.kill(server.pid, isOver ? 'SIGSTOP' : 'SIGCONT');
  }, TICK_MS);
  return () => {
    clearInterval(timer);
    process.kill(server.pid, 'SIGCONT');
  };
}

/** One message of each of the people, to whichever server. */
function messagesOf(servers: readonly Carillon[], round: number, text: string): Buffer[][] {
  const all: Buffer[][] = servers.map(() => []);
  for (let i = 0; i < REQUESTS; i += 1) {
    // As good as at random, and the same each time it is run.
    const n = (Math.imul(i * 31 + round + 1, 2_654_435_761) >>> 16) % servers.length;
    all[n]?.push(...rbmWebhooks(servers[n]?.port ?? 0, 1, () => text, i));
  }
  return all;
}

async function say(servers: readonly Carillon[], sink: number, sent: number, messages: Buffer[][]) {
  const before = servers.map((server) => server.spent() ?? 0);
  const began = performance.now();
  const results = await Promise.all(servers.map(({ port }, n) => load(port, messages[n] ?? [], CONNECTIONS)));
  if (results.some(({ other }) => other > 0)) throw new Error('Not every answer was 200.');
  await drained(sink, sent + REQUESTS);
  const seconds = (performance.now() - began) / 1000;
  const spent = servers.map((server, n) => (server.spent() ?? 0) - (before[n] ?? 0));
  return { rate: REQUESTS / seconds, cost: spent.reduce((all, ms) => all + ms, 0) / REQUESTS };
}

/** What servers take of a core, in thousandths, when nobody writes. */
async function idleOf(servers: readonly Carillon[]): Promise<number> {
  for (const server of servers) await resting(server);
  const spent = () => servers.reduce((all, server) => all + (server.spent() ?? 0), 0);
  const before = spent();
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  return ((spent() - before) * 1000) / IDLE_MS / servers.length;
}

async function measure(count: number): Promise<{ rate: number; cost: number; idle: number }> {
  const database = freshDatabase(mongo);
  const sink = await startHelper('sink.js', []);
  const environment = {
    DATA_DIR: join(folder, `${count}`),
    MONGODB_URL: database.url,
    MONGODB_ALLOW_STANDALONE: `${mongo.isStandalone}`,
    REDIS_URL: redis.url,
  };
  const servers: Carillon[] = [];
  for (let n = 0; n < count; n += 1) {
    servers.push(await startCarillon(sink, environment, { publishes: n === 0 }));
  }
  // Not counted: everybody begins, and what is compiled and read for the first time.
  let sent = 0;
  for (let n = 0; n < WARMING * count; n += 1) {
    await say(servers, sink, sent, messagesOf(servers, -n, n === 0 ? 'begin' : `warming ${n}`));
    sent += REQUESTS;
  }
  const letGo = servers.map(hold);
  const rates: number[] = [];
  const costs: number[] = [];
  for (let n = 0; n < ROUNDS; n += 1) {
    const { rate, cost } = await say(servers, sink, sent, messagesOf(servers, n, `round ${n}`));
    sent += REQUESTS;
    rates.push(rate);
    costs.push(cost);
    process.stdout.write(
      `${count} server${count > 1 ? 's' : ''}, round ${n + 1}: ${Math.round(rate)}/s, ${cost.toFixed(2)} ms of a core each\n`,
    );
  }
  for (const free of letGo) free();
  const idle = await idleOf(servers);
  for (const server of servers) await server.stop();
  return { rate: median(rates), cost: median(costs), idle };
}

try {
  const one = await measure(1);
  const two = await measure(2);
  process.stdout.write(
    [
      '',
      `each server held to ${SHARE} of a core`,
      `one server    ${Math.round(one.rate)} /s    ${one.cost.toFixed(2)} ms of a core for a turn with its message`,
      `two servers   ${Math.round(two.rate)} /s    ${two.cost.toFixed(2)} ms`,
      `idle, a server takes ${one.idle.toFixed(0)} thousandths of a core alone, ${two.idle.toFixed(0)} beside another`,
      `ratio ${(two.rate / one.rate).toFixed(2)}; by what a turn costs ${((2 * one.cost) / two.cost).toFixed(2)}`,
      '',
    ].join('\n'),
  );
} finally {
  cleanUp();
  await redis.kill();
  await mongo.stop();
  rmSync(folder, { recursive: true, force: true });
}
