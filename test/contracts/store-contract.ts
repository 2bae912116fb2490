/**
 * What every store promises, as tests: the sentences of `server/stores/port.ts`, and that they hold when many ask at
 * once. Knows no database; a store passes by giving a factory.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Conversation,
  type ConversationStore,
  type MessageState,
  type Page,
  type PageRequest,
  SEEN_DAYS,
  type Store,
} from '../../server/stores/port.ts';
import { inboxWorkContract } from './inbox-work-contract.ts';
import { deliveryContract } from './store-delivery-contract.ts';
import { deskContract } from './store-desk-contract.ts';
import { checkAgainstModel } from './store-model.ts';
import { recordContract } from './store-record-contract.ts';
import {
  AT,
  sampleConversation,
  sampleItem,
  sampleLine,
  sampleReceipt,
  sampleTurn,
} from './store-samples.ts';

/** A store of its own, empty. `reopen` closes it and opens what it left; `dispose` ends it and removes everything. */
export interface OpenedStore {
  store: Store;
  reopen(): Promise<Store>;
  dispose(): Promise<void>;
}
export type StoreFactory = () => Promise<OpenedStore>;

/** All pages of a list, in the order they came. */
async function allPages<T>(read: (page: PageRequest) => Promise<Page<T>>, limit: number): Promise<T[][]> {
  const pages: T[][] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor === undefined ? { limit } : { limit, cursor });
    pages.push(page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return pages;
}

export function storeContract(name: string, factory: StoreFactory): void {
  describe(`${name} keeps the promises of a store`, () => {
    let opened: OpenedStore;
    let store: ConversationStore;

    beforeEach(async () => {
      opened = await factory();
      store = opened.store.conversations;
    });
    afterEach(async () => {
      await opened.dispose();
    });

    /** Commits a new conversation and gives it back as it is stored. */
    async function create(
      fields: Partial<Conversation> = {},
      parts: Parameters<typeof sampleTurn>[1] = {},
    ): Promise<Conversation> {
      const conversation = sampleConversation(fields);
      expect(await store.commit(sampleTurn(conversation, parts))).toBe('committed');
      return { ...conversation, rev: conversation.rev + 1 };
    }

    /** Reads and commits until it succeeds, as the engine does. */
    async function insist(id: string, change: (conversation: Conversation) => ReturnType<typeof sampleTurn>) {
      // Of many that race one wins each time, so nobody loses more often than there are others.
      for (let tries = 0; tries < 1000; tries += 1) {
        const conversation = await store.get('main', id);
        if (!conversation) throw new Error(`There is no conversation ${id}.`);
        const outcome = await store.commit(change(conversation));
        if (outcome !== 'conflict') return outcome;
      }
      throw new Error('Nobody wins.');
    }

    async function lineState(conversation: string, id: string): Promise<MessageState | undefined> {
      const { items } = await store.thread('main', conversation, { limit: 100 });
      return items.find((line) => line.id === id)?.state;
    }

    describe('a turn', () => {
      test('comes back as it was committed, one revision on', async () => {
        const conversation = sampleConversation({
          locale: 'fr-CA',
          optedOut: true,
          owner: {
            kind: 'queue',
            queue: 'claims',
            since: AT + 1,
            reason: 'asked',
            summary: 'two lines\nof it',
          },
          run: {
            flow: 'claims',
            version: 7,
            snapshot: {
              value: 'sub/ask',
              status: 'active',
              locale: 'fr',
              vars: { '': { plate: 'AB-123-CD', nested: { list: [1, 2.5, null, true, ''] } }, 'sub/': {} },
              misses: 2,
              timers: { t: { at: AT + 5, node: 'ask', event: 'timeout' } },
              calls: { k: 'lookup' },
              mailbox: [{ name: 'paid', data: { amount: 12 } }],
            },
          },
          timers: [{ token: 't', at: AT + 5 }],
          updatedAt: AT + 9,
          heardAt: AT + 8,
        });
        const messages = [
          sampleLine(conversation, 'm-in', {
            direction: 'in',
            content: { kind: 'location', latitude: 48.85, longitude: -2.35 },
            remoteId: 'remote/1',
            author: undefined,
            state: 'received',
          }),
          sampleLine(conversation, 'm-out', {
            author: { kind: 'operator', operator: 'ada' },
            channel: 'sms',
          }),
        ];
        const outbox = [
          sampleItem(conversation, 'm-out'),
          sampleItem(conversation, 'k', {
            lane: 'call',
            work: {
              kind: 'call',
              node: 'lookup',
              service: 'calendar',
              operation: 'free',
              input: { day: 1 },
              timeout: 9,
            },
          }),
        ];
        expect(await store.commit({ conversation, messages, outbox, seen: 'remote/1' })).toBe('committed');
        const stored = { ...conversation, rev: 1 };
        expect(await store.get('main', 'c-1')).toEqual(stored);
        expect(await store.find('main', 'garage', '+33600000001')).toEqual(stored);
        expect((await store.thread('main', 'c-1', { limit: 10 })).items).toEqual(messages);
        expect(await store.pending('main', 'c-1')).toEqual(outbox);
      });

      test('whose ids were made for it alone is kept like any other', async () => {
        const first = await create();
        const turn = sampleTurn(first, {
          messages: [sampleLine(first, 'm')],
          outbox: [sampleItem(first, 'm')],
          seen: 's',
        });
        expect(await store.commit({ ...turn, fresh: true })).toBe('committed');
        expect(await store.commit({ ...turn, fresh: true })).toBe('duplicate');
        expect((await store.thread('main', 'c-1', { limit: 10 })).items).toEqual(turn.messages);
        expect(await store.pending('main', 'c-1')).toEqual(turn.outbox);
        expect(await store.mark('main', 'm', sampleReceipt('delivered'))).toBe('marked');
      });

      test('of a conversation that was never begun finds nothing before', async () => {
        expect(await store.get('main', 'c-1')).toBeUndefined();
        expect(await store.find('main', 'garage', '+33600000001')).toBeUndefined();
        expect(await store.pending('main', 'c-1')).toEqual([]);
        expect(await store.thread('main', 'c-1', { limit: 10 })).toEqual({ items: [] });
      });

      test('made from an old revision is a conflict and changes nothing', async () => {
        const first = await create();
        expect(await store.commit(sampleTurn({ ...first, locale: 'fr' }))).toBe('committed');
        const stale = sampleTurn(
          { ...first, locale: 'de' },
          { messages: [sampleLine(first, 'm')], outbox: [sampleItem(first, 'm')], seen: 's' },
        );
        expect(await store.commit(stale)).toBe('conflict');
        expect(await store.get('main', 'c-1')).toMatchObject({ locale: 'fr', rev: 2 });
        expect((await store.thread('main', 'c-1', { limit: 10 })).items).toEqual([]);
        expect(await store.pending('main', 'c-1')).toEqual([]);
        // The inbound id was not used up by the turn that failed.
        expect(await store.commit(sampleTurn({ ...first, rev: 2 }, { seen: 's' }))).toBe('committed');
      });

      test('that begins a conversation somebody else began is a conflict', async () => {
        await create();
        expect(await store.commit(sampleTurn(sampleConversation({ id: 'c-2' })))).toBe('conflict');
        expect(await store.commit(sampleTurn(sampleConversation({ phone: '+33600000002' })))).toBe(
          'conflict',
        );
        expect(await store.get('main', 'c-2')).toBeUndefined();
        expect((await store.list('main', { limit: 10 })).items).toHaveLength(1);
      });

      test('of a conversation that does not exist is a conflict', async () => {
        expect(await store.commit(sampleTurn(sampleConversation({ rev: 3 })))).toBe('conflict');
        expect(await store.get('main', 'c-1')).toBeUndefined();
      });

      test('with an inbound id handled before is a duplicate and changes nothing', async () => {
        const first = await create({}, { seen: 's' });
        const again = sampleTurn(
          { ...first, locale: 'de' },
          { seen: 's', messages: [sampleLine(first, 'm')], outbox: [sampleItem(first, 'm')] },
        );
        expect(await store.commit(again)).toBe('duplicate');
        expect(await store.get('main', 'c-1')).toEqual(first);
        expect((await store.thread('main', 'c-1', { limit: 10 })).items).toEqual([]);
        expect(await store.pending('main', 'c-1')).toEqual([]);
      });

      test('sent twice at once begins the conversation once', async () => {
        const outcomes = await Promise.all(
          Array.from({ length: 20 }, (_, i) =>
            store.commit(
              sampleTurn(sampleConversation({ id: `c-${i}` }), {
                seen: 's',
                messages: [sampleLine({ workspace: 'main', id: `c-${i}` }, 'm')],
              }),
            ),
          ),
        );
        expect(outcomes.filter((outcome) => outcome === 'committed')).toHaveLength(1);
        expect((await store.list('main', { limit: 50 })).items).toHaveLength(1);
      });

      test('raced by a hundred others from the same revision: exactly one is committed', async () => {
        const first = await create();
        const outcomes = await Promise.all(
          Array.from({ length: 100 }, (_, i) =>
            store.commit(sampleTurn(first, { messages: [sampleLine(first, `m-${i}`)] })),
          ),
        );
        expect(outcomes.filter((outcome) => outcome === 'committed')).toHaveLength(1);
        expect(outcomes.filter((outcome) => outcome === 'conflict')).toHaveLength(99);
        expect((await store.get('main', 'c-1'))?.rev).toBe(2);
        const { items } = await store.thread('main', 'c-1', { limit: 100 });
        expect(items.map((line) => line.id)).toEqual([`m-${outcomes.indexOf('committed')}`]);
      });

      test('repeated after each conflict: as many are committed as the revision advances, each once', async () => {
        await create();
        await Promise.all(
          Array.from({ length: 100 }, (_, i) =>
            insist('c-1', (conversation) =>
              sampleTurn(conversation, {
                seen: `s-${i}`,
                messages: [sampleLine(conversation, `m-${i}`)],
                outbox: [sampleItem(conversation, `m-${i}`)],
              }),
            ),
          ),
        );
        expect((await store.get('main', 'c-1'))?.rev).toBe(101);
        const { items } = await store.thread('main', 'c-1', { limit: 200 });
        expect(new Set(items.map((line) => line.id)).size).toBe(100);
        expect(items).toHaveLength(100);
        // The outbox keeps the order in which turns were committed, as the thread does.
        expect((await store.pending('main', 'c-1')).map((item) => item.id)).toEqual(
          items.map((line) => line.id),
        );
      });

      test('delivered five times each, all at once, is applied once each', async () => {
        await create();
        const outcomes = await Promise.all(
          Array.from({ length: 100 }, (_, i) =>
            insist('c-1', (conversation) =>
              sampleTurn(conversation, {
                seen: `s-${i % 20}`,
                messages: [sampleLine(conversation, `m-${i}`)],
              }),
            ),
          ),
        );
        expect(outcomes.filter((outcome) => outcome === 'committed')).toHaveLength(20);
        expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(80);
        expect((await store.get('main', 'c-1'))?.rev).toBe(21);
      });

      test('that cannot be written fails alone', async () => {
        const endless: Record<string, unknown> = {};
        endless.self = endless;
        const broken = sampleConversation({
          id: 'c-broken',
          phone: '+33600000099',
          run: {
            flow: 'f',
            version: 1,
            snapshot: {
              value: 'a',
              status: 'active',
              locale: 'en',
              vars: { '': endless },
              misses: 0,
              timers: {},
              calls: {},
            },
          },
        });
        const outcomes = await Promise.allSettled([
          store.commit(sampleTurn(sampleConversation())),
          store.commit(sampleTurn(broken)),
          store.commit(sampleTurn(sampleConversation({ id: 'c-2', phone: '+33600000002' }))),
        ]);
        expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
        expect(await store.get('main', 'c-broken')).toBeUndefined();
        expect(await store.get('main', 'c-2')).toBeDefined();
      });

      test('may hold any text and any key of JSON', async () => {
        const odd = {
          emoji: '👩‍👩‍👧‍👦 é \u2028 "quotes" \\u0000 \\',
          $set: 1,
          'a.b': 2,
          '': 3,
          constructor: { prototype: 4 },
          long: 'ß'.repeat(5000),
        };
        const run = {
          flow: 'f',
          version: 1,
          snapshot: {
            value: 'a',
            status: 'active' as const,
            locale: 'en',
            vars: { '': odd },
            misses: 0,
            timers: {},
            calls: {},
          },
        };
        const stored = await create({ run });
        expect(await store.get('main', 'c-1')).toEqual(stored);
      });

      test('loses halves of characters and NUL from its text, and nothing around them', async () => {
        const place = { workspace: 'main', id: 'c-1' };
        const line = sampleLine(place, 'm', {
          direction: 'in',
          state: 'received',
          content: { kind: 'text', text: 'a\ud83d b\0c \ude00d 😀 \\u0000' },
        });
        await create({}, { messages: [line] });
        const { items } = await store.thread('main', 'c-1', { limit: 1 });
        expect(items[0]?.content).toEqual({ kind: 'text', text: 'a\ufffd b\ufffdc \ufffdd 😀 \\u0000' });
      });

      test('with an id that no database keeps alike is refused, and such an id is not found', async () => {
        for (const id of ['a\0b', '\ud800']) {
          await expect(store.commit(sampleTurn(sampleConversation({ id })))).rejects.toMatchObject({
            code: 'invalid_id',
          });
          await expect(store.get('main', id)).rejects.toMatchObject({ code: 'invalid_id' });
        }
      });

      test('committed with a sent line again puts it in its old place', async () => {
        const place = { workspace: 'main', id: 'c-1' };
        const first = await create({}, { messages: [sampleLine(place, 'm-1'), sampleLine(place, 'm-2')] });
        await store.mark('main', 'm-2', sampleReceipt('delivered'));
        const messages = [
          sampleLine(place, 'm-1', { channel: 'sms' }),
          sampleLine(place, 'm-2', { channel: 'sms' }),
        ];
        expect(await store.commit(sampleTurn(first, { messages }))).toBe('committed');
        const { items } = await store.thread('main', 'c-1', { limit: 10 });
        expect(items.map(({ id, channel, state }) => ({ id, channel, state }))).toEqual([
          { id: 'm-1', channel: 'sms', state: 'queued' },
          { id: 'm-2', channel: 'sms', state: 'delivered' },
        ]);
      });

      test('keeps a heard line and a sent line apart that have the same id', async () => {
        const place = { workspace: 'main', id: 'c-1' };
        const heard = sampleLine(place, 'same', { direction: 'in', state: 'received' });
        await create({}, { messages: [heard, sampleLine(place, 'same')] });
        await store.mark('main', 'same', sampleReceipt('delivered'));
        const { items } = await store.thread('main', 'c-1', { limit: 10 });
        expect(items.map(({ direction, state }) => [direction, state])).toEqual([
          ['in', 'received'],
          ['out', 'delivered'],
        ]);
      });
    });

    describe('workspaces', () => {
      test('hold the same ids side by side', async () => {
        for (const workspace of ['one', 'two']) {
          const place = { workspace, id: 'c-1' };
          await create(
            { workspace, locale: workspace === 'one' ? 'en' : 'fr' },
            { seen: 's', messages: [sampleLine(place, 'm')], outbox: [sampleItem(place, 'm')] },
          );
        }
        expect((await store.get('one', 'c-1'))?.locale).toBe('en');
        expect((await store.get('two', 'c-1'))?.locale).toBe('fr');
        expect(await store.mark('one', 'm', sampleReceipt('read'))).toBe('marked');
        await store.settle({ workspace: 'one', conversation: 'c-1', item: 'm', outcome: 'done' });
        expect((await store.thread('two', 'c-1', { limit: 9 })).items.map((line) => line.state)).toEqual([
          'queued',
        ]);
        expect(await store.pending('one', 'c-1')).toEqual([]);
        expect(await store.pending('two', 'c-1')).toHaveLength(1);
      });

      test('do not find, change or list what belongs to another', async () => {
        const place = { workspace: 'main', id: 'c-1' };
        const stored = await create(
          {},
          { messages: [sampleLine(place, 'm')], outbox: [sampleItem(place, 'm'), sampleItem(place, 'n')] },
        );
        const park = { outcome: 'parked', at: AT, attempts: 1, code: 'x', detail: 'y' } as const;
        await store.settle({ workspace: 'main', conversation: 'c-1', item: 'n', ...park });

        expect(await store.get('other', 'c-1')).toBeUndefined();
        expect(await store.find('other', 'garage', '+33600000001')).toBeUndefined();
        expect(await store.pending('other', 'c-1')).toEqual([]);
        expect((await store.thread('other', 'c-1', { limit: 10 })).items).toEqual([]);
        expect((await store.list('other', { limit: 10 })).items).toEqual([]);
        expect((await store.parked('other', { limit: 10 })).items).toEqual([]);
        expect(await store.unpark('other', 'n', AT)).toBe(false);
        expect(await store.mark('other', 'm', sampleReceipt('read'))).toBe('unknown');
        expect(await store.message('other', 'm')).toBeUndefined();
        const foreign = { workspace: 'other', conversation: 'c-1', item: 'm' };
        await store.settle({ ...foreign, outcome: 'done', message: { state: 'sent', at: AT } });
        await store.settle({ ...foreign, outcome: 'again', dueAt: AT + 1, attempts: 1 });
        await store.settle({ ...foreign, ...park });
        expect(await store.commit(sampleTurn({ ...stored, workspace: 'other' }))).toBe('conflict');

        expect(await store.get('main', 'c-1')).toEqual(stored);
        expect(await store.pending('main', 'c-1')).toEqual([sampleItem(place, 'm')]);
        expect(await lineState('c-1', 'm')).toBe('queued');
      });
    });

    describe('the outbox', () => {
      const place = { workspace: 'main', id: 'c-1' };
      const at = (item: string) => ({ workspace: 'main', conversation: 'c-1', item });
      const parking = {
        outcome: 'parked',
        at: AT + 7,
        attempts: 3,
        code: 'refused',
        detail: 'Why.',
      } as const;

      test('lists what waits, oldest first, over several turns', async () => {
        const first = await create({}, { outbox: [sampleItem(place, 'z'), sampleItem(place, 'a')] });
        await store.commit(sampleTurn(first, { outbox: [sampleItem(place, 'm')] }));
        expect((await store.pending('main', 'c-1')).map((item) => item.id)).toEqual(['z', 'a', 'm']);
      });

      test('"done" removes an item and moves its line on; a second time changes nothing', async () => {
        await create({}, { messages: [sampleLine(place, 'a')], outbox: [sampleItem(place, 'a')] });
        await store.settle({ ...at('a'), outcome: 'done', message: { state: 'sent', at: AT } });
        expect(await store.pending('main', 'c-1')).toEqual([]);
        expect(await lineState('c-1', 'a')).toBe('sent');
        const failed = { ...at('a'), outcome: 'done', message: { state: 'failed', at: AT } } as const;
        expect(await store.settle(failed)).toBe(false);
        expect(await lineState('c-1', 'a')).toBe('sent');
      });

      test('"done" after a receipt was faster leaves the receipt', async () => {
        await create({}, { messages: [sampleLine(place, 'a')], outbox: [sampleItem(place, 'a')] });
        await store.mark('main', 'a', sampleReceipt('delivered'));
        const sent = { ...at('a'), outcome: 'done', message: { state: 'sent', at: AT } } as const;
        expect(await store.settle(sent)).toBe(false);
        expect(await lineState('c-1', 'a')).toBe('delivered');
      });

      test('"again" keeps an item in its place until a later time', async () => {
        await create({}, { outbox: [sampleItem(place, 'a'), sampleItem(place, 'b')] });
        await store.settle({ ...at('a'), outcome: 'again', dueAt: AT + 5000, attempts: 2 });
        expect(await store.pending('main', 'c-1')).toEqual([
          sampleItem(place, 'a', { dueAt: AT + 5000, attempts: 2 }),
          sampleItem(place, 'b'),
        ]);
      });

      test('"parked" takes an item out of the way and says why, on its line too', async () => {
        await create(
          {},
          { messages: [sampleLine(place, 'a')], outbox: [sampleItem(place, 'a'), sampleItem(place, 'b')] },
        );
        await store.settle({ ...at('a'), ...parking, message: { state: 'failed', at: AT } });
        const parked = { at: AT + 7, code: 'refused', detail: 'Why.' };
        const item = sampleItem(place, 'a', { attempts: 3, parked });
        expect((await store.pending('main', 'c-1')).map(({ id }) => id)).toEqual(['b']);
        expect(await store.parked('main', { limit: 10 })).toEqual({ items: [item] });
        const { items } = await store.thread('main', 'c-1', { limit: 10 });
        expect(items[0]).toMatchObject({ state: 'failed', fault: { code: 'refused', detail: 'Why.' } });
        // What comes late does not bring it back, nor park it anew.
        await store.settle({ ...at('a'), outcome: 'again', dueAt: AT, attempts: 1 });
        await store.settle({ ...at('a'), ...parking, at: AT + 99, code: 'other' });
        expect(await store.parked('main', { limit: 10 })).toEqual({ items: [item] });
      });

      test('a parked item goes back to its place, as good as new, and its line with it', async () => {
        await create(
          {},
          { messages: [sampleLine(place, 'a')], outbox: [sampleItem(place, 'a'), sampleItem(place, 'b')] },
        );
        await store.settle({ ...at('a'), ...parking, message: { state: 'failed', at: AT } });
        expect(await store.unpark('main', 'a', AT + 60_000)).toBe(true);
        expect(await store.unpark('main', 'a', AT + 90_000)).toBe(false);
        expect(await store.unpark('main', 'b', AT + 90_000)).toBe(false);
        expect(await store.unpark('main', 'none', AT + 90_000)).toBe(false);
        expect(await store.pending('main', 'c-1')).toEqual([
          sampleItem(place, 'a', { dueAt: AT + 60_000 }),
          sampleItem(place, 'b'),
        ]);
        expect((await store.parked('main', { limit: 10 })).items).toEqual([]);
        const { items } = await store.thread('main', 'c-1', { limit: 10 });
        expect(items[0]).toEqual(sampleLine(place, 'a'));
      });

      test('naming an item or a conversation that is gone changes nothing', async () => {
        await create({}, { outbox: [sampleItem(place, 'a')] });
        for (const settlement of [{ outcome: 'done' }, parking] as const) {
          expect(await store.settle({ ...at('none'), ...settlement })).toBe(false);
          const elsewhere = { workspace: 'main', conversation: 'none', item: 'a' };
          expect(await store.settle({ ...elsewhere, ...settlement })).toBe(false);
        }
        expect(await store.pending('main', 'c-1')).toEqual([sampleItem(place, 'a')]);
      });

      test('parked items come oldest first, page by page, whatever is parked or taken up meanwhile', async () => {
        const ids = Array.from({ length: 9 }, (_, i) => `i-${i}`);
        await create({}, { outbox: ids.map((id) => sampleItem(place, id)) });
        // Two of each time: the place in the list must tell them apart.
        for (const [i, id] of ids.entries()) {
          await store.settle({ ...at(id), ...parking, at: AT + Math.floor(i / 2) });
        }
        const pages = await allPages((page) => store.parked('main', page), 2);
        expect(pages.map((page) => page.length)).toEqual([2, 2, 2, 2, 1]);
        expect(pages.flat().map((item) => item.id)).toEqual(ids);
        const first = await store.parked('main', { limit: 3 });
        await store.unpark('main', first.items.at(-1)?.id ?? '', AT);
        const rest = await allPages(
          (page) => store.parked('main', { ...page, cursor: page.cursor ?? first.cursor }),
          3,
        );
        expect(rest.flat().map((item) => item.id)).toEqual(ids.slice(3));
      });
    });

    describe('what is due', () => {
      const names = async (now: number, limit = 100) =>
        (await store.due(now, limit)).map(({ workspace, conversation }) => `${workspace}/${conversation}`);
      const timers = (...times: number[]) => times.map((at, i) => ({ token: `t-${i}`, at }));
      const phone = (n: number) => `+3360000000${n}`;

      test('are timers and items of every workspace up to now, longest overdue first, each conversation once', async () => {
        await create({ id: 'later', phone: phone(1), timers: timers(AT + 500, AT + 200) });
        await create({ id: 'early', phone: phone(2), timers: timers(AT + 100) });
        const item = { workspace: 'other', id: 'item' };
        await create(
          { ...item, phone: phone(3), timers: timers(AT + 900) },
          {
            outbox: [
              sampleItem(item, 'a', { dueAt: AT + 150 }),
              sampleItem(item, 'b', { dueAt: AT + 120 }),
              sampleItem(item, 'c', { dueAt: AT + 2000 }),
            ],
          },
        );
        await create({ id: 'idle', phone: phone(4) });
        expect(await names(AT + 99)).toEqual([]);
        expect(await names(AT + 100)).toEqual(['main/early']);
        expect(await names(AT + 199)).toEqual(['main/early', 'other/item']);
        expect(await names(AT + 5000)).toEqual(['main/early', 'other/item', 'main/later']);
        expect(await names(AT + 5000, 2)).toEqual(['main/early', 'other/item']);
      });

      test('are no longer once settled, parked, moved, or once the timers are gone', async () => {
        const place = { workspace: 'main', id: 'c-1' };
        const first = await create(
          { timers: timers(AT) },
          { outbox: ['a', 'b', 'c'].map((id) => sampleItem(place, id)) },
        );
        const named = { workspace: 'main', conversation: 'c-1' };
        await store.settle({ ...named, item: 'a', outcome: 'done' });
        await store.settle({ ...named, item: 'b', outcome: 'again', dueAt: AT + 60, attempts: 1 });
        await store.settle({
          ...named,
          item: 'c',
          outcome: 'parked',
          at: AT,
          attempts: 1,
          code: 'x',
          detail: '',
        });
        expect(await names(AT)).toEqual(['main/c-1']);
        await store.commit(sampleTurn({ ...first, timers: [] }));
        expect(await names(AT)).toEqual([]);
        expect(await names(AT + 60)).toEqual(['main/c-1']);
        await store.settle({ ...named, item: 'b', outcome: 'done' });
        await store.unpark('main', 'c', AT + 30);
        expect(await names(AT + 29)).toEqual([]);
        expect(await names(AT + 30)).toEqual(['main/c-1']);
      });

      test('many items of one conversation do not hide the others', async () => {
        const many = { workspace: 'main', id: 'many' };
        await create(
          { id: 'many', phone: phone(1) },
          { outbox: Array.from({ length: 500 }, (_, i) => sampleItem(many, `i-${i}`, { dueAt: AT })) },
        );
        const one = { workspace: 'main', id: 'one' };
        await create({ id: 'one', phone: phone(2) }, { outbox: [sampleItem(one, 'x', { dueAt: AT + 1 })] });
        expect(await names(AT + 1, 2)).toEqual(['main/many', 'main/one']);
      });

      test('next is told for what lies after a time, parked items left out', async () => {
        expect(await store.nextDue(0)).toBeUndefined();
        const place = { workspace: 'main', id: 'c-1' };
        await create(
          { timers: timers(AT + 900, AT + 700) },
          { outbox: [sampleItem(place, 'a', { dueAt: AT + 300 })] },
        );
        expect(await store.nextDue(0)).toBe(AT + 300);
        expect(await store.nextDue(AT + 299)).toBe(AT + 300);
        expect(await store.nextDue(AT + 300)).toBe(AT + 700);
        await store.settle({
          workspace: 'main',
          conversation: 'c-1',
          item: 'a',
          outcome: 'parked',
          at: AT,
          attempts: 1,
          code: 'x',
          detail: '',
        });
        expect(await store.nextDue(0)).toBe(AT + 700);
        expect(await store.nextDue(AT + 900)).toBeUndefined();
      });
    });

    describe('a thread', () => {
      const place = { workspace: 'main', id: 'c-1' };

      test('comes newest page first, oldest first within the page, in the order of commits', async () => {
        let conversation = await create();
        const ids: string[] = [];
        for (let turn = 0; turn < 5; turn += 1) {
          // Times run backwards: a thread is told in the order things were committed, not by their clocks.
          const messages = [0, 1, 2].map((i) =>
            sampleLine(place, `m-${turn}-${i}`, { at: AT - turn * 10 - i }),
          );
          ids.push(...messages.map((line) => line.id));
          await store.commit(sampleTurn(conversation, { messages }));
          conversation = { ...conversation, rev: conversation.rev + 1 };
        }
        const pages = await allPages((page) => store.thread('main', 'c-1', page), 4);
        expect(pages.map((page) => page.map((line) => line.id))).toEqual([
          ids.slice(11),
          ids.slice(7, 11),
          ids.slice(3, 7),
          ids.slice(0, 3),
        ]);
      });

      test('ends without an empty page', async () => {
        await create({}, { messages: ['a', 'b'].map((id) => sampleLine(place, id)) });
        expect((await store.thread('main', 'c-1', { limit: 2 })).cursor).toBeUndefined();
      });

      test('read while lines are added and change: every line that was there comes exactly once', async () => {
        const ids = Array.from({ length: 200 }, (_, i) => `m-${i}`);
        await create({}, { messages: ids.map((id) => sampleLine(place, id)) });
        let reading = true;
        const writing = (async () => {
          for (let i = 0; reading; i += 1) {
            await insist('c-1', (conversation) =>
              sampleTurn(conversation, { messages: [sampleLine(place, `late-${i}`)] }),
            );
            await store.mark('main', ids[i % ids.length] ?? '', sampleReceipt('delivered'));
          }
        })();
        const seen = (await allPages((page) => store.thread('main', 'c-1', page), 7)).reverse().flat();
        reading = false;
        await writing;
        expect(seen.map((line) => line.id).filter((id) => id.startsWith('m-'))).toEqual(ids);
      });
    });

    describe('a list of conversations', () => {
      test('comes by last change, newest first, and equal times are told apart', async () => {
        const order = [3, 1, 2, 2, 5, 2, 4];
        for (const [i, age] of order.entries()) {
          await create({ id: `c-${i}`, phone: `+3360000000${i}`, updatedAt: AT - age });
        }
        const pages = await allPages((page) => store.list('main', page), 2);
        expect(pages.map((page) => page.length)).toEqual([2, 2, 2, 1]);
        const listed = pages.flat();
        expect(listed.map((conversation) => conversation.updatedAt)).toEqual(
          [1, 2, 2, 2, 3, 4, 5].map((age) => AT - age),
        );
        expect(new Set(listed.map((conversation) => conversation.id)).size).toBe(7);
      });

      test('read while some change: those that rest come exactly once', async () => {
        for (let i = 0; i < 40; i += 1) {
          await create({ id: `c-${i}`, phone: `+33600000${String(i).padStart(3, '0')}`, updatedAt: AT + i });
        }
        const listed: string[] = [];
        let cursor: string | undefined;
        let now = AT + 1000;
        do {
          const page = await store.list('main', { limit: 3, ...(cursor === undefined ? {} : { cursor }) });
          listed.push(...page.items.map((conversation) => conversation.id));
          cursor = page.cursor;
          now += 1;
          // An odd one not yet listed, and the last one listed, move to the top.
          for (const id of ['c-1', page.items.at(-1)?.id ?? '']) {
            await insist(id, (conversation) => sampleTurn({ ...conversation, updatedAt: now }));
          }
        } while (cursor !== undefined);
        expect(new Set(listed).size).toBe(listed.length);
        expect(listed).toHaveLength(39);
        expect(listed).not.toContain('c-1');
      });
    });

    describe('a page', () => {
      const lists: [string, (page: PageRequest) => Promise<Page<unknown>>][] = [
        ['a thread', (page) => store.thread('main', 'c-1', page)],
        ['conversations', (page) => store.list('main', page)],
        ['parked items', (page) => store.parked('main', page)],
        ['records', (page) => opened.store.records.list('main', 'flow', page)],
      ];

      test.each(lists)('of %s asked for with a broken cursor is refused', async (_, read) => {
        await create();
        for (const cursor of [
          '',
          'x',
          '!!!',
          'bnVsbA',
          'W10',
          'WzEsMiwzLDRd',
          'eyJhIjoxfQ',
          '\0',
          'é'.repeat(99),
        ]) {
          await expect(read({ limit: 5, cursor })).rejects.toMatchObject({ code: 'invalid_query' });
        }
      });

      test.each(lists)('of %s has one item at least', async (_, read) => {
        for (const limit of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
          await expect(read({ limit })).rejects.toMatchObject({ code: 'invalid_query' });
        }
      });
    });

    describe('a conversation that is erased', () => {
      const place = { workspace: 'main', id: 'c-1' };

      test('is gone with its messages and its outbox, and no other with it', async () => {
        const outbox = Array.from({ length: 20 }, (_, i) => sampleItem(place, `m-${i}`));
        const heard = sampleLine(place, 'heard', { direction: 'in', state: 'received' });
        const messages = [heard, ...outbox.map(({ id }) => sampleLine(place, id))];
        await create({ timers: [{ token: 't', at: AT }] }, { messages, outbox, seen: 's' });
        const other = { workspace: 'other', id: 'c-1' };
        await create(other, { messages: [sampleLine(other, 'm-0')], outbox: [sampleItem(other, 'm-0')] });
        const parking = { outcome: 'parked', at: AT, attempts: 1, code: 'x', detail: '' } as const;
        await store.settle({ workspace: 'main', conversation: 'c-1', item: 'm-3', ...parking });

        expect(await store.erase?.('main', 'c-1')).toBe(21);
        expect(await store.erase?.('main', 'c-1')).toBeUndefined();
        expect(await store.get('main', 'c-1')).toBeUndefined();
        expect(await store.find('main', 'garage', '+33600000001')).toBeUndefined();
        expect((await store.list('main', { limit: 9 })).items).toEqual([]);
        expect((await store.thread('main', 'c-1', { limit: 9 })).items).toEqual([]);
        expect(await store.pending('main', 'c-1')).toEqual([]);
        expect((await store.parked('main', { limit: 9 })).items).toEqual([]);
        expect(await store.mark('main', 'm-0', sampleReceipt('read'))).toBe('unknown');
        expect(await store.message('main', 'm-1')).toBeUndefined();
        expect(await store.due(AT, 9)).toEqual([{ workspace: 'other', conversation: 'c-1' }]);
        expect(await store.mark('other', 'm-0', sampleReceipt('read'))).toBe('marked');
      });

      test('is followed by a new one of the same contact, which knows nothing of it', async () => {
        const first = await create(
          {},
          { messages: [sampleLine(place, 'm')], outbox: [sampleItem(place, 'm')] },
        );
        await store.erase?.('main', 'c-1');
        expect(await store.commit(sampleTurn(first))).toBe('conflict');
        const second = await create({ id: 'c-2', locale: 'fr' });
        expect(await store.find('main', 'garage', '+33600000001')).toEqual(second);
        expect((await store.thread('main', 'c-2', { limit: 9 })).items).toEqual([]);
        const named = { workspace: 'main', conversation: 'c-1', item: 'm' };
        expect(await store.settle({ ...named, outcome: 'done' })).toBe(false);
      });
    });

    describe('over time', () => {
      const DAY = 24 * 3600 * 1000;

      test(`an inbound id is remembered for ${SEEN_DAYS} days, then forgotten`, async () => {
        const first = await create({ updatedAt: AT }, { seen: 'old' });
        await store.commit(sampleTurn({ ...first, updatedAt: AT + 2 * DAY }, { seen: 'young' }));
        await opened.store.prune(AT + SEEN_DAYS * DAY);
        const now = { ...first, rev: 2, updatedAt: AT + 9 * DAY };
        expect(await store.commit(sampleTurn(now, { seen: 'old' }))).toBe('duplicate');
        await opened.store.prune(AT + SEEN_DAYS * DAY + 1);
        expect(await store.commit(sampleTurn(now, { seen: 'young' }))).toBe('duplicate');
        expect(await store.commit(sampleTurn(now, { seen: 'old' }))).toBe('committed');
      });

      test('more than a thousand old ids are forgotten in one call while turns go on', async () => {
        const first = await create();
        for (let i = 0; i < 1200; i += 100) {
          await Promise.all(
            Array.from({ length: 100 }, (_, j) => {
              const n = i + j;
              return create({ id: `p-${n}`, phone: `+337${String(n).padStart(8, '0')}` }, { seen: `s-${n}` });
            }),
          );
        }
        const [, outcome] = await Promise.all([
          opened.store.prune(AT + 10 * DAY),
          store.commit(sampleTurn(first, { seen: 'fresh' })),
        ]);
        expect(outcome).toBe('committed');
        for (const n of [0, 600, 1199]) {
          const conversation = {
            ...sampleConversation({ id: `p-${n}` }),
            ...(await store.get('main', `p-${n}`)),
          };
          expect(await store.commit(sampleTurn(conversation, { seen: `s-${n}` }))).toBe('committed');
        }
      });

      test('closed and opened again it holds all it held', async () => {
        const place = { workspace: 'main', id: 'c-1' };
        const stored = await create(
          { timers: [{ token: 't', at: AT + 5 }], choices: [{ label: 'Yes', data: 'yes' }] },
          {
            seen: 's',
            messages: [sampleLine(place, 'm')],
            outbox: [sampleItem(place, 'm'), sampleItem(place, 'n'), sampleItem(place, 'o')],
          },
        );
        const because = [{ at: AT, code: 'rcs_unreachable' }];
        await store.settle({
          workspace: 'main',
          conversation: 'c-1',
          item: 'm',
          outcome: 'asking',
          at: AT + 9,
          message: { at: AT, channel: 'sms', because },
        });
        await store.mark('main', 'm', sampleReceipt('delivered'));
        const watch = { outcome: 'again', dueAt: AT + 4, attempts: 0, lane: 'watch', via: 'rbm' } as const;
        await store.settle({ workspace: 'main', conversation: 'c-1', item: 'o', ...watch });
        await store.settle({
          workspace: 'main',
          conversation: 'c-1',
          item: 'n',
          outcome: 'parked',
          at: AT,
          attempts: 1,
          code: 'x',
          detail: 'y',
        });
        await opened.store.records.insert('main', 'flow', 'k', { a: 1 });
        const again = await opened.reopen();
        store = again.conversations;
        expect(await store.get('main', 'c-1')).toEqual(stored);
        const late = { channel: 'rbm' as const, state: 'delivered' as const, at: AT };
        expect(await store.message('main', 'm')).toEqual(
          sampleLine(place, 'm', { channel: 'sms', because, late }),
        );
        expect(await store.pending('main', 'c-1')).toEqual([
          sampleItem(place, 'm', { askedAt: AT + 9 }),
          sampleItem(place, 'o', { lane: 'watch', via: 'rbm', dueAt: AT + 4 }),
        ]);
        expect((await store.parked('main', { limit: 9 })).items.map((item) => item.id)).toEqual(['n']);
        expect(await store.nextDue(AT)).toBe(AT + 4);
        expect(await store.commit(sampleTurn(stored, { seen: 's' }))).toBe('duplicate');
        expect(await again.records.get('main', 'flow', 'k')).toEqual({ key: 'k', rev: 1, data: { a: 1 } });
      });

      test('closing writes what was accepted, and refuses what comes after', async () => {
        const under = Promise.all(
          Array.from({ length: 600 }, (_, i) =>
            create({ id: `c-${i}`, phone: `+336${String(i).padStart(8, '0')}`, updatedAt: AT + i }),
          ),
        );
        const closing = opened.store.close();
        const refused = { code: 'storage_unavailable' };
        await expect(store.commit(sampleTurn(sampleConversation({ id: 'late' })))).rejects.toMatchObject(
          refused,
        );
        await closing;
        expect(await under).toHaveLength(600);
        await expect(store.get('main', 'c-1')).rejects.toMatchObject(refused);
        await expect(opened.store.records.insert('main', 'k', 'k', 1)).rejects.toMatchObject(refused);
        await expect(opened.store.ping()).rejects.toMatchObject(refused);
        await opened.store.close();
        const again = await opened.reopen();
        expect(await again.conversations.get('main', 'c-599')).toBeDefined();
      });

      test('it answers a ping', async () => {
        await opened.store.ping();
      });
    });

    test('whatever is done to it, it answers as a simple model in memory does', async () => {
      await checkAgainstModel(opened.store);
    }, 60_000);

    deliveryContract(() => opened.store.conversations);
    deskContract(() => opened.store.conversations);
    recordContract(() => opened.store.records);
    inboxWorkContract(() => opened.store);
  });
}
