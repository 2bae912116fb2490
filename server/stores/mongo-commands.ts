/**
 * The commands that every turn needs, each for many conversations at once where many ask: one trip to the database, and
 * one wait for its majority. Knows documents and the driver, not what changes.
 */
import { mongo } from 'mongoose';
import type { Clock } from '../clock.ts';
import { COMMAND_MS, within } from './mongo-deadline.ts';
import type { Collections, ConversationDocument, LineDocument, SeenDocument } from './mongo-documents.ts';
import { faultsAmong, isStorageFailure, isTaken } from './mongo-failure.ts';
import { createGather } from './mongo-gather.ts';

export interface Commands {
  conversation(place: string): Promise<ConversationDocument | undefined>;
  line(name: string): Promise<LineDocument | undefined>;
  /** At which tick it was filed last. */
  tickOf(name: string): Promise<number | undefined>;
  /** Those sent under this id, in any workspace. */
  sent(id: string): Promise<LineDocument[]>;
  isSeen(key: string): Promise<boolean>;
  /** False if the place is taken. */
  begin(document: ConversationDocument): Promise<boolean>;
  /** Does `update` if the document is still at this tick; false if not. */
  change(update: ConversationUpdate): Promise<boolean>;
  /** False if it is there. */
  addLine(line: LineDocument): Promise<boolean>;
  changeLine(operation: mongo.AnyBulkWriteOperation<LineDocument>): Promise<void>;
  /** May be there. */
  addSeen(row: SeenDocument): Promise<void>;
}

export interface ConversationUpdate {
  place: string;
  id: string;
  tick: number;
  update: mongo.UpdateFilter<ConversationDocument>;
  /** In the document's `stamps` after it: by it is known who wrote, where some were too late. */
  stamp: string;
}

const UNORDERED = { ordered: false } as const;

export function createCommands({ conversations, messages, seen }: Collections, clock: Clock): Commands {
  const gather = <One, Answer>(work: (all: readonly One[]) => Promise<readonly (Answer | Error)[]>) =>
    createGather((all: readonly One[]) => within(clock, COMMAND_MS, work(all)), {
      clock,
      failsForAll: isStorageFailure,
    });

  const byName = <T extends { _id: string }>(
    read: (names: string[]) => Promise<T[]>,
  ): ((name: string) => Promise<T | undefined>) =>
    gather(async (names: readonly string[]) => {
      const found = new Map((await read([...new Set(names)])).map((one) => [one._id, one]));
      return names.map((name) => found.get(name) as T);
    });

  /** True for what was inserted, false for what was there. */
  const inserting = <T extends { _id: string }>(insert: (rows: T[]) => Promise<unknown>) =>
    gather(async (rows: readonly T[]) => {
      const failed = new Map(await insert([...rows]).then(() => [], faultsAmong));
      return rows.map((_, i) => {
        const fault = failed.get(i);
        return fault === undefined || (isTaken(fault) ? false : fault);
      });
    });

  const inserted = inserting<SeenDocument>((rows) => seen.insertMany(rows, UNORDERED));
  const ticks = byName<Pick<LineDocument, '_id' | 'tick'>>((names) =>
    messages
      .find({ _id: { $in: names } })
      .project<Pick<LineDocument, '_id' | 'tick'>>({ tick: 1 })
      .toArray(),
  );
  const seenOf = byName<SeenDocument>((names) => seen.find({ _id: { $in: names } }).toArray());

  const changeLine = gather(async (operations: readonly mongo.AnyBulkWriteOperation<LineDocument>[]) => {
    await messages.bulkWrite([...operations], UNORDERED);
    return operations.map(() => undefined);
  });

  const change = gather(async (updates: readonly ConversationUpdate[]) => {
    const [only] = updates;
    if (only && updates.length === 1) {
      const { matchedCount } = await conversations.updateOne(...asUpdate(only));
      return [matchedCount === 1];
    }
    const operations = updates.map((one) => {
      const [filter, update] = asUpdate(one);
      return { updateOne: { filter, update } };
    });
    let matched = 0;
    const failed = new Map(
      await conversations.bulkWrite(operations, UNORDERED).then((result) => {
        matched = result.matchedCount;
        return [];
      }, faultsAmong),
    );
    if (matched === updates.length) return updates.map(() => true);
    const written = await whoWrote(updates);
    return updates.map((_, i) => failed.get(i) ?? written[i] ?? false);
  });

  /** Some were too late, and a command for many does not say which. */
  async function whoWrote(updates: readonly ConversationUpdate[]): Promise<(boolean | Error)[]> {
    const places = updates.map(({ place }) => place);
    const found = await conversations
      .find({ _id: { $in: places } }, { projection: { id: 1, tick: 1, stamps: 1 } })
      .toArray();
    const now = new Map(found.map((one) => [one._id, one]));
    return updates.map(({ place, id, tick, stamp }) => {
      const one = now.get(place);
      if (one?.id !== id) return false;
      const { stamps = [] } = one;
      if (stamps.includes(stamp)) return true;
      // Its own would be there still, unless so many others wrote since then.
      const isKnown = stamps.length < STAMPS || one.tick - tick < STAMPS || stamps.some(isBeside(stamp));
      return isKnown ? false : new mongo.MongoError('Nobody can say whether it was written.');
    });
  }

  return {
    conversation: byName((names) => conversations.find({ _id: { $in: names } }).toArray()),
    line: byName((names) => messages.find({ _id: { $in: names } }).toArray()),
    sent: gather(async (ids: readonly string[]) => {
      const found = await messages.find({ sent: { $in: [...new Set(ids)] } }).toArray();
      return ids.map((id) => found.filter(({ sent }) => sent === id));
    }),
    isSeen: async (key) => (await seenOf(key)) !== undefined,
    begin: inserting((documents) => conversations.insertMany(documents, UNORDERED)),
    change,
    addLine: inserting((lines) => messages.insertMany(lines, UNORDERED)),
    changeLine,
    tickOf: async (name) => (await ticks(name))?.tick,
    async addSeen(row) {
      await inserted(row);
    },
  };
}

/** So many stamps a document keeps, and so many of one process: others' changes do not push out its own. */
const STAMPS = 12;
const STAMPS_OF_ONE = 2;

/** A document's stamps after a change: each is the name of a process, a dot, and the number of the change. */
export function stampsAfter(stamps: readonly string[], stamp: string): string[] {
  const isOwn = isBeside(stamp);
  const own = stamps.filter(isOwn).slice(1 - STAMPS_OF_ONE);
  return [...stamps.filter((one) => !isOwn(one)), ...own, stamp].slice(-STAMPS);
}

/** Whether another stamp is of the same process. */
function isBeside(stamp: string): (other: string) => boolean {
  const process = stamp.slice(0, stamp.indexOf('.') + 1);
  return (other) => other.startsWith(process);
}

function asUpdate({ place, id, tick, update }: ConversationUpdate) {
  return [{ _id: place, id, tick }, update] as const;
}
