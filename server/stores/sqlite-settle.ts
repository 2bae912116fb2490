/** What became of outbox items, in SQLite: gone, later, or parked, and their lines with them; knows no channel. */
import type Database from 'libsql';
import type { MessageState, Settlement } from './port.ts';
import type { Kind } from './sqlite-batch.ts';
import { storableKey, toJson } from './sqlite-json.ts';
import { prepareMany, type Row } from './sqlite-many.ts';
import { moveLine, type SentLine, type WriteMoved } from './sqlite-states.ts';

/** An item as it stands while its settlements are judged. */
interface Item {
  n: number;
  waits: 'in the outbox' | 'parked' | 'no more';
  /** The line with the item's id, if there is one. */
  line: SentLine | undefined;
}

type FoundRow = [
  settlement: number,
  n: number,
  parkedAt: number | null,
  line: number | null,
  state: MessageState | null,
];

export function createWriteSettlements(
  db: Database.Database,
  writeMoved: WriteMoved,
): Kind<Settlement, Settlement, void> {
  const find = prepareMany(
    db,
    4,
    (rows) => `SELECT given.column1, o.n, o.parked_at, m.n, m.state FROM (${rows}) given
       CROSS JOIN conversations c CROSS JOIN outbox o
       LEFT JOIN messages m ON m.id = o.id AND m.conversation = o.conversation AND m.direction = 'out'
       WHERE c.id = given.column2 AND c.workspace = given.column3
         AND o.conversation = c.n AND o.id = given.column4`,
  );
  const remove = prepareMany(db, 1, (rows) => `DELETE FROM outbox WHERE n IN (${rows})`);
  const again = db.prepare('UPDATE outbox SET due_at = ?, attempts = ? WHERE n = ?');
  const park = db.prepare('UPDATE outbox SET parked_at = ?, attempts = ?, fault = ? WHERE n = ?');

  function settle(item: Item, settlement: Settlement): void {
    if (item.waits === 'no more') return;
    if (settlement.outcome === 'done') {
      item.waits = 'no more';
      const { message } = settlement;
      if (item.line && message) moveLine(item.line, message.state);
      return;
    }
    if (item.waits === 'parked') return;
    if (settlement.outcome === 'again') {
      again.run([settlement.dueAt, settlement.attempts, item.n]);
      return;
    }
    const { at, attempts, code, detail, message } = settlement;
    const fault = { code, detail };
    item.waits = 'parked';
    park.run([at, attempts, toJson(fault), item.n]);
    if (item.line && message) moveLine(item.line, message.state, fault);
  }

  return {
    ready(settlement) {
      storableKey(settlement.workspace);
      storableKey(settlement.conversation);
      storableKey(settlement.item);
      return settlement;
    },
    touches: ({ conversation, item }) => [conversation, item],
    write(settlements) {
      const given = settlements.map(({ workspace, conversation, item }, i) => [
        i,
        conversation,
        workspace,
        item,
      ]);
      const items = new Map<number, Item>();
      const named: Item[] = [];
      for (const row of find.all(given) as FoundRow[]) {
        const [i, n] = row;
        const item = items.get(n) ?? itemOf(row);
        items.set(n, item);
        named[i] = item;
      }
      for (const [i, settlement] of settlements.entries()) {
        const item = named[i];
        if (item) settle(item, settlement);
      }
      const gone: Row[] = [];
      const lines: SentLine[] = [];
      for (const { n, waits, line } of items.values()) {
        if (waits === 'no more') gone.push([n]);
        if (line) lines.push(line);
      }
      remove.run(gone);
      writeMoved(lines);
      return settlements.map(() => undefined);
    },
  };
}

function itemOf([, n, parkedAt, line, state]: FoundRow): Item {
  return {
    n,
    waits: parkedAt === null ? 'in the outbox' : 'parked',
    line: line === null || state === null ? undefined : { n: line, state, fault: undefined, moved: false },
  };
}
