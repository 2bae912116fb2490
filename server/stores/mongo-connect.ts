/**
 * The connection to MongoDB: waited for at the start, refused with a sentence where it cannot serve. Knows the driver,
 * no collection; a sentence never holds the name or the password of the address.
 */
import mongoose, { type mongo } from 'mongoose';
import type { Clock } from '../clock.ts';

/** The shape of a pino logger, so that one can be passed in. */
export interface MongoLog {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

export interface MongoOptions {
  /** mongodb:// or mongodb+srv://, with the database's name as its path; "carillon" without one. */
  url: string;
  /** Take a server that is no replica set: it may lose what it promised. */
  allowStandalone?: boolean;
  /** How long to wait for the server at the start, in milliseconds; a minute if left out. */
  waitMs?: number;
  /** Days after which messages are deleted; never if left out. */
  messageDays?: number | undefined;
  log?: MongoLog;
  /** Told what the start waits for where that takes long, and undefined when it waits no longer. */
  waiting?: (what: string | undefined) => void;
}

/** MongoDB 5.0. */
const OLDEST_WIRE_VERSION = 13;
const WAIT_MS = 60_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

const PROMISES = {
  // What is promised survives the loss of any minority of servers, and what is read will too.
  writeConcern: { w: 'majority', wtimeoutMS: 10_000 },
  readConcern: { level: 'majority' },
  readPreference: 'primary',
  retryWrites: true,
  ignoreUndefined: true,
  // Indexes and collections are made at one place, before anything else.
  autoIndex: false,
  autoCreate: false,
} as const;

/** Where the address does not say otherwise. A platform that waits for its answer waits no longer than this. */
const PATIENCE = {
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  socketTimeoutMS: 20_000,
  waitQueueTimeoutMS: 10_000,
};
/** The driver asks a server for its state this often, and may then wait for news of it as long. */
const HEARTBEAT_MS = 10_000;
/** A greeting that nobody answers, and that does not fail: the driver would wait for it for ever. */
const LOST_MS = 7_000;

/** Connects, waiting for the server. Throws a sentence for the operator. */
export async function connect({
  url,
  allowStandalone = false,
  waitMs = WAIT_MS,
  log,
  clock,
}: MongoOptions & { clock: Clock }): Promise<{ db: mongo.Db; close(): Promise<void> }> {
  const hosts = hostsOf(url);
  const until = clock.now() + waitMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    const connection = mongoose.createConnection();
    const close = () => connection.close();
    try {
      await connection.openUri(url, optionsFor(url));
      const { db } = connection;
      if (!db) throw new Error('The connection has no database.');
      await checkServer(db, hosts, allowStandalone);
      // A greeting needs no rights; this does.
      await db.listCollections({}, { nameOnly: true }).toArray();
      const stopWatching = watch(connection.getClient(), clock, () => log?.warn({ hosts }, LOST));
      return {
        db,
        async close() {
          await stopWatching();
          await close();
        },
      };
    } catch (error) {
      // A connection that never opened has nothing to close.
      await close().catch(() => undefined);
      const { sentence, final } = explain(error, hosts);
      if (final || clock.now() + pauseMs > until) throw new Error(sentence, { cause: error });
      log?.warn({ hosts }, `${sentence} Trying again.`);
      await new Promise<void>((resolve) => {
        clock.alarm(clock.now() + pauseMs, resolve);
      });
    }
  }
}

const LOST = 'MongoDB was asked for its state and never answered: connecting again.';

/** Connects again where the driver waits for an answer that does not come: it would not find the server back by itself. */
function watch(client: mongo.MongoClient, clock: Clock, lost: () => void): () => Promise<void> {
  const waiting = new Map<string, () => void>();
  let reviving: Promise<void> | undefined;
  let stopped = false;

  async function revive(): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; !stopped; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      try {
        await client.close();
        await client.connect();
        return;
      } catch {
        await new Promise<void>((resolve) => {
          clock.alarm(clock.now() + pauseMs, resolve);
        });
      }
    }
  }

  function heard({ connectionId }: { connectionId: string }): void {
    waiting.get(connectionId)?.();
    waiting.delete(connectionId);
  }

  client.on('serverHeartbeatStarted', ({ connectionId, awaited }) => {
    heard({ connectionId });
    if (stopped) return;
    const at = clock.now() + LOST_MS + (awaited ? HEARTBEAT_MS : 0);
    const callOff = clock.alarm(at, () => {
      waiting.delete(connectionId);
      if (stopped || reviving) return;
      lost();
      reviving = revive().finally(() => {
        reviving = undefined;
      });
    });
    waiting.set(connectionId, callOff);
  });
  client.on('serverHeartbeatSucceeded', heard);
  client.on('serverHeartbeatFailed', heard);
  return async () => {
    stopped = true;
    for (const callOff of waiting.values()) callOff();
    await reviving;
  };
}

class Refusal extends Error {}

async function checkServer(db: mongo.Db, hosts: string, allowStandalone: boolean): Promise<void> {
  const hello = await greet(db);
  if (Number(hello.maxWireVersion) < OLDEST_WIRE_VERSION) throw tooOld(hosts);
  if (hello.setName === undefined && hello.msg !== 'isdbgrid' && !allowStandalone) {
    throw new Refusal(
      `MongoDB at ${hosts} is a single server, which can lose what it promised: make it a replica set ` +
        '(of one member at least), or set MONGODB_ALLOW_STANDALONE=true while you develop.',
    );
  }
}

function tooOld(hosts: string): Refusal {
  return new Refusal(`MongoDB at ${hosts} is too old: update it to version 5.0 or newer.`);
}

async function greet(db: mongo.Db): Promise<mongo.Document> {
  try {
    return await db.admin().command({ hello: 1 });
  } catch (error) {
    // Servers before 4.4 know the older name only.
    if (!(error instanceof mongoose.mongo.MongoServerError && error.code === 59)) throw error;
    return db.admin().command({ isMaster: 1 });
  }
}

/** What a failed connection means, in a sentence that says what to do; `final` if waiting changes nothing. */
function explain(error: unknown, hosts: string): { sentence: string; final: boolean } {
  const { MongoAPIError, MongoCompatibilityError, MongoServerError } = mongoose.mongo;
  if (!(error instanceof Error)) throw error;
  if (error instanceof Refusal) return { sentence: error.message, final: true };
  if (error instanceof MongoCompatibilityError || /reports maximum wire version/.test(error.message)) {
    return { sentence: tooOld(hosts).message, final: true };
  }
  // Errors of the reader of addresses are of another package, and known by their names only.
  if (error instanceof MongoAPIError || /^Mongo(?:Parse|Runtime)Error$/.test(error.name)) {
    return {
      sentence:
        'MONGODB_URL is not an address of MongoDB: write mongodb://user:password@host:27017/database?replicaSet=name, ' +
        'with special characters of the password percent-encoded.',
      final: true,
    };
  }
  if (error instanceof MongoServerError && AUTHENTICATION_CODES.has(error.code)) {
    return {
      sentence: `MongoDB at ${hosts} refuses the user or the password in MONGODB_URL: mend them, or add authSource=admin.`,
      final: true,
    };
  }
  if (error instanceof MongoServerError && error.code === UNAUTHORIZED) {
    return {
      sentence:
        `MongoDB at ${hosts} wants a user and a password: put them into MONGODB_URL, ` +
        'and give the user the role readWrite.',
      final: true,
    };
  }
  // Everything else of the driver's, or of a name server's, may pass.
  const isForeign =
    error instanceof mongoose.mongo.MongoError || error instanceof mongoose.Error || 'code' in error;
  if (!isForeign) throw error;
  return {
    sentence: `MongoDB at ${hosts} cannot be reached: start it, or mend MONGODB_URL.`,
    final: false,
  };
}

const AUTHENTICATION_CODES: ReadonlySet<unknown> = new Set([18, 8000]);
const UNAUTHORIZED = 13;

/** The hosts of an address, and nothing else of it. */
function hostsOf(url: string): string {
  const [, hosts = ''] = /^mongodb(?:\+srv)?:\/\/(?:[^/?]*@)?([^/?@]+)/.exec(url) ?? [];
  const rest = url.slice(url.indexOf(hosts) + hosts.length);
  // An "@" further on: a password that was not percent-encoded, and perhaps part of it taken for a host.
  return /^[\w.:,[\]-]+$/.test(hosts) && !rest.includes('@') ? hosts : 'the address in MONGODB_URL';
}

function optionsFor(url: string): mongoose.ConnectOptions {
  const patience = Object.entries(PATIENCE).filter(([name]) => !url.includes(`${name}=`));
  const named = hasDatabase(url) ? {} : { dbName: 'carillon' };
  return { ...PROMISES, ...Object.fromEntries(patience), ...named };
}

function hasDatabase(url: string): boolean {
  return /^mongodb(?:\+srv)?:\/\/[^/]+\/[^?]+/.test(url);
}
