/** One event, one turn, however often and in whatever company it comes; timers, calls, people, receipts, restarts. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FLOW, type FlowRecord, VERSION, versionKey } from '../../../server/engine/catalogue.ts';
import type { CallOutcome } from '../../../server/services/port.ts';
import {
  ACCEPTED,
  BRAND,
  BURST,
  BUSY,
  CALL,
  ECHO,
  HANDOFF,
  openRig,
  REMINDER,
  type Rig,
  WORKSPACE,
} from './engine-rig.ts';

const ANN = '+447700900001';
const BOB = '+447700900002';
const HOUR = 3600_000;

let rig: Rig;
beforeEach(async () => {
  rig = await openRig([ECHO, BURST, REMINDER, CALL, HANDOFF]);
});
afterEach(() => rig.close());

const heardAll = (phone: string, count: number) => () => rig.heard(phone).length >= count;
const inboundLines = async (phone: string) =>
  (await rig.thread(phone)).filter(({ direction }) => direction === 'in').length;

describe('one event, one turn', () => {
  test('the same message twice at once is one turn', async () => {
    const outcomes = await Promise.all([rig.say(ANN, 'hello', 'm1'), rig.say(ANN, 'hello', 'm1')]);
    expect(outcomes.sort()).toEqual(['duplicate', 'turn']);
    await rig.until('it is answered', heardAll(ANN, 1));
    await rig.rest();
    expect(rig.heard(ANN)).toEqual(['Echo hello']);
    expect(await inboundLines(ANN)).toBe(1);
  });

  test('also when it comes again after a restart', async () => {
    await rig.say(ANN, 'hello', 'm1');
    await rig.until('it is answered', heardAll(ANN, 1));
    await rig.restart();
    expect(await rig.say(ANN, 'hello', 'm1')).toBe('duplicate');
    await rig.rest();
    expect(rig.heard(ANN)).toEqual(['Echo hello']);
  });

  test('the same id from another phone is another message', async () => {
    expect(await rig.say(ANN, 'hello', 'm1')).toBe('turn');
    expect(await rig.say(BOB, 'hello', 'm1')).toBe('turn');
  });

  test('events of one conversation that come at once are taken one after another, each on the state the last left', async () => {
    const words = Array.from({ length: 30 }, (_, n) => `word ${n}`);
    await Promise.all(words.map((word) => rig.say(ANN, word)));
    await rig.until('all are answered', heardAll(ANN, words.length));
    // The first starts the flow; the others are answers in the order they came.
    expect(rig.heard(ANN)).toEqual(['Echo hello', ...words.slice(1).map((word) => `Echo ${word}`)]);
    expect((await rig.conversation(ANN)).rev).toBe(words.length);
    expect(rig.facts.filter(({ kind }) => kind === 'conflict')).toEqual([]);
  });

  test('a start with a key happens once; the second answer is the same conversation', async () => {
    const start = () =>
      rig.engine.begin({
        workspace: WORKSPACE,
        brand: 'shop',
        phone: ANN,
        flow: 'echo',
        variables: {},
        key: 'k',
      });
    const [one, other] = await Promise.all([start(), start()]);
    expect(other.id).toBe(one.id);
    await rig.until('it is said', heardAll(ANN, 1));
    await rig.rest();
    expect(rig.heard(ANN)).toEqual(['Echo hello']);
  });

  test('starting a flow that is not published says so and leaves no conversation behind', async () => {
    const start = rig.engine.begin({
      workspace: WORKSPACE,
      brand: 'shop',
      phone: ANN,
      flow: 'no',
      variables: {},
    });
    await expect(start).rejects.toMatchObject({ code: 'flow_not_published' });
    await expect(rig.conversation(ANN)).rejects.toThrow('no conversation');
  });

  test('a signal with the same key is taken once', async () => {
    await rig.say(ANN, 'burst');
    const { id } = await rig.conversation(ANN);
    const before = (await rig.conversation(ANN)).rev;
    for (let n = 0; n < 3; n += 1) {
      await rig.engine.signal({ workspace: WORKSPACE, conversation: id, name: 'paid', data: {}, key: 'p1' });
    }
    expect((await rig.conversation(ANN)).rev).toBe(before + 1);
  });

  test('a conversation of another workspace is not found', async () => {
    await rig.say(ANN, 'hello');
    const { id } = await rig.conversation(ANN);
    const foreign = { workspace: 'other', conversation: id, name: 'paid', data: {}, key: 'x' };
    await expect(rig.engine.signal(foreign)).rejects.toMatchObject({ code: 'not_found' });
    await expect(rig.engine.takeover('other', id, 'olga')).rejects.toMatchObject({ code: 'not_found' });
    await expect(rig.engine.handback('other', id)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('what the customer wrote is marked as read, and no sign of it is needed for the answer', async () => {
    await rig.say(ANN, 'hello', 'm1');
    await rig.until('it is marked', () => rig.signals.some(({ kind }) => kind === 'read'));
    await rig.act(ANN, { kind: 'tap', data: 'opened-map' });
    await rig.rest();
    expect(rig.signals.filter(({ kind }) => kind === 'read')).toHaveLength(1);
  });
});

describe('timers', () => {
  test('one that is due fires once, and not before', async () => {
    await rig.say(ANN, 'remind');
    await rig.until('it asks', heardAll(ANN, 1));
    await rig.pass(HOUR - 1000);
    expect(rig.heard(ANN)).toEqual(['Well?']);
    await rig.pass(2000);
    expect(rig.heard(ANN)).toEqual(['Well?', 'Still there?']);
    await rig.pass(24 * HOUR);
    expect(rig.heard(ANN)).toHaveLength(2);
  });

  test('it is durable: a process that died is replaced by one that remembers', async () => {
    await rig.say(ANN, 'remind');
    await rig.until('it asks', heardAll(ANN, 1));
    await rig.crash();
    await rig.pass(HOUR + 1000);
    expect(rig.heard(ANN)).toEqual(['Well?', 'Still there?']);
  });

  test('one that fell due while nothing ran fires at the start, once', async () => {
    await rig.say(ANN, 'remind');
    await rig.until('it asks', heardAll(ANN, 1));
    const { timers } = await rig.conversation(ANN);
    expect(timers).toHaveLength(1);
    await rig.engine.stop();
    await rig.clock.advance(5 * HOUR);
    expect(rig.heard(ANN)).toHaveLength(1);
    await rig.crash();
    await rig.pass(1000);
    expect(rig.heard(ANN)).toEqual(['Well?', 'Still there?']);
    await rig.restart();
    await rig.pass(HOUR);
    expect(rig.heard(ANN)).toHaveLength(2);
  });

  test('the timer of an earlier visit is ignored in a later one', async () => {
    await rig.say(ANN, 'remind');
    await rig.until('it asks', heardAll(ANN, 1));
    await rig.pass(HOUR - 60_000);
    await rig.say(ANN, 'an answer');
    await rig.until('it asks again', heardAll(ANN, 2));
    await rig.pass(30 * 60_000);
    expect(rig.heard(ANN)).toEqual(['Well?', 'Well?']);
    await rig.pass(31 * 60_000);
    expect(rig.heard(ANN)).toEqual(['Well?', 'Well?', 'Still there?']);
  });

  test('hundreds that are due together all fire', async () => {
    const phones = Array.from({ length: 450 }, (_, n) => `+4477010${String(n).padStart(5, '0')}`);
    await Promise.all(phones.map((phone) => rig.say(phone, 'remind')));
    await rig.until('all are asked', () => rig.delivered.length === phones.length);
    await rig.pass(HOUR - 1000);
    expect(rig.delivered).toHaveLength(phones.length);
    await rig.pass(10_000);
    await rig.until('all are reminded', () => rig.delivered.length === 2 * phones.length);
  });
});

describe('calls', () => {
  const begin = (flow: string) =>
    rig.engine.begin({ workspace: WORKSPACE, brand: 'shop', phone: ANN, flow, variables: {} });
  const answered: CallOutcome = { kind: 'done', result: { answer: 'because' } };

  test('a service is asked with the input and the call, and its answer moves the flow', async () => {
    rig.onCall = async () => answered;
    await rig.say(ANN, 'call');
    await rig.until('it is said', heardAll(ANN, 1));
    expect(rig.heard(ANN)).toEqual(['It says because']);
    expect(rig.asked[0]).toMatchObject({
      operation: 'ask',
      input: { question: 'why' },
      context: { workspace: WORKSPACE, brand: 'shop', phone: ANN, timezone: 'Europe/Paris' },
    });
  });

  test('a call performed twice is answered once', async () => {
    // The service worked, and the process died before the answer was taken.
    rig.onCall = () => new Promise(() => {});
    await rig.say(ANN, 'call');
    await rig.until('it is asked', () => rig.asked.length === 1);
    await rig.crash();
    rig.onCall = async () => answered;
    await rig.pass(1000);
    await rig.until('it is said', heardAll(ANN, 1));
    expect(rig.asked).toHaveLength(2);
    expect(rig.asked[1]?.context.id).toBe(rig.asked[0]?.context.id);
    await rig.pass(120_000);
    expect(rig.heard(ANN)).toEqual(['It says because']);
  });

  test('one that does not answer in time has failed, and is told so', async () => {
    let signal: AbortSignal | undefined;
    rig.onCall = ({ context }) => {
      signal = context.signal;
      return new Promise(() => {});
    };
    await rig.say(ANN, 'call');
    await rig.until('it is asked', () => rig.asked.length === 1);
    await rig.pass(19_000);
    expect(rig.heard(ANN)).toEqual([]);
    expect(signal?.aborted).toBe(false);
    await rig.pass(2000);
    expect(rig.heard(ANN)).toEqual(['It is silent']);
    expect(signal?.aborted).toBe(true);
    expect(rig.clock.alarms).toBeLessThanOrEqual(1);
  });

  test('one that throws is asked again under the same id, three times in all, before the flow is told', async () => {
    rig.onCall = () => Promise.reject(new Error('down'));
    await rig.say(ANN, 'call');
    await rig.pass(60_000);
    expect(rig.asked).toHaveLength(3);
    expect(new Set(rig.asked.map(({ context }) => context.id)).size).toBe(1);
    expect(rig.heard(ANN)).toEqual(['It is silent']);
  });

  test('an expected failure is not asked again', async () => {
    rig.onCall = async () => ({ kind: 'failed', code: 'no_idea', message: 'I do not know' });
    await rig.say(ANN, 'call');
    await rig.pass(60_000);
    expect(rig.asked).toHaveLength(1);
    expect(rig.heard(ANN)).toEqual(['It is silent']);
  });

  test('a slow service holds up no message, not even of the same conversation', async () => {
    rig.onCall = () => new Promise(() => {});
    await rig.say(ANN, 'call');
    await rig.until('it is asked', () => rig.asked.length === 1);
    await begin('burst');
    await rig.until('the other flow speaks', heardAll(ANN, 3));
    expect(rig.heard(ANN)).toEqual(['one', 'two', 'three']);
  });

  test('an answer that comes after the flow went elsewhere is ignored', async () => {
    let answer: (outcome: CallOutcome) => void = () => {};
    rig.onCall = () => new Promise((resolve) => (answer = resolve));
    await rig.say(ANN, 'call');
    await rig.until('it is asked', () => rig.asked.length === 1);
    await begin('burst');
    await rig.until('the other flow speaks', heardAll(ANN, 3));
    answer(answered);
    await rig.pass(1000);
    expect(rig.heard(ANN)).toEqual(['one', 'two', 'three']);
    expect(await rig.pending(ANN)).toEqual([]);
  });
});

describe('people', () => {
  test('while they have the conversation the bot is silent, and its timers stand still', async () => {
    await rig.say(ANN, 'remind');
    await rig.until('it asks', heardAll(ANN, 1));
    await rig.pass(HOUR / 2);
    const { id } = await rig.conversation(ANN);
    await rig.engine.takeover(WORKSPACE, id, 'olga');
    await rig.say(ANN, 'is anybody there?');
    await rig.pass(5 * HOUR);
    expect(rig.heard(ANN)).toEqual(['Well?']);

    await rig.engine.handback(WORKSPACE, id);
    await rig.until('it asks again', heardAll(ANN, 2));
    await rig.pass(HOUR - 60_000);
    expect(rig.heard(ANN).filter((text) => text === 'Still there?')).toEqual([]);
    await rig.pass(HOUR);
    expect(rig.heard(ANN).filter((text) => text === 'Still there?')).toHaveLength(1);
  });

  test('a timer that rings at the moment of the takeover does not speak', async () => {
    await rig.say(ANN, 'remind');
    await rig.until('it asks', heardAll(ANN, 1));
    const { id } = await rig.conversation(ANN);
    await rig.clock.advance(HOUR - 1);
    const taken = rig.engine.takeover(WORKSPACE, id, 'olga');
    const rung = rig.clock.advance(1);
    await taken;
    await rung;
    await rig.pass(60_000);
    expect((await rig.conversation(ANN)).owner).toMatchObject({ kind: 'operator', operator: 'olga' });
    expect(rig.heard(ANN)).toEqual(['Well?']);
  });

  test('a restart keeps who has it', async () => {
    await rig.say(ANN, 'people');
    await rig.until('it is handed over', heardAll(ANN, 1));
    expect((await rig.conversation(ANN)).owner).toMatchObject({
      kind: 'queue',
      queue: 'sales',
      reason: 'flow',
    });
    await rig.restart();
    await rig.say(ANN, 'hello?');
    await rig.rest();
    expect(rig.heard(ANN)).toEqual(['One moment']);
    const { id } = await rig.conversation(ANN);
    await rig.engine.takeover(WORKSPACE, id, 'olga');
    await rig.engine.handback(WORKSPACE, id);
    await rig.until('the flow goes on', heardAll(ANN, 2));
    expect(rig.heard(ANN)[1]).toBe('Back again');
  });

  test('only the one who has it may speak, and nobody else may take it', async () => {
    await rig.say(ANN, 'hello');
    const { id } = await rig.conversation(ANN);
    const text = { kind: 'text' as const, text: 'Olga here', suggestions: [] };
    await expect(rig.engine.say(WORKSPACE, id, 'olga', text)).rejects.toMatchObject({ code: 'forbidden' });
    await rig.engine.takeover(WORKSPACE, id, 'olga');
    await rig.engine.takeover(WORKSPACE, id, 'olga');
    await expect(rig.engine.takeover(WORKSPACE, id, 'otto')).rejects.toMatchObject({
      code: 'owned_by_other',
      facts: { operator: 'olga' },
    });
    await expect(rig.engine.say(WORKSPACE, id, 'otto', text)).rejects.toMatchObject({
      code: 'owned_by_other',
    });
    await rig.engine.say(WORKSPACE, id, 'olga', text);
    await rig.until('she is heard', heardAll(ANN, 2));
    expect(rig.heard(ANN)[1]).toBe('Olga here');
    await rig.until('it is done', async () => (await rig.pending(ANN)).length === 0);
    const line = (await rig.thread(ANN)).at(-1);
    expect(line).toMatchObject({ author: { kind: 'operator', operator: 'olga' }, state: 'sent' });
  });

  test('giving back what the bot has is a conflict', async () => {
    await rig.say(ANN, 'hello');
    const { id } = await rig.conversation(ANN);
    await expect(rig.engine.handback(WORKSPACE, id)).rejects.toMatchObject({ code: 'with_bot' });
  });

  test('a takeover and a message at once leave both, in some order', async () => {
    await rig.say(ANN, 'hello');
    await rig.until('it is answered', heardAll(ANN, 1));
    const { id } = await rig.conversation(ANN);
    await Promise.all([
      rig.say(ANN, 'now'),
      rig.engine.takeover(WORKSPACE, id, 'olga'),
      rig.say(ANN, 'later'),
    ]);
    expect((await rig.conversation(ANN)).owner.kind).toBe('operator');
    expect(await inboundLines(ANN)).toBe(3);
  });
});

describe('receipts', () => {
  async function sent(): Promise<string> {
    await rig.say(ANN, 'hello');
    await rig.until('it is sent', async () => (await rig.thread(ANN)).at(-1)?.state === 'sent');
    return rig.delivered[0]?.id ?? '';
  }
  const receipt = (message: string, state: 'delivered' | 'read' | 'revoked' | 'revoke-failed') =>
    rig.engine.receipt('rbm', BRAND, {
      kind: 'receipt',
      remoteId: `${state}:${message}`,
      agentId: BRAND.agentId,
      phone: ANN,
      message,
      state,
      sentAt: undefined,
    });
  const state = async () => (await rig.thread(ANN)).at(-1)?.state;

  test('delivered, then read; a late "delivered" does not take it back', async () => {
    const id = await sent();
    await receipt(id, 'delivered');
    expect(await state()).toBe('delivered');
    await receipt(id, 'read');
    expect(await state()).toBe('read');
    await receipt(id, 'delivered');
    expect(await state()).toBe('read');
  });

  test('a message withdrawn at its time is expired, unless it was delivered', async () => {
    const id = await sent();
    await receipt(id, 'revoked');
    expect(await state()).toBe('expired');
    await receipt(id, 'delivered');
    expect(await state()).toBe('delivered');
    await receipt(id, 'revoked');
    expect(await state()).toBe('delivered');
  });

  test('"nobody knows" changes nothing', async () => {
    await receipt(await sent(), 'revoke-failed');
    expect(await state()).toBe('sent');
  });

  test('one for a message nobody sent changes nothing and is told', async () => {
    await sent();
    await receipt('00000000-0000-4000-8000-000000000000', 'read');
    expect(await state()).toBe('sent');
    expect(rig.facts).toContainEqual({ kind: 'receipt', state: 'read', known: false });
  });

  test('one that overtakes the answer to our own request is kept', async () => {
    let answer = (_: typeof ACCEPTED) => {};
    rig.onSend = () => new Promise((resolve) => (answer = resolve));
    await rig.say(ANN, 'hello');
    await rig.until('it is under way', () => rig.attempts.length === 1);
    await receipt(rig.attempts[0]?.id ?? '', 'delivered');
    answer(ACCEPTED);
    await rig.until('it is done', async () => (await rig.pending(ANN)).length === 0);
    expect(await state()).toBe('delivered');
  });
});

describe('stopping and starting', () => {
  test('what an earlier process left in the outbox leaves at the start', async () => {
    rig.onSend = () => new Promise(() => {});
    await rig.say(ANN, 'burst');
    await rig.until('the first is under way', () => rig.attempts.length === 1);
    await rig.crash();
    rig.onSend = () => ACCEPTED;
    await rig.pass(100);
    await rig.until('all are there', heardAll(ANN, 3));
    expect(rig.heard(ANN)).toEqual(['one', 'two', 'three']);
    expect(rig.attempts[1]?.id).toBe(rig.attempts[0]?.id);
  });

  test('a stop finishes what is under way and keeps the rest', async () => {
    let answer = (_: typeof ACCEPTED) => {};
    rig.onSend = () => new Promise((resolve) => (answer = resolve));
    await rig.say(ANN, 'burst');
    await rig.until('the first is under way', () => rig.attempts.length === 1);
    let stopped = false;
    const stopping = rig.engine.stop().then(() => {
      stopped = true;
    });
    await rig.rest();
    expect(stopped).toBe(false);
    answer(ACCEPTED);
    await stopping;
    expect(rig.heard(ANN)).toEqual(['one']);
    expect(rig.attempts).toHaveLength(1);
    expect(await rig.pending(ANN)).toHaveLength(2);

    rig.onSend = () => ACCEPTED;
    await rig.restart();
    await rig.pass(100);
    await rig.until('the rest is there', heardAll(ANN, 3));
    expect(rig.heard(ANN)).toEqual(['one', 'two', 'three']);
  });

  test('a message that comes while it stops is kept, and answered by the next process', async () => {
    await rig.engine.stop();
    expect(await rig.say(ANN, 'hello')).toBe('turn');
    await rig.rest();
    expect(rig.heard(ANN)).toEqual([]);
    await rig.restart();
    await rig.pass(100);
    await rig.until('it is answered', heardAll(ANN, 1));
  });

  test('after a stop nothing rings any more', async () => {
    rig.onSend = () => BUSY;
    await rig.say(ANN, 'remind');
    await rig.until('it waits', () => rig.attempts.length === 1);
    await rig.rest();
    await rig.engine.stop();
    expect(rig.clock.alarms).toBe(0);
    await rig.clock.advance(24 * HOUR);
    await rig.rest();
    expect(rig.attempts).toHaveLength(1);
  });

  test('a retry that was waiting keeps its place and its count over a restart', async () => {
    rig.onSend = (_outbound, nth) => (nth <= 2 ? BUSY : ACCEPTED);
    await rig.say(ANN, 'hello');
    await rig.pass(600);
    expect(rig.attempts).toHaveLength(2);
    await rig.crash();
    await rig.pass(500);
    expect(rig.attempts).toHaveLength(2);
    await rig.pass(600);
    expect(rig.heard(ANN)).toEqual(['Echo hello']);
  });
});

describe('two processes on one store', () => {
  test('take turns with one conversation: a turn on a state that is no longer so is made again', async () => {
    const other = await rig.another();
    const words = Array.from({ length: 12 }, (_, n) => `word ${n}`);
    for (const [n, word] of words.entries()) {
      const engine = n % 2 === 0 ? rig.engine : other;
      const act = { kind: 'text' as const, text: word };
      const inbound = { remoteId: `m${n}`, agentId: BRAND.agentId, phone: ANN, sentAt: undefined };
      await engine.hear('rbm', BRAND, { kind: 'act', ...inbound, act });
    }
    await rig.until('all are answered', heardAll(ANN, words.length));
    expect(rig.heard(ANN)).toEqual(['Echo hello', ...words.slice(1).map((word) => `Echo ${word}`)]);
    expect(rig.facts.some(({ kind }) => kind === 'conflict')).toBe(true);
    await other.stop();
  });

  test('the same message to both at once is one turn', async () => {
    const other = await rig.another();
    const inbound = { remoteId: 'm1', agentId: BRAND.agentId, phone: ANN, sentAt: undefined };
    const act = { kind: 'act' as const, ...inbound, act: { kind: 'text' as const, text: 'hello' } };
    const outcomes = await Promise.all([rig.engine.hear('rbm', BRAND, act), other.hear('rbm', BRAND, act)]);
    expect(outcomes.sort()).toEqual(['duplicate', 'turn']);
    await rig.until('it is answered', heardAll(ANN, 1));
    await rig.rest();
    expect(rig.heard(ANN)).toEqual(['Echo hello']);
    expect(await inboundLines(ANN)).toBe(1);
    await other.stop();
  });
});

describe('a conversation nothing can be made of', () => {
  test('does not keep the others from being woken', async () => {
    await rig.say(ANN, 'remind');
    await rig.say(BOB, 'burst');
    await rig.until('both heard', () => rig.delivered.length === 4);
    // The version Ann's conversation is pinned to is damaged, and its flow taken out of use.
    const { records } = rig.store;
    const key = versionKey('reminder', 1);
    const version = await records.get(WORKSPACE, VERSION, key);
    await records.update(WORKSPACE, VERSION, key, version?.rev ?? 0, { bundle: 17 });
    const flow = await records.get<FlowRecord>(WORKSPACE, FLOW, 'reminder');
    await records.update(WORKSPACE, FLOW, 'reminder', flow?.rev ?? 0, { ...flow?.data, archived: true });
    await rig.crash();

    await rig.pass(HOUR + 10_000);
    rig.onSend = () => BUSY;
    await rig.say(BOB, 'burst');
    await rig.pass(100);
    rig.onSend = () => ACCEPTED;
    await rig.pass(60_000);
    expect(rig.heard(BOB)).toEqual(['one', 'two', 'three', 'one', 'two', 'three']);
    expect(rig.facts).toContainEqual(expect.objectContaining({ kind: 'fault', where: 'waker' }));
  });
});
