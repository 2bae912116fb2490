/** Counts how often the same request failed, so that one that always fails is not asked for for ever. */
import { createHash } from 'node:crypto';

const KEPT = 1000;

/** Tells whether this request has now failed `most` times; it is forgotten then. The oldest are forgotten first. */
export function createFailures(most: number): (raw: Buffer | string) => boolean {
  const failures = new Map<string, number>();
  return (raw) => {
    const key = createHash('sha256').update(raw).digest('base64');
    const count = (failures.get(key) ?? 0) + 1;
    failures.delete(key);
    if (count >= most) return true;
    failures.set(key, count);
    const oldest = failures.size > KEPT ? failures.keys().next().value : undefined;
    if (oldest !== undefined) failures.delete(oldest);
    return false;
  };
}
