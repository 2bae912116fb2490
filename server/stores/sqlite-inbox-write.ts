/** Entries become rows of the inbox index; knows the tables, not when or why. */
import type Database from 'libsql';
import type { InboxEntry, IndexedText, Seq } from './inbox-port.ts';
import { storageError } from './sqlite-failure.ts';
import { firstRow } from './sqlite-first.ts';
import { toJson } from './to-json.ts';

/** Texts of one millisecond; their numbers are their times this many times over. */
const PER_MS = 2048;
/** Beyond it, numbers would not be exact. */
const LAST_MS = 4_000_000_000_000;
/** Those that were taken out longer ago are forgotten: whoever was away since then begins anew. */
const GONE_KEPT = 10_000;
/** What marks a hit in a text must not be in it; nor NUL, at which the driver ends a text. */
const MARKS = /[\ue000\ue001]|\0/g;

/** Beside `n` and `seq`, in the order in which an entry's are written. */
const COLUMNS = [
  'workspace',
  'id',
  'status',
  'owner',
  'holder',
  'brand',
  'channel',
  'locale',
  'priority',
  'flow',
  'unread',
  'waiting',
  'late',
  'opted_out',
  'blocked',
  'by_newest',
  'by_waiting',
  'by_due',
  'by_priority',
] as const;
type Value = string | number;
/** Combinations of columns that change together; there are some dozens. */
const CHANGES_KEPT = 300;

export interface InboxWrite<Doc> {
  put(entries: readonly InboxEntry<Doc>[]): Seq[];
  forget(workspace: string, id: string): Seq | undefined;
}

export function createInboxWrite<Doc>(db: Database.Database): InboxWrite<Doc> {
  const find = db.prepare('SELECT n FROM entries WHERE id = ? AND workspace = ?').raw();
  const add = db.prepare(
    `INSERT INTO entries (seq, ${COLUMNS.join(', ')}) VALUES (?, ${COLUMNS.map(() => '?').join(', ')})`,
  );
  const getDoc = db.prepare('SELECT face, entry FROM docs WHERE n = ?').raw();
  const addDoc = db.prepare('INSERT INTO docs (face, entry, doc, n) VALUES (?, ?, ?, ?)');
  const setDoc = db.prepare('UPDATE docs SET face = ?, entry = ?, doc = ? WHERE n = ?');
  const addTag = db.prepare('INSERT OR IGNORE INTO tags (field, value, entry) VALUES (?, ?, ?)');
  const dropTags = db.prepare('DELETE FROM tags WHERE entry = ?');
  const addFace = db.prepare('INSERT INTO faces (rowid, name, labels, flow) VALUES (?, ?, ?, ?)');
  const dropFace = db.prepare('DELETE FROM faces WHERE rowid = ?');
  const addPhone = db.prepare('INSERT INTO phones (rowid, phone) VALUES (?, ?)');
  const dropPhone = db.prepare('DELETE FROM phones WHERE rowid = ?');
  const getText = db.prepare('SELECT n, text FROM texts WHERE entry = ? AND id = ?').raw();
  const lastText = db.prepare('SELECT n FROM texts WHERE n >= ? AND n < ? ORDER BY n DESC LIMIT 1').raw();
  const addText = db.prepare(
    'INSERT INTO texts (n, entry, c, id, at, direction, text) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const setText = db.prepare('UPDATE texts SET text = ? WHERE n = ?');
  const dropTexts = db.prepare('DELETE FROM texts WHERE entry = ?');
  const textsOf = db.prepare('SELECT n, c, text FROM texts WHERE entry = ?').raw();
  const addWords = db.prepare('INSERT INTO words (rowid, c, text) VALUES (?, ?, ?)');
  const dropWords = db.prepare("INSERT INTO words (words, rowid, c, text) VALUES ('delete', ?, ?, ?)");
  const dropEntry = db.prepare('DELETE FROM entries WHERE n = ?');
  const dropDoc = db.prepare('DELETE FROM docs WHERE n = ?');
  const addGone = db.prepare('INSERT INTO gone (seq, workspace, id) VALUES (?, ?, ?)');
  const oldGone = db.prepare('SELECT seq FROM gone ORDER BY seq DESC LIMIT 1 OFFSET ?').raw();
  const dropGone = db.prepare('DELETE FROM gone WHERE seq <= ?');
  const getSeq = db.prepare("SELECT value FROM facts WHERE name = 'seq'").raw();
  const setFact = db.prepare('UPDATE facts SET value = ? WHERE name = ?');

  /** By what they set. */
  const changes = new Map<string, Database.Statement>();

  const seqNow = () => Number(firstRow<[number]>(getSeq, [])?.[0] ?? 0);
  const numberOf = (workspace: string, id: string) => firstRow<[number]>(find, [id, workspace])?.[0];

  function transact<T>(work: () => T): T {
    try {
      if (db.inTransaction) db.exec('ROLLBACK');
      db.exec('BEGIN IMMEDIATE');
      const result = work();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK');
      throw storageError(error);
    }
  }

  /** Only what is another: every column that is set costs a change of each index it is in. */
  function change(n: number, seq: number, values: readonly Value[], before: readonly Value[]): void {
    const changed = COLUMNS.flatMap((column, i) =>
      values[i] === before[i] ? [] : [{ column, value: values[i] ?? '' }],
    );
    const set = ['seq', ...changed.map(({ column }) => column)].map((column) => `${column} = ?`).join(', ');
    const known = changes.get(set) ?? db.prepare(`UPDATE entries SET ${set} WHERE n = ?`);
    if (changes.size < CHANGES_KEPT) changes.set(set, known);
    known.run([seq, ...changed.map(({ value }) => value), n]);
  }

  function putEntry(entry: InboxEntry<Doc>, seq: number): void {
    const { workspace, id, facets, keys, face } = entry;
    const known = numberOf(workspace, id);
    const values = [
      workspace,
      id,
      facets.status,
      facets.owner,
      facets.holder,
      facets.brand,
      facets.channel,
      facets.locale,
      facets.priority,
      facets.flow,
      Number(facets.unread),
      Number(facets.waiting),
      Number(facets.late),
      Number(facets.optedOut),
      Number(facets.blocked),
      keys.newest,
      keys.waiting,
      keys.due,
      keys.priority,
    ];
    const n = known ?? Number(add.run([seq, ...values]).lastInsertRowid);
    const [before, entryText] =
      (known === undefined ? undefined : firstRow<[string, string]>(getDoc, [n])) ?? [];
    if (entryText !== undefined) change(n, seq, values, JSON.parse(entryText));
    // Tags are part of what it is recognised by, so that one look tells whether any of it changed.
    const tags = { labels: facets.labels, followers: facets.followers, mentions: facets.mentions };
    const faceText = toJson({ face, tags });
    (known === undefined ? addDoc : setDoc).run([faceText, toJson(values), toJson(entry.doc), n]);
    if (before !== faceText) {
      if (before !== undefined) {
        dropTags.run([n]);
        dropFace.run([n]);
        dropPhone.run([n]);
      }
      for (const [field, all] of Object.entries(tags)) for (const value of all) addTag.run([field, value, n]);
      addFace.run([n, plain(face.name), plain(face.labels), plain(face.flow)]);
      addPhone.run([n, plain(face.phone)]);
    }
    for (const text of entry.texts) putText(n, text);
  }

  function putText(entry: number, { id, at, direction, text }: IndexedText): void {
    const kept = plain(text);
    const known = firstRow<[number, string]>(getText, [entry, id]);
    const c = `c${entry}`;
    if (known) {
      const [n, before] = known;
      if (before === kept) return;
      dropWords.run([n, c, before]);
      setText.run([kept, n]);
      addWords.run([n, c, kept]);
      return;
    }
    const first = Math.min(LAST_MS, Math.max(0, Math.trunc(at))) * PER_MS;
    const last = firstRow<[number]>(lastText, [first, first + PER_MS])?.[0];
    const n = last === undefined ? first : last + 1;
    // More texts of one moment than there are numbers: this one is read in its thread, and not found.
    if (n >= first + PER_MS) return;
    addText.run([n, entry, c, id, at, direction, kept]);
    addWords.run([n, c, kept]);
  }

  return {
    put(entries) {
      return transact(() => {
        let seq = seqNow();
        const seqs = entries.map((entry) => {
          seq += 1;
          putEntry(entry, seq);
          return seq;
        });
        setFact.run([seq, 'seq']);
        return seqs;
      });
    },
    forget(workspace, id) {
      return transact(() => {
        const n = numberOf(workspace, id);
        if (n === undefined) return undefined;
        for (const [number, c, text] of textsOf.all([n]) as unknown as [number, string, string][]) {
          dropWords.run([number, c, text]);
        }
        dropTexts.run([n]);
        dropTags.run([n]);
        dropFace.run([n]);
        dropPhone.run([n]);
        dropDoc.run([n]);
        dropEntry.run([n]);
        const seq = seqNow() + 1;
        addGone.run([seq, workspace, id]);
        setFact.run([seq, 'seq']);
        const old = firstRow<[number]>(oldGone, [GONE_KEPT])?.[0];
        if (old !== undefined) {
          dropGone.run([old]);
          setFact.run([old, 'floor']);
        }
        return seq;
      });
    },
  };
}

function plain(text: string): string {
  return text.replace(MARKS, ' ').replace(LONE, '\ufffd');
}

/** Half of a pair, which no database takes. */
const LONE = /\p{Surrogate}/gu;
