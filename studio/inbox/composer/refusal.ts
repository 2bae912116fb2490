/** Whether a rule forbids an answer before it is written, as far as this page can know. Pure; the server has the last word. */
import type { Row } from '../../../server/contract/inbox-list.ts';
import type { Line } from '../../../server/contract/inbox-live.ts';
import type { Panel } from '../../../server/contract/inbox-work.ts';

export type Refusal = 'optedOut' | 'unreachable';

export function refusalOf(
  row: Pick<Row, 'optedOut' | 'channel'>,
  reach: Panel['reach'] | undefined,
  lines: readonly Line[],
): Refusal | undefined {
  if (row.optedOut && !wroteSince(lines)) return 'optedOut';
  const dead = reach !== undefined && reach.rcs === 'no' && !reach.sms && row.channel !== 'web';
  return dead ? 'unreachable' : undefined;
}

/** Whether what is said now goes by SMS; false also where nothing goes at all. */
export function goesBySms(row: Pick<Row, 'channel'>, reach: Panel['reach'] | undefined): boolean {
  if (reach === undefined) return row.channel === 'sms';
  return reach.sms && row.channel !== 'web' && (row.channel === 'sms' || reach.rcs === 'no');
}

/** Something that leaves later may find a phone that is off now. */
export function forbids(refusal: Refusal | undefined, planned: boolean): boolean {
  return refusal === 'optedOut' || (refusal === 'unreachable' && !planned);
}

/** Whoever writes again after it was confirmed that they get no more messages may be answered. */
function wroteSince(lines: readonly Line[]): boolean {
  const confirmed = lines.findLastIndex(
    (line) => line.type === 'message' && line.author?.kind === 'bot' && line.author.node === '$consent',
  );
  if (confirmed < 0) return false;
  return lines.slice(confirmed).some((line) => line.type === 'message' && line.direction === 'in');
}
