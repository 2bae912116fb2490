import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConversationStore } from '../../../server/stores/port.ts';
import { createSqliteStore } from '../../../server/stores/sqlite.ts';
import { openSqliteFile } from '../../../server/stores/sqlite-file.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const writer = join(root, 'dist/crash/test/server/stores/crash/writer.js');

/** What the writer was promised of one conversation: its last turn, the lines that are settled, those delivered. */
interface Promised {
  turns: number;
  sent: Set<number>;
  delivered: Set<number>;
}

describe('killed while it writes, again and again', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'carillon-crash-'));
    // The writer is a process of its own, and Node runs JavaScript.
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    await promisify(execFile)(process.execPath, [compiler, '-p', join(root, 'test/server/stores/crash')]);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  test('the store keeps every turn it promised, whole, and no half of another', async () => {
    const path = join(folder, 'carillon.sqlite');
    const promised = new Map<string, Promised>();
    for (const lines of [1, 40, 333, 1500, 2500, 700, 5]) {
      await writeUntilKilled(path, lines, promised);
      const { db } = openSqliteFile(path);
      expect(db.prepare('PRAGMA integrity_check').raw().get([])).toEqual(['ok']);
      const store = createSqliteStore(db);
      for (const [id, own] of promised) await check(store.conversations, id, own);
      await store.close();
    }
    const turns = [...promised.values()].reduce((sum, own) => sum + own.turns, 0);
    expect(turns).toBeGreaterThan(2000);
  }, 60_000);
});

/** Starts the writer, kills it with SIGKILL after so many lines, and notes all it had said by then. */
async function writeUntilKilled(path: string, lines: number, promised: Map<string, Promised>): Promise<void> {
  const child = spawn(process.execPath, [writer, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('close', (_, signal) => resolve(signal)));
  let heard = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [what, id = '', n = ''] = line.split(' ');
    const own = promised.get(id) ?? { turns: 0, sent: new Set(), delivered: new Set() };
    promised.set(id, own);
    if (what === 'turn') own.turns = Number(n);
    else if (what === 'sent') own.sent.add(Number(n));
    else own.delivered.add(Number(n));
    heard += 1;
    if (heard === lines) child.kill('SIGKILL');
  }
  expect(await ended).toBe('SIGKILL');
}

async function check(store: ConversationStore, id: string, own: Promised): Promise<void> {
  const { turns, sent, delivered } = own;
  const conversation = await store.get('main', id);
  const rev = conversation?.rev ?? 0;
  // The last turn may be durable without the writer having heard of it: the next writer goes on from there.
  expect([turns, turns + 1]).toContain(rev);
  own.turns = rev;
  const { items } = await store.thread('main', id, { limit: 100_000 });
  expect(items.map((line) => line.id)).toEqual(Array.from({ length: rev }, (_, i) => `${id}-${i + 1}`));
  const lanes = new Map((await store.pending('main', id)).map((item) => [item.id, item.lane]));
  for (const [i, line] of items.entries()) {
    const n = i + 1;
    const lane = lanes.get(line.id);
    // A line is queued exactly if its item waits to leave, and delivered exactly if it was watched and is no more; what
    // was promised to be settled or delivered is.
    if (n % 3 === 2)
      expect(line.state).toBe(lane === undefined ? 'delivered' : lane === 'watch' ? 'sent' : 'queued');
    else expect([line.state, lane]).toEqual(lane ? ['queued', 'say'] : ['sent', undefined]);
    if (sent.has(n)) expect(line.state).not.toBe('queued');
    if (delivered.has(n)) expect(line.state).toBe('delivered');
  }
  if (conversation) {
    const again = { conversation, messages: [], outbox: [], seen: `${id}-${rev}` };
    expect(await store.commit(again)).toBe('duplicate');
  }
}
