/** How values become text that every database gives back unchanged; knows JSON and Unicode, no table. */
import { CodedError } from '../errors.ts';

/**
 * JSON without what databases cannot hold alike: a lone half of a surrogate pair, or NUL, becomes U+FFFD, in keys as
 * in values. `undefined` becomes null. Throws for what JSON cannot say (a cycle, a bigint, 10,000 levels).
 */
export function toJson(value: unknown): string {
  const json: string | undefined = JSON.stringify(value);
  if (json === undefined) return 'null';
  // JSON.stringify writes both as escapes, so text without an escape needs no second look.
  return json.includes('\\u') ? json.replace(ESCAPE, mend) : json;
}

/** A backslash takes the next character with it: "\\u0000" is a backslash and five letters, not a NUL. */
const ESCAPE = /\\(?:u[0-9a-f]{4}|.)/g;
const UNSTORABLE = /^\\u(?:0000|d[89a-f])/;

function mend(found: string): string {
  return UNSTORABLE.test(found) ? '\ufffd' : found;
}

/**
 * A key as it is stored. Unlike content it is never mended, or two keys could become one: "invalid_id".
 * The driver ends a text at its first NUL, so one that came through would name another row.
 */
export function storableKey(key: string): string {
  if (typeof key !== 'string' || UNSTORABLE_IN_KEY.test(key)) {
    throw new CodedError('invalid_id', 'An id or key is text without NUL and without halves of characters.');
  }
  return key;
}

const UNSTORABLE_IN_KEY = /[\0\p{Surrogate}]/u;
