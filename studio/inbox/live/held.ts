/** Which lists and threads of the live connection somebody on this page holds open; knows no event. */

const held = new Map<string, number>();

/** Says that somebody holds it, until `release`. */
export function hold(name: string): void {
  held.set(name, (held.get(name) ?? 0) + 1);
}

/** True where nobody holds it any more: then the server has to be told. */
export function release(name: string): boolean {
  const left = (held.get(name) ?? 0) - 1;
  if (left > 0) held.set(name, left);
  else held.delete(name);
  return left <= 0;
}
