/** Edits of tables by name that keep their order, which people see. Knows no table in particular. */

/** An entry under another name and with another value, in its place. */
export function withEntry<T>(
  table: Readonly<Record<string, T>>,
  key: string,
  name: string,
  value: T,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(table).map(([one, old]) => (one === key ? [name, value] : [one, old])),
  );
}

export function withoutEntry<T>(table: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(table).filter(([one]) => one !== key));
}

/** "field", else "field-2"... */
export function freeKey(table: Readonly<Record<string, unknown>>, wish: string, joint = '-'): string {
  if (!Object.hasOwn(table, wish)) return wish;
  let n = 2;
  while (Object.hasOwn(table, `${wish}${joint}${n}`)) n += 1;
  return `${wish}${joint}${n}`;
}
