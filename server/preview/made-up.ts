/** What services make up themselves, found in their answers: another run has others. Knows names, no service. */
import type { PreviewState } from '../contract.ts';

/** Names under which services put what they made up themselves: numbers people read aloud, addresses, ids. */
const MADE_UP: ReadonlySet<string> = new Set(['id', 'number', 'url', 'receipt']);
const DEEPEST = 6;

/** The values in a service's answer that are others in each run. */
export function madeUp(value: unknown, depth = 0): string[] {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (typeof item !== 'string') return madeUp(item, depth + 1);
    // A word or a time under such a name is what it says: "colour", "2026-11-25T08:00:00Z".
    const isOwn = MADE_UP.has(key) && item.length >= 5 && /\d/.test(item) && !/^\d{4}-\d\d-\d\d/.test(item);
    return isOwn ? [item] : [];
  });
}

/** The case an answer tells of. */
export function caseOf(result: unknown): PreviewState['cases'][number] | undefined {
  const found = (result as { case?: { number?: unknown; type?: unknown; status?: unknown } } | null)?.case;
  if (typeof found?.number !== 'string') return undefined;
  const { number, type, status } = found;
  return { number, type: String(type ?? ''), status: String(status ?? '') };
}
