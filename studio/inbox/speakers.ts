/** Who speaks in a conversation, as its row says it: who has it, and who has joined them. Pure. */
import type { Row } from '../../server/contract/inbox-list.ts';

/** Ids in the order they came; nobody where no operator has it. */
export function speakersOf({ owner }: Pick<Row, 'owner'>): string[] {
  return owner.kind === 'operator'
    ? [owner.operator, ...(owner.joined ?? []).map(({ operator }) => operator)]
    : [];
}

/** What somebody is in a conversation: "holds" it, has "joined" who does, could "watch" who does, or none of it. */
export function partOf(
  row: Pick<Row, 'owner' | 'blocked'>,
  reader: string | undefined,
): 'holds' | 'joined' | 'watches' | undefined {
  const [holder, ...joined] = speakersOf(row);
  if (holder === undefined || reader === undefined || row.blocked) return undefined;
  if (holder === reader) return 'holds';
  return joined.includes(reader) ? 'joined' : 'watches';
}
