/**
 * The process is killed at random moments while people write by SMS and by RCS. The SMS provider knows none of our ids,
 * so an SMS that was being asked for may have left: it is not sent again, and a person is asked. The provider and the
 * emulator, outside of the process, are the oracle of what reached each phone.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ParkedLine, type ThreadLine, textOf, until } from '../journeys/world.ts';
import { type Child, freePort, startProcess } from './process.ts';
import { ACCOUNT, openTwilioStandIn, TOKEN, type TwilioStandIn } from './twilio-stand-in.ts';

const KILLS = Number(process.env.KILLS ?? 5);
const SEED = Number(process.env.SEED ?? 20261123);
const PER_PHONE = 8;
const ADMIN_TOKEN = 'fault-admin-token-0123456789';
/** Who writes by SMS and gets answers, who writes by SMS and gets codes, who writes by RCS. */
const CHATTING = phones('+4477009011', 14);
const WAITING = phones('+4477009012', 6);
const BY_RCS = phones('+4477009013', 14);

let folder: string;
let emulator: Child;
let server: Child;
let emulatorUrl: string;
let port: number;
let twilio: TwilioStandIn;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carillon-kill-sms-'));
  port = await freePort();
  const emulatorPort = await freePort();
  emulatorUrl = `http://127.0.0.1:${emulatorPort}/emulator`;
  const webhook = `http://127.0.0.1:${port}/webhooks/rbm`;
  const options = { '--port': String(emulatorPort), '--webhook': webhook, '--client-token': 'fault-token' };
  const args = [...Object.entries(options).flat(), '--agent', 'fault-agent'];
  emulator = await startProcess('emulator/main.js', args, {}, /emulator listens/);
  server = await startServer();
  twilio = await openTwilioStandIn(`http://127.0.0.1:${port}/webhooks/sms/twilio?brand=default`, 25);
  await api('PUT', '/brands/default/sms', {
    provider: 'twilio',
    sender: '+447700900000',
    whenUnsure: 'hold',
    settings: { accountSid: ACCOUNT, rootUrl: twilio.url },
    secrets: { authToken: TOKEN },
  });
  for (const [id, traffic] of Object.entries({ echo: 'service-request', code: 'authentication' })) {
    await api('POST', '/flows', { document: echo(id, traffic) });
    await api('POST', `/flows/${id}/publish`, {});
  }
}, 60_000);

afterAll(async () => {
  await server?.kill();
  await emulator?.kill();
  await twilio?.close();
  rmSync(folder, { recursive: true, force: true });
});

function phones(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) => `${prefix}${String(n).padStart(2, '0')}`);
}

function echo(id: string, traffic: string) {
  return {
    format: 1,
    id,
    name: id,
    start: 'ask',
    variables: { said: { type: 'text', default: 'start' } },
    triggers: [{ kind: 'keyword', words: [`begin ${id}`] }],
    settings: { traffic },
    nodes: {
      ask: {
        kind: 'ask',
        ask: { message: { kind: 'text', text: 'Echo {{said}}' } },
        expect: { type: 'text' },
        save: 'said',
        timeout: { after: '1d', to: 'over' },
        to: 'ask',
      },
      over: { kind: 'end' },
    },
  };
}

function startServer(): Promise<Child> {
  const environment = {
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DATA_DIR: folder,
    ADMIN_TOKEN,
    RBM_AGENT_ID: 'fault-agent',
    RBM_CLIENT_TOKEN: 'fault-token',
    RBM_ROOT_URL: emulatorUrl,
    LOG_LEVEL: 'info',
  };
  return startProcess('main.js', [], environment, /"msg":"started"/);
}

async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`http://127.0.0.1:${port}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return (text ? JSON.parse(text) : undefined) as T;
}

async function handset<T>(path: string, body?: unknown): Promise<T> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' } };
  const answer = await fetch(
    `${emulatorUrl}${path}`,
    body === undefined ? {} : { ...init, body: JSON.stringify(body) },
  );
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return (text ? JSON.parse(text) : undefined) as T;
}

const pathOf = (phone: string) => `/handsets/${encodeURIComponent(phone)}`;
const writeByRcs = (phone: string, text: string) => handset<void>(`${pathOf(phone)}/messages`, { text });
const parked = async () => (await api<{ items: ParkedLine[] }>('GET', '/outbox/parked?limit=200')).items;

function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const wordsOf = (phone: string) => [
  'start',
  ...Array.from({ length: PER_PHONE }, (_, n) => `word ${phone}-${n}`),
];

/** What each phone was told, as the word it answers. */
function answersBySms(phone: string): string[] {
  return (twilio.taken.get(phone) ?? []).map((text) => /^Echo (.*)$/.exec(text)?.[1] ?? text);
}
async function answersByRcs(phone: string): Promise<string[]> {
  const thread = await handset<ThreadLine[]>(`${pathOf(phone)}/thread`);
  return thread
    .filter(({ direction }) => direction === 'out')
    .map(({ message }) => {
      const said = textOf(message.contentMessage);
      return /Echo (.*?)(?: \||$)/.exec(said)?.[1] ?? `not an answer: ${JSON.stringify(message)}`;
    });
}

/** The words that got no answer, and those that got more than one. */
function judge(phone: string, answers: string[]): { missing: string[]; repeated: string[] } {
  const words = wordsOf(phone);
  expect(
    answers.filter((one) => !words.includes(one)),
    phone,
  ).toEqual([]);
  const count = (word: string) => answers.filter((one) => one === word).length;
  return {
    missing: words.filter((word) => count(word) === 0),
    repeated: words.filter((word) => count(word) > 1),
  };
}

async function quiet(): Promise<void> {
  await until(
    'nothing waits to be sent but for what a person must decide',
    async () => {
      const text = await (await fetch(`http://127.0.0.1:${port}/readyz`)).text();
      expect(text).toContain('ok');
      const held = (await parked()).length;
      const sms = [...CHATTING, ...WAITING].reduce((sum, phone) => sum + answersBySms(phone).length, 0);
      const rcs = (await Promise.all(BY_RCS.map(answersByRcs))).flat().length;
      // Everything said is somewhere; more of it than was said was sent twice.
      const said = (CHATTING.length + WAITING.length + BY_RCS.length) * (PER_PHONE + 1);
      return sms + rcs + held >= said || undefined;
    },
    60_000,
  );
}

test(`over ${KILLS} kills no word is lost, none is answered twice, and what may have left is shown (seed ${SEED})`, async () => {
  const random = createRandom(SEED);
  let finished = false;
  const pause = (least: number, most: number) =>
    new Promise((resolve) => setTimeout(resolve, least + random() * (most - least)));

  async function chat(phone: string, flow: string, write: (phone: string, text: string) => Promise<void>) {
    await write(phone, `begin ${flow}`);
    // By RCS what is written next could overtake it.
    if (write === writeByRcs) {
      await until('it began', async () => (await answersByRcs(phone)).includes('start') || undefined, 60_000);
    }
    for (const word of wordsOf(phone).slice(1)) {
      await pause(100, 500);
      await write(phone, word);
    }
  }
  const people = [
    ...CHATTING.map((phone) => chat(phone, 'echo', twilio.write)),
    ...WAITING.map((phone) => chat(phone, 'code', twilio.write)),
    ...BY_RCS.map((phone) => chat(phone, 'echo', writeByRcs)),
  ];
  const flusher = (async () => {
    while (!finished) {
      await pause(200, 300);
      await handset('/control/webhooks/flush', {});
    }
  })();
  for (let kill = 0; kill < KILLS; kill += 1) {
    await pause(200, 1200);
    await server.kill();
    server = await startServer();
  }
  await Promise.all(people);
  await quiet();
  finished = true;
  await flusher;

  const held = await parked();
  for (const item of held) expect(item).toMatchObject({ code: 'sms_unsure' });
  // By RCS, whose platform knows our ids: once each.
  for (const phone of BY_RCS) {
    expect(judge(phone, await answersByRcs(phone)), phone).toEqual({ missing: [], repeated: [] });
  }
  // By SMS: never twice. What is missing is held, and what is held may be there: the provider was asked.
  const before = CHATTING.map((phone) => judge(phone, answersBySms(phone)));
  expect(before.flatMap(({ repeated }) => repeated)).toEqual([]);
  expect(before.flatMap(({ missing }) => missing).length).toBeLessThanOrEqual(held.length);
  // Codes: late is worse than twice, so each is there, and twice only what a kill cut off: one at a time for a phone.
  const codes = WAITING.map((phone) => judge(phone, answersBySms(phone)));
  expect(codes.flatMap(({ missing }) => missing)).toEqual([]);
  const repeated = codes.flatMap((one) => one.repeated).length;
  expect(repeated).toBeLessThanOrEqual(KILLS * WAITING.length);
  expect(held.length).toBeLessThanOrEqual(KILLS * CHATTING.length);
  process.stdout.write(
    `${KILLS} kills: ${held.length} SMS held for a person, ${repeated} codes twice (seed ${SEED})\n`,
  );

  // Whoever decides to send them again gets every word answered.
  for (const { id } of held) await api('POST', `/outbox/parked/${id}/retry`);
  await until('every word is answered', async () => {
    const open = CHATTING.flatMap((phone) => judge(phone, answersBySms(phone)).missing);
    return (open.length === 0 && (await parked()).length === 0) || undefined;
  });
}, 180_000);
