/**
 * Who is told of what in the inbox: lists that are shown, threads that are open, counts at the side. People who look at the
 * same list share a room, so that a change is told once for all of them. Knows rooms; no connection and no right.
 */
import type { Clock } from '../clock.ts';
import type { Row } from '../contract/inbox-list.ts';
import type { WhisperLine } from '../contract/inbox-live.ts';
import type { LivePush } from '../contract.ts';
import { CodedError } from '../errors.ts';
import type { RowChange } from '../inbox/indexer.ts';
import { type Changed, listChange } from '../inbox/list-change.ts';
import type { Lists } from '../inbox/lists.ts';
import { positionOf } from '../inbox/position.ts';
import type { Threads } from '../inbox/thread.ts';
import type { Viewers } from '../inbox/viewers.ts';
import type { Condition, InboxStore } from '../stores/inbox-port.ts';
import type { Live } from './live.ts';

export function listRoom(workspace: string, key: string): string {
  return `list:${workspace}/${key}`;
}
export function conversationRoom(workspace: string, conversation: string): string {
  return `conversation:${workspace}/${conversation}`;
}
/** Of those who lead the team and have it open: they are told what is whispered in it. */
export function leadersRoom(workspace: string, conversation: string): string {
  return `leaders:${workspace}/${conversation}`;
}
export function countsRoom(workspace: string, operator: string): string {
  return `counts:${workspace}/${operator}`;
}
/** Everything of one person, wherever they are signed in. */
export function personRoom(workspace: string, operator: string): string {
  return `person:${workspace}/${operator}`;
}

export interface Subscriptions {
  join(workspace: string, key: string, conditions: readonly Condition[]): void;
  leave(workspace: string, key: string): void;
  /** Of a list that somebody has open. */
  conditions(workspace: string, key: string): readonly Condition[] | undefined;
  count(workspace: string, operator: string): void;
  uncount(workspace: string, operator: string): void;
  /** The row of a conversation, which may have begun a moment ago. Errors: "not_found". */
  row(workspace: string, conversation: string): Promise<Row>;
  /** Rows were written: whoever shows them is told. */
  told(changes: readonly RowChange[]): void;
  erased(workspace: string, before: Row, seq: number): void;
  /** Something else was added to a thread, such as a note. */
  added(workspace: string, conversation: string, lines: LivePush<'conversation:lines'>['lines']): void;
  /** Told to whom it is for, and to those who lead the team. */
  whispered(workspace: string, conversation: string, line: WhisperLine): void;
  notice(workspace: string, operator: string, notice: LivePush<'inbox:notice'>): void;
  /** What every process finds out by itself. */
  noticeHere(workspace: string, operator: string, notice: LivePush<'inbox:notice'>): void;
  bulk(workspace: string, operator: string, progress: LivePush<'inbox:bulk'>): void;
  /** The customer is typing. */
  typing(workspace: string, conversation: string): void;
  /** True where anybody has any thread open. */
  readonly watched: boolean;
}

export interface SubscriptionsDeps {
  inbox: InboxStore<Row>;
  lists: Lists;
  threads: Threads;
  viewers: Viewers;
  clock: Clock;
  tell: Live['tell'];
  /** What every process finds out by itself. */
  tellHere: Live['tellHere'];
  settled(): Promise<void>;
  fault(error: unknown): void;
}

const COUNTS_MS = 1000;
/** A phone tells that somebody types, and not that they stopped. */
const TYPING_MS = 10_000;

interface Watched {
  workspace: string;
  key: string;
  conditions: readonly Condition[];
  watchers: number;
}

export function createSubscriptions(deps: SubscriptionsDeps): Subscriptions {
  const { inbox, lists, threads, viewers, clock, tell, tellHere } = deps;
  const watched = new Map<string, Watched>();
  const counted = new Map<string, { workspace: string; operator: string; watchers: number; last: string }>();
  let counting = false;

  function tellLists(workspace: string, changes: readonly Changed[]): void {
    const seq = changes.reduce((last, change) => Math.max(last, change.seq), 0);
    const at = positionOf(inbox.epoch, seq);
    for (const [room, list] of watched) {
      if (list.workspace !== workspace) continue;
      const change = listChange(list.conditions, changes);
      if (change)
        tellHere(room, 'inbox:changed', {
          key: list.key,
          rows: [...change.rows],
          gone: [...change.gone],
          at,
        });
    }
    lists.changed();
    countSoon();
  }

  function countSoon(): void {
    if (counting || counted.size === 0) return;
    counting = true;
    clock.alarm(clock.now() + COUNTS_MS, () => {
      tellCounts()
        .catch(deps.fault)
        .finally(() => {
          counting = false;
        });
    });
  }

  async function tellCounts(): Promise<void> {
    for (const [room, one] of counted) {
      const counts = await lists.counts(one.workspace, one.operator);
      const text = JSON.stringify(counts);
      if (text === one.last) continue;
      one.last = text;
      tellHere(room, 'inbox:counts', { counts });
    }
  }

  async function tellThread({ workspace, row, added, changed }: RowChange): Promise<void> {
    const room = conversationRoom(workspace, row.id);
    if (viewers.of(room).length === 0) return;
    tellHere(room, 'conversation:changed', { id: row.id, row });
    // A line that was new and changed within the moment is told as it is now.
    const newest = [...new Map([...added, ...changed].map((line) => [line.id, line])).values()];
    if (newest.length > 0) tellLines(workspace, row.id, await threads.lines(workspace, newest), tellHere);
  }

  function tellLines(
    workspace: string,
    id: string,
    lines: LivePush<'conversation:lines'>['lines'],
    telling: Live['tellHere'] = tell,
  ): void {
    const room = conversationRoom(workspace, id);
    telling(room, 'conversation:lines', { id, lines, at: lines.at(-1)?.id ?? '' });
  }

  return {
    join(workspace, key, conditions) {
      const room = listRoom(workspace, key);
      const list = watched.get(room) ?? { workspace, key, conditions, watchers: 0 };
      list.watchers += 1;
      watched.set(room, list);
    },
    leave(workspace, key) {
      const room = listRoom(workspace, key);
      const list = watched.get(room);
      if (!list) return;
      list.watchers -= 1;
      if (list.watchers === 0) watched.delete(room);
    },
    conditions: (workspace, key) => watched.get(listRoom(workspace, key))?.conditions,
    count(workspace, operator) {
      const room = countsRoom(workspace, operator);
      const one = counted.get(room) ?? { workspace, operator, watchers: 0, last: '' };
      one.watchers += 1;
      counted.set(room, one);
    },
    uncount(workspace, operator) {
      const room = countsRoom(workspace, operator);
      const one = counted.get(room);
      if (!one) return;
      one.watchers -= 1;
      if (one.watchers === 0) counted.delete(room);
    },
    async row(workspace, id) {
      const [row] = await inbox.get(workspace, [id]);
      if (row) return row;
      await deps.settled();
      const [late] = await inbox.get(workspace, [id]);
      if (!late) throw new CodedError('not_found');
      return late;
    },
    told(changes) {
      for (const workspace of new Set(changes.map((change) => change.workspace))) {
        const own = changes.filter((change) => change.workspace === workspace);
        tellLists(
          workspace,
          own.map(({ row, before, unsure }) => ({
            ...{ row, before, seq: row.seq },
            ...(unsure ? { unsure } : {}),
          })),
        );
      }
      for (const change of changes) tellThread(change).catch(deps.fault);
    },
    erased(workspace, before, seq) {
      tellLists(workspace, [{ row: undefined, before, seq }]);
      tellHere(conversationRoom(workspace, before.id), 'conversation:erased', { id: before.id });
    },
    added: (workspace, id, lines) => tellLines(workspace, id, lines),
    whispered(workspace, id, line) {
      const push = { id, lines: [line], at: line.id };
      tell(personRoom(workspace, line.to.id), 'conversation:lines', push);
      tell(leadersRoom(workspace, id), 'conversation:lines', push);
    },
    notice: (workspace, operator, notice) => tell(personRoom(workspace, operator), 'inbox:notice', notice),
    noticeHere: (workspace, operator, notice) =>
      tellHere(personRoom(workspace, operator), 'inbox:notice', notice),
    bulk: (workspace, operator, progress) => tell(personRoom(workspace, operator), 'inbox:bulk', progress),
    typing(workspace, id) {
      tell(conversationRoom(workspace, id), 'conversation:typing', { id, ms: TYPING_MS });
    },
    get watched() {
      return viewers.any;
    },
  };
}
