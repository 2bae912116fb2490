/**
 * How a conversation's document is changed: read, judged, and written if nobody was faster, else once more; then what it
 * logged is filed. Knows documents and the driver, not what changes.
 *
 * It is the only one to write conversations, messages and the outbox. What is filed is written under the tick of its
 * change and only over an older one, so that it may be filed again by anybody, at any time, in any order.
 */

import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { mongo } from 'mongoose';
import type { Clock } from '../clock.ts';
import { CodedError } from '../errors.ts';
import { type Commands, stampsAfter } from './mongo-commands.ts';
import type {
  Collections,
  ConversationDocument,
  ItemDocument,
  LineDocument,
  LineEntry,
} from './mongo-documents.ts';
import { takenAmong } from './mongo-failure.ts';
import { lineName } from './mongo-names.ts';
import { toItemDocument, toLineDocument } from './mongo-shape.ts';
import { sealed, unfiled, withoutFiled } from './mongo-transitions.ts';

export interface Verdict<T> {
  answer: T;
  /** The document as it shall be, one tick on; undefined if nothing changes. */
  next?: ConversationDocument | undefined;
  /** The answer stays what it is, however the document changes. */
  final?: boolean;
}

export interface Changes {
  /** The document as it is in the database, with what this process knows to be filed. */
  load(place: string): Promise<ConversationDocument | undefined>;
  /**
   * The document as this process last knew it, else as it is in the database. Enough for a line that was read as it is
   * filed: what another process has changed since then and answered for is filed too.
   */
  recall(place: string): Promise<ConversationDocument | undefined>;
  /** False if the place is taken. */
  begin(document: ConversationDocument): Promise<boolean>;
  /**
   * Judges the document at a place and writes what it shall be. `judge` may be called several times, and must read
   * whatever else it needs after it is called. `none` is the answer where there is no document. `turn`: it is one.
   */
  change<T>(
    place: string,
    none: T,
    judge: (document: ConversationDocument) => Verdict<T> | Promise<Verdict<T>>,
    turn?: boolean,
  ): Promise<T>;
  /**
   * The document of a turn without what is filed, which is looked up where another process logged it: what that one has
   * filed is not filed again, nor carried along.
   */
  lean(document: ConversationDocument): Promise<ConversationDocument>;
  /** Files what a process that died may have left, and takes it out of the document. */
  repair(document: ConversationDocument): Promise<void>;
  /** Deletes the document, whatever it has become since; false if it is gone already. */
  remove(document: ConversationDocument): Promise<boolean>;
}

/** A document takes two to five kilobytes. */
const KEPT = 2048;
/** Changes of one conversation that others may win in a row; far more than there are processes. */
const MOST_TRIES = 1000;
/** Until a change that others made is known to a majority. */
const PAUSE_MS = 3;
/** What is logged in a document may be filed by anybody; beyond this many it has to be. */
const MOST_LOGGED = 12;

export function createChanges(
  { conversations, outbox }: Collections,
  commands: Commands,
  clock: Clock,
): Changes {
  /** No other process has it, nor had. */
  const own = randomBytes(6).toString('base64url');
  let written = 0;
  const kept = new Map<string, ConversationDocument>();
  /** Entries of documents, by identity, that are in their collections. */
  const filed = new WeakSet<object>();

  function keep(document: ConversationDocument): void {
    kept.delete(document._id);
    kept.set(document._id, document);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value ?? '');
  }

  async function load(place: string): Promise<ConversationDocument | undefined> {
    const found = await commands.conversation(place);
    if (!found) return undefined;
    const known = kept.get(place);
    if (known?.id === found.id && known.tick >= found.tick) return known.tick === found.tick ? known : found;
    // Whoever read it is about to change it: that need not read it again.
    keep(found);
    return found;
  }

  /** Lines that are new are inserted; those that are there already take what is newer. */
  async function fileLines(document: ConversationDocument, lines: readonly LineEntry[]): Promise<void> {
    await Promise.all(
      lines.map(async (line) => {
        const { body, tick } = line;
        if (body === undefined) {
          const { channel, state, fault, fate } = line;
          const filter = { _id: lineName(document, line), tick: { $lt: tick } };
          const update = setting<LineDocument>({ tick, channel, state, fault, fate });
          return commands.changeLine({ updateOne: { filter, update } });
        }
        const replacement = toLineDocument(document, { ...line, body });
        if (await commands.addLine(replacement)) return;
        const filter = { _id: replacement._id, tick: { $lt: tick } };
        await commands.changeLine({ replaceOne: { filter, replacement } });
      }),
    );
  }

  /** Finds out what of a document another process has filed; read with what the turn itself reads. */
  async function learn(document: ConversationDocument): Promise<void> {
    const { lines, seen: ids } = unfiled(document, filed);
    await Promise.all([
      ...ids.map(async (entry) => {
        if (await commands.isSeen(entry.key)) filed.add(entry);
      }),
      ...lines.map(async (line) => {
        const tick = await commands.tickOf(lineName(document, line));
        if (tick !== undefined && tick >= line.tick) filed.add(line);
      }),
    ]);
  }

  /** Writes what a document logs to where it belongs. */
  async function file(document: ConversationDocument): Promise<void> {
    const { lines, items, seen: ids } = unfiled(document, filed);
    const writes: Promise<unknown>[] = [];
    if (lines.length > 0) writes.push(fileLines(document, lines));
    if (items.length > 0) {
      const operations = items.map((item): mongo.AnyBulkWriteOperation<ItemDocument> => {
        const replacement = toItemDocument(document, item, clock.now());
        const filter = { _id: replacement._id, tick: { $lt: item.tick } };
        return { replaceOne: { filter, replacement, upsert: true } };
      });
      // An upsert that finds the row, but as new or newer, tries to insert it.
      writes.push(outbox.bulkWrite(operations, { ordered: false }).catch(takenAmong));
    }
    for (const { key, at } of ids) writes.push(commands.addSeen({ _id: key, at }));
    await Promise.all(writes);
    for (const entry of [...lines, ...items, ...ids]) filed.add(entry);
  }

  /** The document as it is written; undefined if it is no longer at the tick it was read at. */
  async function write(
    before: ConversationDocument,
    after: ConversationDocument,
  ): Promise<ConversationDocument | undefined> {
    written += 1;
    const stamp = `${own}.${written.toString(36)}`;
    const next = { ...after, stamps: stampsAfter(before.stamps ?? [], stamp) };
    const { _id: place, id, tick } = before;
    const done = await commands.change({ place, id, tick, update: differences(before, next), stamp });
    return done ? next : undefined;
  }

  async function tidy(document: ConversationDocument): Promise<void> {
    const without = withoutFiled(document, filed, false);
    if (!without) return;
    const next = await write(document, sealed(without));
    if (!next) {
      kept.delete(document._id);
      return;
    }
    keep(next);
    await file(next);
  }

  return {
    load,
    recall: async (place) => kept.get(place) ?? load(place),
    async begin(document) {
      if (!(await commands.begin(document))) return false;
      keep(document);
      await file(document);
      return true;
    },
    async change(place, none, judge, turn = false) {
      let lastTick = -1;
      let known = kept.get(place);
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const found = known ?? (await load(place));
        if (!found) return none;
        // What is kept may be old: enough to try a change, which is refused then, not to answer without one.
        const isKept = known !== undefined;
        known = undefined;
        if (found.tick === lastTick) await pause(clock);
        lastTick = found.tick;
        const { lines, items, seen: ids } = unfiled(found, filed);
        if (lines.length + items.length + ids.length > MOST_LOGGED) await file(found);
        const document = withoutFiled(found, filed, turn) ?? found;
        const { answer, next: wanted, final = false } = await judge(document);
        if (!wanted) {
          if (final || !isKept) return answer;
          lastTick = -1;
          continue;
        }
        const next = await write(found, wanted);
        if (!next) {
          kept.delete(place);
          continue;
        }
        keep(next);
        await file(next);
        // Parked items are listed by their rows: the mark that one may lag goes at once.
        if (next.lagging !== undefined) await tidy(next);
        return answer;
      }
      throw new CodedError(
        'storage_unavailable',
        'The conversation is changed by others faster than it can be.',
      );
    },
    async lean(document) {
      await learn(document);
      return withoutFiled(document, filed, true) ?? document;
    },
    async repair(document) {
      await file(document);
      await tidy(document);
    },
    async remove({ _id, id }) {
      kept.delete(_id);
      const { deletedCount } = await conversations.deleteOne({ _id, id });
      return deletedCount === 1;
    },
  };
}

/** The update that makes one document of the other: fields that are the same are not sent. */
function differences(
  before: ConversationDocument,
  next: ConversationDocument,
): mongo.UpdateFilter<ConversationDocument> {
  const changed: Partial<Record<keyof ConversationDocument, unknown>> = {};
  for (const field of new Set([...Object.keys(before), ...Object.keys(next)]) as Set<
    keyof ConversationDocument
  >) {
    const [old, value] = [before[field], next[field]];
    if (value !== old && !(isShort(value) && isDeepStrictEqual(value, old))) changed[field] = value;
  }
  return setting(changed as Partial<ConversationDocument>);
}

/** Sets fields, and takes away those that are undefined. */
function setting<T extends object>(fields: Partial<T>): mongo.UpdateFilter<T> {
  const set: Record<string, unknown> = {};
  const unset: Record<string, true> = {};
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined) unset[field] = true;
    else set[field] = value;
  }
  const update: mongo.UpdateFilter<mongo.Document> = {
    $set: set,
    ...(Object.keys(unset).length > 0 ? { $unset: unset } : {}),
  };
  return update as mongo.UpdateFilter<T>;
}

/** Worth comparing: lists of times, and empty lists. */
function isShort(value: unknown): boolean {
  return Array.isArray(value) && (value.length === 0 || typeof value[0] === 'number');
}

function pause(clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    clock.alarm(clock.now() + PAUSE_MS, resolve);
  });
}
