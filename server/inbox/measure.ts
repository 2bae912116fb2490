/** What a change of a row counts as: an answer in time or late, a conversation closed. Pure. */
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
  const reply = own.find(isReply);
  if (reply?.author?.kind === 'operator') {
    const { at } = reply;
    counted.push({ kind: 'reply', operator: reply.author.operator, at });
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

function isReply({ direction, author }: StoredMessage): boolean {
  return direction === 'out' && author?.kind === 'operator';
}
