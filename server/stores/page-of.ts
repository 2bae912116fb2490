/** Pages of a list and their cursors; knows what a cursor holds, not which table it leads through. */
import { CodedError } from '../errors.ts';
import type { Page, PageRequest } from './port.ts';

/** One value of a position in a list. */
type Place = string | number;

/**
 * The rows of one page. `read` gets one row more than asked for, which tells whether another page follows; `place`
 * names the position of the last row for the cursor.
 */
export function pageOf<Row, T>(
  limit: number,
  read: (count: number) => Row[],
  item: (row: Row) => T,
  place: (last: Row) => Place[],
): Page<T> {
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new CodedError('invalid_query', 'The limit is a whole number from 1.');
  }
  const rows = read(limit + 1);
  const items = rows.slice(0, limit).map(item);
  const last = rows[limit - 1];
  return rows.length > limit && last !== undefined ? { items, cursor: toCursor(place(last)) } : { items };
}

export function toCursor(place: Place[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** The position a cursor names: as many values, of the same types, as `shape`. Throws "invalid_query" else. */
export function fromCursor<const Shape extends readonly ('string' | 'number')[]>(
  request: PageRequest,
  shape: Shape,
): { [K in keyof Shape]: Shape[K] extends 'string' ? string : number } | undefined {
  if (request.cursor === undefined) return undefined;
  const place = parse(request.cursor);
  const fits =
    Array.isArray(place) &&
    place.length === shape.length &&
    shape.every((type, i) => typeof place[i] === type) &&
    toCursor(place) === request.cursor;
  if (!fits) throw brokenCursor();
  return place as { [K in keyof Shape]: Shape[K] extends 'string' ? string : number };
}

export function brokenCursor(): CodedError {
  return new CodedError('invalid_query', 'The cursor is not one that came with a page of this list.');
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}
