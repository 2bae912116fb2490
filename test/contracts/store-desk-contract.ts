/** What every store promises about conversations that people have: who holds them, and the alarms they wake by. */
import { describe, expect, test } from 'vitest';
import {
  type Conversation,
  type ConversationStore,
  type Desk,
  FRESH_DESK,
  type Owner,
  UNTOUCHED,
} from '../../server/stores/port.ts';
import { AT, sampleConversation, sampleItem, sampleLine, sampleTurn } from './store-samples.ts';

const queued = (at: number, fields: Partial<Extract<Owner, { kind: 'queue' }>> = {}): Owner => ({
  ...{ kind: 'queue', queue: 'sales', since: AT, at, reason: 'asked', summary: '' },
  ...fields,
});
const joined = [{ operator: 'eva', at: AT + 2 }];
const taken = (operator: string): Owner => ({ kind: 'operator', operator, since: AT, at: AT + 1, joined });

/** `store`: the one under test, empty. */
export function deskContract(store: () => ConversationStore): void {
  async function put(n: number, fields: Partial<Conversation>): Promise<Conversation> {
    const conversation = sampleConversation({ id: `c-${n}`, phone: `+3360000000${n}`, ...fields });
    expect(await store().commit(sampleTurn(conversation))).toBe('committed');
    return { ...conversation, rev: 1 };
  }

  async function held(
    holder: Parameters<ConversationStore['held']>[1],
    workspace = 'main',
  ): Promise<string[]> {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await store().held(workspace, holder, {
        limit: 2,
        ...(cursor === undefined ? {} : { cursor }),
      });
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.cursor;
    } while (cursor !== undefined);
    return ids;
  }

  describe('what people have', () => {
    test('comes back as it was put down', async () => {
      const desk: Desk = {
        ...FRESH_DESK,
        status: 'snoozed',
        until: AT + 5,
        labels: ['vip', 'é'],
        priority: 'high',
        followers: ['ana'],
        waitingSince: AT,
        handBack: { node: 'menu' },
        last: 'ben',
      };
      const alarms = [{ id: 'snooze', kind: 'snooze' as const, at: AT + 5 }];
      const put1 = await put(1, { owner: taken('ana'), voice: 7, floor: 6, desk, alarms });
      expect(await store().get('main', 'c-1')).toEqual(put1);
      const put2 = await put(2, {});
      expect(await store().get('main', 'c-2')).toEqual({ ...put2, ...UNTOUCHED });
    });

    test('waits in line by how pressing it is, then by when it came, then by id', async () => {
      await put(1, { owner: queued(AT + 3) });
      await put(2, { owner: queued(AT + 2) });
      await put(4, { owner: queued(AT + 2) });
      await put(3, { owner: queued(AT + 2) });
      await put(5, { owner: queued(AT + 9), desk: { ...FRESH_DESK, priority: 'urgent' } });
      await put(6, { owner: queued(AT + 1), desk: { ...FRESH_DESK, priority: 'low' } });
      expect(await held('queue:sales')).toEqual(['c-5', 'c-2', 'c-3', 'c-4', 'c-1', 'c-6']);
    });

    test('is held by the queue, by who is asked to take it, or by who has it; the rest by nobody', async () => {
      const asked = await put(1, { owner: queued(AT, { offer: { to: 'ana', until: AT + 9 } }) });
      await put(2, { owner: queued(AT, { queue: 'claims' }) });
      await put(3, { owner: taken('ana') });
      await put(4, {});
      await put(5, { owner: taken('ana'), desk: { ...FRESH_DESK, status: 'snoozed', until: AT + 9 } });
      await put(6, { workspace: 'other', owner: taken('ana') });
      expect(await store().holders('main')).toEqual([
        { holder: 'offer:ana', count: 1 },
        { holder: 'operator:ana', count: 1 },
        { holder: 'queue:claims', count: 1 },
      ]);
      expect(await held('operator:ana')).toEqual(['c-3']);
      expect(await held('operator:ana', 'other')).toEqual(['c-6']);
      expect(await store().commit(sampleTurn({ ...asked, owner: { kind: 'bot' } }))).toBe('committed');
      expect(await held('offer:ana')).toEqual([]);
      expect(await held('queue:sales')).toEqual([]);
    });

    test('a cursor of another list is refused', async () => {
      await expect(store().held('main', 'queue:sales', { limit: 1, cursor: 'x' })).rejects.toMatchObject({
        code: 'invalid_query',
      });
    });
  });

  describe('alarms', () => {
    test('are due like timers, whoever has the conversation', async () => {
      const alarm = (at: number) => [{ id: 'idle', kind: 'idle' as const, at }];
      const one = await put(1, { owner: taken('ana'), alarms: alarm(AT + 10) });
      await put(2, { timers: [{ token: 't', at: AT + 20 }], alarms: alarm(AT + 5) });
      expect(await store().due(AT + 4, 10)).toEqual([]);
      expect(await store().nextDue(AT)).toBe(AT + 5);
      expect((await store().due(AT + 10, 10)).map(({ conversation }) => conversation)).toEqual([
        'c-2',
        'c-1',
      ]);
      await store().commit(sampleTurn({ ...one, alarms: [] }));
      expect((await store().due(AT + 10, 10)).map(({ conversation }) => conversation)).toEqual(['c-2']);
      expect(await store().nextDue(AT + 5)).toBeUndefined();
    });
  });

  describe('what is said', () => {
    test('keeps the voice it was said under, and lane "later" until it is due', async () => {
      const conversation = sampleConversation();
      const items = [
        sampleItem(conversation, 'a', { voice: 0 }),
        sampleItem(conversation, 'b', { voice: 3, lane: 'later', dueAt: AT + 60 }),
        sampleItem(conversation, 'c'),
      ];
      await store().commit(sampleTurn(conversation, { outbox: items }));
      expect(await store().pending('main', 'c-1')).toEqual(items);
      const again = { outcome: 'again', dueAt: AT + 60, attempts: 0, lane: 'say' } as const;
      expect(await store().settle({ workspace: 'main', conversation: 'c-1', item: 'b', ...again })).toBe(
        true,
      );
      expect((await store().pending('main', 'c-1'))[1]).toEqual({ ...items[1], lane: 'say' });
    });

    test('withheld says so, unless it arrived after all', async () => {
      const conversation = sampleConversation();
      const line = sampleLine(conversation, 'a');
      await store().commit(
        sampleTurn(conversation, { messages: [line], outbox: [sampleItem(conversation, 'a')] }),
      );
      const because = [{ at: AT, code: 'withheld', detail: 'ana' }];
      const message = { at: AT, state: 'withheld' as const, because };
      const done = { workspace: 'main', conversation: 'c-1', item: 'a', outcome: 'done', message } as const;
      expect(await store().settle(done)).toBe(true);
      expect(await store().message('main', 'a')).toEqual({ ...line, state: 'withheld', because });
      await store().mark('main', 'a', { channel: 'rbm', state: 'sent', at: AT });
      expect((await store().message('main', 'a'))?.state).toBe('withheld');
      await store().mark('main', 'a', { channel: 'rbm', state: 'delivered', at: AT });
      expect((await store().message('main', 'a'))?.state).toBe('delivered');
    });

    test('what happened lies in the thread among what was said, and is no message', async () => {
      const conversation = sampleConversation();
      const event = sampleLine(conversation, 'e', {
        direction: 'event',
        state: 'received',
        author: { kind: 'operator', operator: 'ana' },
        content: {
          kind: 'happening',
          what: 'taken',
          by: 'ana',
          end: { operator: 'ben', from: AT, to: AT + 1 },
        },
      });
      const said = sampleLine(conversation, 'a');
      await store().commit(sampleTurn(conversation, { messages: [event, said] }));
      expect((await store().thread('main', 'c-1', { limit: 9 })).items).toEqual([event, said]);
      expect(await store().message('main', 'e')).toBeUndefined();
    });
  });
}
