/** What a change of a row counts as: an answer in time or late, a conversation closed. Pure. */
import { plannedFor } from '../engine/planned.ts';
import type { StoredMessage } from '../stores/port.ts';
import type { Counted, Measure } from './figures.ts';
import type { RowChange } from './indexer.ts';
import type { ServiceLevels } from './service-levels.ts';

const MEASURES: Readonly<Record<string, Measure>> = {
  'first-reply': 'firstReply',
  'next-reply': 'nextReply',
  resolution: 'resolution',
};

export function countedIn({ row, before, own }: RowChange, asked: ServiceLevels['asked']): Counted[] {
  if (!before || before.owner.kind === 'bot') return [];
  const counted: Counted[] = [];
  const [reply] = own.flatMap(repliesOf);
  if (reply) {
    const { at, operator } = reply;
    counted.push({ kind: 'reply', operator, at });
    const kind = before.answeredAt === undefined ? 'first-reply' : 'next-reply';
    const due = asked(before).find((one) => one.kind === kind);
    const measure = MEASURES[kind];
    if (due && measure) counted.push({ kind: measure, at, met: at <= due.at, ms: at - due.since });
  }
  const closed = own.find(({ content }) => content.kind === 'happening' && content.what === 'closed');
  if (closed && before.status !== 'closed' && row.status === 'closed') {
    const { at, content } = closed;
    const operator = content.kind === 'happening' ? content.by : undefined;
    if (operator !== undefined) counted.push({ kind: 'closed', operator, at });
    const due = asked(before).find((one) => one.kind === 'resolution');
    if (due) counted.push({ kind: 'resolution', at, met: at <= due.at, ms: at - due.since });
  }
  return counted;
}

/** What an operator said at once, and what they planned, when it has left. */
function repliesOf(line: StoredMessage): { operator: string; at: number }[] {
  const { direction, author, content, at } = line;
  if (content.kind === 'happening') {
    return content.what === 'sent-later' && content.by !== undefined ? [{ operator: content.by, at }] : [];
  }
  if (direction !== 'out' || author?.kind !== 'operator' || plannedFor(line) !== undefined) return [];
  return [{ operator: author.operator, at }];
}
