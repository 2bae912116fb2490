/**
 * A MongoDB for the tests: the one MONGODB_URL names, else `mongod` on the PATH as a replica set of one, else
 * mongo-java-server, which speaks its protocol and keeps its data on disk, from Maven Central, outside of the
 * repository's tree.
 */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import mongoose from 'mongoose';
import { PROJECT_ROOT } from '../../../server/config.ts';
import { freePort } from '../../faults/process.ts';

const VERSION = '1.47.0';
const CACHE = join(PROJECT_ROOT, 'node_modules/.cache');
const JARS = join(CACHE, `mongo-java-server-${VERSION}`);
const LAUNCHER = join(PROJECT_ROOT, 'test/servers/mongo/MongoServer.java');

export interface MongoServer {
  /** The address of a database of its own on this server. */
  url(database: string): string;
  /** It is no replica set. */
  isStandalone: boolean;
  /** The stand-in: what a real one does by itself, such as expiring documents, it does not. */
  isStandIn: boolean;
  /** Where it listens on 127.0.0.1, if it was started here. */
  port?: number;
  stop(): Promise<void>;
}

const run = promisify(execFile);
const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/** Undefined if a server can be had; else why not. With CARILLON_REQUIRE_MONGO=1 it throws instead. */
export async function missingMongo(): Promise<string | undefined> {
  if (process.env.MONGODB_URL || has('mongod')) return undefined;
  try {
    await run('java', ['-version']);
    if (!existsSync(JARS)) await fetchJars();
    return undefined;
  } catch (error) {
    const said = error instanceof Error ? error.message.split('\n')[0] : String(error);
    const sentence = `No MongoDB (MONGODB_URL, mongod, or java and mvn): its tests are left out. ${said}`;
    if (process.env.CARILLON_REQUIRE_MONGO === '1') throw new Error(sentence);
    return sentence;
  }
}

/** How the stand-in is started, where it is the stand-in. */
export interface StandInOptions {
  /** The memory it may take, such as "2g"; half a gigabyte if left out. */
  heap?: string;
  /** Keeps all in memory: faster, for what measures servers. */
  inMemory?: boolean;
}

/** Starts the server, or finds the one that runs. */
export async function startMongo(options: StandInOptions = {}): Promise<MongoServer> {
  if (process.env.MONGODB_URL) return running(process.env.MONGODB_URL);
  return has('mongod') ? startMongod() : startStandIn(options);
}

/** A database that nobody else uses; `drop` removes it. */
export function freshDatabase(server: MongoServer): { url: string; drop(): Promise<void> } {
  databases += 1;
  const url = server.url(`carillon_test_${process.pid}_${databases}`);
  return {
    url,
    async drop() {
      const connection = await mongoose.createConnection(url).asPromise();
      await connection.dropDatabase();
      await connection.close();
    },
  };
}

let databases = 0;

async function running(given: string): Promise<MongoServer> {
  const [, before = '', after = ''] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?[^?]*(.*)$/.exec(given) ?? [];
  return {
    url: (database) => `${before}/${database}${after}`,
    isStandalone: process.env.MONGODB_ALLOW_STANDALONE === 'true',
    isStandIn: false,
    async stop() {},
  };
}

async function startMongod(): Promise<MongoServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'carillon-mongod-'));
  const args = ['--port', `${port}`, '--bind_ip', '127.0.0.1', '--dbpath', folder, '--replSet', 'rs0'];
  const server = await start('mongod', args, folder, /Waiting for connections/);
  const direct = await mongoose
    .createConnection(`mongodb://127.0.0.1:${port}/admin?directConnection=true`)
    .asPromise();
  const members = [{ _id: 0, host: `127.0.0.1:${port}` }];
  await direct.db?.admin().command({ replSetInitiate: { _id: 'rs0', members } });
  await direct.close();
  return {
    ...server,
    port,
    url: (database) => `mongodb://127.0.0.1:${port}/${database}?replicaSet=rs0`,
    isStandalone: false,
    isStandIn: false,
  };
}

async function startStandIn({ heap = '512m', inMemory = false }: StandInOptions): Promise<MongoServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'carillon-mongo-'));
  const file = inMemory ? 'memory' : join(folder, 'data.h2');
  const args = [`-Xmx${heap}`, '-cp', join(JARS, '*'), LAUNCHER, `${port}`, file];
  const server = await start('java', args, folder, /listening on port/);
  return {
    ...server,
    port,
    url: (database) => `mongodb://127.0.0.1:${port}/${database}`,
    isStandalone: true,
    isStandIn: true,
  };
}

async function start(program: string, args: string[], folder: string, up: RegExp) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-10_000);
      if (up.test(output)) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}: ${output.slice(-2_000)}`)));
  });
  return {
    async stop() {
      child.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function fetchJars(): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'mongo-'));
  try {
    const dependencies = ['mongo-java-server', 'mongo-java-server-h2-backend']
      .map(
        (name) =>
          `<dependency><groupId>de.bwaldvogel</groupId><artifactId>${name}</artifactId><version>${VERSION}</version></dependency>`,
      )
      .join('');
    const project = '<groupId>test</groupId><artifactId>mongo</artifactId><version>1</version>';
    writeFileSync(
      join(folder, 'pom.xml'),
      `<project><modelVersion>4.0.0</modelVersion>${project}<dependencies>${dependencies}</dependencies></project>`,
    );
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${join(folder, 'jars')}`];
    await run('mvn', ['-q', '-B', '-f', join(folder, 'pom.xml'), ...goal], { timeout: 120_000 });
    if (!existsSync(JARS)) renameSync(join(folder, 'jars'), JARS);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
