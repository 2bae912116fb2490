/** Who is to be told of what happened in a conversation, by sound or on the desktop. Pure. */

import type { Row } from '../contract/inbox-list.ts';
import type { LivePush } from '../contract.ts';
import type { RowChange } from './indexer.ts';

export type Notice = LivePush<'inbox:notice'>;

export function noticesIn({ row, added }: RowChange): { operator: string; notice: Notice }[] {
  const found: { operator: string; notice: Notice }[] = [];
  const tell = (operator: string, kind: Notice['kind'], at: number, text: string) =>
    found.push({ operator, notice: noticeOf(row, kind, at, text) });
  for (const { content, at, direction } of added) {
    if (content.kind === 'happening') {
      const { what, to, by, note } = content;
      const given = what === 'offered' || what === 'transferred' || what === 'taken';
      // Whoever took it themselves knows.
      if (given && to && 'operator' in to && to.operator !== by)
        tell(to.operator, 'assigned', at, note ?? '');
    } else if (direction === 'in') {
      const watching = new Set(row.followers);
      if (row.owner.kind === 'operator') {
        watching.add(row.owner.operator);
        for (const { operator } of row.owner.joined ?? []) watching.add(operator);
      }
      for (const operator of watching) tell(operator, 'message', at, row.last?.text ?? '');
    }
  }
  return found;
}

/** That it is late is told where it was seen to become so. */
export function becameLate({ row, before, unsure }: RowChange): boolean {
  return row.late && !unsure && !before?.late;
}

export function noticeOf(row: Row, kind: Notice['kind'], at: number, text: string): Notice {
  return { kind, conversation: row.id, title: row.name ?? row.phone, text, at };
}
