/** What was said here and is not in the thread yet; pure. */
import type { Content, Entry, Utterance } from '../phone/entry.ts';

/** Something said, on its way. */
export interface Pending {
  entry: Entry;
  utterance: Utterance;
  /** The thread's ids when it was said: what was there already is not this. */
  before: ReadonlySet<string>;
  /** The id the server gave it, once it answered. */
  serverId?: string;
}

/**
 * The thread with what is on its way after it, each only until the thread has it: by the server's id, or by the same
 * content appearing since (the event stream may be faster than the answer).
 */
export function withPending(entries: readonly Entry[], pending: readonly Pending[]): Entry[] {
  return [...entries, ...unseen(entries, pending).map((one) => one.entry)];
}

/** The pending ones that the thread does not show yet. */
export function unseen(entries: readonly Entry[], pending: readonly Pending[]): Pending[] {
  const own = entries.filter((entry) => entry.from === 'person');
  const taken = new Set<string>();
  return pending.filter((one) => {
    const twin = own.find(
      (entry) =>
        !taken.has(entry.id) &&
        (one.serverId === undefined
          ? !one.before.has(entry.id) && sameContent(entry.content, one.entry.content)
          : entry.id === one.serverId),
    );
    if (twin) taken.add(twin.id);
    return !twin;
  });
}

function sameContent(a: Content, b: Content): boolean {
  if (a.kind === 'text' && b.kind === 'text') return a.text === b.text;
  if (a.kind === 'file' && b.kind === 'file') return a.name === b.name;
  if (a.kind === 'location' && b.kind === 'location') {
    return a.latitude === b.latitude && a.longitude === b.longitude;
  }
  return false;
}
