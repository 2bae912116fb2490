/** How the state of a sent line moves in SQLite: only forward, whatever order receipts come in; knows one table. */
import type Database from 'libsql';
import type { MessageState, StoredMessage } from './port.ts';
import type { Kind } from './sqlite-batch.ts';
import { storableKey, toJson } from './sqlite-json.ts';
import { prepareMany, type Row } from './sqlite-many.ts';

/** A sent line as it stands while its moves are judged. */
export interface SentLine {
  /** The number of its row. */
  n: number;
  state: MessageState;
  fault: StoredMessage['fault'];
  /** Its row is to be written. */
  moved: boolean;
}

/**
 * The states each one may follow. A receipt that a message was delivered or read is proof, so it also follows
 * "failed" and "expired"; these two never follow it.
 */
const FOLLOWS: Readonly<Record<MessageState, readonly MessageState[]>> = {
  queued: [],
  sent: ['queued'],
  delivered: ['queued', 'sent', 'failed', 'expired'],
  read: ['queued', 'sent', 'delivered', 'failed', 'expired'],
  failed: ['queued', 'sent'],
  expired: ['queued', 'sent'],
  received: [],
};

/** Moves a line on, if the state it is in may lead there. */
export function moveLine(line: SentLine, state: MessageState, fault?: StoredMessage['fault']): void {
  if (!FOLLOWS[state].includes(line.state)) return;
  line.state = state;
  line.fault = fault;
  line.moved = true;
}

/** Writes those of the lines that moved, inside a transaction. */
export type WriteMoved = (lines: Iterable<SentLine>) => void;

export function createWriteMoved(db: Database.Database): WriteMoved {
  const write = prepareMany(
    db,
    3,
    (rows) => `UPDATE messages SET state = given.column2, fault = given.column3
       FROM (${rows}) given WHERE n = given.column1`,
  );
  return (lines) => {
    const rows: Row[] = [];
    for (const { n, state, fault, moved } of lines) {
      if (moved) rows.push([n, state, fault ? toJson(fault) : null]);
    }
    write.run(rows);
  };
}

/** A receipt for a message, which may be a line of several conversations. */
export interface Receipt {
  workspace: string;
  message: string;
  state: MessageState;
}

export function createWriteReceipts(
  db: Database.Database,
  writeMoved: WriteMoved,
): Kind<Receipt, Receipt, 'marked' | 'unknown'> {
  const find = prepareMany(
    db,
    3,
    (rows) => `SELECT given.column1, m.n, m.state FROM (${rows}) given
       CROSS JOIN messages m CROSS JOIN conversations c
       WHERE m.id = given.column2 AND m.direction = 'out' AND c.n = m.conversation AND c.workspace = given.column3`,
  );
  return {
    ready(receipt) {
      storableKey(receipt.workspace);
      storableKey(receipt.message);
      return receipt;
    },
    touches: ({ message }) => [message],
    write(receipts) {
      const given = receipts.map(({ workspace, message }, i) => [i, message, workspace]);
      const lines = new Map<number, SentLine>();
      const named = receipts.map((): SentLine[] => []);
      for (const [i, n, state] of find.all(given) as [number, number, MessageState][]) {
        const line = lines.get(n) ?? { n, state, fault: undefined, moved: false };
        lines.set(n, line);
        named[i]?.push(line);
      }
      for (const [i, { state }] of receipts.entries()) {
        for (const line of named[i] ?? []) moveLine(line, state);
      }
      writeMoved(lines.values());
      return named.map((own) => (own.length > 0 ? 'marked' : 'unknown'));
    },
  };
}
