/**
 * Search in the inbox index of MongoDB, by words and beginnings of words in an index of their own: every server has that.
 * Knows the documents and how to ask them.
 */
import type { mongo } from 'mongoose';
import { digitsOf, foundFields } from './found-fields.ts';
import type { Condition, Found, SearchRequest } from './inbox-port.ts';
import { markWords, readSought, type Sought } from './mark-words.ts';
import type { EntryDocument, InboxCollections, TextDocument } from './mongo-inbox-documents.ts';
import { filterOf } from './mongo-inbox-where.ts';
import { idName } from './mongo-names.ts';
import { fromCursor, pageOf, toCursor } from './page-of.ts';
import type { Page } from './port.ts';

/** Conversations that are found by who they are with, before messages. */
const MOST_FACES = 20;
/** Hits looked at for one page: a word of every message must not hold everybody up. The cursor leads on behind them. */
const WINDOW = 3000;
const BATCH = 200;

interface Place {
  at: number;
  name: string;
}
interface Hits<Doc> {
  hits: { text: TextDocument; found: Found<Doc> }[];
  /** The last hit that was looked at, where the window ended before the hits did. */
  rest: Place | undefined;
}

export function createMongoSearch<Doc>({ entries, texts }: InboxCollections) {
  async function faces(
    workspace: string,
    conditions: readonly Condition[],
    digits: string | undefined,
    sought: Sought | undefined,
  ): Promise<Found<Doc>[]> {
    const ways: mongo.Filter<EntryDocument>[] = [];
    if (digits !== undefined) ways.push({ digits: { $regex: `^${digits}` } });
    if (sought) ways.push({ $and: wordsAre(sought) });
    const found = new Map<string, Found<Doc>>();
    for (const way of ways) {
      const filter = { $and: [filterOf(workspace, conditions), way] } as mongo.Filter<EntryDocument>;
      const rows = await entries.find(filter).sort({ 'keys.newest': 1 }).limit(MOST_FACES).toArray();
      for (const row of rows) {
        if (found.has(row._id)) continue;
        found.set(row._id, { doc: placed<Doc>(row), fields: foundFields(row.face, digits, sought) });
      }
    }
    return [...found.values()].slice(0, MOST_FACES);
  }

  /** Messages with the words whose conversations meet the conditions, the newest first, until there are so many. */
  async function messages(
    workspace: string,
    { conditions, conversation }: SearchRequest,
    sought: Sought,
    from: Place | undefined,
    count: number,
  ): Promise<Hits<Doc>> {
    const hits: Hits<Doc>['hits'] = [];
    let after = from;
    for (let looked = 0; looked < WINDOW; looked += BATCH) {
      const inside = conversation === undefined ? [] : [{ entry: idName(workspace, conversation) }];
      const filter = { workspace, $and: [...inside, ...wordsAre(sought), ...beyond(after)] };
      const batch = await texts
        .find(filter as mongo.Filter<TextDocument>)
        .sort({ at: -1, _id: -1 })
        .limit(BATCH)
        .toArray();
      const names = [...new Set(batch.map(({ entry }) => entry))];
      const rows = await entries
        .find({
          $and: [{ _id: { $in: names } }, filterOf(workspace, conditions)],
        } as mongo.Filter<EntryDocument>)
        .toArray();
      const byName = new Map(rows.map((row) => [row._id, row]));
      for (const text of batch) {
        const row = byName.get(text.entry);
        if (!row) continue;
        const { id, at, direction } = text;
        const message = { id, at, direction, ...markWords(text.text, sought) };
        hits.push({ text, found: { doc: placed<Doc>(row), message, fields: [] } });
        if (hits.length === count) return { hits, rest: undefined };
      }
      const last = batch.at(-1);
      if (batch.length < BATCH || !last) return { hits, rest: undefined };
      after = { at: last.at, name: last._id };
    }
    return { hits, rest: after };
  }

  return async (workspace: string, request: SearchRequest): Promise<Page<Found<Doc>>> => {
    const { words, conditions, conversation, limit, cursor } = request;
    const [at, name, whole] = fromCursor(request, ['number', 'string', 'number']) ?? [0, '', -1];
    const from = cursor === undefined ? undefined : { at, name };
    const sought = readSought(words);
    const first = cursor === undefined && conversation === undefined;
    const above = first ? await faces(workspace, conditions, digitsOf(words), sought) : [];
    if (!sought) return { items: above };
    // A common word is found at once as it stands; as the beginning of others, all that have it are gathered first.
    const exact = { whole: [...sought.whole, sought.beginning ?? ''], beginning: undefined };
    let mode = whole;
    let read = mode === 0 ? undefined : await messages(workspace, request, exact, from, limit + 1);
    if (mode === -1) mode = (read?.hits.length ?? 0) > limit ? 1 : 0;
    if (mode === 0) read = await messages(workspace, request, sought, from, limit + 1);
    const { hits = [], rest } = read ?? {};
    const page = pageOf(
      limit,
      () => hits,
      ({ found }) => found,
      ({ text }) => [text.at, text._id, mode],
    );
    const items = [...above, ...page.items];
    if (page.cursor !== undefined) return { items, cursor: page.cursor };
    return rest ? { items, cursor: toCursor([rest.at, rest.name, mode]) } : { items };
  };
}

/** Words hold letters and digits only, so that none of them means anything to a pattern. */
function wordsAre({ whole, beginning }: Sought): { words: string | { $regex: string } }[] {
  const parts: { words: string | { $regex: string } }[] = whole.map((words) => ({ words }));
  if (beginning !== undefined) parts.push({ words: { $regex: `^${beginning}` } });
  return parts;
}

function beyond(place: Place | undefined): object[] {
  if (!place) return [];
  return [{ $or: [{ at: { $lt: place.at } }, { at: place.at, _id: { $lt: place.name } }] }];
}

function placed<Doc>({ doc, seq }: EntryDocument) {
  return { ...(JSON.parse(doc) as Doc), seq };
}
