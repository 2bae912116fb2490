/**
 * What every store promises of a message on its way: the outbox item that watches over it, the channel it leaves by,
 * and what receipts do to both; part of the store's contract.
 */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type ConversationStore,
  MESSAGE_STATES,
  type MessageChange,
  type MessageState,
  type OutboxItem,
  type Reason,
  type StoredMessage,
} from '../../server/stores/port.ts';
import {
  AT,
  sampleConversation,
  sampleItem,
  sampleLine,
  sampleReceipt,
  sampleTurn,
} from './store-samples.ts';

const place = { workspace: 'main', id: 'c-1' };
const named = { workspace: 'main', conversation: 'c-1', item: 'm' };
const parking = { outcome: 'parked', at: AT + 7, attempts: 3, code: 'refused', detail: 'Why.' } as const;
const watching = { outcome: 'again', dueAt: AT + 600_000, attempts: 0, lane: 'watch' } as const;
const unreachable: Reason = { at: AT + 1, code: 'rcs_unreachable', detail: '404' };
const undelivered: Reason = { at: AT + 2, code: 'ttl_over' };
const fault = { code: 'gone', detail: 'No such number.' };

const rank: Record<MessageState, number> = {
  queued: 0,
  sent: 1,
  failed: 2,
  expired: 2,
  withheld: 2,
  delivered: 3,
  read: 4,
  received: -1,
};

/** Registers the tests; `current` gives the conversations of the store under test, which is empty. */
export function deliveryContract(current: () => ConversationStore): void {
  let store: ConversationStore;

  beforeEach(() => {
    store = current();
  });

  /** Commits conversation c-1 with a line "m" and its item, unless other ones are given. */
  async function begin(
    line: Partial<StoredMessage> = {},
    item: Partial<OutboxItem> = {},
    others: OutboxItem[] = [],
  ): Promise<void> {
    const turn = sampleTurn(sampleConversation(), {
      messages: [sampleLine(place, 'm', line)],
      outbox: [sampleItem(place, 'm', item), ...others],
    });
    expect(await store.commit(turn)).toBe('committed');
  }

  /** Sends line "m" by RBM, watches it, and then hands it to SMS. */
  async function fallBack(): Promise<void> {
    await store.settle({ ...named, ...watching, message: { at: AT, state: 'sent' } });
    await store.settle({ ...named, outcome: 'again', dueAt: AT, attempts: 0, lane: 'say', via: 'sms' });
    await store.settle({ ...named, outcome: 'asking', at: AT + 3, message: { at: AT + 3, channel: 'sms' } });
  }

  const line = () => store.message('main', 'm');
  const pending = () => store.pending('main', 'c-1');

  describe('an outbox item on its way', () => {
    test('comes back with its lane, its channel and when it was asked about, oldest first in all lanes', async () => {
      const others = [
        sampleItem(place, 'w', { lane: 'watch', dueAt: AT + 9 }),
        sampleItem(place, 'a', { via: 'sms', askedAt: AT + 4 }),
        sampleItem(place, 'b', { lane: 'call' }),
      ];
      await begin({}, {}, others);
      await store.settle({ ...named, item: 'b', ...parking });
      expect(await pending()).toEqual([sampleItem(place, 'm'), others[0], others[1]]);
    });

    test('changes its lane and its channel in its place, and keeps them where "again" does not name them', async () => {
      await begin({}, {}, [sampleItem(place, 'later')]);
      expect(await store.settle({ ...named, ...watching, via: 'rbm' })).toBe(true);
      const watched = sampleItem(place, 'm', { lane: 'watch', via: 'rbm', dueAt: AT + 600_000 });
      expect(await pending()).toEqual([watched, sampleItem(place, 'later')]);
      await store.settle({ ...named, outcome: 'again', dueAt: AT + 5, attempts: 2 });
      expect(await pending()).toEqual([
        { ...watched, dueAt: AT + 5, attempts: 2 },
        sampleItem(place, 'later'),
      ]);
      await store.settle({ ...named, outcome: 'again', dueAt: AT + 6, attempts: 0, lane: 'say', via: 'sms' });
      expect(await pending()).toEqual([
        sampleItem(place, 'm', { via: 'sms', dueAt: AT + 6 }),
        sampleItem(place, 'later'),
      ]);
    });

    test('settled twice at the same moment is as the second one says, with what only the first one named', async () => {
      await begin({}, {}, [sampleItem(place, 'n')]);
      const other = { ...named, item: 'n' };
      await Promise.all([
        store.settle({ ...named, ...watching }),
        store.settle({ ...named, outcome: 'again', dueAt: AT + 1, attempts: 1, via: 'sms' }),
        store.settle({ ...named, outcome: 'asking', at: AT + 2 }),
        store.settle({ ...other, outcome: 'asking', at: AT + 3 }),
        store.settle({ ...other, outcome: 'again', dueAt: AT + 4, attempts: 4 }),
      ]);
      expect(await pending()).toEqual([
        sampleItem(place, 'm', { lane: 'watch', via: 'sms', dueAt: AT + 1, attempts: 1, askedAt: AT + 2 }),
        sampleItem(place, 'n', { dueAt: AT + 4, attempts: 4 }),
      ]);
    });

    test('remembers that a provider was asked until it is looked at again', async () => {
      await begin({}, { via: 'sms', attempts: 1 });
      expect(await store.settle({ ...named, outcome: 'asking', at: AT + 30 })).toBe(true);
      expect(await pending()).toEqual([
        sampleItem(place, 'm', { via: 'sms', attempts: 1, askedAt: AT + 30 }),
      ]);
      await store.settle({ ...named, outcome: 'asking', at: AT + 40 });
      expect((await pending())[0]?.askedAt).toBe(AT + 40);
      await store.settle({ ...named, outcome: 'again', dueAt: AT + 50, attempts: 2 });
      expect(await pending()).toEqual([sampleItem(place, 'm', { via: 'sms', attempts: 2, dueAt: AT + 50 })]);
    });

    test('parked while nobody knew whether it left says so, and is as new once it is taken up again', async () => {
      await begin();
      await fallBack();
      await store.settle({ ...named, ...parking });
      const { items } = await store.parked('main', { limit: 9 });
      expect(items).toMatchObject([{ id: 'm', via: 'sms', askedAt: AT + 3, parked: { code: 'refused' } }]);
      await store.unpark('main', 'm', AT + 8);
      expect(await pending()).toEqual([sampleItem(place, 'm', { via: 'sms', dueAt: AT + 8 })]);
    });

    test('taken up again stays in its lane, and its message is queued again with all that was decided about it', async () => {
      await begin();
      await store.settle({
        ...named,
        ...watching,
        message: { at: AT, state: 'sent', because: [unreachable] },
      });
      await store.settle({ ...named, ...parking });
      expect((await line())?.state).toBe('sent');
      await store.unpark('main', 'm', AT + 8);
      expect(await pending()).toEqual([sampleItem(place, 'm', { lane: 'watch', dueAt: AT + 8 })]);
      expect(await line()).toEqual(sampleLine(place, 'm', { because: [unreachable] }));
    });

    test('is due, and is next, in lane "watch" as in the others', async () => {
      await begin();
      await store.settle({ ...named, ...watching });
      const later = AT + 600_000;
      expect(await store.due(later - 1, 9)).toEqual([]);
      expect(await store.nextDue(AT)).toBe(later);
      expect(await store.due(later, 9)).toEqual([{ workspace: 'main', conversation: 'c-1' }]);
      await store.mark('main', 'm', sampleReceipt('delivered'));
      expect(await store.due(later, 9)).toEqual([]);
      expect(await store.nextDue(AT)).toBeUndefined();
    });
  });

  describe('the answer to a settlement', () => {
    const again = { outcome: 'again', dueAt: AT + 1, attempts: 1 } as const;
    const asking = { outcome: 'asking', at: AT + 1 } as const;

    test('is true as long as there is the item, and false afterwards', async () => {
      await begin();
      for (const settlement of [again, asking, again, { outcome: 'done' }] as const) {
        expect(await store.settle({ ...named, ...settlement })).toBe(true);
      }
      for (const settlement of [{ outcome: 'done' }, again, asking, parking] as const) {
        expect(await store.settle({ ...named, ...settlement })).toBe(false);
      }
    });

    test('is true once of many that end it at the same moment', async () => {
      await begin();
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => store.settle({ ...named, outcome: 'done' })),
      );
      expect(answers.filter(Boolean)).toHaveLength(1);
    });

    test('is false for a parked item, unless it is done with', async () => {
      await begin();
      expect(await store.settle({ ...named, ...parking })).toBe(true);
      const { items } = await store.parked('main', { limit: 9 });
      for (const settlement of [again, asking, { ...parking, code: 'other' }]) {
        const message: MessageChange = { at: AT, state: 'failed', channel: 'sms', because: [unreachable] };
        expect(await store.settle({ ...named, ...settlement, message })).toBe(false);
      }
      expect((await store.parked('main', { limit: 9 })).items).toEqual(items);
      expect(await line()).toEqual(sampleLine(place, 'm'));
      expect(await store.settle({ ...named, outcome: 'done' })).toBe(true);
      expect((await store.parked('main', { limit: 9 })).items).toEqual([]);
    });

    test('is false for an item of another conversation or workspace', async () => {
      await begin();
      for (const other of [{ workspace: 'other' }, { conversation: 'c-2' }, { item: 'n' }]) {
        expect(await store.settle({ ...named, ...other, outcome: 'done' })).toBe(false);
      }
      expect(await pending()).toHaveLength(1);
    });

    test('that comes after the message was delivered is false, and the message as it was', async () => {
      await begin();
      await store.settle({ ...named, ...watching, message: { at: AT, state: 'sent' } });
      await store.mark('main', 'm', sampleReceipt('delivered'));
      const message: MessageChange = { at: AT, state: 'sent', channel: 'sms', because: [undelivered] };
      for (const settlement of [{ outcome: 'done' }, again, asking, parking] as const) {
        expect(await store.settle({ ...named, ...settlement, message })).toBe(false);
      }
      expect(await line()).toEqual(sampleLine(place, 'm', { state: 'delivered' }));
    });
  });

  describe('what a settlement changes in its message', () => {
    test.each([
      ['done', { outcome: 'done' }],
      ['again', { outcome: 'again', dueAt: AT, attempts: 1 }],
      ['asking', { outcome: 'asking', at: AT }],
      ['parked', parking],
    ] as const)('goes with "%s" in one step', async (_, settlement) => {
      await begin();
      const message: MessageChange = { at: AT, state: 'sent', channel: 'sms', because: [unreachable] };
      await store.settle({ ...named, ...settlement, message });
      const fault =
        settlement.outcome === 'parked' ? { fault: { code: 'refused', detail: 'Why.' } } : undefined;
      expect(await line()).toEqual(
        sampleLine(place, 'm', { state: 'sent', channel: 'sms', because: [unreachable], ...fault }),
      );
    });

    test('may be nothing', async () => {
      await begin();
      await store.settle({ ...named, ...watching });
      expect(await line()).toEqual(sampleLine(place, 'm'));
    });

    test('is nothing where the item has no message', async () => {
      await begin({}, {}, [sampleItem(place, 'call', { lane: 'call' })]);
      const message: MessageChange = { at: AT, state: 'failed', channel: 'sms', because: [unreachable] };
      expect(await store.settle({ ...named, item: 'call', outcome: 'done', message })).toBe(true);
      expect(await line()).toEqual(sampleLine(place, 'm'));
      expect(await store.message('main', 'call')).toBeUndefined();
    });

    test('with another channel begins its state anew and takes its fault away', async () => {
      await begin();
      await store.settle({ ...named, ...watching, message: { at: AT, state: 'sent' } });
      await store.mark('main', 'm', sampleReceipt('failed', { fault }));
      await store.settle({ ...named, outcome: 'asking', at: AT, message: { at: AT, channel: 'sms' } });
      expect(await line()).toEqual(sampleLine(place, 'm', { channel: 'sms' }));
      await store.settle({ ...named, outcome: 'done', message: { at: AT, state: 'sent' } });
      expect(await line()).toEqual(sampleLine(place, 'm', { channel: 'sms', state: 'sent' }));
    });

    test('with another channel takes a fault away that came at the same moment', async () => {
      await begin();
      await Promise.all([
        store.settle({ ...named, ...parking, message: { at: AT, state: 'failed' } }),
        store.settle({ ...named, outcome: 'done', message: { at: AT, channel: 'sms' } }),
      ]);
      expect(await line()).toEqual(sampleLine(place, 'm', { channel: 'sms' }));
    });

    test('with another channel and a state has that state', async () => {
      await begin();
      await store.settle({ ...named, ...watching, message: { at: AT, state: 'sent' } });
      await store.settle({ ...named, ...parking, message: { at: AT, channel: 'sms', state: 'failed' } });
      expect(await line()).toMatchObject({ channel: 'sms', state: 'failed', fault: { code: 'refused' } });
    });

    test('with the channel it has moves its state only forward', async () => {
      await begin();
      await store.settle({ ...named, ...watching, message: { at: AT, state: 'sent', channel: 'rbm' } });
      await store.settle({ ...named, ...watching, message: { at: AT, state: 'queued', channel: 'rbm' } });
      expect((await line())?.state).toBe('sent');
      await store.settle({ ...named, ...watching, message: { at: AT, state: 'expired', channel: 'rbm' } });
      await store.settle({ ...named, ...watching, message: { at: AT, state: 'sent', channel: 'rbm' } });
      expect((await line())?.state).toBe('expired');
    });

    test('adds to what was decided before, oldest first', async () => {
      const first: Reason = { at: AT - 1, code: 'hours_wait' };
      await begin({ because: [first] });
      await Promise.all([
        store.settle({ ...named, ...watching, message: { at: AT, because: [unreachable] } }),
        store.settle({ ...named, ...watching, message: { at: AT, because: [undelivered, first] } }),
      ]);
      await store.settle({ ...named, ...watching, message: { at: AT, because: [] } });
      await store.settle({ ...named, outcome: 'done', message: { at: AT, because: [unreachable] } });
      expect((await line())?.because).toEqual([first, unreachable, undelivered, first, unreachable]);
    });

    test('stays in the line if it is committed again', async () => {
      await begin();
      await store.settle({ ...named, ...watching, message: { at: AT, because: [unreachable] } });
      const again = { messages: [sampleLine(place, 'm', { channel: 'sms' })] };
      await store.commit(sampleTurn(sampleConversation({ rev: 1 }), again));
      expect(await line()).toEqual(sampleLine(place, 'm', { channel: 'sms', because: [unreachable] }));
    });
  });

  describe('the state of a sent line', () => {
    test('only moves forward, in whatever order and however often receipts come', async () => {
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(fc.constantFrom(...MESSAGE_STATES), { maxLength: 8 }), async (states) => {
          run += 1;
          const conversation = sampleConversation({
            id: `c-${run}`,
            phone: `+336${String(run).padStart(8, '0')}`,
          });
          const id = `m-${run}`;
          await store.commit(sampleTurn(conversation, { messages: [sampleLine(conversation, id)] }));
          let expected: MessageState = 'queued';
          for (const state of states) {
            expect(await store.mark('main', id, sampleReceipt(state))).toBe('marked');
            if (rank[state] > rank[expected]) expected = state;
          }
          expect((await store.message('main', id))?.state).toBe(expected);
        }),
        { numRuns: 60 },
      );
    });

    test('is unknown for a line that does not exist, or was heard and not sent', async () => {
      await begin({ direction: 'in', state: 'received' });
      expect(await store.mark('main', 'none', sampleReceipt('read'))).toBe('unknown');
      expect(await store.mark('main', 'm', sampleReceipt('read'))).toBe('unknown');
      expect(await store.mark('other', 'm', sampleReceipt('read'))).toBe('unknown');
      expect((await store.thread('main', 'c-1', { limit: 9 })).items[0]?.state).toBe('received');
      expect(await pending()).toHaveLength(1);
    });

    test.each(['failed', 'expired'] as const)(
      '"%s" is kept with its reason, the first one',
      async (state) => {
        await begin();
        await store.mark('main', 'm', sampleReceipt(state, { fault }));
        await store.mark('main', 'm', sampleReceipt('failed', { fault: { code: 'other', detail: '' } }));
        expect(await line()).toEqual(sampleLine(place, 'm', { state, fault }));
      },
    );

    test('"failed" is forgotten with its reason when the message was delivered after all', async () => {
      await begin();
      await store.mark('main', 'm', sampleReceipt('failed', { fault }));
      await store.mark('main', 'm', sampleReceipt('delivered', { fault }));
      expect(await line()).toEqual(sampleLine(place, 'm', { state: 'delivered' }));
    });
  });

  describe('a receipt', () => {
    const stages = [
      ['waits to leave', undefined],
      ['is being asked for', { outcome: 'asking', at: AT }],
      ['is watched', watching],
      ['is parked', parking],
    ] as const;
    test.each(
      stages.flatMap(([stage, before]) => [
        ['delivered', stage, before] as const,
        ['read', stage, before] as const,
      ]),
    )('that the message was %s takes away its item, which %s', async (state, _, before) => {
      await begin({}, {}, [sampleItem(place, 'other')]);
      if (before) await store.settle({ ...named, ...before });
      expect(await store.mark('main', 'm', sampleReceipt(state))).toBe('marked');
      expect(await line()).toEqual(sampleLine(place, 'm', { state }));
      expect(await pending()).toEqual([sampleItem(place, 'other')]);
      expect((await store.parked('main', { limit: 9 })).items).toEqual([]);
      expect(await store.unpark('main', 'm', AT)).toBe(false);
      // It may come again.
      expect(await store.mark('main', 'm', sampleReceipt(state))).toBe('marked');
    });

    test.each(['queued', 'sent', 'failed', 'expired', 'received'] as const)(
      'of "%s" leaves the item to be settled',
      async (state) => {
        await begin();
        await store.settle({ ...named, ...watching });
        const before = await pending();
        expect(await store.mark('main', 'm', sampleReceipt(state))).toBe('marked');
        expect(await pending()).toEqual(before);
      },
    );

    test('of the channel the message left by in the end moves it on as ever, and takes its item away', async () => {
      await begin();
      await fallBack();
      expect(await store.mark('main', 'm', sampleReceipt('sent', { channel: 'sms' }))).toBe('marked');
      expect(await line()).toEqual(sampleLine(place, 'm', { channel: 'sms', state: 'sent' }));
      expect(await store.mark('main', 'm', sampleReceipt('delivered', { channel: 'sms' }))).toBe('marked');
      expect(await line()).toEqual(sampleLine(place, 'm', { channel: 'sms', state: 'delivered' }));
      expect(await pending()).toEqual([]);
    });

    test.each(['delivered', 'read'] as const)(
      'of "%s" by a channel the message has left is late: recorded, and nothing else changed',
      async (state) => {
        await begin({ because: [unreachable] });
        await fallBack();
        const before = await pending();
        expect(await store.mark('main', 'm', sampleReceipt(state, { at: AT + 60 }))).toBe('late');
        const late = { channel: 'rbm' as const, state, at: AT + 60 };
        expect(await line()).toEqual(
          sampleLine(place, 'm', { channel: 'sms', because: [unreachable], late }),
        );
        expect(await pending()).toEqual(before);
        // What follows keeps it.
        await store.settle({
          ...named,
          outcome: 'done',
          message: { at: AT, state: 'sent', because: [undelivered] },
        });
        await store.mark('main', 'm', sampleReceipt('delivered', { channel: 'sms' }));
        expect(await line()).toEqual(
          sampleLine(place, 'm', {
            channel: 'sms',
            state: 'delivered',
            because: [unreachable, undelivered],
            late,
          }),
        );
      },
    );

    test('that is late twice is recorded as it came first, but being read after being delivered', async () => {
      await begin();
      await fallBack();
      const receive = (state: MessageState, at: number) =>
        store.mark('main', 'm', sampleReceipt(state, { at: AT + at }));
      const late = async () => (await line())?.late;
      await receive('delivered', 1);
      await receive('delivered', 2);
      expect(await late()).toEqual({ channel: 'rbm', state: 'delivered', at: AT + 1 });
      await Promise.all([receive('read', 3), receive('read', 4), receive('delivered', 5)]);
      expect(await late()).toEqual({ channel: 'rbm', state: 'read', at: AT + 3 });
    });

    test('that was late is not where the message is found to have gone that way alone', async () => {
      await begin();
      await fallBack();
      await store.mark('main', 'm', sampleReceipt('delivered', { at: AT + 1 }));
      const back = { at: AT + 2, channel: 'rbm', state: 'delivered' } as const;
      await store.settle({ ...named, outcome: 'done', message: { ...back, because: [undelivered] } });
      expect(await line()).toEqual(sampleLine(place, 'm', { state: 'delivered', because: [undelivered] }));
    });

    test.each(['sent', 'failed', 'expired'] as const)(
      'of "%s" by a channel the message has left is late, and says nothing new',
      async (state) => {
        await begin();
        await fallBack();
        const before = await pending();
        expect(await store.mark('main', 'm', sampleReceipt(state, { fault }))).toBe('late');
        expect(await line()).toEqual(sampleLine(place, 'm', { channel: 'sms' }));
        expect(await pending()).toEqual(before);
        expect(await store.mark('main', 'm', sampleReceipt('read'))).toBe('late');
        expect((await line())?.late).toEqual({ channel: 'rbm', state: 'read', at: AT });
      },
    );

    test('of RCS while SMS is decided on but not asked for stops the SMS', async () => {
      await begin();
      await store.settle({ ...named, outcome: 'again', dueAt: AT, attempts: 0, via: 'sms' });
      expect(await store.mark('main', 'm', sampleReceipt('delivered'))).toBe('marked');
      expect(await pending()).toEqual([]);
      expect(await store.settle({ ...named, outcome: 'asking', at: AT })).toBe(false);
    });

    test('raced by the decision to ask for an SMS: either it is late, or nobody asks', async () => {
      for (const [n, receiptFirst] of [true, false, true, false].entries()) {
        const conversation = sampleConversation({ id: `c-${n}`, phone: `+3360000000${n}` });
        const { workspace, id } = conversation;
        const messages = [sampleLine(conversation, id)];
        const outbox = [sampleItem(conversation, id, { lane: 'watch' })];
        await store.commit(sampleTurn(conversation, { messages, outbox }));
        const settlement = { workspace, conversation: id, item: id, outcome: 'asking', at: AT } as const;
        const ask = () => store.settle({ ...settlement, message: { at: AT, channel: 'sms' } });
        const early = receiptFirst ? undefined : ask();
        const [marked, asked] = await Promise.all([
          store.mark('main', id, sampleReceipt('delivered')),
          early ?? ask(),
        ]);
        expect(marked).toBe(asked ? 'late' : 'marked');
        expect(await store.pending('main', id)).toHaveLength(asked ? 1 : 0);
        expect(await store.message('main', id)).toMatchObject(
          asked
            ? { channel: 'sms', state: 'queued', late: { state: 'delivered' } }
            : { channel: 'rbm', state: 'delivered' },
        );
      }
    });
  });

  describe('a message', () => {
    test('is found by its id, as it stands in its thread', async () => {
      const late = { channel: 'rbm' as const, state: 'read' as const, at: AT };
      await begin({ state: 'failed', channel: 'sms', fault, because: [unreachable, undelivered], late });
      const found = await line();
      expect(found).toEqual(
        sampleLine(place, 'm', {
          state: 'failed',
          channel: 'sms',
          fault,
          because: [unreachable, undelivered],
          late,
        }),
      );
      expect((await store.thread('main', 'c-1', { limit: 9 })).items).toEqual([found]);
    });

    test('is not found if it was heard, never said, or belongs to another workspace', async () => {
      await begin({ direction: 'in', state: 'received' });
      expect(await line()).toBeUndefined();
      expect(await store.message('main', 'none')).toBeUndefined();
      await store.commit(sampleTurn(sampleConversation({ rev: 1 }), { messages: [sampleLine(place, 'm')] }));
      expect(await line()).toEqual(sampleLine(place, 'm'));
      expect(await store.message('other', 'm')).toBeUndefined();
    });

    test('with an id that no database keeps alike is refused', async () => {
      for (const ask of [
        () => store.message('main', 'a\0b'),
        () => store.mark('main', 'a\0b', sampleReceipt('read')),
      ]) {
        await expect(ask()).rejects.toMatchObject({ code: 'invalid_id' });
      }
    });
  });

  describe('the choices of the last question', () => {
    test('are kept with the conversation until the next ones, or none', async () => {
      const choices = [
        { label: 'Monday, 9:00', data: 'slot:0' },
        { label: 'Autre jour', data: 'other' },
      ];
      const conversation = sampleConversation({ choices });
      await store.commit(sampleTurn(conversation));
      expect(await store.get('main', 'c-1')).toEqual({ ...conversation, rev: 1 });
      expect(await store.find('main', 'garage', '+33600000001')).toEqual({ ...conversation, rev: 1 });
      const { choices: _, ...none } = conversation;
      await store.commit(sampleTurn({ ...none, rev: 1 }));
      expect(await store.get('main', 'c-1')).not.toHaveProperty('choices');
    });
  });
}
