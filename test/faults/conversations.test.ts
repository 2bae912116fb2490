/**
 * Thousands of conversations while receipts are delayed, lost, doubled and put out of order, and phones come and go: who
 * reads a message twice? The emulator's threads are the oracle of what people read; the server's own word is what it
 * stored. Everything is real HTTP and SQLite; only time goes faster than on the wall.
 *
 * CARILLON_CONVERSATIONS says how many (150), SEED how chance falls.
 */
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Delivery } from '../../flows/nodes/shape.ts';
import type { Store, StoredMessage } from '../../server/stores/port.ts';
import { openSqliteStore } from '../../server/stores/sqlite.ts';
import { ADMIN_TOKEN, openWorld, type ThreadLine, textOf, until, type World } from '../journeys/world.ts';
import { createPatientClock } from './patient-clock.ts';

const CONVERSATIONS = Number(process.env.CARILLON_CONVERSATIONS ?? 150);
const SEED = Number(process.env.SEED ?? 20261123);
const WORKSPACE = 'default';
/** People at their phones at the same time. */
const TOGETHER = 300;
const SECOND = 1000;

/** What each kind says, and how long RCS has for it: shorter than receipts may take. */
const KINDS: Record<string, Delivery> = {
  code: { traffic: 'authentication', ttl: '5s' },
  answer: { traffic: 'service-request', ttl: '15s' },
  receipt: { traffic: 'transaction', ttl: '25s' },
};

/** Everything that can befall a receipt, a notice, or a person's own message on its way to the webhook. */
const LATE = { delayMs: [0, 60 * SECOND], duplicate: 0.3, reorder: 0.3 };
const LOST = { dropReceipts: 0.2 };

const clock = createPatientClock({ start: Date.parse('2026-11-23T10:00:00+01:00') });
const random = createRandom(SEED);
let world: World;
let store: Store;
let people = 0;

beforeAll(async () => {
  world = await openWorld({}, { clock });
  store = openSqliteStore({ path: join(world.folder, 'carillon.db') });
  for (const [id, delivery] of Object.entries(KINDS)) {
    await world.publish({
      format: 1,
      id,
      name: id,
      start: 'ask',
      variables: { said: { type: 'text', default: 'first' } },
      triggers: [{ kind: 'keyword', words: [id] }, { kind: 'api' }],
      nodes: {
        ask: {
          kind: 'ask',
          ask: { message: { kind: 'text', text: `<${id} {{said}}>` } },
          delivery,
          expect: { type: 'text' },
          save: 'said',
          retry: { to: 'over' },
          to: 'ask',
        },
        over: { kind: 'end' },
      },
    });
  }
}, 60_000);
afterAll(async () => {
  await store?.close();
  await world?.close();
  await dispatcher.close();
  clock.stop();
});

/** A small generator with a seed. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

/**
 * Few connections, for the thousands of people: more than wait at a socket at once are turned away by the kernel, and try
 * again after seconds.
 */
const dispatcher = new Agent({ connections: 48, headersTimeout: 60_000 });

async function call<T>(method: 'GET' | 'PUT' | 'POST', path: string, body?: object): Promise<T> {
  const { statusCode, body: answer } = await request(world.url + path, {
    method,
    dispatcher,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  if (statusCode >= 300) throw new Error(`${method} ${path}: ${statusCode} ${text}`);
  return JSON.parse(text) as T;
}
const handset = <T>(phone: string, method: 'GET' | 'PUT' | 'POST', path = '', body?: object) =>
  call<T>(method, `/emulator/handsets/${encodeURIComponent(phone)}${path}`, body);

/** So long by that clock. */
const wait = (ms: number) => new Promise<void>((resolve) => clock.alarm(clock.now() + ms, resolve));

interface Person {
  phone: string;
  kind: string;
  /** What they wrote, each once; and "first", said without them. */
  words: string[];
}

/** One person: some have RCS, some have none, some lose it, some are out of reach for a while. */
async function converse(): Promise<Person> {
  const n = people++;
  const person = {
    phone: `+3363998${String(n).padStart(4, '0')}`,
    kind: pick(Object.keys(KINDS)),
    words: ['first'],
  };
  const { phone, kind, words } = person;
  const habit = pick(['steady', 'steady', 'plain', 'away', 'away', 'switching'] as const);
  const set = (change: object) => handset(phone, 'PUT', '', change);
  if (habit === 'plain') await set({ rcs: false });
  const away = habit === 'away' && random() < 0.5;
  if (away) await set({ online: false });
  if (away || random() < 0.4) await call('POST', '/api/conversations', { to: phone, flow: kind });
  else await handset(phone, 'POST', '/messages', { text: kind });
  // What is written next must not overtake it on its way.
  while (!(await store.conversations.find(WORKSPACE, 'default', phone))) await wait(SECOND);
  const turns = 1 + Math.floor(random() * 2);
  for (let turn = 1; turn <= turns; turn += 1) {
    await wait(random() * 12 * SECOND);
    if (habit === 'away') await set({ online: random() < 0.5 });
    if (habit === 'switching') await set({ rcs: random() < 0.5 });
    const word = `word ${n}-${turn}`;
    await handset(phone, 'POST', '/messages', { text: word });
    words.push(word);
  }
  await wait(random() * 30 * SECOND);
  if (habit !== 'steady' && random() < 0.5) await set({ online: true, rcs: true });
  return person;
}

/** Does it for everybody, some at a time. */
async function each<T>(all: readonly T[], task: (one: T) => Promise<unknown>): Promise<void> {
  const left = all.values();
  const work = async () => {
    for (const one of left) await task(one);
  };
  await Promise.all(Array.from({ length: 16 }, work));
}

async function crowd(count: number): Promise<Person[]> {
  const all: Person[] = [];
  let left = count;
  await Promise.all(
    Array.from({ length: TOGETHER }, async () => {
      // Not all in the same moment.
      await wait(random() * 20 * SECOND);
      while (left > 0) {
        left -= 1;
        all.push(await converse());
      }
    }),
  );
  return all;
}

/** Until no webhook call is left to make, and the server has nothing left to do, now or later. */
async function quiet(): Promise<void> {
  type Stats = { pending: number; sms: { pending: number } };
  let left = '';
  await until(
    'everything comes to rest',
    async () => {
      const { pending, sms } = await call<Stats>('GET', '/emulator/control/webhooks');
      const due = await store.conversations.nextDue(0);
      left = `${pending} calls of RCS and ${sms.pending} of SMS to make, next due ${due}, now ${clock.now()}`;
      return (pending + sms.pending === 0 && due === undefined) || undefined;
    },
    240_000,
  ).catch((error: Error) => {
    throw new Error(`${error.message}: ${left}`);
  });
}

/** Lets everything happen that will; then everybody switches their phone on. */
async function settle(all: Person[]): Promise<void> {
  await wait(90 * SECOND);
  await each(all, ({ phone }) => handset(phone, 'PUT', '', { online: true, rcs: true }));
  await quiet();
}

interface Verdict {
  /** Messages that somebody read by RCS and by SMS. */
  twice: string[];
  /** Messages whose receipt is recorded as late. */
  late: string[];
  /** Words that got no answer, or several of them. */
  wrong: string[];
  read: { rcs: number; sms: number };
}

async function judge(all: Person[]): Promise<Verdict> {
  const verdict: Verdict = { twice: [], late: [], wrong: [], read: { rcs: 0, sms: 0 } };
  await each(all, async ({ phone, kind, words }) => {
    const thread = (await handset<ThreadLine[]>(phone, 'GET', '/thread')).filter(
      ({ direction }) => direction === 'out',
    );
    const ways = new Map<string, Set<string>>();
    const answers = new Map<string, Set<string>>();
    for (const { id, via, message } of thread) {
      verdict.read[via] += 1;
      ways.set(id, (ways.get(id) ?? new Set()).add(via));
      const word = /<\w+ (.*?)>/.exec(textOf(message))?.[1] ?? '';
      answers.set(word, (answers.get(word) ?? new Set()).add(id));
    }
    // One id never comes twice the same way.
    expect(thread.length, phone).toBe([...ways.values()].reduce((sum, { size }) => sum + size, 0));
    for (const [id, { size }] of ways) if (size > 1) verdict.twice.push(id);
    for (const word of words) {
      if (answers.get(word)?.size !== 1)
        verdict.wrong.push(`${phone} <${kind} ${word}>: ${answers.get(word)?.size ?? 0}`);
    }
    for (const line of await linesOf(phone)) {
      if (line.late) verdict.late.push(line.id);
    }
  });
  return verdict;
}

async function linesOf(phone: string): Promise<StoredMessage[]> {
  const found = await store.conversations.find(WORKSPACE, 'default', phone);
  if (!found) return [];
  return (await store.conversations.thread(WORKSPACE, found.id, { limit: 200 })).items;
}

const tell = (what: string, { twice, late, read }: Verdict, count: number) =>
  process.stdout.write(
    `${what}: ${count} conversations, ${read.rcs} messages read by RCS and ${read.sms} by SMS, ` +
      `${twice.length} by both, ${late.length} late receipts recorded (seed ${SEED})\n`,
  );

const usual = Math.ceil(CONVERSATIONS * 0.8);

describe(`${CONVERSATIONS} conversations (seed ${SEED})`, () => {
  test('receipts delayed, lost, doubled and out of order: nobody reads a message by RCS and by SMS, and none is lost', async () => {
    await world.faults({
      seed: SEED % 2 ** 31,
      ...LATE,
      ...LOST,
      dropExpiries: 0.3,
      revokeFails: 0.2,
      sms: { ...LATE, ...LOST },
    });
    const all = await crowd(usual);
    await settle(all);
    const verdict = await judge(all);
    tell('receipts unreliable', verdict, all.length);
    expect(verdict).toMatchObject({ twice: [], late: [], wrong: [] });
    expect(verdict.read.sms).toBeGreaterThan(usual / 4);
    expect(await world.parked()).toEqual([]);
  }, 600_000);

  test('Google’s answers fail too: whoever reads a message twice is counted and shown, and nobody else is', async () => {
    const counted = await world.metric('carillon_late_receipts_total{channel="rbm"}');
    await world.faults({
      seed: SEED % 2 ** 31,
      ...LATE,
      api: { status: 503, rate: 0.4, accepted: true },
      drop: 0.1,
      revokeFails: 0.2,
      sms: { ...LATE, api: { status: 429, rate: 0.2, retryAfter: 1 }, drop: 0.1 },
    });
    const all = await crowd(CONVERSATIONS - usual);
    // What is to settle must be answered in the end; what was delayed comes late all the same.
    await world.faults({ ...LATE, sms: LATE });
    await settle(all);
    const verdict = await judge(all);
    tell('answers unreliable', verdict, all.length);
    expect(verdict.wrong).toEqual([]);
    expect(verdict.late.toSorted()).toEqual(verdict.twice.toSorted());
    const receipts = (await world.metric('carillon_late_receipts_total{channel="rbm"}')) - counted;
    expect(receipts).toBeGreaterThanOrEqual(verdict.late.length);
    expect(await world.parked()).toEqual([]);
  }, 600_000);
});
