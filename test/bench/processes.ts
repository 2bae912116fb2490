/**
 * npm run bench:processes: turns a second of two servers on one MongoDB and one Redis, against one of them.
 *
 * On a machine with few cores the database, the load and the channel's far end would be the limit, and not the servers. So
 * each server is held to a share of a core: it is stopped as soon as it has used more, and goes on when it has not. The
 * share is so small that everything else has time to spare. Each message goes to a server at random, as a load balancer
 * would send it. Before it is measured each server has taken as many turns, so that its code is as warm. What a turn costs
 * is told beside the rates: processor time of the servers, all threads, which other work on the machine changes least.
 *
 * Two servers also share caches and memory of the machine they stand on, which two machines do not. So two servers that
 * have nothing else in common, each with a database of its own, are measured too: what two of one system cost more than
 * these is what serving together costs. All three take their rounds by turns, so that whatever else the machine does
 * meets each of them alike. The stand-in for MongoDB, if it is that, keeps its data in memory here.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, missingMongo, startMongo } from '../servers/mongo/server.ts';
import { startRedis } from '../servers/redis/server.ts';
import {
  type Carillon,
  CONNECTIONS,
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

/** Servers that share a database, and where what they send ends. */
interface System {
  sink: number;
  servers: readonly Carillon[];
  sent: number;
}

interface Setting {
  name: string;
  systems: readonly System[];
  rates: number[];
  costs: number[];
}

async function startSystem(name: string, count: number): Promise<System> {
  const sink = await startHelper('sink.js', []);
  const environment = {
    DATA_DIR: join(folder, name),
    MONGODB_URL: freshDatabase(mongo).url,
    MONGODB_ALLOW_STANDALONE: `${mongo.isStandalone}`,
    REDIS_URL: redis.url,
  };
  const servers: Carillon[] = [];
  for (let n = 0; n < count; n += 1) {
    servers.push(await startCarillon(sink, environment, { publishes: n === 0 }));
  }
  return { sink, servers, sent: 0 };
}

async function settingOf(name: string, ...counts: number[]): Promise<Setting> {
  const systems: System[] = [];
  for (const [n, count] of counts.entries()) systems.push(await startSystem(`${name}-${n}`, count));
  return { name, systems, rates: [], costs: [] };
}

const serversOf = ({ systems }: Setting): Carillon[] => systems.flatMap(({ servers }) => servers);

/** One message of each of the people, to whichever server of the system that is theirs. */
async function say(setting: Setting, round: number, text: string): Promise<{ rate: number; cost: number }> {
  const { systems } = setting;
  const messages = new Map(serversOf(setting).map((server) => [server, [] as Buffer[]]));
  for (let i = 0; i < REQUESTS; i += 1) {
    const system = systems[i % systems.length];
    if (!system) continue;
    const { servers } = system;
    // As good as at random, and the same each time it is run.
    const server = servers[(Math.imul(i * 31 + round + 1, 2_654_435_761) >>> 16) % servers.length];
    if (server) messages.get(server)?.push(...rbmWebhooks(server.port, 1, () => text, i));
    system.sent += 1;
  }
  const spent = () => serversOf(setting).reduce((all, server) => all + (server.spent() ?? 0), 0);
  const before = spent();
  const began = performance.now();
  const results = await Promise.all([...messages].map(([{ port }, own]) => load(port, own, CONNECTIONS)));
  if (results.some(({ other }) => other > 0)) throw new Error('Not every answer was 200.');
  await Promise.all(systems.map(({ sink, sent }) => drained(sink, sent)));
  const seconds = (performance.now() - began) / 1000;
  return { rate: REQUESTS / seconds, cost: (spent() - before) / REQUESTS };
}

/** A round that counts, begun when everybody rests: also those who were measured before, who write their inboxes. */
async function measure(setting: Setting, round: number, everybody: readonly Carillon[]): Promise<void> {
  for (const server of everybody) await resting(server);
  const servers = serversOf(setting);
  const letGo = servers.map(hold);
  const { rate, cost } = await say(setting, round, `round ${round}`).finally(() => {
    for (const free of letGo) free();
  });
  setting.rates.push(rate);
  setting.costs.push(cost);
  process.stdout.write(
    `round ${round + 1}, ${setting.name}: ${Math.round(rate)}/s, ${cost.toFixed(2)} ms of a core each\n`,
  );
}

/** What servers take of a core, in thousandths, when nobody writes. */
async function idleOf(servers: readonly Carillon[]): Promise<number> {
  for (const server of servers) await resting(server);
  const spent = () => servers.reduce((all, server) => all + (server.spent() ?? 0), 0);
  const before = spent();
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  return ((spent() - before) * 1000) / IDLE_MS / servers.length;
}

const column = (value: number, digits: number) => value.toFixed(digits).padStart(6);

/** The median, over the rounds, of how one setting stands to another in the same round. */
function ratioOf(values: readonly number[], others: readonly number[]): string {
  return median(values.map((value, n) => value / (others[n] ?? value))).toFixed(2);
}

try {
  const one = await settingOf('one server', 1);
  const two = await settingOf('two servers', 2);
  const apart = await settingOf('two systems', 1, 1);
  const settings = [one, two, apart];
  // Not counted: everybody begins, and what is compiled and read for the first time.
  for (const setting of settings) {
    for (let n = 0; n < WARMING * serversOf(setting).length; n += 1) {
      await say(setting, -n, n === 0 ? 'begin' : `warming ${n}`);
    }
  }
  for (let n = 0; n < ROUNDS; n += 1)
    for (const setting of settings) await measure(setting, n, settings.flatMap(serversOf));
  const [idleAlone, idleBeside] = [await idleOf(serversOf(one)), await idleOf(serversOf(two))];
  process.stdout.write(
    [
      '',
      `each server held to ${SHARE} of a core; medians of ${ROUNDS} rounds`,
      ...settings.map(
        ({ name, rates, costs }) =>
          `${name.padEnd(12)} ${column(median(rates), 0)} /s  ${column(median(costs), 2)} ms of a core for a turn with its message`,
      ),
      `two servers to one: ${ratioOf(two.rates, one.rates)} times the turns`,
      `two servers to two systems: ${ratioOf(two.rates, apart.rates)} times the turns, at ${ratioOf(two.costs, apart.costs)} times the cost`,
      `two systems to one server, on this machine: ${ratioOf(apart.rates, one.rates)} times the turns`,
      `idle, a server takes ${idleAlone.toFixed(0)} thousandths of a core alone, ${idleBeside.toFixed(0)} beside another`,
      '',
    ].join('\n'),
  );
  for (const server of settings.flatMap(serversOf)) await server.stop();
} finally {
  cleanUp();
  await redis.kill();
  await mongo.stop();
  rmSync(folder, { recursive: true, force: true });
}
