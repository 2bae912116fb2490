/** Short codes people read aloud and type: from a source that must be unguessable itself; knows no kind of thing. */
import { createHash } from 'node:crypto';

/** Without 0, O, 1 and I, which are mistaken for each other. 32 signs: five bits each. */
const SIGNS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/**
 * Always the same code for the same source, so that asking twice names one thing. Different sources may meet: five
 * signs are 33 million codes. `attempt` gives the next candidate then.
 */
export function readableCode(source: string, attempt = 0, length = 5): string {
  const digest = createHash('sha256').update(`${attempt}:${source}`).digest();
  return Array.from(digest.subarray(0, length), (byte) => SIGNS[byte & 31]).join('');
}

/** As people type it: "b 7k3qx" is "B-7K3QX" if `shape` is [1, 5]. */
export function normalCode(typed: string, shape: number[]): string {
  const signs = typed.toUpperCase().replace(/[^0-9A-Z]/g, '');
  let at = 0;
  const parts = shape.map((length) => {
    const part = signs.slice(at, at + length);
    at += length;
    return part;
  });
  return at === signs.length ? parts.join('-') : typed;
}
