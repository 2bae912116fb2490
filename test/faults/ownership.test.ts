/**
 * A customer, the bot, two operators who also join each other, the rules of a queue and timers, in any order and at the
 * same time, on the real engine: nobody speaks but who has it and who joined them, nobody answers beside a colleague's
 * answer unawares, no message of the customer is lost, and no conversation is nobody's.
 */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FlowInput, flowSchema } from '../../flows/flow.ts';
import type { Channel, Outbound, Outcome } from '../../server/channels/port.ts';
import { createConsent } from '../../server/consent/ledger.ts';
import { loadBrands } from '../../server/engine/brands.ts';
import { createCatalogues, FLOW, VERSION, versionKey } from '../../server/engine/catalogue.ts';
import { createEngine, type Engine } from '../../server/engine/engine.ts';
import type { News } from '../../server/engine/news.ts';
import { isSpeaker } from '../../server/engine/ownership.ts';
import { CodedError } from '../../server/errors.ts';
import type { Fact } from '../../server/report.ts';
import { type Conversation, holderOf, type Store } from '../../server/stores/port.ts';
import { openSqliteStore } from '../../server/stores/sqlite.ts';
import { createFakeClock } from '../fake-clock.ts';
import { ACCEPTED, BRAND, BUSY, WORKSPACE } from '../server/engine/engine-rig.ts';

/** Phones are played together, each with a script of its own: they share the time and the disk, as they do in life. */
const TOGETHER = 50;
/** CARILLON_INTERLEAVINGS says how many; everything that must hold for a change to land is checked with 10,000. */
const RUNS = Number(process.env.CARILLON_INTERLEAVINGS ?? 3_000) / TOGETHER;
const MOMENTS = 5;
const OPERATORS = ['ana', 'ben'] as const;
type Operator = (typeof OPERATORS)[number];

/** Answers everything, asks again after a while, and gives who asks for a person to people. */
const ECHO: FlowInput = {
  format: 1,
  id: 'echo',
  name: 'Echo',
  start: 'ask',
  variables: { said: { type: 'text', default: 'hello' } },
  triggers: [{ kind: 'default' }],
  nodes: {
    ask: {
      kind: 'ask',
      ask: { message: { kind: 'text', text: 'Echo {{said}}' } },
      expect: { type: 'text' },
      save: 'said',
      timeout: { after: '20m', to: 'ask' },
      to: 'ask',
    },
  },
};

type Act =
  | { kind: 'write'; text: 'word' | 'person' }
  | { kind: 'take' | 'accept' | 'pass' | 'hand back' | 'close' | 'snooze'; who: Operator }
  | { kind: 'take from'; who: Operator }
  | { kind: 'give'; who: Operator; to: 'the other' | 'queue' }
  | { kind: 'join' | 'leave'; who: Operator }
  /** `aware`: they have seen what their colleague said; `unseen`: not what the customer said. */
  | { kind: 'speak'; who: Operator; delay: 0 | 5000 | 3_600_000; unseen: boolean; aware?: boolean }
  | { kind: 'take back'; who: Operator }
  | { kind: 'offer'; to: Operator }
  | { kind: 'miss' | 'overflow' }
  | { kind: 'idle'; to: 'queue' | 'bot' }
  /** They do not work here any more. */
  | { kind: 'depart'; who: Operator; to: 'queue' | 'bot' };

/** What happens to one phone: at each moment, what happens there at the same time; and how its network answers. */
interface Script {
  moments: Act[][];
  answers: Answer[];
}

/** Between two moments: what the event loop gets done, in turns, and the time that passes then. */
interface Pause {
  turns: number;
  ms: number;
}

/** What a phone's network does with a message: takes it, is busy; says so now, or in a while. */
type Answer = 'takes' | 'takes slowly' | 'busy' | 'busy slowly';

const operator = fc.constantFrom(...OPERATORS);
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      text: fc.constantFrom('word', 'word', 'person'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('take' as const), who: operator }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('speak' as const),
      who: operator,
      delay: fc.constantFrom(0, 0, 5000, 3_600_000),
      unseen: fc.boolean(),
      aware: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('join', 'join', 'leave'),
      who: operator,
    }) as fc.Arbitrary<Act>,
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom('hand back', 'close', 'snooze', 'accept', 'pass', 'take back', 'take from'),
      who: operator,
    }) as fc.Arbitrary<Act>,
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('give' as const),
      who: operator,
      to: fc.constantFrom('the other', 'queue'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('offer' as const), to: operator }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Act>(
      { kind: 'miss' },
      { kind: 'overflow' },
      { kind: 'idle', to: 'queue' },
      { kind: 'idle', to: 'bot' },
      { kind: 'depart', who: 'ana', to: 'queue' },
      { kind: 'depart', who: 'ana', to: 'bot' },
    ),
  },
);
const script: fc.Arbitrary<Script> = fc.record({
  moments: fc.array(fc.array(act, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: MOMENTS }),
  answers: fc.array(fc.constantFrom<Answer>('takes', 'takes', 'takes slowly', 'busy', 'busy slowly'), {
    maxLength: 12,
  }),
});
const pause: fc.Arbitrary<Pause> = fc.record({
  turns: fc.nat(4),
  ms: fc.constantFrom(0, 0, 0, 100, 6000, 1_300_000),
});

interface Left {
  id: string;
  author: string;
  /** Who had the conversation in the store at that very moment. */
  owner: Conversation['owner'];
  rev: number;
  consent: boolean;
}

/** What happened to one phone. */
interface Story {
  left: Left[];
  /** Every commit, in order. */
  turns: Extract<News, { kind: 'turn' }>[];
  answers: Answer[];
  asked: number;
  /** What operators said, by its words: the newest message of their colleague they had seen. */
  said: Map<string, string | undefined>;
}

let store: Store;
let engine: Engine;
const clock = createFakeClock();
const stories = new Map<string, Story>();
const authors = new Map<string, string>();
const faults: Fact[] = [];
let phones = 0;

beforeAll(async () => {
  store = openSqliteStore({ path: ':memory:' });
  const { records } = store;
  const flow = flowSchema.parse(ECHO);
  const version = {
    flow: flow.id,
    version: 1,
    bundle: { flow, subflows: {} },
    note: '',
    publishedAt: 0,
    publishedBy: '',
  };
  await records.insert(WORKSPACE, 'brand', BRAND.id, BRAND);
  await records.insert(WORKSPACE, VERSION, versionKey(flow.id, 1), version);
  await records.insert(WORKSPACE, FLOW, flow.id, {
    draft: flow,
    published: 1,
    archived: false,
    updatedAt: 0,
  });
  const channel: Channel = { serves: () => true, idempotent: () => true, send };
  engine = createEngine({
    store,
    brands: await loadBrands(records, [WORKSPACE]),
    catalogues: createCatalogues(records),
    channels: { rbm: channel },
    opening: 'rbm',
    consent: createConsent({ records, key: Buffer.alloc(32, 1), clock }),
    rule: async () => ({ kind: 'go', because: [] }),
    call: async () => ({ kind: 'done', result: {} }),
    clock,
    newId: randomUUID,
    random: () => 0,
    load: () => 0,
    report: (fact) => {
      if (fact.kind === 'fault' || fact.kind === 'problem') faults.push(fact);
    },
    rules: {
      queueFor: (_conversation, named) => named,
      overflowMs: () => 2_000_000,
      idleMs: () => 1_000_000,
    },
    async ring({ workspace, id }, { kind }) {
      if (kind === 'offer') await engine.own(workspace, id, { kind: 'miss' });
      if (kind === 'idle') await engine.idle(workspace, id, 'queue', 'default');
      if (kind === 'overflow') await handBackByRule(id);
    },
    changed(news) {
      if (news.kind !== 'turn') return;
      for (const { id, author, direction } of news.messages) {
        if (direction === 'out') authors.set(id, author?.kind === 'operator' ? author.operator : 'bot');
      }
      stories.get(news.conversation.phone)?.turns.push(news);
    },
  });
  engine.start();
});

afterAll(async () => {
  await engine.stop();
  await store.close();
});

async function send(outbound: Outbound): Promise<Outcome> {
  const { id, phone, traffic } = outbound;
  const story = stories.get(phone);
  // The store is read at once, so this is what is true while the message leaves.
  const reading = store.conversations.find(WORKSPACE, BRAND.id, phone);
  const answer = story?.answers[story.asked++] ?? 'takes';
  const { owner, rev } = (await reading) ?? { owner: { kind: 'bot' as const }, rev: 0 };
  if (story) {
    story.left.push({
      id,
      author: authors.get(id) ?? '?',
      owner,
      rev,
      consent: traffic === 'acknowledgement',
    });
  }
  if (answer.endsWith('slowly'))
    await new Promise<void>((resolve) => clock.alarm(clock.now() + 3000, resolve));
  return answer.startsWith('busy') ? BUSY : ACCEPTED;
}

async function handBackByRule(id: string): Promise<void> {
  await engine.handback(WORKSPACE, id, undefined, { reason: 'too-long' }).catch(expected);
}

/** What the protocol refuses, it refuses by these codes. */
function expected(error: unknown): void {
  const codes = [
    ...[
      'conflict',
      'owned_by_other',
      'forbidden',
      'newer_message',
      'not_found',
      'contact_blocked',
      'with_people',
    ],
    ...[
      'with_bot',
      'not_taken',
      'offer_over',
      'being_offered',
      'time_passed',
      'limit_reached',
      'already_left',
    ],
  ];
  if (!(error instanceof CodedError) || !codes.includes(error.code)) throw error;
}

async function find(phone: string): Promise<Conversation | undefined> {
  return store.conversations.find(WORKSPACE, BRAND.id, phone);
}

async function does(phone: string, one: Act, heard: string[]): Promise<void> {
  if (one.kind === 'write') {
    const text = one.text === 'person' ? 'person' : `word ${heard.length}`;
    const remoteId = `${phone}/${heard.length}`;
    heard.push(text);
    const act = { kind: 'text' as const, text };
    await engine.hear('rbm', BRAND, {
      kind: 'act',
      remoteId,
      agentId: BRAND.agentId,
      phone,
      sentAt: undefined,
      act,
    });
    return;
  }
  const known = await find(phone);
  if (!known) return;
  const { id, voice } = known;
  const by = 'who' in one ? { operator: one.who } : { operator: '' };
  switch (one.kind) {
    case 'take':
      return check(engine.takeover(WORKSPACE, id, one.who), one.who);
    case 'take from':
      return check(engine.takeover(WORKSPACE, id, one.who, { from: voice }), one.who);
    case 'accept':
      return check(engine.own(WORKSPACE, id, { kind: 'accept', by }), one.who);
    case 'pass':
      await engine.own(WORKSPACE, id, { kind: 'pass', by });
      return;
    case 'hand back':
      await engine.handback(WORKSPACE, id, undefined, { by });
      return;
    case 'close':
      await engine.close(WORKSPACE, id, { by });
      return;
    case 'snooze':
      await engine.own(WORKSPACE, id, { kind: 'snooze', by, until: clock.now() + 60_000 });
      return;
    case 'give': {
      const other = one.who === 'ana' ? 'ben' : 'ana';
      const to = one.to === 'queue' ? { queue: 'default' } : { operator: other };
      await engine.own(WORKSPACE, id, { kind: 'give', by, to } as Parameters<Engine['own']>[2]);
      return;
    }
    case 'join':
    case 'leave':
      await engine.own(WORKSPACE, id, { kind: one.kind, by: { operator: one.who, assigns: true } });
      return;
    case 'speak': {
      const story = stories.get(phone);
      const text = `${one.who} ${story?.said.size}`;
      const message = { kind: 'text' as const, text, suggestions: [] };
      const seenReply = one.aware ? await colleaguesLast(id, one.who) : undefined;
      story?.said.set(text, seenReply);
      const seen = one.unseen ? { seen: 'something older' } : {};
      const aware = seenReply === undefined ? {} : { seenReply };
      const at = clock.now() + one.delay;
      await engine.say(WORKSPACE, id, one.who, message, { assigns: true, ...seen, ...aware, at });
      return;
    }
    case 'take back': {
      const { items } = await store.conversations.thread(WORKSPACE, id, { limit: 20 });
      const own = items.findLast(({ author }) => author?.kind === 'operator' && author.operator === one.who);
      if (own) await engine.unsay(WORKSPACE, id, own.id, by);
      return;
    }
    case 'offer':
      await engine.own(WORKSPACE, id, { kind: 'offer', to: one.to, until: clock.now() + 5000 });
      return;
    case 'miss':
      await engine.own(WORKSPACE, id, { kind: 'miss' });
      return;
    case 'overflow':
      await engine.own(WORKSPACE, id, { kind: 'overflow', queue: 'other' });
      return;
    case 'idle':
      await engine.idle(WORKSPACE, id, one.to, 'default');
      return;
    case 'depart':
      await engine.idle(WORKSPACE, id, one.to, 'default', one.who);
  }
}

/** The newest message of the other operator in the thread. */
async function colleaguesLast(id: string, who: Operator): Promise<string | undefined> {
  const { items } = await store.conversations.thread(WORKSPACE, id, { limit: 50 });
  return items.findLast(({ author }) => author?.kind === 'operator' && author.operator !== who)?.id;
}

/** Whoever is told that they have it, has it. */
async function check(taking: Promise<Conversation>, who: string): Promise<void> {
  expect((await taking).owner).toMatchObject({ kind: 'operator', operator: who });
}

async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Lets time pass until nothing is left that leaves within the minute. */
async function quiet(phones: readonly string[]): Promise<void> {
  for (let round = 0; round < 200; round += 1) {
    await clock.advance(4000);
    await turns(2);
    if ((await store.conversations.due(clock.now() + 60_000, 1)).length === 0) return;
    const left = await Promise.all(phones.map(waits));
    if (!left.some(Boolean)) return;
  }
  throw new Error('Something never left.');
}

async function waits(phone: string): Promise<boolean> {
  const known = await find(phone);
  const items = known ? await store.conversations.pending(WORKSPACE, known.id) : [];
  return items.some(({ dueAt }) => dueAt <= clock.now() + 60_000);
}

/** Who had it last gave it away of their own accord, as of a revision: what they had said may still leave. */
function gaveAway(story: Story, author: string, rev: number): boolean {
  const facts = story.turns
    .filter(({ conversation }) => conversation.rev <= rev)
    .flatMap(({ messages }) =>
      messages.flatMap(({ content }) => (content.kind === 'happening' && content.end ? [content] : [])),
    );
  const end = facts.findLast(
    ({ end: over }) => over?.operator === author || over?.joined?.some(({ operator: one }) => one === author),
  );
  // Who had joined goes with whom they had joined, and what they said and has not left stays.
  return (
    end?.by === author && end.end?.operator === author && end.what !== 'taken' && end.what !== 'returned'
  );
}

function checkSpeakers(story: Story): void {
  for (const { author, owner, rev, consent } of story.left) {
    if (consent) continue;
    // The bot's last words before it gave it away may leave while it waits in a queue, and never after.
    if (author === 'bot') expect(owner.kind, 'the bot speaks while an operator has it').not.toBe('operator');
    else if (!isSpeaker(owner, author)) {
      expect(gaveAway(story, author, rev), `${author} speaks and ${owner.kind} has it`).toBe(true);
    }
  }
}

/**
 * Of two who speak beside each other the second knows of the first: in what was committed, no answer to the customer's
 * newest message follows an answer of a colleague's that its author had not seen.
 */
async function checkAware(story: Story, id: string): Promise<void> {
  const { items } = await store.conversations.thread(WORKSPACE, id, { limit: 500 });
  const withheld = new Set(items.filter(({ state }) => state === 'withheld').map((line) => line.id));
  const order: string[] = [];
  let answers: { id: string; author: string }[] = [];
  let voice: number | undefined;
  for (const { conversation, messages } of story.turns) {
    if (conversation.voice !== voice) answers = [];
    voice = conversation.voice;
    for (const { id: line, direction, author, content, because } of messages) {
      // What they saw last of a colleague may be a deed after the answer, such as a snooze.
      order.push(line);
      if (direction === 'in') answers = [];
      if (direction !== 'out' || author?.kind !== 'operator') continue;
      const others = answers.filter((one) => one.author !== author.operator && !withheld.has(one.id));
      const first = others.at(-1);
      const seen = story.said.get(content.kind === 'text' ? content.text : '');
      if (first) {
        expect(order.indexOf(seen ?? ''), `${author.operator} was not told`).toBeGreaterThanOrEqual(
          order.indexOf(first.id),
        );
      }
      const planned = because?.some(({ code, detail, at }) => code === 'later' && isFar(detail, at));
      if (!planned) answers.push({ id: line, author: author.operator });
    }
  }
}

function isFar(detail: string | undefined, at: number): boolean {
  return Date.parse(detail ?? '') > at + 60_000;
}

async function checkEnd(phone: string, heard: string[]): Promise<void> {
  const known = await find(phone);
  if (!known) {
    expect(heard).toEqual([]);
    return;
  }
  const { items } = await store.conversations.thread(WORKSPACE, known.id, { limit: 500 });
  const inbound = items.filter(({ direction }) => direction === 'in');
  expect(inbound.map(({ content }) => (content.kind === 'text' ? content.text : '')).sort()).toEqual(
    [...heard].sort(),
  );

  const { owner, desk, alarms, timers } = known;
  expect(['bot', 'queue', 'operator']).toContain(owner.kind);
  const held = holderOf(known);
  if (owner.kind === 'bot') expect(held).toBeUndefined();
  else if (desk.status === 'snoozed') expect(alarms.map(({ kind }) => kind)).toContain('snooze');
  else {
    const line = await store.conversations.held(WORKSPACE, held?.holder ?? 'queue:', { limit: 1000 });
    expect(line.items.map(({ id }) => id)).toContain(known.id);
  }
  // The bot's clocks stand still exactly while people have it.
  if (owner.kind !== 'bot') expect(timers).toEqual([]);
  else if (known.run?.snapshot.status === 'active') expect(timers.length).toBe(1);

  // Nobody waits unseen: what the customer wrote after the last answer, or the last change of hands, is known of.
  const seen = items.findLastIndex(({ author, state, content, because }) => {
    if (content.kind === 'happening') return SEEN.has(content.what);
    if (author?.kind !== 'operator' || state === 'withheld') return false;
    return !because?.some(({ code, at, detail }) => code === 'later' && isFar(detail, at));
  });
  const wrote = items.findLastIndex(({ direction }) => direction === 'in');
  if (owner.kind !== 'bot' && wrote > seen) expect(desk.waitingSince).toBeDefined();
}

/** What is planned for later is an answer when it leaves. */
const SEEN: ReadonlySet<string> = new Set(['taken', 'transferred', 'sent-later']);

/** One phone's part in a play. */
interface Part extends Script {
  phone: string;
  story: Story;
  heard: string[];
}

function cast({ moments, answers }: Script): Part {
  phones += 1;
  const phone = `+4477${String(phones).padStart(8, '0')}`;
  const story: Story = { left: [], turns: [], answers, asked: 0, said: new Map() };
  stories.set(phone, story);
  return { moments, answers, phone, story, heard: [] };
}

async function play(scripts: Script[], pauses: Pause[]): Promise<void> {
  const parts = scripts.map(cast);
  await Promise.all(parts.map(({ phone, heard }) => does(phone, { kind: 'write', text: 'word' }, heard)));
  for (const [n, { turns: count, ms }] of pauses.entries()) {
    const under = parts.flatMap(({ phone, heard, moments }) =>
      (moments[n] ?? []).map((one) => does(phone, one, heard).catch(expected)),
    );
    await turns(count);
    if (ms > 0) await clock.advance(ms);
    await Promise.all(under);
  }
  await quiet(parts.map(({ phone }) => phone));
  for (const { story, phone, heard } of parts) {
    checkSpeakers(story);
    const known = await find(phone);
    if (known) await checkAware(story, known.id);
    await checkEnd(phone, heard);
  }
  expect(faults).toEqual([]);
  await Promise.all(parts.map(end));
}

/** Nothing of it rings in the next play. */
async function end({ phone }: Part): Promise<void> {
  const known = await find(phone);
  const by = { operator: 'boss', assigns: true };
  if (known) await engine.close(WORKSPACE, known.id, { by }).catch(expected);
  stories.delete(phone);
}

/** An answer is taken back while another one is planned for much later: the customer waits again. */
const TAKEN_BACK: Script = {
  moments: [
    [{ kind: 'take', who: 'ana' }],
    [{ kind: 'write', text: 'word' }],
    [{ kind: 'speak', who: 'ana', delay: 3_600_000, unseen: false }],
    [{ kind: 'speak', who: 'ana', delay: 5000, unseen: false }],
    [{ kind: 'take back', who: 'ana' }],
  ],
  answers: [],
};

/** Somebody who joined has spoken, which the network does not take at once; then whoever they had joined hands it back. */
const JOINED: Script = {
  moments: [
    [{ kind: 'take', who: 'ana' }],
    [
      { kind: 'join', who: 'ben' },
      { kind: 'write', text: 'word' },
    ],
    [
      { kind: 'speak', who: 'ben', delay: 0, unseen: false },
      { kind: 'speak', who: 'ana', delay: 0, unseen: false },
    ],
    [{ kind: 'hand back', who: 'ana' }],
    [{ kind: 'write', text: 'word' }],
  ],
  answers: ['takes', 'busy slowly', 'busy slowly', 'busy slowly'],
};

/** What is about to leave becomes due while two decide at once, of whom the second is refused before the first is done. */
const TWO_DECIDE: Script = {
  moments: [
    [{ kind: 'take', who: 'ana' }],
    [
      { kind: 'write', text: 'word' },
      { kind: 'speak', who: 'ana', delay: 5000, unseen: false },
    ],
    [
      { kind: 'idle', to: 'bot' },
      { kind: 'offer', to: 'ana' },
      { kind: 'write', text: 'word' },
    ],
  ],
  answers: [],
};

test(`${RUNS * TOGETHER} random interleavings: one speaks, every message is kept, somebody has it`, {
  // Half a minute of work, on a machine that may have other things to do.
  timeout: 300_000,
}, async () => {
  const scripts = fc.array(script, { minLength: TOGETHER, maxLength: TOGETHER });
  const pauses = fc.array(pause, { minLength: MOMENTS, maxLength: MOMENTS });
  const still = Array.from({ length: MOMENTS }, (): Pause => ({ turns: 4, ms: 0 }));
  await fc.assert(fc.asyncProperty(scripts, pauses, play), {
    numRuns: RUNS,
    endOnFailure: true,
    examples: [
      [[TAKEN_BACK], still],
      [[JOINED], still],
      ...[0, 1].map((count): [Script[], Pause[]] => [
        Array.from({ length: TOGETHER }, () => TWO_DECIDE),
        [...still.slice(0, 2), { turns: count, ms: 6000 }],
      ]),
    ],
  });
});
