/**
 * Threads in SQLite: a conversation knows its last line, and each line the one before it. Knows the lines' rows, not
 * what they say.
 *
 * An index by conversation would cost every turn a page of its own to write, somewhere in a file that only grows; so
 * lines are written one after another, and a thread is read backwards from line to line.
 */
import type Database from 'libsql';
import type { ChannelName } from '../../flows/scope.ts';
import type { MessageState, StoredMessage } from './port.ts';
import { firstRow } from './sqlite-first.ts';
import { prepareMany, type Value } from './sqlite-many.ts';

/** A line that is to be written. */
export interface NewLine {
  thread: Thread;
  /** In the order of `COLUMNS`; the first three are filled in here. */
  values: Value[];
}

/** Where a conversation's thread ends while lines are added to it. */
export interface Thread {
  /** The conversation's number. */
  n: number;
  /** The number of the last line; null before the first. */
  last: number | null;
  /** `last` as the conversation's row has it. */
  storedLast: number | null;
}

/** Writes lines in their order inside a transaction, and moves `last` of their threads. */
export type AddLines = (lines: readonly NewLine[]) => void;

const COLUMNS = 'n, conversation, previous, id, direction, channel, state, fault, fate, doc';

export function createAddLines(db: Database.Database): AddLines {
  const highest = db.prepare('SELECT max(n) FROM messages').raw();
  const add = prepareMany(
    db,
    10,
    (rows) => `INSERT INTO messages (${COLUMNS}) ${rows} ON CONFLICT DO NOTHING`,
  );
  const undo = db.prepare('DELETE FROM messages WHERE n >= ?');
  // A sent line committed again takes the place it had, stays delivered if it was, and forgets nothing of its way.
  const addOrReplace = db
    .prepare(
      `INSERT INTO messages (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id, conversation) WHERE direction = 'out' DO UPDATE SET
         state = CASE WHEN state = 'read' OR (state = 'delivered' AND excluded.state <> 'read')
                 THEN state ELSE excluded.state END,
         channel = excluded.channel, fault = excluded.fault, fate = coalesce(excluded.fate, fate),
         doc = excluded.doc
       RETURNING n`,
    )
    .raw();

  return (lines) => {
    if (lines.length === 0) return;
    const [found] = firstRow<[number | null]>(highest, []) ?? [null];
    const first = (found ?? 0) + 1;
    let next = first;
    for (const { thread, values } of lines) {
      place(values, next, thread);
      thread.last = next;
      next += 1;
    }
    if (add.run(lines.map(({ values }) => values)) === lines.length) return;

    // Some were there before, so those after them name a line that is not: once more, and one by one.
    undo.run([first]);
    next = first;
    for (const { thread } of lines) thread.last = thread.storedLast;
    for (const { thread, values } of lines) {
      place(values, next, thread);
      const [row] = addOrReplace.all(values) as [n: number][];
      if (row?.[0] !== next) continue;
      thread.last = next;
      next += 1;
    }
  };
}

function place(values: Value[], n: number, { n: conversation, last }: Thread): void {
  values[0] = n;
  values[1] = conversation;
  values[2] = last;
}

export type LineRow = [
  n: number,
  id: string,
  direction: StoredMessage['direction'],
  channel: ChannelName,
  state: MessageState,
  fault: string | null,
  fate: string | null,
  doc: string,
];

/**
 * The latest lines of conversation number `n`, newest first, at most `count`; those before line number `before`, if it
 * is given. Undefined if that is no line of the conversation.
 */
export type ReadLines = (n: number, before: number | undefined, count: number) => LineRow[] | undefined;

export function createReadLines(db: Database.Database): ReadLines {
  const last = db.prepare('SELECT last FROM conversations WHERE n = ?').raw();
  const previous = db.prepare('SELECT previous FROM messages WHERE n = ? AND conversation = ?').raw();
  const lines = db
    .prepare(
      `WITH RECURSIVE line (n, previous, left) AS (
         SELECT n, previous, ?2 - 1 FROM messages WHERE n = ?1
         UNION ALL
         SELECT m.n, m.previous, left - 1 FROM line CROSS JOIN messages m WHERE m.n = line.previous AND left > 0
       )
       SELECT m.n, m.id, m.direction, m.channel, m.state, m.fault, m.fate, m.doc
       FROM line CROSS JOIN messages m WHERE m.n = line.n
       ORDER BY m.n DESC`,
    )
    .raw();
  return (n, before, count) => {
    const row =
      before === undefined
        ? firstRow<[from: number | null]>(last, [n])
        : firstRow<[from: number | null]>(previous, [before, n]);
    if (!row) return undefined;
    return row[0] === null ? [] : (lines.all([row[0], count]) as LineRow[]);
  };
}
