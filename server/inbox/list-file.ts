/** Conversations of a list as a table for a spreadsheet, a line each. Knows the index and changes nothing. */
import type { Row } from '../contract/inbox-list.ts';
import type { Condition, InboxStore } from '../stores/inbox-port.ts';
import { printCsv } from './csv.ts';
import { createRedact } from './redact.ts';
import type { TranscriptFile } from './transcript.ts';

const MOST = 10_000;
const PAGE = 200;
const HEAD = [
  'id',
  'phone',
  'name',
  'brand',
  'channel',
  'language',
  'status',
  'owner',
  'priority',
  'labels',
  'flow',
  'waiting since',
  'due',
  'late',
  'began',
  'last line at',
  'last line',
];

export async function writeList(
  inbox: InboxStore<Row>,
  workspace: string,
  conditions: readonly Condition[],
  { redact, timezone }: { redact: boolean; timezone: string },
): Promise<TranscriptFile> {
  const when = new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle: 'medium', timeZone: timezone });
  const time = (at: number | undefined) => (at === undefined ? undefined : when.format(at));
  const rows: (string | number | undefined)[][] = [];
  let cursor: string | undefined;
  do {
    const page = await inbox.query(workspace, conditions, 'newest', {
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const row of page.items) {
      const hide = redact ? createRedact([row.name, row.phone]) : (text: string) => text;
      const { owner } = row;
      rows.push([
        row.id,
        hide(row.phone),
        row.name === undefined ? undefined : hide(row.name),
        row.brand,
        row.channel,
        row.locale,
        row.status,
        owner.kind === 'queue' ? `queue ${owner.queue}` : owner.kind === 'operator' ? owner.operator : 'bot',
        row.priority,
        row.labels.join(', '),
        row.flow,
        time(row.waitingSince),
        time(row.due?.at),
        row.late ? 'yes' : 'no',
        time(row.createdAt),
        time(row.last?.at),
        row.last === undefined ? undefined : hide(row.last.text),
      ]);
    }
    cursor = page.cursor;
  } while (cursor !== undefined && rows.length < MOST);
  return {
    name: 'conversations.csv',
    text: printCsv([HEAD, ...rows.slice(0, MOST)]),
    type: 'text/csv; charset=utf-8',
  };
}
