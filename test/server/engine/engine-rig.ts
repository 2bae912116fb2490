/** An engine on a real store with a clock that stands still, and a channel and services that write down what they are asked. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FlowInput, flowSchema } from '../../../flows/flow.ts';
import type { Delivery } from '../../../flows/nodes/shape.ts';
import type { ChannelName } from '../../../flows/scope.ts';
import type {
  Act,
  Brand,
  Channel,
  Inbound,
  Outbound,
  Outcome,
  SmsConnection,
} from '../../../server/channels/port.ts';
import { canBeAnswered } from '../../../server/channels/sms/sender.ts';
import { createConsent, type LedgerLine } from '../../../server/consent/ledger.ts';
import type { Question, Ruling } from '../../../server/consent/port.ts';
import { loadBrands } from '../../../server/engine/brands.ts';
import {
  createCatalogues,
  FLOW,
  type FlowRecord,
  VERSION,
  type VersionRecord,
  versionKey,
} from '../../../server/engine/catalogue.ts';
import { createEngine, type Engine, type EngineDeps } from '../../../server/engine/engine.ts';
import { NOTHING } from '../../../server/engine/follow.ts';
import { createDesk, type Desk } from '../../../server/inbox/desk.ts';
import { createPersons } from '../../../server/inbox/persons.ts';
import { openQueues, type Queues } from '../../../server/inbox/queues.ts';
import type { Fact } from '../../../server/report.ts';
import type { CallContext, CallOutcome } from '../../../server/services/port.ts';
import type { Conversation, OutboxItem, Store, StoredMessage } from '../../../server/stores/port.ts';
import { openSqliteStore } from '../../../server/stores/sqlite.ts';
import { createFakeClock, type FakeClock } from '../../fake-clock.ts';

export const WORKSPACE = 'ws';
export const BRAND: Brand = {
  workspace: WORKSPACE,
  id: 'shop',
  name: 'Shop',
  agentId: 'shop-agent',
  locale: 'en',
  timezone: 'Europe/Paris',
};
/** How the brand sends SMS where a test wants it to. */
export const SMS: SmsConnection = {
  provider: 'emulator',
  sender: '+33700000001',
  smart: 'when-shorter',
  whenUnsure: 'hold',
  settings: {},
};
export const ACCEPTED: Outcome = { kind: 'accepted' };
export const BUSY: Outcome = { kind: 'again', code: 'rbm_busy', detail: 'busy' };
export const REFUSED: Outcome = { kind: 'refused', code: 'rbm_invalid', detail: 'no' };
export const UNREACHABLE: Outcome = { kind: 'unreachable', code: 'rbm_unreachable', detail: 'no RCS' };

type ReceiptState = Extract<Inbound, { kind: 'receipt' }>['state'];

export interface Attempt {
  id: string;
  phone: string;
  text: string;
  traffic: Outbound['traffic'];
  at: number;
  via: ChannelName;
  outbound: Outbound;
}
export interface Asked {
  operation: string;
  input: Record<string, unknown>;
  context: CallContext;
}

export interface Rig {
  readonly clock: FakeClock;
  readonly store: Store;
  readonly engine: Engine;
  /** The queues of the engine, where the rig was opened with them. */
  readonly desk: Desk;
  /** The path of the database. */
  readonly file: string;
  /** Every request to the channel, and what the provider took: each id once, as providers do. */
  attempts: Attempt[];
  delivered: Attempt[];
  asked: Asked[];
  facts: Fact[];
  signals: { phone: string; kind: string }[];
  /** What RCS answers; it takes what is "accepted", once for each id. */
  onSend: (outbound: Outbound, attempt: number) => Outcome | Promise<Outcome>;
  /** What the SMS provider answers; it takes each "accepted", once for each id only if `smsOnce`. */
  onSms: (outbound: Outbound, attempt: number) => Outcome | Promise<Outcome>;
  smsOnce: boolean;
  /** What RCS answers when a message is called back. */
  onRevoke: (message: string) => Revoked | Promise<Revoked>;
  /** The messages that were called back, each time. */
  revoked: string[];
  /** What the law says to a promotion. */
  onRule: (question: Question) => Promise<Ruling>;
  questions: Question[];
  onCall: (asked: Asked) => Promise<CallOutcome>;
  /** In [0, 1), for the jitter. */
  random: number;
  /** In [0, 1], how busy the process is. */
  load: number;
  say(phone: string, text: string, remoteId?: string, via?: ChannelName): Promise<'turn' | 'duplicate'>;
  act(phone: string, act: Act, remoteId?: string, via?: ChannelName): Promise<'turn' | 'duplicate'>;
  /** A platform says what became of a message: the n-th it took, by default the last. */
  receipt(
    state: ReceiptState,
    message?: string | { ref: string },
    via?: ChannelName,
  ): ReturnType<Engine['receipt']>;
  /** This person asked elsewhere for no more messages: only the ledger knows. */
  suppress(phone: string, key: string): Promise<void>;
  /** What the ledger has of a phone, oldest first. */
  ledger(phone: string): Promise<LedgerLine[]>;
  conversation(phone: string): Promise<Conversation>;
  thread(phone: string): Promise<StoredMessage[]>;
  pending(phone: string): Promise<OutboxItem[]>;
  parked(): Promise<OutboxItem[]>;
  /** The texts the provider took for a phone, in order. */
  heard(phone: string): string[];
  /** Lets everything that needs no time happen until it holds. */
  until(what: string, probe: () => boolean | Promise<boolean>): Promise<void>;
  /** Lets everything that needs no time happen. */
  rest(): Promise<void>;
  /** Moves time on, letting what each alarm begins happen before the next rings. */
  pass(ms: number): Promise<void>;
  /** The process is gone at once; another one opens the same file. What was under way is never answered. */
  crash(): Promise<void>;
  /** A second process on the same store, beside the first. */
  another(): Promise<Engine>;
  /** An engine that is told to stop, and one that takes its place. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

type Revoked = 'revoked' | 'delivered' | 'unknown';

const PATIENCE_MS = 10_000;
const QUIET_ROUNDS = 12;

/** What a test adds to each engine of the rig, such as the team's rules. */
export type Automate = (around: {
  engine: Engine;
  store: Store;
  queues: Queues;
  clock: FakeClock;
  report(fact: Fact): void;
}) => Promise<Required<Pick<EngineDeps, 'follow' | 'ring'>>>;

/** `desk`: with queues and operators. */
export async function openRig(
  flows: FlowInput[],
  sms?: SmsConnection,
  options: { desk?: boolean; automate?: Automate } = {},
): Promise<Rig> {
  const brand: Brand = sms ? { ...BRAND, sms } : BRAND;
  const key = randomBytes(32);
  const folder = mkdtempSync(join(tmpdir(), 'carillon-engine-'));
  const path = join(folder, 'carillon.db');
  let store = openSqliteStore({ path });
  let clock = createFakeClock();
  await store.records.insert(WORKSPACE, 'brand', BRAND.id, brand);
  for (const input of flows) {
    const flow = flowSchema.parse(input);
    const version: VersionRecord = {
      flow: flow.id,
      version: 1,
      bundle: { flow, subflows: {} },
      note: '',
      publishedAt: 0,
      publishedBy: 'test',
    };
    const record: FlowRecord = { draft: flow, published: 1, archived: false, updatedAt: 0 };
    await store.records.insert(WORKSPACE, VERSION, versionKey(flow.id, 1), version);
    await store.records.insert(WORKSPACE, FLOW, flow.id, record);
  }

  /** Counts processes: one that crashed neither asks nor hears anything any more. */
  let life = 0;
  const desks = new Map<Engine, Desk>();
  let engine = await startEngine();

  async function startEngine(mine = ++life): Promise<Engine> {
    const never = new Promise<never>(() => {});
    const alive = <T>(answer: T | Promise<T>): Promise<T> =>
      Promise.resolve(answer).then((value) => (mine === life ? value : never));
    const attemptOf = (via: ChannelName, outbound: Outbound): Attempt => {
      const { id, phone, message, traffic } = outbound;
      const text = message.kind === 'text' ? message.text : message.kind;
      const attempt = { id, phone, text, traffic, at: clock.now(), via, outbound };
      rig.attempts.push(attempt);
      return attempt;
    };
    const nthOf = ({ id, via }: Attempt) =>
      rig.attempts.filter((one) => one.id === id && one.via === via).length;
    const rbm: Channel = {
      serves: () => true,
      idempotent: () => true,
      async send(outbound) {
        if (mine !== life) return never;
        const attempt = attemptOf('rbm', outbound);
        const outcome = await alive(rig.onSend(outbound, nthOf(attempt)));
        if (outcome.kind === 'accepted') take(attempt);
        return outcome;
      },
      async revoke(_brand, _phone, message) {
        if (mine !== life) return never;
        rig.revoked.push(message);
        return alive(rig.onRevoke(message));
      },
      async signal(_brand, phone, _id, signal) {
        rig.signals.push({ phone, kind: signal.kind });
        return ACCEPTED;
      },
    };
    const smsChannel: Channel = {
      serves: (one) => one.sms !== undefined,
      answerable: ({ sms: connection }) => connection === undefined || canBeAnswered(connection),
      idempotent: () => rig.smsOnce,
      async send(outbound) {
        if (mine !== life) return never;
        const attempt = attemptOf('sms', outbound);
        const outcome = await alive(rig.onSms(outbound, nthOf(attempt)));
        if (outcome.kind !== 'accepted') return outcome;
        if (rig.smsOnce) take(attempt);
        else rig.delivered.push(attempt);
        return outcome;
      },
    };
    const queues = options.desk
      ? await openQueues({ workspace: WORKSPACE, records: store.records, clock })
      : undefined;
    const made = createEngine({
      store,
      brands: await loadBrands(store.records, [WORKSPACE]),
      catalogues: createCatalogues(store.records),
      channels: { rbm, sms: smsChannel },
      opening: 'rbm',
      nameOf: async (...whose) => (await createPersons(store.records, randomUUID).written(...whose)).name,
      consent: ledger(),
      rule: (question) => {
        rig.questions.push(question);
        return alive(rig.onRule(question));
      },
      load: () => rig.load,
      call: (_service, operation, input, context) => {
        const asked = { operation, input, context };
        rig.asked.push(asked);
        return alive(rig.onCall(asked));
      },
      clock,
      newId: randomUUID,
      random: () => rig.random,
      report: (fact) => rig.facts.push(fact),
      ...(queues
        ? {
            rules: queues.rules,
            async ring(conversation, alarm) {
              await desks.get(made)?.ring(conversation, alarm);
              await automated?.ring(conversation, alarm);
            },
            follow: (turn, before) => automated?.follow(turn, before) ?? NOTHING,
            changed: (news) => mine === life && desks.get(made)?.news(news),
          }
        : {}),
    });
    const report = (fact: Fact) => rig.facts.push(fact);
    const automated = queues && (await options.automate?.({ engine: made, store, queues, clock, report }));
    made.start();
    if (queues) {
      const desk = createDesk({ workspace: WORKSPACE, store, queues, engine: made, clock, report });
      desks.set(made, desk);
      desk.start();
    }
    return made;
  }

  function ledger() {
    return createConsent({ records: store.records, key, clock });
  }

  function take(attempt: Attempt): void {
    const { id, via } = attempt;
    if (!rig.delivered.some((one) => one.id === id && one.via === via)) rig.delivered.push(attempt);
  }

  async function find(phone: string): Promise<Conversation> {
    const found = await store.conversations.find(WORKSPACE, BRAND.id, phone);
    if (!found) throw new Error(`There is no conversation with ${phone}.`);
    return found;
  }

  const rig: Rig = {
    get clock() {
      return clock;
    },
    get store() {
      return store;
    },
    get engine() {
      return engine;
    },
    get desk() {
      const desk = desks.get(engine);
      if (!desk) throw new Error('Open the rig with a desk.');
      return desk;
    },
    file: path,
    attempts: [],
    delivered: [],
    asked: [],
    facts: [],
    signals: [],
    onSend: () => ACCEPTED,
    onSms: () => ACCEPTED,
    smsOnce: true,
    onRevoke: () => 'unknown',
    revoked: [],
    onRule: async () => ({ kind: 'go', because: [] }),
    questions: [],
    onCall: async () => ({ kind: 'done', result: {} }),
    random: 0,
    load: 0,
    say: (phone, text, remoteId, via) => rig.act(phone, { kind: 'text', text }, remoteId, via),
    act: (phone, act, remoteId = randomUUID(), via = 'rbm') =>
      engine.hear(via, brand, {
        kind: 'act',
        remoteId,
        agentId: brand.agentId,
        phone,
        sentAt: undefined,
        act,
      }),
    receipt(state, message = rig.attempts.at(-1)?.id ?? '', via = 'rbm') {
      const phone = rig.attempts.find(({ id }) => id === message)?.phone ?? '';
      const remoteId = randomUUID();
      const said = { remoteId, agentId: brand.agentId, phone, message, state, sentAt: undefined };
      return engine.receipt(via, brand, { kind: 'receipt', ...said });
    },
    suppress: (phone, name) =>
      ledger().record({
        workspace: WORKSPACE,
        brand: brand.id,
        phone,
        key: name,
        at: clock.now(),
        what: 'withdrawn',
        purpose: 'all',
        channel: 'other',
        source: 'form',
        wording: 'No more, please.',
      }),
    ledger: (phone) => ledger().entries(WORKSPACE, brand.id, phone),
    conversation: find,
    thread: async (phone) =>
      (await store.conversations.thread(WORKSPACE, (await find(phone)).id, { limit: 200 })).items,
    pending: async (phone) => store.conversations.pending(WORKSPACE, (await find(phone)).id),
    parked: async () => (await store.conversations.parked(WORKSPACE, { limit: 200 })).items,
    heard: (phone) => rig.delivered.filter((one) => one.phone === phone).map(({ text }) => text),
    async until(what, probe) {
      // By the real clock: a store under load waits a moment for more to write together.
      const end = performance.now() + PATIENCE_MS;
      while (performance.now() < end) {
        if (await probe()) return;
        await turn();
      }
      throw new Error(`It did not happen: ${what}`);
    },
    async rest() {
      for (let round = 0; round < QUIET_ROUNDS; round += 1) await turn();
    },
    async pass(ms) {
      // In steps, because a store answers only after the event loop went round, and sets the next alarm then.
      const end = clock.now() + ms;
      const step = Math.max(1, ms / 100);
      await rig.rest();
      while (clock.now() < end) {
        await clock.advance(Math.min(step, end - clock.now()));
        await rig.rest();
      }
    },
    async crash() {
      life += 1;
      await store.close();
      clock = createFakeClock(clock.now());
      store = openSqliteStore({ path });
      engine = await startEngine();
    },
    another: () => startEngine(life),
    async restart() {
      await desks.get(engine)?.stop();
      await engine.stop();
      await store.close();
      clock = createFakeClock(clock.now());
      store = openSqliteStore({ path });
      engine = await startEngine();
    },
    async close() {
      life += 1;
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return rig;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

// --- the flows of these tests -----------------------------------------------------------------------------------

const say = (text: string) => ({ message: { kind: 'text' as const, text } });

/** Says these texts when it hears its own name, and waits. */
export function speech(
  id: string,
  texts: (string | { text: string; sms: string })[],
  delivery?: Delivery,
): FlowInput {
  const utterances = texts.map((one) =>
    typeof one === 'string' ? say(one) : { ...say(one.text), sms: one.sms },
  );
  return {
    format: 1,
    id,
    name: id,
    start: 'all',
    triggers: [{ kind: 'keyword', words: [id] }, { kind: 'api' }],
    ...(delivery?.traffic ? { settings: { traffic: delivery.traffic } } : {}),
    nodes: {
      all: { kind: 'say', say: utterances, ...(delivery ? { delivery } : {}), to: 'rest' },
      rest: { kind: 'wait', timeout: { after: '30d', to: 'over' } },
      over: { kind: 'end' },
    },
  };
}

/** Answers every text with itself. */
export const ECHO: FlowInput = {
  format: 1,
  id: 'echo',
  name: 'Echo',
  start: 'ask',
  variables: { said: { type: 'text', default: 'hello' } },
  triggers: [{ kind: 'default' }, { kind: 'api' }],
  nodes: {
    ask: {
      kind: 'ask',
      ask: say('Echo {{said}}'),
      expect: { type: 'text' },
      save: 'said',
      to: 'ask',
    },
  },
};

/** Says three things and waits. */
export const BURST: FlowInput = {
  format: 1,
  id: 'burst',
  name: 'Burst',
  start: 'all',
  triggers: [{ kind: 'keyword', words: ['burst'] }],
  nodes: {
    all: { kind: 'say', say: [say('one'), say('two'), say('three')], to: 'rest' },
    rest: { kind: 'wait', timeout: { after: '30d', to: 'over' } },
    over: { kind: 'end' },
  },
};

/** The same as an advertisement. */
export const PROMOTION: FlowInput = {
  ...BURST,
  id: 'promotion',
  name: 'Promotion',
  triggers: [{ kind: 'keyword', words: ['offers'] }, { kind: 'api' }],
  settings: { traffic: 'promotion' },
};

/** Asks, and reminds after an hour; the reminder asks the same again, so its timer has the same place. */
export const REMINDER: FlowInput = {
  format: 1,
  id: 'reminder',
  name: 'Reminder',
  start: 'ask',
  variables: { said: { type: 'text' } },
  triggers: [{ kind: 'keyword', words: ['remind'] }],
  nodes: {
    ask: {
      kind: 'ask',
      ask: say('Well?'),
      expect: { type: 'text' },
      save: 'said',
      timeout: { after: '1h', to: 'late' },
      to: 'ask',
    },
    late: { kind: 'say', say: [say('Still there?')], to: 'over' },
    over: { kind: 'end' },
  },
};

/** Asks a service. */
export const CALL: FlowInput = {
  format: 1,
  id: 'call',
  name: 'Call',
  start: 'ask-it',
  variables: { answer: { type: 'text' } },
  triggers: [{ kind: 'keyword', words: ['call'] }],
  nodes: {
    'ask-it': {
      kind: 'call',
      service: 'oracle',
      operation: 'ask',
      input: { question: 'why' },
      pick: { answer: 'answer' },
      timeout: '20s',
      failed: 'failed',
      to: 'told',
    },
    told: { kind: 'say', say: [say('It says {{answer}}')], to: 'over' },
    failed: { kind: 'say', say: [say('It is silent')], to: 'over' },
    over: { kind: 'end' },
  },
};

/** Leads to people and goes on afterwards. */
export const HANDOFF: FlowInput = {
  format: 1,
  id: 'people',
  name: 'People',
  start: 'give',
  triggers: [{ kind: 'keyword', words: ['people'] }],
  nodes: {
    give: { kind: 'handoff', say: say('One moment'), queue: 'sales', to: 'after' },
    after: { kind: 'say', say: [say('Back again')], to: 'over' },
    over: { kind: 'end' },
  },
};
