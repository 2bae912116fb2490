/** A list that is told of changes shows what it would be answered if it asked again: for any filter and any changes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { appendRows, changeRows, compareRows, type RowList } from '../../../server/contract/inbox-rows.ts';
import { SORTS } from '../../../server/contract/inbox-words.ts';
import { conditionsOf, meets } from '../../../server/inbox/filter.ts';
import { type Changed, listChange, missedChange } from '../../../server/inbox/list-change.ts';
import { openSqliteInbox } from '../../../server/stores/sqlite-inbox.ts';
import { anyFilter, anyRow, entryOf } from './sample-rows.ts';

const me = 'ana';

type Step =
  | { kind: 'put'; rows: Row[] }
  | { kind: 'erase'; id: string }
  | { kind: 'more' }
  /** Away for a while: what is told now does not arrive. */
  | { kind: 'away' }
  | { kind: 'back' };
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      rows: fc.array(anyRow, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('erase' as const),
      id: fc.integer({ min: 1, max: 8 }).map((n) => `c${n}`),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'more' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'away' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'back' as const }) },
);

describe('a live list', () => {
  test('holds the rows that the query gives, in its order, whatever changes and however long one was away', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRow, { maxLength: 12 }),
        anyFilter,
        fc.constantFrom(...SORTS),
        fc.array(anyStep, { maxLength: 30 }),
        async (begun, filter, sort, steps) => {
          const inbox = openSqliteInbox<Row>({ path: ':memory:', newId: () => 'epoch' });
          const conditions = conditionsOf(filter, me);
          const known = new Map<string, Row>();
          let list: RowList = { sort, rows: [] };
          let at = await inbox.last();
          let away = false;

          const tell = async (changes: Changed[]) => {
            const change = listChange(conditions, changes);
            if (away) return;
            if (change) list = changeRows(list, change);
            at = await inbox.last();
          };
          const back = async () => {
            away = false;
            const missed = await inbox.since('w', at, 100);
            if (missed) list = changeRows(list, missedChange(conditions, missed));
            at = await inbox.last();
          };

          for (const row of begun) {
            const [seq = 0] = await inbox.put([entryOf(row)]);
            known.set(row.id, { ...row, seq });
          }
          const opened = await inbox.query('w', conditions, sort, { limit: 2 });
          list = appendRows(list, { rows: opened.items, cursor: opened.cursor });
          at = await inbox.last();

          for (const step of steps) {
            if (step.kind === 'put') {
              // As the index is written: each conversation once at a time.
              const rows = [...new Map(step.rows.map((row) => [row.id, row])).values()];
              const seqs = await inbox.put(rows.map((row) => entryOf(row)));
              const changes = rows.map((row, i): Changed => {
                const seq = seqs[i] ?? 0;
                const before = known.get(row.id);
                known.set(row.id, { ...row, seq });
                return { row: { ...row, seq }, before, seq };
              });
              await tell(changes);
            } else if (step.kind === 'erase') {
              const before = known.get(step.id);
              const seq = await inbox.forget('w', step.id);
              known.delete(step.id);
              if (seq !== undefined) await tell([{ row: undefined, before, seq }]);
            } else if (step.kind === 'more') {
              if (away) continue;
              const cursor = list.more?.cursor;
              if (cursor === undefined) continue;
              const page = await inbox.query('w', conditions, sort, {
                limit: 2,
                ...(cursor === undefined ? {} : { cursor }),
              });
              list = appendRows(list, { rows: page.items, cursor: page.cursor });
            } else if (step.kind === 'away') away = true;
            else await back();
          }
          if (away) await back();

          const asked = await inbox.query('w', conditions, sort, { limit: 100 });
          const expected = [...known.values()]
            .filter((row) => meets(row, conditions))
            .sort(compareRows(sort));
          expect(asked.items).toEqual(expected);
          const shown = list.more === undefined ? asked.items : asked.items.slice(0, list.rows.length);
          expect(list.rows).toEqual(shown);
          expect(await inbox.count('w', conditions, 100)).toBe(expected.length);
          await inbox.close();
        },
      ),
      { numRuns: 300 },
    );
  });
});
