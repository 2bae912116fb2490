/** A store as simple as can be, in memory, and random work that a real one must answer alike. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type {
  Conversation,
  MessageState,
  OutboxItem,
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

function move(model: Model, id: string, state: MessageState, fault?: StoredMessage['fault']): boolean {
  for (const lines of model.lines.values()) {
    const at = lines.findIndex((line) => line.id === id && line.direction === 'out');
    const line = lines[at];
    if (!line) continue;
    if (RANK[state] > RANK[line.state]) {
      const { fault: _before, ...rest } = line;
      lines[at] = { ...rest, state, ...(fault ? { fault } : {}) };
    }
    return true;
  }
  return false;
}

function settle(model: Model, settlement: Settlement): void {
  const items = model.outbox.get(settlement.conversation) ?? [];
  const at = items.findIndex((item) => item.id === settlement.item);
  const item = items[at];
  if (!item || (item.parked && settlement.outcome !== 'done')) return;
  if (settlement.outcome === 'again') {
    items[at] = { ...item, dueAt: settlement.dueAt, attempts: settlement.attempts };
    return;
  }
  const { message } = settlement;
  if (settlement.outcome === 'done') {
    items.splice(at, 1);
    if (message) move(model, item.id, message.state);
    return;
  }
  const { code, detail, attempts } = settlement;
  items[at] = { ...item, attempts, parked: { at: settlement.at, code, detail } };
  if (message) move(model, item.id, message.state, { code, detail });
}

function unpark(model: Model, id: string, dueAt: number): boolean {
  for (const [conversation, items] of model.outbox) {
    const at = items.findIndex((item) => item.id === id && item.parked);
    const item = items[at];
    if (!item) continue;
    const { parked: _parked, ...rest } = item;
    items[at] = { ...rest, attempts: 0, dueAt };
    model.lines.set(
      conversation,
      (model.lines.get(conversation) ?? []).map((line) => {
        if (line.id !== id || (line.state !== 'failed' && line.state !== 'expired')) return line;
        const { fault: _fault, ...queued } = line;
        return { ...queued, state: 'queued' };
      }),
    );
    return true;
  }
  return false;
}

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
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      which: fc.nat(12),
      outcome: fc.constantFrom('done' as const, 'again' as const, 'parked' as const),
      state: fc.constantFrom<MessageState | undefined>('sent', 'failed', 'expired', undefined),
      at: fc.nat(20),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('mark' as const),
      which: fc.nat(12),
      state: fc.constantFrom<MessageState>('sent', 'delivered', 'read', 'failed', 'expired', 'queued'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('unpark' as const), which: fc.nat(12), at: fc.nat(20) }),
  },
);
type Step = typeof stepArbitrary extends fc.Arbitrary<infer T> ? T : never;

/** Does random work to `store` and to the model, in a workspace of its own each time, and compares all they hold. */
export async function checkAgainstModel(store: Store, numRuns = 40): Promise<void> {
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
      };
      const ids = Array.from({ length: step.lines }, (_, i) => `m-${n}-${i}`);
      const turn: Turn = {
        conversation,
        messages: ids.map((one) => sampleLine(conversation, one)),
        outbox: ids.map((one) => sampleItem(conversation, one, { dueAt: AT + step.dueAt })),
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
      const message = step.state && { state: step.state, at: AT };
      const settlement: Settlement =
        step.outcome === 'done'
          ? { ...named, outcome: 'done', ...(message ? { message } : {}) }
          : step.outcome === 'again'
            ? { ...named, outcome: 'again', dueAt: AT + step.at, attempts: item.attempts + 1 }
            : {
                ...named,
                outcome: 'parked',
                at: AT + step.at,
                attempts: item.attempts + 1,
                code: 'c',
                detail: 'd',
                ...(message ? { message } : {}),
              };
      settle(model, settlement);
      await conversations.settle(settlement);
      // Repeating a settlement changes nothing, unless it was to try again, which says the same again.
      await conversations.settle(settlement);
      return;
    }
    case 'mark': {
      const lines = [...model.lines.values()].flat();
      const id = lines[step.which]?.id ?? 'none';
      const expected = move(model, id, step.state) ? 'marked' : 'unknown';
      expect(await conversations.mark(workspace, id, step.state, AT)).toBe(expected);
      return;
    }
    case 'unpark': {
      const id = items[step.which]?.id ?? 'none';
      const expected = unpark(model, id, AT + step.at);
      expect(await conversations.unpark(workspace, id, AT + step.at)).toBe(expected);
    }
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
