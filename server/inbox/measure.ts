/** What a change of a row counts as: one more in a queue, an answer in time or late, a conversation closed. Pure. */
import { plannedFor } from '../engine/planned.ts';
import type { Happening, StoredMessage } from '../stores/port.ts';
import type { Counted, Measure } from './figures.ts';
import type { RowChange } from './indexer.ts';
import type { ServiceLevels } from './service-levels.ts';

const MEASURES: Readonly<Record<string, Measure>> = {
  'first-reply': 'firstReply',
  'next-reply': 'nextReply',
  resolution: 'resolution',
};

export function countedIn({ row, before, own }: RowChange, asked: ServiceLevels['asked']): Counted[] {
  const counted: Counted[] = own.flatMap(cameIn);
  if (!before || before.owner.kind === 'bot') return counted;
  const { queue: from } = before.owner;
  const queue = from === undefined ? {} : { queue: from };
  const [reply] = own.flatMap(repliesOf);
  if (reply) {
    const { at, operator } = reply;
    counted.push({ kind: 'reply', operator, at, ...queue });
    const kind = before.answeredAt === undefined ? 'first-reply' : 'next-reply';
    const due = asked(before).find((one) => one.kind === kind);
    const measure = MEASURES[kind];
    if (due && measure) counted.push({ kind: measure, at, met: at <= due.at, ms: at - due.since, ...queue });
  }
  const closed = own.find(({ content }) => content.kind === 'happening' && content.what === 'closed');
  if (closed && before.status !== 'closed' && row.status === 'closed') {
    const { at, content } = closed;
    const operator = content.kind === 'happening' ? content.by : undefined;
    if (operator !== undefined) counted.push({ kind: 'closed', operator, at, ...queue });
    const due = asked(before).find((one) => one.kind === 'resolution');
    if (due) counted.push({ kind: 'resolution', at, met: at <= due.at, ms: at - due.since, ...queue });
  }
  return counted;
}

/** By the bot, by somebody who gave it on, or because it waited too long elsewhere; not one that only came back. */
function cameIn({ content, at }: StoredMessage): Counted[] {
  if (content.kind !== 'happening' || !CAME.has(content.what)) return [];
  const { to } = content;
  return to && 'queue' in to ? [{ kind: 'came', queue: to.queue, at }] : [];
}
const CAME: ReadonlySet<Happening['what']> = new Set(['handed-off', 'transferred', 'overflowed']);

/** The queue in whose name a conversation was last answered by people, from its lines, the oldest first. */
export function lastQueue(lines: readonly StoredMessage[]): string | undefined {
  let queue: string | undefined;
  let over = false;
  for (const { content } of lines) {
    if (content.kind !== 'happening') continue;
    const { what, to } = content;
    // What people have next begins anew.
    if (over && BEGINS.has(what)) {
      queue = undefined;
      over = false;
    }
    if (to && 'queue' in to) queue = to.queue;
    if (to && 'bot' in to) over = true;
    if (what === 'closed') over = true;
  }
  return queue;
}
const BEGINS: ReadonlySet<Happening['what']> = new Set(['handed-off', 'taken', 'transferred']);

/** What an operator said at once, and what they planned, when it has left. */
function repliesOf(line: StoredMessage): { operator: string; at: number }[] {
  const { direction, author, content, at } = line;
  if (content.kind === 'happening') {
    return content.what === 'sent-later' && content.by !== undefined ? [{ operator: content.by, at }] : [];
  }
  if (direction !== 'out' || author?.kind !== 'operator' || plannedFor(line) !== undefined) return [];
  return [{ operator: author.operator, at }];
}
