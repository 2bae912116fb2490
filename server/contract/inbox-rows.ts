/**
 * How a list of rows is ordered and takes what it is told, on both sides of the wire: pure. A page that is shown and the
 * query that would be asked again come to the same rows.
 */
import type { Due, Priority, Row, Sort } from './inbox-list.ts';
import { PRIORITIES } from './inbox-words.ts';

/** A list as far as it was fetched, in order. Without `more` nothing follows. */
export interface RowList {
  sort: Sort;
  rows: Row[];
  /** What leads to the next page, and the place up to which rows were fetched: that of a row that may be gone since. */
  more?: { cursor: string; end: { key: number; id: string } };
}

/** What `inbox:changed` and the answer to `inbox:open` with `since` carry. */
export interface RowsChange {
  rows: readonly Row[];
  gone: readonly { id: string; seq: number }[];
}

/** Later than every time: what has none comes last. */
const NEVER = 9_000_000_000_000;

/** What a row is sorted by. */
export interface Sortable {
  at: number;
  waitingSince?: number | undefined;
  due?: Pick<Due, 'at'> | undefined;
  priority: Priority;
}

/** A whole number; the smaller comes first. Rows of the same number are ordered by their ids. */
export function sortKey(row: Sortable, sort: Sort): number {
  switch (sort) {
    case 'newest':
      return -row.at;
    case 'waiting':
      return row.waitingSince ?? NEVER;
    case 'due':
      return row.due?.at ?? NEVER;
    case 'priority':
      return PRIORITIES.indexOf(row.priority) * 1e13 + (row.waitingSince ?? NEVER);
  }
}

export function compareRows(sort: Sort): (one: Row, other: Row) => number {
  return (one, other) =>
    sortKey(one, sort) - sortKey(other, sort) || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
}

/**
 * The list with a change in it. What is older than what is shown is passed over, so that changes may come twice and in any
 * order. A row that belongs after the last one fetched is left to the next page.
 */
export function changeRows(list: RowList, { rows, gone }: RowsChange): RowList {
  const news = new Map<string, Row | undefined>();
  const shown = new Map(list.rows.map((row) => [row.id, row]));
  for (const { id, seq } of gone) {
    const row = shown.get(id);
    if (row && row.seq < seq) news.set(id, undefined);
  }
  for (const row of rows) {
    const before = shown.get(row.id);
    if (!before || before.seq < row.seq) news.set(row.id, row);
  }
  if (news.size === 0) return list;
  const order = compareRows(list.sort);
  const kept = list.rows.filter(({ id }) => !news.has(id));
  const added = [...news.values()].filter((row) => row !== undefined).sort(order);
  const merged: Row[] = [];
  let next = 0;
  for (const row of kept) {
    for (let one = added[next]; one && order(one, row) < 0; one = added[next]) {
      merged.push(one);
      next += 1;
    }
    merged.push(row);
  }
  merged.push(...added.slice(next));
  if (!list.more) return { ...list, rows: merged };
  // Beyond what was fetched there may be others in between that nobody has asked for yet.
  const { key, id } = list.more.end;
  const fetched = (row: Row) => {
    const own = sortKey(row, list.sort);
    return own < key || (own === key && row.id <= id);
  };
  return { ...list, rows: merged.filter(fetched) };
}

/** The list with a page, which is its first one or the one its cursor led to. */
export function appendRows(
  list: RowList,
  page: { rows: readonly Row[]; cursor?: string | undefined },
): RowList {
  const { sort } = list;
  const rows = new Map(list.rows.map((row) => [row.id, row]));
  for (const row of page.rows) {
    const known = rows.get(row.id);
    if (!known || known.seq < row.seq) rows.set(row.id, row);
  }
  const last = page.rows.at(-1);
  const end = last ? { key: sortKey(last, sort), id: last.id } : list.more?.end;
  return {
    sort,
    rows: [...rows.values()].sort(compareRows(sort)),
    ...(page.cursor === undefined || !end ? {} : { more: { cursor: page.cursor, end } }),
  };
}
