/** Compares what was shown with what is known, in a time that tells nothing of either. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** False where either is missing. Digests are compared, so that not even the length can be timed. */
export function sameSecret(given: string | null | undefined, known: string | undefined): boolean {
  if (!given || !known) return false;
  return timingSafeEqual(digest(given), digest(known));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
