/** Messages that were written to leave much later, read from their lines; knows no store and no clock. Pure. */
import type { StoredMessage } from '../stores/port.ts';

type Line = Pick<StoredMessage, 'at' | 'because' | 'state'>;

/** What can be taken back for so long is said, in the author's mind, and is not planned for later. */
export const UNDO_MS = 60_000;

/** When it is to leave, or was, in milliseconds since the epoch; undefined for what was said at once. */
export function plannedFor({ at, because = [] }: Line): number | undefined {
  const later = because.find(({ code }) => code === 'later');
  const time = Date.parse(later?.detail ?? '');
  return time > at + UNDO_MS ? time : undefined;
}

/** When the customer was told it, or is about to be; undefined for what is planned and has not left. */
export function spokenAt(line: Line): number | undefined {
  const planned = plannedFor(line);
  if (planned === undefined) return line.at;
  return LEFT.has(line.state) ? planned : undefined;
}

/** Said by people, and neither taken back nor still to come: an answer to what the customer wrote before. */
export function isAnswer(line: Line & Pick<StoredMessage, 'direction' | 'author'>): boolean {
  const { direction, author, state } = line;
  return (
    direction === 'out' && author?.kind === 'operator' && state !== 'withheld' && spokenAt(line) !== undefined
  );
}

const LEFT: ReadonlySet<StoredMessage['state']> = new Set(['sent', 'delivered', 'read']);
