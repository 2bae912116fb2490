/**
 * The connection to Redis: waited for at the start, refused with a sentence where it cannot serve. Knows the driver, not
 * what it is used for; a sentence never holds the name or the password of the address.
 */
import { Redis } from 'ioredis';
import type { Clock } from '../clock.ts';

export interface RedisOptions {
  /** redis:// or rediss://. */
  url: string;
  /** How long to wait for the server at the start, in milliseconds; a minute if left out. */
  waitMs?: number;
  clock: Clock;
  /** The shape of a pino logger. */
  log: Record<'info' | 'warn' | 'error', (fields: object, text: string) => void>;
}

const WAIT_MS = 60_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
const OLDEST = [6, 2] as const;

class Refusal extends Error {}

/** Connects, waiting for the server. Throws a sentence for the operator. What it returns reconnects by itself. */
export async function connectRedis({ url, waitMs = WAIT_MS, clock, log }: RedisOptions): Promise<Redis> {
  const host = hostOf(url);
  const until = clock.now() + waitMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    const trial = new Redis(url, {
      lazyConnect: true,
      connectTimeout: 5_000,
      maxRetriesPerRequest: 0,
      retryStrategy: null,
    });
    let failure: Error | undefined;
    trial.on('error', (error: Error) => {
      failure = error;
    });
    try {
      await trial.connect();
      await checkServer(trial, host);
      return openRedis(url, log, host);
    } catch (error) {
      // What closed the connection says more than that it is closed.
      const { sentence, final } = explain(failure ?? error, host);
      if (final || clock.now() + pauseMs > until) throw new Error(sentence, { cause: error });
      log.warn({ host }, `${sentence} Trying again.`);
      await new Promise<void>((resolve) => {
        clock.alarm(clock.now() + pauseMs, resolve);
      });
    } finally {
      trial.disconnect();
    }
  }
}

/** Commands wait for a connection that is lost, so that none is refused for good. */
function openRedis(url: string, log: RedisOptions['log'], host: string): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    connectTimeout: 5_000,
    retryStrategy: (tries) => Math.min(100 * 2 ** tries, 2_000),
  });
  let isAway = false;
  redis.on('error', (error: Error) => {
    if (isAway) return;
    isAway = true;
    log.error(
      { host, err: { message: error.message } },
      'Redis is away. Nothing is lost; screens are told later.',
    );
  });
  redis.on('ready', () => {
    if (isAway) log.info({ host }, 'Redis is back.');
    isAway = false;
  });
  return redis;
}

async function checkServer(redis: Redis, host: string): Promise<void> {
  const info = await redis.info();
  const [major = 0, minor = 0] = (/^redis_version:(\d+)\.(\d+)/m.exec(info) ?? []).slice(1).map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new Refusal(`Redis at ${host} is too old: update it to version 6.2 or newer.`);
  }
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  if (policy !== undefined && policy !== 'noeviction') {
    throw new Refusal(
      `Redis at ${host} throws keys away when its memory is full (maxmemory-policy ${policy}): set it to noeviction.`,
    );
  }
}

/** What a failed connection means, in a sentence that says what to do; `final` if waiting changes nothing. */
function explain(error: unknown, host: string): { sentence: string; final: boolean } {
  if (error instanceof Refusal) return { sentence: error.message, final: true };
  const text = error instanceof Error ? error.message : String(error);
  if (/WRONGPASS|invalid (username-)?password|without any password/i.test(text)) {
    return {
      sentence: `Redis at ${host} refuses the user or the password in REDIS_URL: mend them.`,
      final: true,
    };
  }
  if (/NOAUTH|Authentication required/i.test(text)) {
    return { sentence: `Redis at ${host} wants a password: put it into REDIS_URL.`, final: true };
  }
  if (/NOPERM/.test(text)) {
    return {
      sentence: `Redis at ${host} does not allow this user what is needed: give it all commands.`,
      final: true,
    };
  }
  return { sentence: `Redis at ${host} cannot be reached: start it, or mend REDIS_URL.`, final: false };
}

function hostOf(url: string): string {
  try {
    return new URL(url).host || 'the address in REDIS_URL';
  } catch {
    return 'the address in REDIS_URL';
  }
}
