/** MongoDB as where a store is moved to; knows its documents. Everything it writes may be written again. */
import type { Clock } from '../../clock.ts';
import { connect, type MongoOptions } from '../mongo-connect.ts';
import {
  type ConversationDocument,
  collectionsOf,
  type ItemDocument,
  type LineDocument,
} from '../mongo-documents.ts';
import { isTaken, takenAmong } from '../mongo-failure.ts';
import { idName, placeOf, toOrdered } from '../mongo-names.ts';
import { MOVE, prepareDatabase } from '../mongo-schema.ts';
import {
  ringsOf,
  standing,
  toItemDocument,
  toItemEntry,
  toLineDocument,
  toLineEntry,
} from '../mongo-shape.ts';
import { sealed } from '../mongo-transitions.ts';
import type { Moved, MovedConversation, Part, Target } from './move.ts';

/** Throws a sentence for the operator if the database cannot be used. */
export async function openMongoTarget(options: MongoOptions & { clock: Clock }): Promise<Target> {
  const { db, close } = await connect(options);
  const collections = collectionsOf(db);
  const { conversations, messages, outbox, places, seen, records, about } = collections;
  try {
    await prepareDatabase(db, collections, options.messageDays, { clock: options.clock, log: options.log });
  } catch (error) {
    await close();
    throw error;
  }

  async function writeConversations(moved: MovedConversation[]): Promise<void> {
    const now = options.clock.now();
    const whole = moved.map((one) => toDocuments(one, now));
    const lines = whole.flatMap((one) => one.lines);
    const rows = whole.flatMap((one) => one.rows);
    const ids = whole.map(({ document: { workspace, id, _id } }) => ({
      _id: idName(workspace, id),
      place: _id,
    }));
    // The conversation last: with it everything is there.
    await Promise.all([
      lines.length > 0 && messages.insertMany(lines, { ordered: false }).catch(takenAmong),
      rows.length > 0 && outbox.insertMany(rows, { ordered: false }).catch(takenAmong),
      places.insertMany(ids, { ordered: false }).catch(takenAmong),
    ]);
    const documents = whole.map(({ document }) => document);
    await conversations.insertMany(documents, { ordered: false }).catch(takenAmong);
  }

  const writers: { [P in Part]: (items: Moved[P][]) => Promise<unknown> } = {
    conversations: writeConversations,
    seen: (items) =>
      seen
        .insertMany(
          items.map(({ key, at }) => ({ _id: key, at })),
          { ordered: false },
        )
        .catch(takenAmong),
    records: (items) =>
      records
        .insertMany(
          items.map((record) => ({ ...record, key: toOrdered(record.key) })),
          { ordered: false },
        )
        .catch(takenAmong),
  };

  return {
    async begin(source) {
      const [conversation, record, found] = await Promise.all([
        conversations.findOne({}),
        records.findOne({}),
        about.findOne({ _id: MOVE }),
      ]);
      if (found && !found.finished && found.source === source) {
        return (found.reached ?? {}) as Partial<Record<Part, string | number>>;
      }
      if (found || conversation || record) {
        throw new Error(
          `The database ${db.databaseName} is not empty: name another one in MONGODB_URL, or drop it first.`,
        );
      }
      try {
        await about.insertOne({ _id: MOVE, source, finished: false });
      } catch (error) {
        if (isTaken(error))
          throw new Error('Another move into this database is under way.', { cause: error });
        throw error;
      }
      return {};
    },
    async write(part, items) {
      await writers[part](items);
    },
    async reached(part, after) {
      await about.updateOne({ _id: MOVE }, { $set: { [`reached.${part}`]: after } });
    },
    async counts() {
      const [held] = await conversations
        .aggregate<{ count: number }>([
          { $project: { size: { $size: '$items' } } },
          { $group: { _id: null, count: { $sum: '$size' } } },
        ])
        .toArray();
      const [conversationCount, messageCount, rowCount, seenCount, recordCount] = await Promise.all([
        conversations.countDocuments({}),
        messages.countDocuments({}),
        outbox.countDocuments({ goneAt: { $exists: false } }),
        seen.countDocuments({}),
        records.countDocuments({}),
      ]);
      return {
        conversations: conversationCount,
        messages: messageCount,
        'outbox items': rowCount + (held?.count ?? 0),
        'inbound ids': seenCount,
        records: recordCount,
      };
    },
    async finish() {
      await about.updateOne({ _id: MOVE }, { $set: { finished: true } });
    },
    close,
  };
}

interface Documents {
  document: ConversationDocument;
  lines: LineDocument[];
  rows: ItemDocument[];
}

function toDocuments({ conversation, lines, items }: MovedConversation, now: number): Documents {
  const { workspace, id, brand, phone, rev } = conversation;
  const whole = sealed({
    _id: placeOf(workspace, brand, phone),
    workspace,
    id,
    brand,
    phone,
    rev,
    tick: 0,
    ...standing(conversation),
    rings: ringsOf(conversation),
    due: [],
    said: lines.length,
    queued: items.length,
    away: 0,
    lines: [],
    items: items.map((item, n) => toItemEntry(item, n, 1)),
    seen: [],
  });
  const rows = whole.items.filter((item) => item.away);
  const own = whole.items.filter((item) => !item.away);
  const ids = new Set(own.map((item) => item.id));
  const said = lines.map((line, n) => ({ body: '', ...toLineEntry(line, n, 1) }));
  // A line whose item waits in the conversation's document has its state there.
  const open = said
    .filter((line) => line.direction === 'out' && ids.has(line.id))
    .map(({ body: _body, ...line }) => line);
  return {
    // Once more, for when it is due without what is in rows.
    document: sealed({ ...whole, tick: 0, items: own, lines: open }),
    lines: said.map((line) => toLineDocument(whole, line)),
    rows: rows.map((item) => toItemDocument(whole, item, now)),
  };
}
