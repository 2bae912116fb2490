/** A JSON value as a tree of paths that a flow can read. Knows no screen. */

export type Leaf = string | number | boolean | null;

export interface Branch {
  /** "body.items.0.name"; undefined where a name in it is none a flow can read. */
  path: string | undefined;
  key: string;
  value: unknown;
}

/** Names a path may hold. */
const SEGMENT = /^[A-Za-z0-9_]+$/;

/** The members of a list or a table, in their order; none of a leaf. */
export function membersOf({ path, value }: Branch): Branch[] {
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.map((item, n) => [String(n), item])
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
      : [];
  return entries.map(([key, inner]) => ({
    key,
    value: inner,
    path: path !== undefined && SEGMENT.test(key) ? `${path}.${key}` : undefined,
  }));
}

/** What a variable that takes it is of. */
export function typeOfValue(value: unknown): 'text' | 'number' | 'boolean' | 'list' | 'object' {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object' && value !== null) return 'object';
  return typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'text';
}

/** Values by path as a flow's variables: {"slot.start": "x"} is {slot: {start: "x"}}. */
export function nested(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const whole: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(values)) {
    const segments = path.split('.');
    if (segments.includes('__proto__')) continue;
    let table = whole;
    for (const segment of segments.slice(0, -1)) {
      const inner = Object.hasOwn(table, segment) ? table[segment] : undefined;
      const next = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
      table[segment] = next;
      table = next;
    }
    table[segments.at(-1) ?? path] = value;
  }
  return whole;
}
