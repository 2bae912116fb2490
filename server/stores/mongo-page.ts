/** A page of a list that is read from elsewhere; knows how many to read, not what. */

import { pageOf } from './page-of.ts';
import type { Page } from './port.ts';

/** The rows of one page: as `pageOf`, which also refuses a limit that is none. */
export async function readPage<Row, T>(
  limit: number,
  read: (count: number) => Promise<Row[]>,
  item: (row: Row) => T,
  place: (last: Row) => (string | number)[],
): Promise<Page<T>> {
  const rows = Number.isSafeInteger(limit) && limit > 0 ? await read(limit + 1) : [];
  return pageOf(limit, () => rows, item, place);
}
