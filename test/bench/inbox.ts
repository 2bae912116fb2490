/**
 * node dist/test/bench/inbox.js: the inbox with 100,000 conversations, and a message on the screens of 200 operators while
 * 200 messages a second come in. The server, the operators and the channel's sink are processes of their own.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Row } from '../../server/contract/inbox-list.ts';
import { conditionsOf, facetsOf, keysOf } from '../../server/inbox/filter.ts';
import { openSqliteInbox } from '../../server/stores/sqlite-inbox.ts';
import {
  ADMIN_TOKEN,
  CONNECTIONS,
  CONVERSATIONS,
  cleanUp,
  drained,
  rbmWebhooks,
  startCarillon,
  startHelper,
} from './carillon.ts';
import { load } from './load.ts';

const MANY = Number(process.env.BENCH_CONVERSATIONS ?? 100_000);
const OPERATORS = Number(process.env.BENCH_OPERATORS ?? 200);
const PER_SECOND = Number(process.env.BENCH_RATE ?? 200);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 20);
const T0 = 1_780_000_000_000;

await index();
try {
  await live();
} finally {
  cleanUp();
}

/** Lists, counts and search of a large inbox. */
async function index(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'carillon-inbox-bench-'));
  const inbox = openSqliteInbox<Row>({ path: join(folder, 'inbox.db'), newId: () => 'bench' });
  const began = performance.now();
  for (let n = 0; n < MANY; n += 250) {
    await inbox.put(
      Array.from({ length: Math.min(250, MANY - n) }, (_, k) => {
        const row = rowOf(n + k);
        return {
          workspace: 'w',
          id: row.id,
          facets: facetsOf(row),
          keys: keysOf(row),
          face: {
            phone: row.phone,
            name: row.name ?? '',
            labels: row.labels.join(' '),
            flow: row.flow ?? '',
          },
          doc: row,
          texts: Array.from({ length: 4 }, (_, line) => ({
            id: `${n + k}-${line}`,
            at: row.at + line,
            direction: 'in' as const,
            text: sentence(n + k, line),
          })),
        };
      }),
    );
  }
  const perSecond = Math.round(MANY / ((performance.now() - began) / 1000));
  print(`index of ${MANY.toLocaleString('en')} conversations, ${(MANY * 4).toLocaleString('en')} messages`);
  print(`  written                          ${perSecond.toLocaleString('en')} conversations/s`);
  const page = (filter: object, sort: 'newest' | 'waiting' | 'priority' | 'due' = 'newest') =>
    inbox.query('w', conditionsOf(filter, 'op7'), sort, { limit: 50 });
  await time('list: everything, newest', () => page({}));
  await time('list: mine', () => page({ status: ['open'], owner: ['me'] }, 'waiting'));
  await time('list: the team’s', () => page({ status: ['open'], owner: ['queue', 'operator'] }));
  await time('list: unassigned by priority', () => page({ status: ['open'], owner: ['queue'] }, 'priority'));
  await time('list: the bot’s', () => page({ status: ['open'], owner: ['bot'] }));
  await time('list: a label, of one flow', () => page({ label: ['vip'], flow: ['claims'] }));
  await time('list: nothing fits', () => page({ priority: ['urgent'], label: ['nothing'] }));
  await time('count: a view', () =>
    inbox.count('w', conditionsOf({ status: ['open'], owner: ['bot'] }, ''), 1000),
  );
  await time('count: all, exactly', () => inbox.count('w', [], Number.MAX_SAFE_INTEGER));
  const search = (words: string) => inbox.search('w', { words, conditions: [], limit: 30 });
  await time('search: a rare word', () => search('word4711'));
  await time('search: a common word', () => search('bonjour'));
  await time('search: two common words', () => search('facture rendez'));
  await time('search: a part of a phone', () => search('06 12 34'));
  await time('search: a name', () => search('martin'));
  await inbox.close();
  rmSync(folder, { recursive: true, force: true });
}

/** A new message on every operator's screen. */
async function live(): Promise<void> {
  const sink = await startHelper('sink.js', []);
  const carillon = await startCarillon(sink);
  const { port } = carillon;
  await load(
    port,
    rbmWebhooks(port, CONVERSATIONS, () => 'begin'),
    CONNECTIONS,
  );
  await drained(sink, CONVERSATIONS);
  const operators = fork(fileURLToPath(new URL('inbox-operators.js', import.meta.url)), [
    `http://127.0.0.1:${port}`,
    ADMIN_TOKEN,
    String(OPERATORS),
  ]);
  await new Promise((resolve) => operators.once('message', resolve));

  let answered = 0;
  const sockets = Array.from({ length: 16 }, () => connect({ port, host: '127.0.0.1', noDelay: true }));
  for (const socket of sockets) {
    socket.on('data', (chunk) => {
      answered += chunk.toString('latin1').split('HTTP/1.1 200').length - 1;
    });
  }
  const now = () => performance.timeOrigin + performance.now();
  const send = async (seconds: number) => {
    const began = performance.now();
    const total = PER_SECOND * seconds;
    for (let n = 0; n < total; n += 1) {
      const due = began + (n * 1000) / PER_SECOND;
      if (due > performance.now()) await wait(due - performance.now());
      const [request] = rbmWebhooks(port, 1, () => `tick ${now().toFixed(1)} ${n}`, n);
      if (request) sockets[n % sockets.length]?.write(request);
    }
    return total;
  };
  await send(3);
  await wait(1000);
  operators.send('reset');
  answered = 0;
  const sent = await send(SECONDS);
  await wait(1000);
  const { took } = await new Promise<{ took: number[] }>((resolve) => {
    operators.once('message', (said) => resolve(said as { took: number[] }));
    operators.send('report');
  });
  took.sort((one, other) => one - other);
  const at = (share: number) =>
    (took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0).toFixed(0);
  print('');
  print(
    `${OPERATORS} operators, ${PER_SECOND} messages/s for ${SECONDS} s, ${answered} of ${sent} answered 200`,
  );
  print(
    `  on their screens                 ${took.length.toLocaleString('en')} of ${(sent * OPERATORS).toLocaleString('en')}`,
  );
  print(
    `  after                            p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, at most ${at(1)} ms`,
  );
  operators.kill();
  for (const socket of sockets) socket.destroy();
  await carillon.stop();
}

async function time(what: string, ask: () => Promise<unknown>): Promise<void> {
  const took: number[] = [];
  for (let n = 0; n < 40; n += 1) {
    const began = performance.now();
    await ask();
    took.push(performance.now() - began);
  }
  took.sort((one, other) => one - other);
  print(`  ${what.padEnd(32)} p50 ${(took[20] ?? 0).toFixed(2)} ms, p95 ${(took[37] ?? 0).toFixed(2)} ms`);
}

function rowOf(n: number): Row {
  const held = n % 50 === 0;
  const closed = n % 3 === 0;
  const at = T0 + n * 1000;
  return {
    id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    rev: 1,
    seq: 0,
    voice: 0,
    brand: 'default',
    phone: `+336${String((n * 7919) % 100_000_000).padStart(8, '0')}`,
    ...(n % 5 === 0 ? { name: `${n % 10 === 0 ? 'Martin' : 'Élodie'} ${n}` } : {}),
    channel: n % 4 === 0 ? 'sms' : 'rbm',
    locale: 'fr',
    optedOut: false,
    owner: !held
      ? { kind: 'bot' }
      : n % 100 === 0
        ? { kind: 'queue', queue: 'default', since: at, reason: 'asked', summary: '' }
        : { kind: 'operator', operator: `op${(n / 50) % 40}`, since: at },
    status: closed ? 'closed' : 'open',
    priority: n % 77 === 0 ? 'high' : 'normal',
    labels: n % 200 === 0 ? ['vip'] : [],
    followers: [],
    mentions: [],
    unread: held ? 1 : 0,
    ...(held ? { waitingSince: at } : {}),
    late: n % 1000 === 0,
    handBack: false,
    flow: n % 2 === 0 ? 'booking' : 'claims',
    node: 'ask-day',
    last: {
      id: `l${n}`,
      at,
      direction: 'in',
      kind: 'text',
      text: sentence(n, 0),
      by: 'customer',
      channel: 'rbm',
      state: 'received',
    },
    at,
    createdAt: at,
  };
}

/** Words as people use them: few of them often, most of them seldom. */
function sentence(n: number, line: number): string {
  const words = [
    'bonjour',
    'je',
    'voudrais',
    'un',
    'rendez',
    'vous',
    'demain',
    'merci',
    'la',
    'facture',
    'du',
    'mois',
  ];
  const chosen = Array.from({ length: 6 }, (_, k) => words[(n * (k + 3) + line * 5 + k * k) % words.length]);
  return `${chosen.join(' ')} word${(n * 31 + line) % 50_000}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
