/**
 * How many turns a second the embedded store makes durable, settles, and watches until they are delivered; knows only
 * the port.
 *
 *     npx tsc -p test/bench/store.tsconfig.json && node dist/bench/test/bench/store.js [conversations] [turns] [in flight] [folder]
 *
 * The first line is what making the turns costs by itself: it is part of what the lines after it show.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { effectId } from '../../flows/effect.ts';
import { newId } from '../../server/new-id.ts';
import {
  type Conversation,
  type ConversationStore,
  type Receipt,
  type Settlement,
  type Turn,
  UNTOUCHED,
} from '../../server/stores/port.ts';
import { openThreadedSqliteStore } from '../../server/stores/sqlite.ts';

const [conversations = 5000, turns = 100_000, inFlight = 256] = process.argv.slice(2, 5).map(Number);
const folder = mkdtempSync(join(process.argv[5] ?? tmpdir(), 'carillon-bench-'));

/** The time from which the turns' times are counted, in milliseconds. */
const START = 1_780_000_000_000;

function conversationOf(index: number): Conversation {
  const filler = Object.fromEntries(
    Array.from({ length: 24 }, (_, i) => [`answer${i}`, `what the customer said in step ${i} of ${index}`]),
  );
  return {
    workspace: 'main',
    id: newId(),
    brand: 'garage',
    phone: `+3360${String(index).padStart(7, '0')}`,
    channel: 'rbm',
    rev: 0,
    locale: 'fr',
    optedOut: false,
    owner: { kind: 'bot' },
    ...UNTOUCHED,
    run: {
      flow: 'booking',
      version: 3,
      snapshot: {
        value: 'choose-slot',
        status: 'active',
        locale: 'fr',
        vars: { '': filler },
        misses: 0,
        timers: { t1: { at: START + 900_000, node: 'choose-slot', event: 'timeout' } },
        calls: {},
      },
    },
    timers: [{ token: 't1', at: START + 900_000 }],
    createdAt: START,
    updatedAt: START,
    heardAt: START,
  };
}

function turnOf(conversation: Conversation, at: number): Turn {
  const event = newId();
  const id = effectId(event, 0);
  const { workspace } = conversation;
  const shared = { workspace, conversation: conversation.id };
  const message = {
    kind: 'text' as const,
    text: 'Which of these suits you? Every appointment takes about forty minutes.',
    suggestions: ['Mon 9:00', 'Mon 10:30', 'Tue 14:00', 'Another day'].map((label, i) => ({
      kind: 'reply' as const,
      label,
      data: `choose-slot:${i}:${event}`,
    })),
  };
  return {
    conversation: { ...conversation, updatedAt: at, timers: [{ token: event, at: at + 900_000 }] },
    messages: [
      {
        ...shared,
        id: event,
        direction: 'in',
        at,
        channel: 'rbm',
        remoteId: `MxE${event}`,
        content: { kind: 'text', text: 'an appointment next week, please' },
        state: 'received',
      },
      {
        ...shared,
        id,
        direction: 'out',
        at,
        channel: 'rbm',
        content: message,
        author: { kind: 'bot', node: 'choose-slot' },
        state: 'queued',
      },
    ],
    outbox: [
      {
        ...shared,
        id,
        lane: 'say',
        attempts: 0,
        dueAt: at,
        work: { kind: 'send', message, traffic: 'service-request' },
      },
    ],
    seen: `MxE${event}`,
  };
}

/** Keeps `inFlight` calls of `work` under way until `count` were made, and prints how it went. */
async function measure(
  what: string,
  count: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const began = performance.now();
  const cpuBefore = process.cpuUsage();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (next < count) {
        next += 1;
        await work(next - 1);
      }
    }),
  );
  const perSecond = Math.round(count / ((performance.now() - began) / 1000));
  const { user, system } = process.cpuUsage(cpuBefore);
  const cpu = ((user + system) / count).toFixed(1);
  console.log(
    `${what.padEnd(28)} ${perSecond.toLocaleString('en').padStart(9)} /s ${cpu.padStart(8)} µs CPU each`,
  );
}

/** Commits `count` turns. `then` gets each settlement as soon as its turn is committed. */
async function commitAll(
  what: string,
  count: number,
  commit: ConversationStore['commit'],
  then?: (settlement: Settlement) => Promise<unknown>,
): Promise<Settlement[]> {
  const settlements: Settlement[] = [];
  const busy = new Set<number>();
  await measure(what, count, async (index) => {
    // A multiplicative step visits conversations in no order, as customers do, and never one that is being written.
    let place = (index * 7_368_787) % all.length;
    while (busy.has(place)) place = (place + 1) % all.length;
    const conversation = all[place];
    if (!conversation) return;
    busy.add(place);
    const turn = turnOf(conversation, START + index);
    const outcome = await commit(turn);
    if (outcome !== 'committed') throw new Error(`A turn was not committed: ${outcome}.`);
    all[place] = { ...turn.conversation, rev: conversation.rev + 1 };
    busy.delete(place);
    const { workspace, id } = conversation;
    const item = turn.outbox[0]?.id ?? '';
    const message = { state: 'sent' as const, at: START + index };
    const settlement: Settlement = { workspace, conversation: id, item, outcome: 'done', message };
    if (then) await then(settlement);
    else settlements.push(settlement);
  });
  return settlements;
}

/** What is settled when a channel with receipts took the message. */
function toWatch({ workspace, conversation, item, message }: Settlement): Settlement {
  const dueAt = START + 900_000;
  return { workspace, conversation, item, outcome: 'again', attempts: 0, dueAt, lane: 'watch', message };
}

/** What is settled before a provider of SMS is asked. */
function toAsking({ workspace, conversation, item }: Settlement): Settlement {
  const message = { at: START, channel: 'sms' as const };
  return { workspace, conversation, item, outcome: 'asking', at: START, message };
}

const opened = await openThreadedSqliteStore({ path: join(folder, 'bench.sqlite') }, (error) => {
  throw error;
});
const store: ConversationStore = opened.conversations;
const all = Array.from({ length: conversations }, (_, index) => conversationOf(index));
const bytes = JSON.stringify(all[0]).length;
console.log(
  `${conversations} conversations of ${bytes} bytes, ${turns} turns, ${inFlight} in flight, ${folder}`,
);

await commitAll('turns made, not stored', turns, async () => 'committed');
for (const [index] of all.entries()) all[index] = conversationOf(index);
const begun = await commitAll('conversations begun', conversations, store.commit);
await measure('settled', begun.length, (index) => store.settle(begun[index] as Settlement));
const settlements = await commitAll('turns committed', turns, store.commit);
await measure('settled', turns, (index) => store.settle(settlements[index] as Settlement));
await commitAll('turns committed and settled', turns, store.commit, store.settle);
const delivered: Receipt = { channel: 'rbm', state: 'delivered', at: START };
await measure('marked as delivered', turns, (index) =>
  store.mark('main', settlements[index]?.item ?? '', delivered),
);
await measure('found by contact', turns, (index) =>
  store.find('main', 'garage', all[index % conversations]?.phone ?? ''),
);
await measure('found by its id', turns, (index) => store.message('main', settlements[index]?.item ?? ''));
await measure('first page of a thread', 10_000, (index) =>
  store.thread('main', all[index % conversations]?.id ?? '', { limit: 50 }),
);
await measure('asked what is due', 10_000, () => store.due(START, 200));
const watched = (await commitAll('turns committed', turns, store.commit)).map(toWatch);
await measure('sent, and watched', turns, (index) => store.settle(watched[index] as Settlement));
await measure('delivered, no longer watched', turns, (index) =>
  store.mark('main', watched[index]?.item ?? '', delivered),
);
await commitAll('committed, sent, delivered', turns, store.commit, async (settlement) => {
  await store.settle(toWatch(settlement));
  await store.mark('main', settlement.item, delivered);
});
const asked = await commitAll('turns committed', turns, store.commit);
await measure('asked for by SMS', turns, (index) => store.settle(toAsking(asked[index] as Settlement)));
await measure('settled', turns, (index) => store.settle(asked[index] as Settlement));
await opened.close();
rmSync(folder, { recursive: true });
