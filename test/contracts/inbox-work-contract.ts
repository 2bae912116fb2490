/** What the inbox keeps beside conversations, on every store: figures, rules, people with several numbers, long threads. */
import { describe, expect, test } from 'vitest';
import { saveRuleSchema } from '../../server/contract/inbox-rules.ts';
import { createContacts, nameOfPair } from '../../server/inbox/contacts.ts';
import { createFigures } from '../../server/inbox/figures.ts';
import { createNames } from '../../server/inbox/names.ts';
import { createRuleFigures } from '../../server/inbox/rule-figures.ts';
import { openRules } from '../../server/inbox/rules.ts';
import { createThreads } from '../../server/inbox/thread.ts';
import type { Store, StoredMessage } from '../../server/stores/port.ts';
import { createFakeClock } from '../fake-clock.ts';
import { AT, sampleConversation, sampleLine, sampleTurn } from './store-samples.ts';

const SPACE = 'main';
const [ANN, BEN] = ['+33600000001', '+33600000002'] as const;
const HOUR_MS = 3_600_000;

/** `store`: the one under test, empty. */
export function inboxWorkContract(store: () => Store): void {
  describe('the work of the inbox', () => {
    test('counts what two processes count at once, by the hour and by the day, each once', async () => {
      const [one, other] = [createFigures(store().records), createFigures(store().records)];
      const replies = (operator: string, at: number) =>
        Array.from({ length: 3 }, () => ({ kind: 'reply' as const, operator, at }));
      await Promise.all([
        one.count(SPACE, replies('ana', AT)),
        other.count(SPACE, replies('ana', AT)),
        other.count(SPACE, [...replies('ben', AT + 26 * HOUR_MS), { kind: 'came', queue: 'sales', at: AT }]),
      ]);
      const all = await one.since(SPACE, AT, AT + 30 * HOUR_MS);
      expect([all.operators.ana?.replies, all.operators.ben?.replies]).toEqual([6, 3]);
      expect(all.queues.sales?.came).toBe(1);
      expect((await one.since(SPACE, AT + 3 * HOUR_MS, AT + 30 * HOUR_MS)).operators.ana).toBeUndefined();
    });

    test('keeps the rules in their order for every process, and counts a run once', async () => {
      const { records } = store();
      const [one, other] = await Promise.all([0, 1].map(() => openRules({ workspace: SPACE, records })));
      const body = (name: string) =>
        saveRuleSchema.parse({ name, when: { on: 'closed' }, steps: [{ kind: 'close' }] });
      await Promise.all([one?.add('a', 'ana', body('A'), AT), other?.add('b', 'ben', body('B'), AT)]);
      await one?.refresh();
      const ids = one?.all().map(({ id }) => id) ?? [];
      expect([...ids].sort()).toEqual(['a', 'b']);
      await one?.order([...ids].reverse());
      await other?.refresh();
      expect(other?.all().map(({ id }) => id)).toEqual([...ids].reverse());

      const figures = createRuleFigures(records);
      const ran = { rule: 'a', key: 'c-1/m-1', at: AT, did: true };
      await Promise.all([figures.count(SPACE, [ran]), createRuleFigures(records).count(SPACE, [ran])]);
      expect(await figures.read(SPACE, 'a', AT)).toEqual({ week: 1, lastAt: AT });
      await figures.forget(SPACE, 'a');
      expect(await figures.read(SPACE, 'a', AT)).toEqual({ week: 0 });
    });

    test('makes two numbers one person though two try at once, and takes them apart again', async () => {
      const { records } = store();
      let made = 0;
      const newId = () => {
        made += 1;
        return `p-${made}`;
      };
      const [one, other] = [createContacts(records, newId), createContacts(records, newId)];
      await one.save(SPACE, 'garage', ANN, { name: 'Ann', fields: { Size: '38' } });
      await one.save(SPACE, 'garage', BEN, { email: 'ann@example.com', fields: {} });
      const merge = async (contacts: typeof one) => {
        const [mine, theirs] = await Promise.all(
          [ANN, BEN].map((phone) => contacts.person(SPACE, 'garage', phone)),
        );
        const seen = mine && theirs ? nameOfPair(mine, theirs) : '';
        const pair = { phone: ANN, other: BEN, seen, take: [], known: async () => true };
        return contacts.merge(SPACE, 'garage', pair);
      };
      const done = await Promise.allSettled([merge(one), merge(other)]);
      expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const contacts of [one, other]) {
        expect(await contacts.person(SPACE, 'garage', BEN)).toEqual({
          phones: [ANN, BEN],
          written: { name: 'Ann', email: 'ann@example.com', fields: { Size: '38' } },
        });
      }
      await other.part(SPACE, 'garage', BEN);
      expect(await one.person(SPACE, 'garage', BEN)).toMatchObject({ phones: [BEN] });
      expect(await one.withEmail(SPACE, 'garage', 'ann@example.com')).toEqual([BEN]);
    });

    test('finds a line and a day far back in a thread, with what was said around them', async () => {
      const { conversations, records } = store();
      const conversation = sampleConversation();
      const line = (n: number): StoredMessage => sampleLine(conversation, `m-${n}`, { at: AT + n * 1000 });
      for (let turn = 0; turn < 5; turn += 1) {
        const messages = Array.from({ length: 90 }, (_, n) => line(turn * 90 + n));
        expect(await conversations.commit({ ...sampleTurn({ ...conversation, rev: turn }), messages })).toBe(
          'committed',
        );
      }
      const names = createNames({ clock: createFakeClock(), find: async () => undefined });
      const threads = createThreads({ conversations, records, names });
      const reader = { id: 'ana', leads: false };
      const around = (to: { line: string } | { from: number }) =>
        threads.around(SPACE, conversation.id, to, reader);

      const { items, cursor, newer } = await around({ line: 'm-120' });
      const ids = items.map(({ id }) => id);
      expect(ids).toEqual(Array.from({ length: 200 }, (_, n) => `m-${50 + n}`));
      expect(cursor).toBeDefined();
      // What follows is led to, without a line left out or told twice.
      const rest: string[] = [];
      for (const next of newer.toReversed()) {
        const page = await threads.page(SPACE, conversation.id, { limit: 100, cursor: next }, reader);
        rest.push(...page.items.map(({ id }) => id));
      }
      const newest = await threads.page(SPACE, conversation.id, { limit: 100 }, reader);
      expect([...ids, ...rest, ...newest.items.map(({ id }) => id)]).toEqual(
        Array.from({ length: 400 }, (_, n) => `m-${50 + n}`),
      );
      const day = await around({ from: AT + 149_500 });
      expect(day.items.map(({ id }) => id)).toContain('m-150');
      expect((await around({ from: 0 })).items[0]?.id).toBe('m-0');
      expect(await around({ line: 'nowhere' })).toEqual({ items: [], newer: [] });
    });
  });
}
