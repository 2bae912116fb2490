/** The outbox and the timers in SQLite: what waits, what is due; knows no channel and no clock. */
import type Database from 'libsql';
import type { ChannelName } from '../../flows/scope.ts';
import { fromCursor, pageOf } from './page-of.ts';
import type { ConversationStore, OutboxItem, Work } from './port.ts';
import type { Batch } from './sqlite-batch.ts';
import { firstRow } from './sqlite-first.ts';
import type { Read } from './sqlite-read.ts';
import { SETTLEMENTS } from './sqlite-settle.ts';
import { storableKey } from './to-json.ts';

type Part = Pick<ConversationStore, 'pending' | 'settle' | 'due' | 'nextDue' | 'parked' | 'unpark'>;

type ItemRow = [
  id: string,
  workspace: string,
  conversation: string,
  lane: OutboxItem['lane'],
  voice: number | null,
  attempts: number,
  via: ChannelName | null,
  askedAt: number | null,
  dueAt: number,
  parkedAt: number | null,
  fault: string | null,
  work: string,
];
type DueRow = [at: number, workspace: string, conversation: string];

export function createOutbox(db: Database.Database, batch: Batch, read: Read): Part {
  const item = `SELECT o.id, o.workspace, c.id, o.lane, o.voice, o.attempts, o.via, o.asked_at, o.due_at, o.parked_at,
      o.fault, o.work
    FROM outbox o JOIN conversations c ON c.n = o.conversation`;
  const own = '(SELECT n FROM conversations WHERE id = ? AND workspace = ?)';
  const pending = db
    .prepare(`${item} WHERE o.conversation = ${own} AND o.parked_at IS NULL ORDER BY o.n`)
    .raw();
  const parked = db
    .prepare(
      `${item} WHERE o.workspace = ? AND o.parked_at IS NOT NULL AND (o.parked_at, o.id) > (?, ?)
       ORDER BY o.parked_at, o.id LIMIT ?`,
    )
    .raw();
  const dueTimers = db
    .prepare(
      `SELECT wake_at, workspace, id FROM conversations WHERE wake_at <= ? ORDER BY wake_at, n LIMIT ?`,
    )
    .raw();
  const dueItems = db
    .prepare(
      `SELECT o.due_at, c.workspace, c.id, o.conversation FROM outbox o JOIN conversations c ON c.n = o.conversation
       WHERE o.parked_at IS NULL AND o.due_at <= ? AND (o.due_at, o.conversation) > (?, ?)
       ORDER BY o.due_at, o.conversation LIMIT ?`,
    )
    .raw();
  const nextTimer = db
    .prepare('SELECT wake_at FROM conversations WHERE wake_at > ? ORDER BY wake_at LIMIT 1')
    .raw();
  const nextItem = db
    .prepare('SELECT due_at FROM outbox WHERE parked_at IS NULL AND due_at > ? ORDER BY due_at LIMIT 1')
    .raw();

  const unpark = batch.kind({
    write: 'unpark',
    spell: (asked: { workspace: string; item: string; dueAt: number }) => asked,
  });

  /**
   * The first conversations with a due item. Many items of one are passed over, so they are read page by page, and each
   * page to its end: a statement that is left half read keeps this connection at what was stored when it began.
   */
  function firstDueItems(now: number, limit: number): DueRow[] {
    const first = new Map<string, DueRow>();
    let [dueAt, conversation] = [Number.MIN_SAFE_INTEGER, 0];
    for (;;) {
      const rows = dueItems.all([now, dueAt, conversation, limit]) as [...DueRow, n: number][];
      for (const [at, workspace, id, n] of rows) {
        const name = nameOf([at, workspace, id]);
        if (first.size < limit && !first.has(name)) first.set(name, [at, workspace, id]);
        [dueAt, conversation] = [at, n];
      }
      if (first.size === limit || rows.length < limit) return [...first.values()];
    }
  }

  return {
    async pending(workspace, conversation) {
      const named = [storableKey(conversation), storableKey(workspace)];
      return (read(() => pending.all(named)) as ItemRow[]).map(toItem);
    },
    settle: batch.kind(SETTLEMENTS),
    async due(now, limit) {
      if (limit < 1) return [];
      const rows = read(() => [...(dueTimers.all([now, limit]) as DueRow[]), ...firstDueItems(now, limit)]);
      const first = new Map<string, DueRow>();
      for (const row of rows.sort(([a], [b]) => a - b)) {
        const name = nameOf(row);
        if (!first.has(name)) first.set(name, row);
      }
      return [...first.values()]
        .slice(0, limit)
        .map(([, workspace, conversation]) => ({ workspace, conversation }));
    },
    async nextDue(after) {
      const rows = read(() => [
        firstRow<[number]>(nextTimer, [after]),
        firstRow<[number]>(nextItem, [after]),
      ]);
      const times = rows.flatMap((row) => row ?? []);
      return times.length > 0 ? Math.min(...times) : undefined;
    },
    async parked(workspace, request) {
      const [at, id] = fromCursor(request, ['number', 'string']) ?? [-1, ''];
      const space = storableKey(workspace);
      const after = storableKey(id);
      return pageOf(
        request.limit,
        (count) => read(() => parked.all([space, at, after, count])) as ItemRow[],
        toItem,
        ([id, , , , , , , , , parkedAt]) => [parkedAt ?? 0, id],
      );
    },
    async unpark(workspace, item, dueAt) {
      return unpark({ workspace: storableKey(workspace), item: storableKey(item), dueAt });
    },
  };
}

/** Workspaces hold no NUL. */
function nameOf([, workspace, conversation]: DueRow): string {
  return `${workspace}\0${conversation}`;
}

function toItem(row: ItemRow): OutboxItem {
  const [id, workspace, conversation, lane, voice, attempts, via, askedAt, dueAt, parkedAt, fault, work] =
    row;
  return {
    id,
    workspace,
    conversation,
    lane,
    ...(voice === null ? {} : { voice }),
    attempts,
    ...(via === null ? {} : { via }),
    ...(askedAt === null ? {} : { askedAt }),
    dueAt,
    work: JSON.parse(work) as Work,
    ...(parkedAt === null || fault === null
      ? {}
      : { parked: { at: parkedAt, ...(JSON.parse(fault) as { code: string; detail: string }) } }),
  };
}
