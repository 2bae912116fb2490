/** What every store promises of its records, as tests; part of the store's contract. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Page, PageRequest, RecordStore, StoredRecord } from '../../server/stores/port.ts';

/** Registers the tests; `current` gives the records of the store under test. */
export function recordContract(current: () => RecordStore): void {
  describe('a record', () => {
    test('is inserted once and comes back as it was', async () => {
      const records = current();
      const data = { name: 'Ünïcode 😀', list: [1, null, { $a: 'b.c' }], empty: {}, no: false };
      expect(await records.get('main', 'flow', 'a')).toBeUndefined();
      expect(await records.insert('main', 'flow', 'a', data)).toBe(true);
      expect(await records.insert('main', 'flow', 'a', { other: 1 })).toBe(false);
      expect(await records.get('main', 'flow', 'a')).toEqual({ key: 'a', rev: 1, data });
    });

    test('may be any JSON', async () => {
      const records = current();
      for (const [i, data] of [null, 0, '', [], false, 'text', -1.5e300].entries()) {
        await records.insert('main', 'any', `k${i}`, data);
        expect((await records.get('main', 'any', `k${i}`))?.data).toEqual(data);
      }
    });

    test('changes only from the revision it has', async () => {
      const records = current();
      await records.insert('main', 'flow', 'a', 1);
      expect(await records.update('main', 'flow', 'a', 1, 2)).toBe(true);
      expect(await records.update('main', 'flow', 'a', 1, 3)).toBe(false);
      expect(await records.update('main', 'flow', 'b', 1, 3)).toBe(false);
      expect(await records.get('main', 'flow', 'a')).toEqual({ key: 'a', rev: 2, data: 2 });
    });

    test('is removed only at the revision it has, and may begin again', async () => {
      const records = current();
      await records.insert('main', 'flow', 'a', 1);
      expect(await records.remove('main', 'flow', 'a', 2)).toBe(false);
      expect(await records.remove('main', 'flow', 'a', 1)).toBe(true);
      expect(await records.remove('main', 'flow', 'a', 1)).toBe(false);
      expect(await records.update('main', 'flow', 'a', 1, 2)).toBe(false);
      expect(await records.get('main', 'flow', 'a')).toBeUndefined();
      expect(await records.insert('main', 'flow', 'a', 5)).toBe(true);
      expect(await records.get('main', 'flow', 'a')).toEqual({ key: 'a', rev: 1, data: 5 });
    });

    test('inserted by fifty at once is inserted by one', async () => {
      const records = current();
      const won = await Promise.all(
        Array.from({ length: 50 }, (_, i) => records.insert('main', 'slot', 'noon', i)),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      expect((await records.get('main', 'slot', 'noon'))?.data).toBe(won.indexOf(true));
    });

    test('counted up by fifty at once misses none', async () => {
      const records = current();
      await records.insert('main', 'count', 'c', 0);
      await Promise.all(
        Array.from({ length: 50 }, async () => {
          for (let tries = 0; tries < 1000; tries += 1) {
            const record = await records.get<number>('main', 'count', 'c');
            if (record && (await records.update('main', 'count', 'c', record.rev, record.data + 1))) return;
          }
        }),
      );
      expect(await records.get('main', 'count', 'c')).toEqual({ key: 'c', rev: 51, data: 50 });
    });

    test('belongs to its workspace and its kind', async () => {
      const records = current();
      await records.insert('one', 'flow', 'a', 1);
      await records.insert('two', 'flow', 'a', 2);
      await records.insert('one', 'booking', 'a', 3);
      expect(await records.update('three', 'flow', 'a', 1, 9)).toBe(false);
      expect(await records.remove('three', 'flow', 'a', 1)).toBe(false);
      expect(await records.update('two', 'flow', 'a', 1, 22)).toBe(true);
      expect(await records.get('one', 'flow', 'a')).toEqual({ key: 'a', rev: 1, data: 1 });
      expect(await records.list('one', 'flow', { limit: 9 })).toEqual({
        items: [{ key: 'a', rev: 1, data: 1 }],
      });
      expect((await records.list('three', 'flow', { limit: 9 })).items).toEqual([]);
    });

    test('under a key that no database keeps alike is refused', async () => {
      for (const key of ['a\0b', '\udc00']) {
        await expect(current().insert('main', 'flow', key, 1)).rejects.toMatchObject({ code: 'invalid_id' });
        await expect(current().get('main', 'flow', key)).rejects.toMatchObject({ code: 'invalid_id' });
      }
    });
  });

  describe('a list of records', () => {
    async function keysOf(request: {
      prefix?: string;
      reverse?: boolean;
      limit: number;
    }): Promise<{ keys: string[]; sizes: number[] }> {
      const keys: string[] = [];
      const sizes: number[] = [];
      let page: Page<StoredRecord> | undefined;
      do {
        const next: PageRequest & typeof request = { ...request };
        if (page?.cursor !== undefined) next.cursor = page.cursor;
        page = await current().list('main', 'k', next);
        keys.push(...page.items.map((record) => record.key));
        sizes.push(page.items.length);
      } while (page.cursor !== undefined);
      return { keys, sizes };
    }

    test('comes in the order of keys, from either end, page by page', async () => {
      for (const key of ['b', 'a/2', 'B', 'a', 'a/10', 'c', 'a/1'])
        await current().insert('main', 'k', key, key);
      const order = ['B', 'a', 'a/1', 'a/10', 'a/2', 'b', 'c'];
      expect(await keysOf({ limit: 3 })).toEqual({ keys: order, sizes: [3, 3, 1] });
      expect((await keysOf({ limit: 2, reverse: true })).keys).toEqual(order.toReversed());
      expect((await keysOf({ limit: 2, prefix: 'a/' })).keys).toEqual(['a/1', 'a/10', 'a/2']);
      expect((await keysOf({ limit: 2, prefix: 'a/', reverse: true })).keys).toEqual(['a/2', 'a/10', 'a/1']);
      expect((await keysOf({ limit: 2, prefix: 'x' })).keys).toEqual([]);
    });

    test('reads a prefix as text, not as a pattern', async () => {
      for (const key of ['a%b', 'a_b', 'axb', 'a.b', 'a*b', '^a'])
        await current().insert('main', 'k', key, 0);
      for (const prefix of ['a%', 'a_', 'a.', 'a*', '^']) {
        expect((await keysOf({ limit: 9, prefix })).keys).toHaveLength(1);
      }
    });

    test('refuses a cursor that leads out of its prefix', async () => {
      for (const key of ['a1', 'a2', 'b1']) await current().insert('main', 'k', key, 0);
      const { cursor } = await current().list('main', 'k', { limit: 1 });
      const elsewhere = current().list('main', 'k', { limit: 1, prefix: 'b', ...(cursor ? { cursor } : {}) });
      await expect(elsewhere).rejects.toMatchObject({ code: 'invalid_query' });
    });

    test('holds for any keys, prefixes and sizes of page', async () => {
      const character = fc.constantFrom('a', 'b', '~', 'é', '\ud7ff', '\ue000', '\uffff', '😀', '\u{10ffff}');
      const key = fc.string({ unit: character, minLength: 1, maxLength: 4 });
      const kept = new Set<string>();
      await fc.assert(
        fc.asyncProperty(
          fc.array(key, { maxLength: 6 }),
          fc.string({ unit: character, maxLength: 2 }),
          fc.integer({ min: 1, max: 5 }),
          fc.boolean(),
          async (keys, prefix, limit, reverse) => {
            for (const one of keys) {
              expect(await current().insert('main', 'k', one, 0)).toBe(!kept.has(one));
              kept.add(one);
            }
            const expected = [...kept]
              .filter((one) => one.startsWith(prefix))
              .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
            const listed = await keysOf({ prefix, limit, reverse });
            expect(listed.keys).toEqual(reverse ? expected.reverse() : expected);
          },
        ),
        { numRuns: 60 },
      );
    });
  });
}
