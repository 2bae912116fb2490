/** Search in the inbox index: words by FTS5, phones by any of their parts. Knows the tables and how to ask them. */
import type Database from 'libsql';
import { digitsOf, foundFields } from './found-fields.ts';
import type { Found, Placed, SearchRequest } from './inbox-port.ts';
import { markWords, readSought, type Sought } from './mark-words.ts';
import { fromCursor, pageOf, toCursor } from './page-of.ts';
import type { Page } from './port.ts';
import { firstRow } from './sqlite-first.ts';
import { type Where, whereOf } from './sqlite-inbox-where.ts';
import type { Statements } from './sqlite-statements.ts';

/** Conversations that are found by who they are with, before messages. */
const MOST_FACES = 20;
/** Hits looked at for one page: a word of every message must not hold everybody up. The cursor leads on behind them. */
const WINDOW = 3000;
const FACE_WINDOW = 500;

type TextRow = [
  n: number,
  id: string,
  at: number,
  direction: 'in' | 'out',
  text: string,
  seq: number,
  doc: string,
];
type FaceRow = [
  n: number,
  seq: number,
  doc: string,
  phone: string,
  name: string,
  labels: string,
  flow: string,
];

export function createInboxSearch<Doc>(db: Database.Database, statements: Statements) {
  const entry = db.prepare('SELECT n FROM entries WHERE id = ? AND workspace = ?').raw();

  function facesAmong(table: 'faces' | 'phones', match: string, where: Where): FaceRow[] {
    const sql = `SELECT e.n, e.seq, d.doc, p.phone, f.name, f.labels, f.flow
      FROM (SELECT rowid FROM ${table} WHERE ${table} MATCH ? ORDER BY rowid DESC LIMIT ${FACE_WINDOW}) w
      CROSS JOIN entries e ON e.n = w.rowid CROSS JOIN docs d ON d.n = e.n
      CROSS JOIN faces f ON f.rowid = e.n CROSS JOIN phones p ON p.rowid = e.n
      WHERE ${where.sql} ORDER BY e.by_newest LIMIT ${MOST_FACES}`;
    return statements(sql).all([match, ...where.values]) as unknown as FaceRow[];
  }

  function faces(where: Where, digits: string | undefined, sought: Sought | undefined): Found<Doc>[] {
    const found = new Map<number, Found<Doc>>();
    const take = ([n, seq, doc, phone, name, labels, flow]: FaceRow) => {
      if (found.has(n)) return;
      const fields = foundFields({ phone, name, labels, flow }, digits, sought);
      found.set(n, { doc: placed<Doc>(doc, seq), fields });
    };
    if (digits !== undefined) facesAmong('phones', `"${digits}"`, where).forEach(take);
    if (sought) facesAmong('faces', queryOf(sought), where).forEach(take);
    return [...found.values()].slice(0, MOST_FACES);
  }

  function textsOf(match: string, before: number, where: Where, count: number): TextRow[] {
    const sql = `SELECT t.n, t.id, t.at, t.direction, t.text, e.seq, d.doc FROM (${WINDOWED}) w
      CROSS JOIN texts t ON t.n = w.rowid CROSS JOIN entries e ON e.n = t.entry CROSS JOIN docs d ON d.n = e.n
      WHERE ${where.sql} LIMIT ?`;
    return statements(sql).all([match, before, WINDOW, ...where.values, count]) as unknown as TextRow[];
  }

  return (workspace: string, request: SearchRequest): Page<Found<Doc>> => {
    const { words, conditions, conversation, limit, cursor } = request;
    const [before, whole] = fromCursor(request, ['number', 'number']) ?? [Number.MAX_SAFE_INTEGER, -1];
    const where = whereOf(workspace, conditions);
    const sought = readSought(words);
    const first = cursor === undefined && conversation === undefined;
    const above = first ? faces(where, digitsOf(words), sought) : [];
    const inside =
      conversation === undefined ? undefined : firstRow<[number]>(entry, [conversation, workspace])?.[0];
    if (!sought || (conversation !== undefined && inside === undefined)) return { items: above };
    const matching = (one: Sought) =>
      `${inside === undefined ? '' : `c : c${inside} AND `}text : (${queryOf(one)})`;
    // A common word is found at once as it stands; as the beginning of others, all that have it are gathered first.
    const exact = { whole: [...sought.whole, sought.beginning ?? ''], beginning: undefined };
    const enough = () => textsOf(matching(exact), before, where, limit + 1).length > limit;
    const used = whole === 1 || (whole === -1 && enough()) ? exact : sought;
    const match = matching(used);
    const mode = used === exact ? 1 : 0;
    const page = pageOf(
      limit,
      (count) => textsOf(match, before, where, count),
      ([, id, at, direction, text, seq, doc]): Found<Doc> => ({
        doc: placed<Doc>(doc, seq),
        message: { id, at, direction, ...markWords(text, used) },
        fields: [],
      }),
      ([n]) => [n, mode],
    );
    const items = [...above, ...page.items];
    if (page.cursor !== undefined) return { items, cursor: page.cursor };
    // Fewer than asked for: either there are no more, or the window ended first.
    const last = firstRow<[number]>(statements(`${WINDOWED} OFFSET ?`), [match, before, 1, WINDOW - 1])?.[0];
    return last === undefined ? { items } : { items, cursor: toCursor([last, mode]) };
  };
}

/** All hits of a window, the newest first. */
const WINDOWED = 'SELECT rowid FROM words WHERE words MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?';

function placed<Doc>(doc: string, seq: number): Placed<Doc> {
  return { ...(JSON.parse(doc) as Doc), seq };
}

/** All words; in quotes, so that nothing in them is an operator. */
function queryOf({ whole, beginning }: Sought): string {
  const parts = whole.map((word) => `"${word}"`);
  if (beginning !== undefined) parts.push(`"${beginning}"*`);
  return parts.join(' AND ');
}
