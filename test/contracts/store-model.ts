/** A store as simple as can be, in memory, and random work that a real one must answer alike. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { ChannelName } from '../../flows/scope.ts';
import type {
  Conversation,
  Lane,
  MessageChange,
  MessageState,
  OutboxItem,
  Receipt,
  Settlement,
  Store,
  StoredMessage,
  Turn,
} from '../../server/stores/port.ts';
import { AT, sampleConversation, sampleItem, sampleLine } from './store-samples.ts';

interface Model {
  conversations: Map<string, Conversation>;
  lines: Map<string, StoredMessage[]>;
  outbox: Map<string, OutboxItem[]>;
  seen: Set<string>;
}

const RANK: Record<MessageState, number> = {
  received: -1,
  queued: 0,
  sent: 1,
  failed: 2,
  expired: 2,
  withheld: 2,
  delivered: 3,
  read: 4,
};

function commit(model: Model, turn: Turn): 'committed' | 'conflict' | 'duplicate' {
  const { conversation, messages, outbox, seen } = turn;
  const { id, rev } = conversation;
  if (seen !== undefined && model.seen.has(seen)) return 'duplicate';
  const known = model.conversations.get(id);
  const sameContact = [...model.conversations.values()].some((one) => one.phone === conversation.phone);
  if (known ? known.rev !== rev : rev !== 0 || sameContact) return 'conflict';
  model.conversations.set(id, { ...conversation, rev: rev + 1 });
  model.lines.set(id, [...(model.lines.get(id) ?? []), ...messages]);
  model.outbox.set(id, [...(model.outbox.get(id) ?? []), ...outbox]);
  if (seen !== undefined) model.seen.add(seen);
  return 'committed';
}

function isArrived(state: MessageState): boolean {
  return state === 'delivered' || state === 'read';
}

/** The line moved on, with its new fault, or as it was. */
function moved(line: StoredMessage, state: MessageState, fault?: StoredMessage['fault']): StoredMessage {
  if (RANK[state] <= RANK[line.state]) return line;
  const { fault: _before, ...rest } = line;
  return { ...rest, state, ...(fault ? { fault } : {}) };
}

/** Puts what `change` makes of each sent line with this id in its place; how many there are. */
function changeLines(model: Model, id: string, change: (line: StoredMessage) => StoredMessage): number {
  let found = 0;
  for (const lines of model.lines.values()) {
    for (const [i, line] of lines.entries()) {
      if (line.id !== id || line.direction !== 'out') continue;
      lines[i] = change(line);
      found += 1;
    }
  }
  return found;
}

function changed(line: StoredMessage, change: MessageChange, fault?: StoredMessage['fault']): StoredMessage {
  let next = line;
  if (change.channel && change.channel !== line.channel) {
    const { fault: _before, late, ...rest } = line;
    const kept = late === undefined || late.channel === change.channel ? {} : { late };
    next = { ...rest, ...kept, channel: change.channel, state: 'queued' };
  }
  if (change.state) next = moved(next, change.state, fault);
  const because = [...(next.because ?? []), ...(change.because ?? [])];
  return because.length > 0 ? { ...next, because } : next;
}

function mark(model: Model, id: string, receipt: Receipt): 'marked' | 'late' | 'unknown' {
  const { channel, state, at } = receipt;
  let late = false;
  const found = changeLines(model, id, (line) => {
    if (line.channel === channel) {
      return moved(line, state, state === 'failed' || state === 'expired' ? receipt.fault : undefined);
    }
    late = true;
    const isNews = isArrived(state) && RANK[state] > (line.late ? RANK[line.late.state] : 0);
    return isNews ? { ...line, late: { channel, state, at } } : line;
  });
  if (found === 0) return 'unknown';
  if (late) return 'late';
  if (isArrived(state)) {
    for (const [conversation, items] of model.outbox) {
      model.outbox.set(
        conversation,
        items.filter((item) => item.id !== id),
      );
    }
  }
  return 'marked';
}

function settle(model: Model, settlement: Settlement): boolean {
  const items = model.outbox.get(settlement.conversation) ?? [];
  const at = items.findIndex((item) => item.id === settlement.item);
  const item = items[at];
  if (!item || (item.parked && settlement.outcome !== 'done')) return false;
  const { message } = settlement;
  let fault: StoredMessage['fault'];
  switch (settlement.outcome) {
    case 'done':
      items.splice(at, 1);
      break;
    case 'again': {
      const { dueAt, attempts, lane = item.lane, via = item.via } = settlement;
      const { askedAt: _asked, ...rest } = item;
      items[at] = { ...rest, dueAt, attempts, lane, ...(via ? { via } : {}) };
      break;
    }
    case 'asking':
      items[at] = { ...item, askedAt: settlement.at };
      break;
    case 'parked': {
      const { code, detail, attempts } = settlement;
      fault = { code, detail };
      items[at] = { ...item, attempts, parked: { at: settlement.at, code, detail } };
    }
  }
  if (message) changeLines(model, item.id, (line) => changed(line, message, fault));
  return true;
}

function unpark(model: Model, id: string, dueAt: number): boolean {
  for (const items of model.outbox.values()) {
    const at = items.findIndex((item) => item.id === id && item.parked);
    const item = items[at];
    if (!item) continue;
    const { parked: _parked, askedAt: _asked, ...rest } = item;
    items[at] = { ...rest, attempts: 0, dueAt };
    changeLines(model, id, (line) => {
      if (isArrived(line.state)) return line;
      const { fault: _fault, ...queued } = line;
      return { ...queued, state: 'queued' };
    });
    return true;
  }
  return false;
}

const channel = fc.constantFrom<ChannelName>('rbm', 'rbm', 'sms');
const lane = fc.constantFrom<Lane>('say', 'say', 'watch', 'call');
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** One thing done to a store. Numbers choose among what exists, so that most steps hit something. */
const stepArbitrary = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      who: fc.nat(3),
      stale: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      lines: fc.nat(3),
      seen: fc.option(fc.nat(30), { nil: undefined }),
      dueAt: fc.nat(20),
      timers: fc.array(fc.nat(20), { maxLength: 2 }),
      channel,
      lane,
      via: maybe(channel),
      askedAt: maybe(fc.nat(20)),
      choices: maybe(fc.array(fc.record({ label: fc.string(), data: fc.string() }), { maxLength: 2 })),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      which: fc.nat(12),
      outcome: fc.constantFrom('done' as const, 'again' as const, 'asking' as const, 'parked' as const),
      message: maybe(
        fc.record({
          at: fc.constant(AT),
          state: fc.constantFrom<MessageState | undefined>('sent', 'failed', 'expired', undefined),
          channel: maybe(channel),
          because: maybe(fc.array(fc.record({ at: fc.nat(9), code: fc.string() }), { maxLength: 2 })),
        }),
      ),
      lane: maybe(lane),
      via: maybe(channel),
      at: fc.nat(20),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('mark' as const),
      which: fc.nat(12),
      channel,
      state: fc.constantFrom<MessageState>('sent', 'delivered', 'read', 'failed', 'expired', 'queued'),
      at: fc.nat(20),
      fault: maybe(fc.record({ code: fc.constant('f'), detail: fc.string() })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('unpark' as const), which: fc.nat(12), at: fc.nat(20) }),
  },
);
type Step = typeof stepArbitrary extends fc.Arbitrary<infer T> ? T : never;

/** Does random work to `store` and to the model, in a workspace of its own each time, and compares all they hold. */
export async function checkAgainstModel(store: Store, numRuns = 100): Promise<void> {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(stepArbitrary, { minLength: 1, maxLength: 40 }), async (steps) => {
      run += 1;
      const workspace = `model-${run}`;
      const model: Model = { conversations: new Map(), lines: new Map(), outbox: new Map(), seen: new Set() };
      for (const [n, step] of steps.entries()) await take(store, model, workspace, step, n);
      await compare(store, model, workspace);
    }),
    { numRuns },
  );
}

async function take(store: Store, model: Model, workspace: string, step: Step, n: number): Promise<void> {
  const { conversations } = store;
  const items = [...model.outbox.values()].flat();
  switch (step.kind) {
    case 'commit': {
      // Two ids for each of two phones: a conversation can be begun by another id.
      const id = `c-${step.who}`;
      const known =
        model.conversations.get(id) ?? sampleConversation({ id, phone: `+3360000000${step.who % 2}` });
      const conversation: Conversation = {
        ...known,
        workspace,
        rev: step.stale ? Math.max(0, known.rev - 1) : known.rev,
        locale: n % 2 ? 'fr' : 'en',
        timers: step.timers.map((at, i) => ({ token: `t-${i}`, at: AT + at })),
        updatedAt: AT + n,
        choices: step.choices,
      };
      const ids = Array.from({ length: step.lines }, (_, i) => `m-${n}-${i}`);
      const { lane, via, askedAt } = step;
      const item = { lane, ...(via && { via }), ...(askedAt !== undefined && { askedAt }) };
      const turn: Turn = {
        conversation,
        messages: ids.map((one) => sampleLine(conversation, one, { channel: step.channel })),
        outbox: ids.map((one) => sampleItem(conversation, one, { ...item, dueAt: AT + step.dueAt })),
        ...(step.seen === undefined ? {} : { seen: `s-${step.seen}` }),
      };
      const expected = commit(model, turn);
      expect(await conversations.commit(turn)).toBe(expected);
      return;
    }
    case 'settle': {
      const item = items[step.which] ?? items[0];
      if (!item) return;
      const named = { workspace, conversation: item.conversation, item: item.id };
      const settlement = settlementOf(step, named, item.attempts);
      // Repeating it: as far as there is something left to change.
      for (const _ of ['once', 'again']) {
        const expected = settle(model, settlement);
        expect(await conversations.settle(settlement)).toBe(expected);
      }
      return;
    }
    case 'mark': {
      const lines = [...model.lines.values()].flat();
      const id = lines[step.which]?.id ?? 'none';
      const { channel, state, fault } = step;
      const receipt: Receipt = { channel, state, at: AT + step.at, ...(fault && { fault }) };
      const expected = mark(model, id, receipt);
      expect(await conversations.mark(workspace, id, receipt)).toBe(expected);
      return;
    }
    case 'unpark': {
      const id = items[step.which]?.id ?? 'none';
      const expected = unpark(model, id, AT + step.at);
      expect(await conversations.unpark(workspace, id, AT + step.at)).toBe(expected);
    }
  }
}

function settlementOf(
  { outcome, message, lane, via, at }: Extract<Step, { kind: 'settle' }>,
  named: { workspace: string; conversation: string; item: string },
  attempts: number,
): Settlement {
  const base = { ...named, ...(message && { message }) };
  switch (outcome) {
    case 'done':
      return { ...base, outcome };
    case 'again':
      return { ...base, outcome, dueAt: AT + at, attempts: attempts + 1, lane, via };
    case 'asking':
      return { ...base, outcome, at: AT + at };
    case 'parked':
      return { ...base, outcome, at: AT + at, attempts: attempts + 1, code: 'c', detail: 'd' };
  }
}

async function compare(store: Store, model: Model, workspace: string): Promise<void> {
  const { conversations } = store;
  for (const id of ['c-0', 'c-1', 'c-2', 'c-3']) {
    const expected = model.conversations.get(id);
    expect(await conversations.get(workspace, id)).toEqual(expected);
    const items = model.outbox.get(id) ?? [];
    expect(await conversations.pending(workspace, id)).toEqual(items.filter((item) => !item.parked));
    const { items: lines } = await conversations.thread(workspace, id, { limit: 200 });
    expect(lines).toEqual(model.lines.get(id) ?? []);
    for (const line of lines) expect(await conversations.message(workspace, line.id)).toEqual(line);
    if (expected)
      expect(await conversations.find(workspace, expected.brand, expected.phone)).toEqual(expected);
  }
  const all = [...model.conversations.values()];
  const listed = await conversations.list(workspace, { limit: 10 });
  expect(listed.items).toEqual(all.toSorted((a, b) => b.updatedAt - a.updatedAt));
  const items = [...model.outbox.values()].flat();
  const parked = await conversations.parked(workspace, { limit: 200 });
  expect(new Set(parked.items)).toEqual(new Set(items.filter((item) => item.parked)));
  const times = parked.items.map((item) => item.parked?.at ?? 0);
  expect(times).toEqual(times.toSorted((a, b) => a - b));

  const dueTimes = new Map<string, number>();
  for (const { id, timers } of all) for (const { at } of timers) note(dueTimes, id, at);
  for (const item of items) if (!item.parked) note(dueTimes, item.conversation, item.dueAt);
  const now = AT + 10;
  const due = (await conversations.due(now, 100_000)).filter((one) => one.workspace === workspace);
  const found = due.map((one) => dueTimes.get(one.conversation) ?? Number.NaN);
  expect(found).toEqual([...dueTimes.values()].filter((at) => at <= now).toSorted((a, b) => a - b));
}

function note(times: Map<string, number>, id: string, at: number): void {
  times.set(id, Math.min(at, times.get(id) ?? at));
}
