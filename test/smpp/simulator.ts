/** An independent SMPP server: jSMPP's simulator in Java, from Maven Central, outside of the repository's tree. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../faults/process.ts';

const VERSION = '3.0.1';
const CACHE = new URL('../../node_modules/.cache/', import.meta.url).pathname;
const JARS = join(CACHE, `jsmpp-${VERSION}`);
/** Both are the simulator's own defaults. */
export const SYSTEM_ID = 'j';
export const PASSWORD = 'jpwd';

export interface Simulator {
  port: number;
  /** The units it says it received, oldest first, in hexadecimal. */
  received(): string[];
  stop(): Promise<void>;
}

const run = promisify(execFile);

/**
 * Undefined if the simulator can be started; else why not. Fetches it where it is not there yet. With
 * CARILLON_REQUIRE_SMPP=1 it throws instead.
 */
export async function missingSimulator(): Promise<string | undefined> {
  try {
    await run('java', ['-version']);
    if (!existsSync(JARS)) await fetchJars();
    return undefined;
  } catch (error) {
    const said = error instanceof Error ? error.message.split('\n')[0] : String(error);
    const sentence = `No SMPP simulator (it needs java and mvn): its tests are left out. ${said}`;
    if (process.env.CARILLON_REQUIRE_SMPP === '1') throw new Error(sentence);
    return sentence;
  }
}

async function fetchJars(): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'jsmpp-'));
  try {
    const dependency = `<dependency><groupId>org.jsmpp</groupId><artifactId>jsmpp-examples</artifactId><version>${VERSION}</version></dependency>`;
    const project = `<groupId>test</groupId><artifactId>smpp</artifactId><version>1</version>`;
    writeFileSync(
      join(folder, 'pom.xml'),
      `<project><modelVersion>4.0.0</modelVersion>${project}<dependencies>${dependency}</dependencies></project>`,
    );
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${join(folder, 'jars')}`];
    await run('mvn', ['-q', '-B', '-f', join(folder, 'pom.xml'), ...goal], { timeout: 120_000 });
    if (!existsSync(JARS)) renameSync(join(folder, 'jars'), JARS);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts it, on a free port unless one is given, and waits until it listens. */
export async function startSimulator(wanted?: number): Promise<Simulator> {
  const port = wanted ?? (await freePort());
  const child: ChildProcess = spawn(
    'java',
    [
      '-Xmx128m',
      `-Djsmpp.simulator.port=${port}`,
      '-cp',
      join(JARS, '*'),
      'org.jsmpp.examples.SMPPServerSimulator',
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const exited = once(child, 'exit');
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Listening on port')) resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`The simulator ended with ${code}: ${output.slice(-2_000)}`)),
    );
  });
  return {
    port,
    received: () => [...output.matchAll(/Received PDU ([0-9a-f]+)/g)].map(([, hex = '']) => hex),
    async stop() {
      child.kill();
      await exited;
    },
  };
}
