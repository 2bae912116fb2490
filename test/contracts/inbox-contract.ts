/** What every inbox index promises, whatever database it lies in. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../server/contract/inbox-list.ts';
import { compareRows } from '../../server/contract/inbox-rows.ts';
import { SORTS } from '../../server/contract/inbox-words.ts';
import { conditionsOf, meets } from '../../server/inbox/filter.ts';
import type { InboxStore, IndexedText } from '../../server/stores/inbox-port.ts';
import { anyFilter, anyRow, entryOf, sampleRow, T0 } from '../server/inbox/sample-rows.ts';

export interface OpenInbox {
  inbox: InboxStore<Row>;
  /** Closes it and opens it again; in the same place, with what is in it. */
  reopen(): Promise<InboxStore<Row>>;
  dispose(): Promise<void>;
}

export interface InboxContractOptions {
  /** How many random lists are asked for. */
  runs: number;
}

export function inboxContract(
  name: string,
  open: () => Promise<OpenInbox>,
  { runs }: InboxContractOptions,
): void {
  describe(`the inbox index in ${name}`, () => {
    let opened: OpenInbox;
    let inbox: InboxStore<Row>;
    let spaces = 0;
    beforeAll(async () => {
      opened = await open();
      inbox = opened.inbox;
    });
    afterAll(() => opened.dispose());

    /** A workspace nobody else uses. */
    const fresh = () => {
      spaces += 1;
      return `w${spaces}`;
    };
    const put = (workspace: string, ...rows: Row[]) =>
      inbox.put(rows.map((row) => entryOf(row, [], workspace)));
    const said = (id: string, text: string, at = T0, direction: 'in' | 'out' = 'in'): IndexedText => ({
      ...{ id, text, at, direction },
    });
    const hits = async (workspace: string, words: string, more: object = {}) => {
      const found = await inbox.search(workspace, { words, conditions: [], limit: 50, ...more });
      return found.items.map(({ doc, message, fields }) => message?.id ?? `${doc.id} ${fields[0]?.field}`);
    };

    test('is empty at first and counts every writing', async () => {
      expect(inbox.empty).toBe(true);
      const workspace = fresh();
      const seqs = await put(workspace, sampleRow({ id: 'a' }), sampleRow({ id: 'b' }));
      expect(seqs[1]).toBe((seqs[0] ?? 0) + 1);
      expect(inbox.empty).toBe(false);
      expect(await inbox.last()).toBe(seqs[1]);
      expect(await put(workspace, sampleRow({ id: 'a', rev: 2 }))).toEqual([(seqs[1] ?? 0) + 1]);
      const rows = await inbox.get(workspace, ['b', 'nobody', 'a']);
      expect(rows.map(({ id, rev, seq }) => [id, rev, seq])).toEqual([
        ['b', 1, seqs[1]],
        ['a', 2, (seqs[1] ?? 0) + 1],
      ]);
      expect(await inbox.get(fresh(), ['a'])).toEqual([]);
      expect(await inbox.put([])).toEqual([]);
    });

    test('gives the rows of any filter in any order, page by page, and counts them', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(anyRow, { maxLength: 12, selector: ({ id }) => id }),
          anyFilter,
          fc.constantFrom(...SORTS),
          fc.integer({ min: 1, max: 5 }),
          async (rows, filter, sort, limit) => {
            const workspace = fresh();
            await put(workspace, ...rows);
            const conditions = conditionsOf(filter, 'ana');
            const expected = rows.filter((row) => meets(row, conditions)).sort(compareRows(sort));
            const got: string[] = [];
            let cursor: string | undefined;
            do {
              const page = await inbox.query(workspace, conditions, sort, {
                limit,
                ...(cursor === undefined ? {} : { cursor }),
              });
              got.push(...page.items.map(({ id }) => id));
              cursor = page.cursor;
            } while (cursor !== undefined);
            expect(got).toEqual(expected.map(({ id }) => id));
            expect(await inbox.count(workspace, conditions, 100)).toBe(expected.length);
            const holders = await inbox.countByHolder(workspace, conditions);
            expect(holders.reduce((sum, { count }) => sum + count, 0)).toBe(expected.length);
          },
        ),
        { numRuns: runs },
      );
    });

    test('counts up to what is asked, and by who holds them', async () => {
      const workspace = fresh();
      const queue = { kind: 'queue', queue: 'claims', since: T0, reason: 'asked', summary: '' } as const;
      await put(
        workspace,
        ...['a', 'b', 'c'].map((id) => sampleRow({ id, owner: queue })),
        sampleRow({ id: 'd' }),
      );
      expect(await inbox.count(workspace, [], 2)).toBe(2);
      const holders = await inbox.countByHolder(workspace, []);
      expect(holders.sort((one, other) => one.count - other.count)).toEqual([
        { owner: 'bot', holder: '', count: 1 },
        { owner: 'queue', holder: 'claims', count: 3 },
      ]);
    });

    test('tells who was away what was written and taken out since, or that it was too much', async () => {
      const workspace = fresh();
      await put(workspace, sampleRow({ id: 'a' }), sampleRow({ id: 'b' }));
      const before = await inbox.last();
      await put(workspace, sampleRow({ id: 'c' }), sampleRow({ id: 'a', rev: 2 }));
      const seq = await inbox.forget(workspace, 'b');
      expect(await inbox.forget(workspace, 'b')).toBeUndefined();
      const missed = await inbox.since(workspace, before, 10);
      expect(missed?.docs.map(({ id, rev }) => [id, rev])).toEqual([
        ['c', 1],
        ['a', 2],
      ]);
      expect(missed?.gone).toEqual([{ id: 'b', seq }]);
      expect(await inbox.since(workspace, before, 2)).toBeUndefined();
      expect(await inbox.since(workspace, (await inbox.last()) + 1, 10)).toBeUndefined();
      expect(await inbox.since(fresh(), before, 10)).toEqual({ docs: [], gone: [] });
    });

    test('finds messages by words and beginnings, without accents and case, the newest first', async () => {
      const workspace = fresh();
      await inbox.put([
        entryOf(
          sampleRow({ id: 'a' }),
          [said('a1', 'Mon café est arrivé CASSÉ', T0), said('a2', 'Merci beaucoup', T0 + 5, 'out')],
          workspace,
        ),
        entryOf(sampleRow({ id: 'b' }), [said('b1', 'un Café svp', T0 + 9)], workspace),
      ]);
      expect(await hits(workspace, 'cafe')).toEqual(['b1', 'a1']);
      expect(await hits(workspace, 'caf')).toEqual(['b1', 'a1']);
      expect(await hits(workspace, 'café casse')).toEqual(['a1']);
      expect(await hits(workspace, 'cas café')).toEqual([]);
      expect(await hits(workspace, 'beaucoup', { conversation: 'a' })).toEqual(['a2']);
      expect(await hits(workspace, 'beaucoup', { conversation: 'b' })).toEqual([]);
      expect(await hits(workspace, '" OR $where .* (')).toEqual([]);
      expect(await hits(fresh(), 'cafe')).toEqual([]);
      const { items } = await inbox.search(workspace, { words: 'casse', conditions: [], limit: 5 });
      const { text = '', ranges = [] } = items[0]?.message ?? {};
      expect(ranges.map(([from, to]) => text.slice(from, to))).toEqual(['CASSÉ']);
      // A text that is told again as something else is found as that, and no longer as it was.
      await inbox.put([entryOf(sampleRow({ id: 'b' }), [said('b1', 'un thé', T0 + 9)], workspace)]);
      expect(await hits(workspace, 'cafe')).toEqual(['a1']);
      expect(await hits(workspace, 'the')).toEqual(['b1']);
    });

    test('finds conversations by a part of the phone, the name, a label and the flow; under conditions', async () => {
      const workspace = fresh();
      await put(
        workspace,
        sampleRow({ id: 'a', phone: '+33612345678', name: 'Zoé Müller', labels: ['vip'], flow: 'booking' }),
        sampleRow({ id: 'b', phone: '+447700900123', name: 'Ann', status: 'closed' }),
      );
      expect(await hits(workspace, '12 34 56')).toEqual(['a phone']);
      expect(await hits(workspace, '06 12 34')).toEqual(['a phone']);
      expect(await hits(workspace, 'muller')).toEqual(['a name']);
      expect(await hits(workspace, 'vip')).toEqual(['a label']);
      expect(await hits(workspace, 'book')).toEqual(['a flow']);
      const closed = { conditions: [{ field: 'status', among: ['closed'] }] };
      expect(await hits(workspace, 'ann', closed)).toEqual(['b name']);
      expect(await hits(workspace, 'zoe', closed)).toEqual([]);
      // What it is called now counts.
      await put(workspace, sampleRow({ id: 'a', phone: '+33612345678', name: 'Zara' }));
      expect(await hits(workspace, 'muller')).toEqual([]);
      expect(await hits(workspace, 'zara')).toEqual(['a name']);
    });

    test('leads through all findings, also where their times are the same and others are between', async () => {
      const workspace = fresh();
      const texts = (id: string) =>
        Array.from({ length: 30 }, (_one, n) =>
          said(`${id}${n}`, `word ${n % 3 ? 'common' : 'rare'}`, T0 + (n >> 2)),
        );
      await inbox.put([
        entryOf(sampleRow({ id: 'a' }), texts('a'), workspace),
        entryOf(sampleRow({ id: 'b', status: 'closed' }), texts('b'), workspace),
      ]);
      const found: string[] = [];
      const times: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await inbox.search(workspace, {
          words: 'commo',
          conditions: [{ field: 'status', among: ['open'] }],
          limit: 7,
          ...(cursor === undefined ? {} : { cursor }),
        });
        found.push(...page.items.map(({ message }) => message?.id ?? '?'));
        times.push(...page.items.map(({ message }) => message?.at ?? 0));
        cursor = page.cursor;
      } while (cursor !== undefined);
      const expected = texts('a').filter(({ text }) => text.includes('common'));
      expect([...found].sort()).toEqual(expected.map(({ id }) => id).sort());
      expect(times).toEqual([...times].sort((one, other) => other - one));
    });

    test('forgets a conversation with its texts, and takes any text', async () => {
      const workspace = fresh();
      const odd = 'half \ud83d of a pair, a \0, <b>, $where, "quotes" and \u202ertl zebra';
      await inbox.put([
        entryOf(
          sampleRow({ id: 'a', name: odd }),
          [said('a1', odd), said('a2', 'x'.repeat(300_000))],
          workspace,
        ),
      ]);
      expect(await hits(workspace, 'zebra')).toEqual(['a name', 'a1']);
      await inbox.forget(workspace, 'a');
      expect(await hits(workspace, 'zebra')).toEqual([]);
      expect(await inbox.get(workspace, ['a'])).toEqual([]);
      expect(await inbox.count(workspace, [], 10)).toBe(0);
    });

    test('refuses a cursor of something else', async () => {
      const request = { limit: 5, cursor: 'bm9uZQ' };
      await expect(inbox.query(fresh(), [], 'newest', request)).rejects.toMatchObject({
        code: 'invalid_query',
      });
      await expect(inbox.search(fresh(), { ...request, words: 'a', conditions: [] })).rejects.toMatchObject({
        code: 'invalid_query',
      });
      await expect(inbox.since(fresh(), -1, 5)).rejects.toMatchObject({ code: 'invalid_query' });
    });

    test('has what was in it, its life and its mark, when it is opened again', async () => {
      const workspace = fresh();
      await inbox.put([entryOf(sampleRow({ id: 'a' }), [said('a1', 'kept')], workspace)]);
      await inbox.setMark(T0 + 7);
      const { epoch } = inbox;
      const last = await inbox.last();
      inbox = await opened.reopen();
      expect([inbox.epoch, await inbox.last(), await inbox.mark(), inbox.empty]).toEqual([
        epoch,
        last,
        T0 + 7,
        false,
      ]);
      expect(await hits(workspace, 'kept')).toEqual(['a1']);
    });
  });
}
