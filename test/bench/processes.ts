/**
 * npm run bench:processes: turns a second of two servers on one MongoDB and one Redis, against one of them.
 *
 * On a machine with few cores the database, the load and the channel's far end are the limit, not the servers. So beside
 * the turns a second it tells what a turn costs a server in processor time: what limits it where nothing else does.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, startMongo } from '../servers/mongo/server.ts';
import { startRedis } from '../servers/redis/server.ts';
import {
  type Carillon,
  CONNECTIONS,
  CONVERSATIONS,
  cleanUp,
  drained,
  median,
  REQUESTS,
  ROUNDS,
  rbmWebhooks,
  startCarillon,
  startHelper,
} from './carillon.ts';
import { load } from './load.ts';

const PEOPLE = Math.min(CONVERSATIONS, REQUESTS);
const mongo = await startMongo();
const redis = await startRedis();
const folder = mkdtempSync(join(tmpdir(), 'carillon-processes-bench-'));

/** One round: each server gets its share of the messages, of whichever people. */
async function round(servers: readonly Carillon[], sink: number, sent: number, text: string) {
  const before = servers.map((server) => server.spent() ?? 0);
  const began = performance.now();
  const each = Math.floor(REQUESTS / servers.length);
  const results = await Promise.all(
    servers.map(({ port }, n) =>
      load(
        port,
        rbmWebhooks(port, each, (i) => `${text} ${i}`, n * each),
        CONNECTIONS / servers.length,
      ),
    ),
  );
  const turns = results.reduce((all, { ok }) => all + ok, 0);
  if (results.some(({ other }) => other > 0)) throw new Error('Not every answer was 200.');
  await drained(sink, sent + turns);
  const seconds = (performance.now() - began) / 1000;
  const spent = servers.map((server, n) => (server.spent() ?? 0) - (before[n] ?? 0));
  const cost = spent.reduce((all, ms) => all + ms, 0) / turns;
  return { turns, rate: turns / seconds, cost };
}

async function measure(count: number): Promise<{ rate: number; cost: number }> {
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
  // Everybody begins with one server, and goes on with any.
  const [first] = servers;
  if (!first) throw new Error('There is no server.');
  await load(
    first.port,
    rbmWebhooks(first.port, PEOPLE, () => 'begin'),
    CONNECTIONS,
  );
  let sent = PEOPLE;
  await drained(sink, sent);
  const rates: number[] = [];
  const costs: number[] = [];
  for (let n = 0; n < ROUNDS; n += 1) {
    const { turns, rate, cost } = await round(servers, sink, sent, `round ${n}`);
    sent += turns;
    rates.push(rate);
    costs.push(cost);
    process.stdout.write(
      `${count} server${count > 1 ? 's' : ''}, round ${n + 1}: ${Math.round(rate)}/s sent, ${cost.toFixed(2)} ms of a core each\n`,
    );
  }
  for (const server of servers) await server.stop();
  return { rate: median(rates), cost: median(costs) };
}

try {
  const one = await measure(1);
  const two = await measure(2);
  process.stdout.write(
    [
      '',
      `one server    ${Math.round(one.rate)} /s    ${one.cost.toFixed(2)} ms of a core for a turn with its message`,
      `two servers   ${Math.round(two.rate)} /s    ${two.cost.toFixed(2)} ms`,
      `ratio measured ${(two.rate / one.rate).toFixed(2)}; where the servers are the limit ${((2 * one.cost) / two.cost).toFixed(2)}`,
      '',
    ].join('\n'),
  );
} finally {
  cleanUp();
  await redis.kill();
  await mongo.stop();
  rmSync(folder, { recursive: true, force: true });
}
