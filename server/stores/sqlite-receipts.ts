/** What channels say became of sent lines, in SQLite, and the outbox items that are done with it; knows no channel. */
import type Database from 'libsql';
import type { ChannelName } from '../../flows/scope.ts';
import type { ConversationStore, MessageState, Receipt } from './port.ts';
import { isArrived, markLine, type SentLine, sentLine } from './sent-line.ts';
import type { Kind } from './sqlite-batch.ts';
import { prepareMany } from './sqlite-many.ts';
import type { WriteChanged } from './sqlite-states.ts';
import type { Write } from './sqlite-writer.ts';
import { storableKey } from './to-json.ts';

type Marked = Awaited<ReturnType<ConversationStore['mark']>>;

/** A receipt for a message, which may be a line of several conversations. */
export interface MessageReceipt {
  workspace: string;
  message: string;
  receipt: Receipt;
}

type FoundRow = [
  receipt: number,
  n: number,
  channel: ChannelName,
  state: MessageState,
  fate: string | null,
  item: number | null,
];

interface Target {
  line: SentLine;
  /** The number of the outbox item with the line's id, if there is one. */
  item: number | null;
}

export const RECEIPTS: Kind<'receipts', MessageReceipt> = {
  write: 'receipts',
  check({ workspace, message }) {
    storableKey(workspace);
    storableKey(message);
  },
  touches: ({ message }) => [message],
  spell: (receipt) => receipt,
};

export function createWriteReceipts(
  db: Database.Database,
  writeChanged: WriteChanged,
): Write<MessageReceipt, Marked> {
  const find = prepareMany(
    db,
    3,
    (rows) => `SELECT given.column1, m.n, m.channel, m.state, m.fate, o.n FROM (${rows}) given
       CROSS JOIN messages m CROSS JOIN conversations c
       LEFT JOIN outbox o ON o.conversation = m.conversation AND o.id = m.id
       WHERE m.id = given.column2 AND m.direction = 'out' AND c.n = m.conversation AND c.workspace = given.column3`,
  );
  const remove = prepareMany(db, 1, (rows) => `DELETE FROM outbox WHERE n IN (${rows})`);

  return {
    write(receipts) {
      const given = receipts.map(({ workspace, message }, i) => [i, message, workspace]);
      const targets = new Map<number, Target>();
      const named = receipts.map((): Target[] => []);
      for (const [i, n, channel, state, fate, item] of find.all(given) as FoundRow[]) {
        const target = targets.get(n) ?? { line: sentLine(n, channel, state, fate), item };
        targets.set(n, target);
        named[i]?.push(target);
      }
      const done = new Set<number>();
      const answers = receipts.map(({ receipt }, i): Marked => {
        let answer: Marked = 'unknown';
        for (const { line, item } of named[i] ?? []) {
          const marked = markLine(line, receipt);
          if (marked === 'marked' && item !== null && isArrived(receipt.state)) done.add(item);
          if (answer !== 'marked') answer = marked;
        }
        return answer;
      });
      remove.run(Array.from(done, (item) => [item]));
      writeChanged(Array.from(targets.values(), ({ line }) => line));
      return answers;
    },
  };
}
