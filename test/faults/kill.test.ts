/**
 * The process is killed at random moments under load, again and again. The emulator, a process of its own, is the
 * oracle: it repeats what was not answered 200, and knows what reached each phone.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ThreadLine, textOf, until } from '../journeys/world.ts';
import { ECHO_FLOW } from './echo-flow.ts';
import { type Child, freePort, startProcess } from './process.ts';

const KILLS = Number(process.env.KILLS ?? 6);
const PHONES = 40;
const PER_PHONE = 15;
const SEED = Number(process.env.SEED ?? 20261123);
const ADMIN_TOKEN = 'fault-admin-token-0123456789';

let folder: string;
let emulator: Child;
let server: Child;
let emulatorUrl: string;
let port: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carillon-kill-'));
  port = await freePort();
  const emulatorPort = await freePort();
  emulatorUrl = `http://127.0.0.1:${emulatorPort}/emulator`;
  emulator = await startProcess(
    'emulator/main.js',
    [
      '--port',
      String(emulatorPort),
      '--webhook',
      `http://127.0.0.1:${port}/webhooks/rbm`,
      '--client-token',
      'fault-token',
      '--agent',
      'fault-agent',
    ],
    {},
    /emulator listens/,
  );
  server = await startServer();
  await api('POST', '/flows', { document: ECHO_FLOW });
  await api('POST', '/flows/echo/publish', {});
}, 60_000);

afterAll(async () => {
  await server?.kill();
  await emulator?.kill();
  rmSync(folder, { recursive: true, force: true });
});

function startServer(): Promise<Child> {
  return startProcess(
    'main.js',
    [],
    {
      PORT: String(port),
      DATA_DIR: folder,
      ADMIN_TOKEN,
      RBM_AGENT_ID: 'fault-agent',
      RBM_CLIENT_TOKEN: 'fault-token',
      RBM_ROOT_URL: emulatorUrl,
      LOG_LEVEL: 'info',
    },
    /"msg":"started"/,
  );
}

async function api(method: string, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}

async function ask<T>(path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${emulatorUrl}${path}`, {
    ...(body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  const text = await answer.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** A small generator with a seed, so that a failing run can be repeated. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const phoneOf = (index: number) => `+3363998${String(index).padStart(4, '0')}`;

test(`every acknowledged webhook is answered exactly once over ${KILLS} kills (seed ${SEED})`, async () => {
  const random = createRandom(SEED);
  const sent = Array.from({ length: PHONES }, () => 0);
  let finished = false;

  const people = sent.map(async (_, index) => {
    const handset = `/handsets/${encodeURIComponent(phoneOf(index))}`;
    const path = `${handset}/messages`;
    await ask(path, { text: 'begin' });
    // What is written next could overtake it while the server is away, and would begin another flow.
    await until(
      'it began',
      async () =>
        (await ask<ThreadLine[]>(`${handset}/thread`)).some(({ direction }) => direction === 'out') ||
        undefined,
      60_000,
    );
    for (let count = 1; count <= PER_PHONE; count += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100 + random() * 400));
      await ask(path, { text: `word ${index}-${count}` });
      sent[index] = count;
    }
  });
  const flusher = (async () => {
    while (!finished) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      await ask('/control/webhooks/flush', {});
    }
  })();

  for (let kill = 0; kill < KILLS; kill += 1) {
    await new Promise((resolve) => setTimeout(resolve, 200 + random() * 1200));
    await server.kill();
    server = await startServer();
  }
  await Promise.all(people);

  const threads = await until(
    'every word is answered',
    async () => {
      const all = await Promise.all(
        sent.map((_, index) => ask<ThreadLine[]>(`/handsets/${encodeURIComponent(phoneOf(index))}/thread`)),
      );
      const answers = all.flat().filter((line) => line.direction === 'out').length;
      return answers >= PHONES * (PER_PHONE + 1) ? all : undefined;
    },
    60_000,
  );
  finished = true;
  await flusher;
  // A doubled answer would be on its way now: give it the time the next sweep takes, by waiting for a later event.
  await ask(`/handsets/${encodeURIComponent(phoneOf(0))}/messages`, { text: 'last word' });
  await until('the last word is answered', async () => {
    const thread = await ask<ThreadLine[]>(`/handsets/${encodeURIComponent(phoneOf(0))}/thread`);
    return (
      thread.some((line) => line.direction === 'out' && /last word/.test(textOf(line.message))) || undefined
    );
  });

  for (const [index, thread] of threads.entries()) {
    const answers = thread
      .filter((line) => line.direction === 'out')
      .map(
        (line) =>
          /Echo (.*?)(?: \||$)/.exec(
            textOf((line.message as { contentMessage: unknown }).contentMessage),
          )?.[1],
      );
    const expected = ['start', ...Array.from({ length: PER_PHONE }, (_, at) => `word ${index}-${at + 1}`)];
    expect(answers.toSorted(), phoneOf(index)).toEqual(expected.toSorted());
  }
}, 180_000);

test('SIGTERM under load ends the process with 0 within its grace', async () => {
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      ask(`/handsets/${encodeURIComponent(phoneOf(index))}/messages`, { text: `goodbye ${index}` }),
    ),
  );
  expect(await server.terminate()).toBe(0);
  server = await startServer();
  await ask('/control/webhooks/flush', {});
  await until('what came during the stop is answered after it', async () => {
    const threads = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        ask<ThreadLine[]>(`/handsets/${encodeURIComponent(phoneOf(index))}/thread`),
      ),
    );
    const answered = threads.every((thread, index) => {
      const answers = thread.filter(
        (line) => line.direction === 'out' && textOf(line.message).includes(`goodbye ${index}`),
      );
      return answers.length === 1;
    });
    return answered || undefined;
  });
}, 60_000);

test('asked to stop twice it ends at once, says what it waited for, and takes up what it left', async () => {
  let output = '';
  server.process.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await ask(`/handsets/${encodeURIComponent(phoneOf(0))}/messages`, { text: 'in a hurry' });
  const closed = once(server.process, 'close');
  server.process.kill('SIGTERM');
  server.process.kill('SIGINT');
  expect(await closed).toEqual([75, null]);
  expect(output).toMatch(/"waitingFor":"[^"]+","msg":"asked to stop twice/);
  server = await startServer();
  await ask('/control/webhooks/flush', {});
  await until('what came in before is answered', async () => {
    const thread = await ask<ThreadLine[]>(`/handsets/${encodeURIComponent(phoneOf(0))}/thread`);
    return thread.some((line) => line.direction === 'out' && textOf(line.message).includes('in a hurry'));
  });
}, 60_000);
