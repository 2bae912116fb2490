/**
 * The inbox index in MongoDB, one for all processes: plain changes of single documents and plain indexes only. Knows the
 * documents of `mongo-inbox-documents.ts`, not what a row says.
 */
import type { mongo } from 'mongoose';
import type { Clock } from '../clock.ts';
import type { InboxEntry, InboxStore, IndexedText, Placed } from './inbox-port.ts';
import { wordsOf } from './mark-words.ts';
import { connect, type MongoOptions } from './mongo-connect.ts';
import { isTaken } from './mongo-failure.ts';
import {
  type EntryDocument,
  type InboxCollections,
  inboxCollections,
  inboxIndexes,
  type Shadow,
  type TextDocument,
} from './mongo-inbox-documents.ts';
import { createMongoSearch } from './mongo-inbox-search.ts';
import { filterOf } from './mongo-inbox-where.ts';
import { makeIndexes } from './mongo-indexes.ts';
import { idName } from './mongo-names.ts';
import { readPage } from './mongo-page.ts';
import { createRun } from './mongo-run.ts';
import { brokenCursor, fromCursor } from './page-of.ts';
import { storableKey, toJson } from './to-json.ts';

/** Those that were taken out longer ago are forgotten: whoever was away since then begins anew. */
const GONE_KEPT = 10_000;
const SHADOWS_KEPT = 100;
/** UTF-16 units of a text; what follows is read in its thread, and not found. */
const TEXT_KEPT = 100_000;

export interface MongoInboxOptions extends MongoOptions {
  clock: Clock;
  newId(): string;
}

/** Opens the index; empty where this database has none of this release. Waits for the server as the store does. */
export async function openMongoInbox<Doc>(options: MongoInboxOptions): Promise<InboxStore<Doc>> {
  const { newId, log, clock, waiting } = options;
  const { db, close } = await connect(options);
  const collections = inboxCollections(db);
  const { entries, texts, facts, gone } = collections;
  let begun: { epoch: string; seq: number };
  try {
    await makeIndexes(inboxIndexes(collections), { clock, log, waiting });
    begun = await begin(collections, newId());
  } catch (error) {
    await close();
    throw error;
  }
  const run = createRun({
    clock,
    onFailure: (error) => log?.error({ err: error }, 'MongoDB cannot keep the index of the inbox.'),
    onRecovery: () => log?.info({}, 'MongoDB keeps the index of the inbox again.'),
  });
  const search = createMongoSearch<Doc>(collections);
  let empty = begun.seq === 0;
  let closing: Promise<void> | undefined;

  /** The last of so many numbers that nobody else has. */
  async function number(count: number): Promise<number> {
    const next = await facts.findOneAndUpdate(
      { _id: 'facts' },
      { $inc: { seq: count } },
      { returnDocument: 'after' },
    );
    empty = false;
    return next?.seq ?? count;
  }

  /** Where others wrote meanwhile, who read their numbers may not have seen these. */
  async function shade(from: number, last: number): Promise<void> {
    const now = await facts.findOne({ _id: 'facts' }, { projection: { seq: 1 } });
    if (!now || now.seq <= last) return;
    const shadows = { $each: [{ from, to: now.seq }], $slice: -SHADOWS_KEPT };
    await facts.updateOne({ _id: 'facts' }, { $push: { shadows } });
  }

  return {
    epoch: begun.epoch,
    shared: true,
    get empty() {
      return empty;
    },
    put: (given) =>
      run(async () => {
        if (given.length === 0) return [];
        const last = await number(given.length);
        const first = last - given.length + 1;
        const rows = given.map((entry, i) => entryOf(entry, first + i));
        await entries.bulkWrite(
          rows.map((row) => ({ replaceOne: { filter: { _id: row._id }, replacement: row, upsert: true } })),
        );
        const lines = given.flatMap((entry) => entry.texts.map((text) => textOf(entry, text)));
        if (lines.length > 0) {
          await texts.bulkWrite(
            lines.map((line) => ({
              replaceOne: { filter: { _id: line._id }, replacement: line, upsert: true },
            })),
            { ordered: false },
          );
        }
        await shade(first, last);
        return rows.map(({ seq }) => seq);
      }),
    get: (workspace, ids) =>
      run(async () => {
        const names = ids.map((id) => idName(workspace, id));
        const found = await entries.find({ _id: { $in: names } }).toArray();
        const byName = new Map(found.map((row) => [row._id, row]));
        return names.flatMap((name) => {
          const row = byName.get(name);
          return row ? [placed<Doc>(row)] : [];
        });
      }),
    forget: (workspace, id) =>
      run(async () => {
        const name = idName(workspace, id);
        if (!(await entries.findOne({ _id: name }, { projection: { seq: 1 } }))) return undefined;
        await texts.deleteMany({ entry: name });
        const seq = await number(1);
        await gone.insertOne({ _id: seq, workspace, id });
        await entries.deleteOne({ _id: name });
        await shade(seq, seq);
        const [old] = await gone.find({}).sort({ _id: -1 }).skip(GONE_KEPT).limit(1).toArray();
        if (old) {
          await facts.updateOne({ _id: 'facts' }, { $max: { floor: old._id } });
          await gone.deleteMany({ _id: { $lte: old._id } });
        }
        return seq;
      }),
    query: (workspace, conditions, sort, request) =>
      run(async () => {
        const key = `keys.${sort}` as const;
        const [place, id] = fromCursor(request, ['number', 'string']) ?? [];
        const filter = filterOf(workspace, conditions);
        const beyond =
          place === undefined
            ? filter
            : { $and: [filter, { $or: [{ [key]: { $gt: place } }, { [key]: place, id: { $gt: id } }] }] };
        return readPage(
          request.limit,
          (count) =>
            entries
              .find(beyond as mongo.Filter<EntryDocument>)
              .sort({ [key]: 1, id: 1 })
              .limit(count)
              .toArray(),
          placed<Doc>,
          (row) => [row.keys[sort], row.id],
        );
      }),
    count: (workspace, conditions, most) =>
      run(() => entries.countDocuments(filterOf(workspace, conditions), { limit: most })),
    countByHolder: (workspace, conditions) =>
      run(async () => {
        const groups = await entries
          .aggregate<{ _id: { owner: string; holder: string }; count: number }>([
            { $match: filterOf(workspace, conditions) },
            { $group: { _id: { owner: '$owner', holder: '$holder' }, count: { $sum: 1 } } },
          ])
          .toArray();
        return groups.map(({ _id, count }) => ({ ..._id, count }));
      }),
    since: (workspace, seq, most) =>
      run(async () => {
        if (!Number.isSafeInteger(seq) || seq < 0) throw brokenCursor();
        const now = await facts.findOne({ _id: 'facts' });
        if (!now || seq > now.seq || seq < now.floor) return undefined;
        const from = before(now.shadows, seq);
        const rows = await entries
          .find({ workspace, seq: { $gt: from } })
          .sort({ seq: 1 })
          .limit(most + 1)
          .toArray();
        const left = await gone
          .find({ workspace, _id: { $gt: from } })
          .sort({ _id: 1 })
          .limit(most + 1)
          .toArray();
        if (rows.length + left.length > most) return undefined;
        return { docs: rows.map(placed<Doc>), gone: left.map(({ _id, id }) => ({ id, seq: _id })) };
      }),
    last: () => run(async () => (await facts.findOne({ _id: 'facts' }))?.seq ?? 0),
    search: (workspace, request) => run(() => search(workspace, request)),
    mark: () => run(async () => (await facts.findOne({ _id: 'facts' }))?.mark ?? 0),
    setMark: (at) => run(async () => void (await facts.updateOne({ _id: 'facts' }, { $max: { mark: at } }))),
    close() {
      closing ??= run.close().then(close);
      return closing;
    },
  };
}

async function begin({ facts }: InboxCollections, epoch: string): Promise<{ epoch: string; seq: number }> {
  const fresh = { epoch, seq: 0, mark: 0, floor: 0, shadows: [] };
  await facts
    .updateOne({ _id: 'facts' }, { $setOnInsert: fresh }, { upsert: true })
    .catch((error: unknown) => {
      if (!isTaken(error)) throw error;
    });
  return (await facts.findOne({ _id: 'facts' })) ?? fresh;
}

/** Where a reader who has seen everything up to `seq` goes on: before whatever was being written then. */
function before(shadows: readonly Shadow[], seq: number): number {
  const passed = shadows.filter(({ from, to }) => from <= seq && seq <= to);
  return Math.min(seq, ...passed.map(({ from }) => from - 1));
}

function entryOf<Doc>(
  { workspace, id, facets, keys, face, doc }: InboxEntry<Doc>,
  seq: number,
): EntryDocument {
  const { labels, followers, mentions } = facets;
  const digits = face.phone.replace(/\D/g, '');
  return {
    _id: idName(storableKey(workspace), storableKey(id)),
    ...{ workspace, id, seq, ...facets, keys, face },
    labels: [...labels],
    followers: [...followers],
    mentions: [...mentions],
    words: wordsOf(`${face.name} ${face.labels} ${face.flow}`),
    digits: Array.from({ length: Math.max(0, digits.length - 2) }, (_one, at) => digits.slice(at)),
    doc: toJson(doc),
  };
}

function textOf(
  { workspace, id: entry }: InboxEntry,
  { id, at, direction, text }: IndexedText,
): TextDocument {
  const name = idName(workspace, entry);
  const kept = text.slice(0, TEXT_KEPT);
  return {
    _id: `${name}/${id}`,
    ...{ workspace, entry: name, id, at, direction },
    text: kept,
    words: wordsOf(kept),
  };
}

function placed<Doc>({ doc, seq }: EntryDocument): Placed<Doc> {
  return { ...(JSON.parse(doc) as Doc), seq };
}
