/**
 * Processes on one store, by way of Redis: wake-ups through BullMQ, what they tell each other through its channels, and
 * what they may do together a second. Knows Redis and the port; an emptied Redis loses nothing but time.
 */
import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '../clock.ts';
import { type Jobs, type PeerMessage, peerMessageSchema, type WakeUp } from './port.ts';

export interface BullJobsOptions {
  redis: Redis;
  /** Tells this system's keys from those of others on the same Redis. */
  system: string;
  /** What this process is called. */
  name: string;
  clock: Clock;
  /** Something went wrong that the sweep of the store makes good. */
  failed(where: string, error: unknown): void;
}

const QUEUE = 'wake';
const AT_ONCE = 50;
/** A wake-up whose process says nothing for so long goes to another. */
const LOCK_MS = 5_000;
/** BullMQ's: the smaller, the sooner. */
const URGENT = 1;
const ORDINARY = 10;
const PING_MS = 2_000;

/**
 * The turn of `units` among those of all processes: one leaves 1/`perSecond` after the one before, by Redis's own clock.
 * Returns how long to wait; nothing is taken where that is more than the longest.
 */
const TURN = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local next = tonumber(redis.call('GET', KEYS[1]) or '0')
local at = math.max(next, now)
if at - now > tonumber(ARGV[2]) then return math.ceil(at - now) end
local after = at + tonumber(ARGV[1])
redis.call('SET', KEYS[1], tostring(after), 'PX', math.ceil(after - now) + 1000)
return math.ceil(at - now)`;

export async function createBullJobs(options: BullJobsOptions): Promise<Jobs> {
  const { redis, system, name, clock, failed } = options;
  const prefix = `carillon:${system}`;
  const channel = `${prefix}:peers`;
  const quiet = (where: string) => (error: unknown) => {
    if (!stopped) failed(where, error);
  };
  let stopped = false;
  const queue = new Queue<WakeUp>(QUEUE, {
    connection: redis,
    prefix,
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  });
  queue.on('error', quiet('wake-ups'));
  let worker: Worker<WakeUp> | undefined;
  let letGo = () => {};

  const listeners: ((message: PeerMessage, from: string) => void)[] = [];
  const ears = redis.duplicate();
  ears.on('error', () => undefined);
  ears.on('message', (_channel: string, text: string) => {
    if (stopped) return;
    try {
      const { from, message } = JSON.parse(text) as { from: string; message: unknown };
      if (from === name) return;
      // A newer version may say what this one does not know.
      const parsed = peerMessageSchema.safeParse(message);
      if (parsed.success) for (const listener of listeners) listener(parsed.data, from);
    } catch (error) {
      failed('peers', error);
    }
  });
  // Before the connection stands, nobody could be told anything, and nobody could say whose turn it is.
  await Promise.all([ears.subscribe(channel), redis.ping()]);

  return {
    peers: {
      tell(message) {
        // What cannot be said now is old by the time it could be.
        if (redis.status !== 'ready') return;
        redis.publish(channel, JSON.stringify({ from: name, message })).catch(quiet('peers'));
      },
      hear(listener) {
        listeners.push(listener);
      },
    },
    wake({ workspace, id }, at, urgent = false) {
      if (redis.status !== 'ready') return;
      const delay = Math.max(0, at - clock.now());
      const priority = urgent ? URGENT : ORDINARY;
      // One of a conversation and a second is enough.
      const jobId = `${workspace}/${id}/${Math.ceil(at / 1000)}`;
      queue.add(QUEUE, { workspace, id }, { jobId, delay, priority }).catch(quiet('wake-ups'));
    },
    start(look) {
      const hands = redis.duplicate();
      hands.on('error', () => undefined);
      letGo = () => hands.disconnect();
      worker = new Worker<WakeUp>(QUEUE, ({ data }) => look(data), {
        connection: hands,
        prefix,
        concurrency: AT_ONCE,
        lockDuration: LOCK_MS,
        stalledInterval: LOCK_MS,
      });
      worker.on('error', quiet('wake-ups'));
    },
    async turnOf(of, perSecond, units, longestMs) {
      if (redis.status !== 'ready') return undefined;
      try {
        const costMs = (units * 1000) / perSecond;
        return Number(await redis.call('EVAL', TURN, 1, `${prefix}:pace:${of}`, costMs, longestMs));
      } catch (error) {
        quiet('pace')(error);
        return undefined;
      }
    },
    async ping() {
      if (redis.status !== 'ready') throw new Error('Redis does not answer.');
      let callOff = () => {};
      const late = new Promise<never>((_resolve, reject) => {
        callOff = clock.alarm(clock.now() + PING_MS, () => reject(new Error('Redis does not answer.')));
      });
      await Promise.race([redis.ping(), late]).finally(callOff);
    },
    async stop() {
      stopped = true;
      await worker?.close(true).catch(() => undefined);
      letGo();
      await queue.close().catch(() => undefined);
      ears.disconnect();
      redis.disconnect();
    },
  };
}
