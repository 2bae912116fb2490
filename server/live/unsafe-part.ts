/** Refuses what no request has any reason to hold, before anything looks into it; knows no schema. */

/** A flow document may have 64 levels, and lies a few deep in what it is sent in. */
const MAX_LEVELS = 72;

/** Why a payload must not be read any further; undefined if it may. Takes any depth. */
export function unsafePart(payload: unknown): string | undefined {
  const todo: { value: unknown; level: number }[] = [{ value: payload, level: 0 }];
  for (let next = todo.pop(); next; next = todo.pop()) {
    const { value, level } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (level > MAX_LEVELS) return `Nested deeper than ${MAX_LEVELS} levels.`;
    if (Object.hasOwn(value, '__proto__')) return '"__proto__" is not accepted.';
    for (const inner of Object.values(value)) {
      if (typeof inner === 'object' && inner !== null) todo.push({ value: inner, level: level + 1 });
    }
  }
  return undefined;
}
