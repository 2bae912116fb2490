/** What became of outbox items, in SQLite: gone, later, asked for, or parked, and their lines with them; knows no channel. */
import type Database from 'libsql';
import type { ChannelName } from '../../flows/scope.ts';
import type { Lane, MessageState, Settlement } from './port.ts';
import { changeLine, type SentLine, sentLine } from './sent-line.ts';
import type { Kind } from './sqlite-batch.ts';
import { prepareMany, type Row } from './sqlite-many.ts';
import type { WriteChanged } from './sqlite-states.ts';
import type { Write } from './sqlite-writer.ts';
import { storableKey, toJson } from './to-json.ts';

type Outcome<Name extends Settlement['outcome']> = Extract<Settlement, { outcome: Name }>;

/** An item as it stands while its settlements are judged, and what is to be written of it. */
interface Item {
  n: number;
  waits: 'in the outbox' | 'parked' | 'no more';
  again: { dueAt: number; attempts: number; lane: Lane | null; via: ChannelName | null } | undefined;
  /** Since `again`. */
  askedAt: number | undefined;
  parked: Outcome<'parked'> | undefined;
  /** The line with the item's id, if there is one. */
  line: SentLine | undefined;
}

type FoundRow = [
  settlement: number,
  n: number,
  parkedAt: number | null,
  line: number | null,
  channel: ChannelName | null,
  state: MessageState | null,
  fate: string | null,
];

export const SETTLEMENTS: Kind<'settlements', Settlement> = {
  write: 'settlements',
  check({ workspace, conversation, item }) {
    storableKey(workspace);
    storableKey(conversation);
    storableKey(item);
  },
  touches: ({ conversation, item }) => [conversation, item],
  spell: (settlement) => settlement,
};

export function createWriteSettlements(
  db: Database.Database,
  writeChanged: WriteChanged,
): Write<Settlement, boolean> {
  const find = prepareMany(
    db,
    4,
    (rows) => `SELECT given.column1, o.n, o.parked_at, m.n, m.channel, m.state, m.fate FROM (${rows}) given
       CROSS JOIN conversations c CROSS JOIN outbox o
       LEFT JOIN messages m ON m.id = o.id AND m.conversation = o.conversation AND m.direction = 'out'
       WHERE c.id = given.column2 AND c.workspace = given.column3
         AND o.conversation = c.n AND o.id = given.column4`,
  );
  const remove = prepareMany(db, 1, (rows) => `DELETE FROM outbox WHERE n IN (${rows})`);
  const again = prepareMany(
    db,
    5,
    (rows) => `UPDATE outbox SET due_at = given.column2, attempts = given.column3,
         lane = coalesce(given.column4, lane), via = coalesce(given.column5, via), asked_at = NULL
       FROM (${rows}) given WHERE n = given.column1`,
  );
  const ask = prepareMany(
    db,
    2,
    (rows) => `UPDATE outbox SET asked_at = given.column2 FROM (${rows}) given WHERE n = given.column1`,
  );
  const park = db.prepare('UPDATE outbox SET parked_at = ?, attempts = ?, fault = ? WHERE n = ?');

  function writeItems(items: Iterable<Item>): void {
    const gone: Row[] = [];
    const later: Row[] = [];
    const asked: Row[] = [];
    const parked: Row[] = [];
    for (const item of items) {
      const { n } = item;
      if (item.waits === 'no more') {
        gone.push([n]);
        continue;
      }
      if (item.again) later.push([n, item.again.dueAt, item.again.attempts, item.again.lane, item.again.via]);
      if (item.askedAt !== undefined) asked.push([n, item.askedAt]);
      if (item.parked) {
        const { at, attempts, code, detail } = item.parked;
        parked.push([at, attempts, toJson({ code, detail }), n]);
      }
    }
    remove.run(gone);
    // In the order in which one of the three may follow another.
    again.run(later);
    ask.run(asked);
    for (const row of parked) park.run(row);
  }

  return {
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
      const answers = settlements.map((settlement, i) => {
        const item = named[i];
        return item !== undefined && settle(item, settlement);
      });
      writeItems(items.values());
      const lines: SentLine[] = [];
      for (const { line } of items.values()) if (line) lines.push(line);
      writeChanged(lines);
      return answers;
    },
  };
}

/** False if the item is past this. */
function settle(item: Item, settlement: Settlement): boolean {
  const { outcome, message } = settlement;
  if (item.waits === 'no more' || (item.waits === 'parked' && outcome !== 'done')) return false;
  let fault: { code: string; detail: string } | undefined;
  switch (outcome) {
    case 'done':
      item.waits = 'no more';
      break;
    case 'again': {
      const { dueAt, attempts, lane = item.again?.lane ?? null, via = item.again?.via ?? null } = settlement;
      item.again = { dueAt, attempts, lane, via };
      item.askedAt = undefined;
      break;
    }
    case 'asking':
      item.askedAt = settlement.at;
      break;
    case 'parked':
      item.waits = 'parked';
      item.parked = settlement;
      fault = { code: settlement.code, detail: settlement.detail };
      break;
  }
  if (item.line && message) changeLine(item.line, message, fault);
  return true;
}

function itemOf([, n, parkedAt, line, channel, state, fate]: FoundRow): Item {
  return {
    n,
    waits: parkedAt === null ? 'in the outbox' : 'parked',
    again: undefined,
    askedAt: undefined,
    parked: undefined,
    line:
      line === null || channel === null || state === null ? undefined : sentLine(line, channel, state, fate),
  };
}
