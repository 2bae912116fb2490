import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChannelName } from '../../../flows/scope.ts';
import type { Lane, MessageState, Settlement, Store, Turn } from '../../../server/stores/port.ts';
import { openSqliteStore } from '../../../server/stores/sqlite.ts';
import {
  AT,
  sampleConversation,
  sampleItem,
  sampleLine,
  sampleReceipt,
} from '../../contracts/store-samples.ts';

/** Few names, so that what is asked for meets. Two conversations share a contact: only one of them can begin. */
const WHO = ['c-0', 'c-1', 'c-2'];
const who = fc.nat(2);
const id = fc.nat(5).map((n) => `m-${n}`);

const asked = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      who,
      behind: fc.integer({ min: 0, max: 5 }).map((n) => (n === 0 ? 1 : 0)),
      heard: fc.nat(2),
      lines: fc.array(id, { maxLength: 3 }),
      items: fc.array(id, { maxLength: 2 }),
      lane: fc.constantFrom<Lane>('say', 'watch'),
      seen: fc.option(fc.nat(8), { nil: undefined }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      who,
      item: id,
      outcome: fc.constantFrom('done' as const, 'again' as const, 'asking' as const, 'parked' as const),
      state: fc.constantFrom<MessageState | undefined>('sent', 'failed', 'expired', undefined),
      channel: fc.constantFrom<ChannelName | undefined>('rbm', 'sms', undefined),
      lane: fc.constantFrom<Lane | undefined>('say', 'watch', undefined),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('mark' as const),
      line: id,
      channel: fc.constantFrom<ChannelName>('rbm', 'rbm', 'sms'),
      state: fc.constantFrom<MessageState>('sent', 'delivered', 'read', 'failed'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unpark' as const), item: id }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('record' as const), key: fc.nat(2) }) },
);
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;

type Call = (store: Store) => Promise<unknown>;

/** Number `n` of what is asked. Whether it succeeds is left to the store: revisions, which it counts, are a guess. */
function toCall(one: Asked, n: number, revs: number[]): Call {
  switch (one.kind) {
    case 'commit': {
      const rev = Math.max(0, (revs[one.who] ?? 0) - one.behind);
      revs[one.who] = rev + 1;
      const conversation = sampleConversation({
        id: WHO[one.who] ?? '',
        phone: `+3360000000${one.who % 2}`,
        rev,
        locale: `l-${n}`,
        updatedAt: AT + n,
      });
      const heard = Array.from({ length: one.heard }, (_, i) =>
        sampleLine(conversation, `h-${n}-${i}`, { direction: 'in', state: 'received' }),
      );
      const channel = n % 3 === 0 ? 'sms' : 'rbm';
      const said = one.lines.map((line) => sampleLine(conversation, line, { at: AT + n, channel }));
      const turn: Turn = {
        conversation,
        messages: [...heard, ...said],
        outbox: one.items.map((item) => sampleItem(conversation, item, { dueAt: AT + n, lane: one.lane })),
        ...(one.seen === undefined ? {} : { seen: `s-${one.seen}` }),
      };
      return (store) => store.conversations.commit(turn);
    }
    case 'settle': {
      const settlement = settlementOf(one, n);
      return (store) => store.conversations.settle(settlement);
    }
    case 'mark':
      return (store) =>
        store.conversations.mark('main', one.line, sampleReceipt(one.state, { channel: one.channel, at: n }));
    case 'unpark':
      return (store) => store.conversations.unpark('main', one.item, AT + n);
    case 'record':
      return (store) => store.records.insert('main', 'k', String(one.key), n);
  }
}

function settlementOf(one: Extract<Asked, { kind: 'settle' }>, n: number): Settlement {
  const named = { workspace: 'main', conversation: WHO[one.who] ?? '', item: one.item };
  const { state, channel, lane } = one;
  const base = { ...named, message: { at: AT, state, channel, because: [{ at: n, code: one.outcome }] } };
  switch (one.outcome) {
    case 'done':
      return { ...base, outcome: 'done' };
    case 'again':
      return { ...base, outcome: 'again', dueAt: AT + n, attempts: n, lane, via: channel };
    case 'asking':
      return { ...base, outcome: 'asking', at: AT + n };
    case 'parked':
      return { ...base, outcome: 'parked', at: AT + n, attempts: n, code: `c-${n}`, detail: '' };
  }
}

async function contentOf({ conversations, records }: Store): Promise<unknown> {
  const each = WHO.map(async (id) => [
    await conversations.get('main', id),
    await conversations.thread('main', id, { limit: 500 }),
    await conversations.pending('main', id),
  ]);
  const lists = [
    conversations.list('main', { limit: 10 }),
    conversations.parked('main', { limit: 100 }),
    records.list('main', 'k', { limit: 10 }),
    conversations.due(AT + 1000, 10),
  ];
  return [await Promise.all(each), await Promise.all(lists)];
}

describe('what is asked for together', () => {
  test('is answered and stored as if one had waited for the other', async () => {
    let conflicts = 0;
    let committed = 0;
    let late = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { minLength: 1, maxLength: 60, size: 'max' }), async (list) => {
        const oneByOne = openSqliteStore({ path: ':memory:' });
        const together = openSqliteStore({ path: ':memory:' });
        const revs = [0, 0, 0];
        const calls = list.map((one, n): Call => toCall(one, n, revs));
        const answers: unknown[] = [];
        for (const call of calls) answers.push(await call(oneByOne));
        expect(await Promise.all(calls.map((call) => call(together)))).toEqual(answers);
        expect(await contentOf(together)).toEqual(await contentOf(oneByOne));
        conflicts += answers.filter((answer) => answer === 'conflict').length;
        late += answers.filter((answer) => answer === 'late').length;
        committed += answers.filter((answer) => answer === 'committed').length;
        await Promise.all([oneByOne.close(), together.close()]);
      }),
      { numRuns: 100 },
    );
    // Else it would have compared nothing with nothing.
    expect(committed).toBeGreaterThan(100);
    expect(conflicts).toBeGreaterThan(10);
    expect(late).toBeGreaterThan(10);
  }, 60_000);

  test('a receipt takes away the item that was there before it, and not one that came after', async () => {
    const store = openSqliteStore({ path: ':memory:' });
    const { conversations } = store;
    const first = sampleConversation();
    await conversations.commit({ conversation: first, messages: [sampleLine(first, 'm')], outbox: [] });
    const other = sampleConversation({ id: 'c-2', phone: '+33600000002' });
    const outbox = [sampleItem(first, 'm')];
    await Promise.all([
      conversations.commit({ conversation: other, messages: [], outbox: [] }),
      conversations.mark('main', 'm', sampleReceipt('delivered')),
      conversations.commit({ conversation: { ...first, rev: 1 }, messages: [], outbox }),
    ]);
    expect(await conversations.pending('main', 'c-1')).toEqual(outbox);
    await store.close();
  });

  test('keeps the order of a thread and an outbox, however many turns of it there are', async () => {
    const store = openSqliteStore({ path: ':memory:' });
    const turns = Array.from({ length: 700 }, (_, rev) => {
      const conversation = sampleConversation({ rev });
      const messages = [sampleLine(conversation, `m-${rev}-a`), sampleLine(conversation, `m-${rev}-b`)];
      return { conversation, messages, outbox: [sampleItem(conversation, `m-${rev}-a`)] };
    });
    const outcomes = await Promise.all(turns.map((turn) => store.conversations.commit(turn)));
    expect(new Set(outcomes)).toEqual(new Set(['committed']));
    const { items } = await store.conversations.thread('main', 'c-1', { limit: 2000 });
    expect(items).toEqual(turns.flatMap((turn) => turn.messages));
    expect(await store.conversations.pending('main', 'c-1')).toEqual(turns.flatMap((turn) => turn.outbox));
    await store.close();
  });

  test('a cursor of another thread leads nowhere', async () => {
    const store = openSqliteStore({ path: ':memory:' });
    for (const n of [0, 1]) {
      const conversation = sampleConversation({ id: `c-${n}`, phone: `+3360000000${n}` });
      const messages = ['a', 'b'].map((line) => sampleLine(conversation, `${line}-${n}`));
      await store.conversations.commit({ conversation, messages, outbox: [] });
    }
    const { cursor = '' } = await store.conversations.thread('main', 'c-0', { limit: 1 });
    await expect(store.conversations.thread('main', 'c-1', { limit: 1, cursor })).rejects.toMatchObject({
      code: 'invalid_query',
    });
    await store.close();
  });
});
