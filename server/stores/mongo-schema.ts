/** Brings a database of MongoDB to this release: its mark, its indexes, what it forgets by itself. Knows no method of the port. */
import type { mongo } from 'mongoose';
import { type Collections, INDEXES } from './mongo-documents.ts';
import { isTaken } from './mongo-failure.ts';
import { type IndexMaking, makeIndexes } from './mongo-indexes.ts';

/** Raised by a release that older ones must not share a database with. */
export const SCHEMA = 1;
/** The document that tells how far a move into the database has come. */
export const MOVE = 'move';
const PROGRAM = 'carillon';
const FORGETTING = 'forget_messages';

/**
 * Makes what is missing; several processes may do it at once. `messageDays`: messages older than so many days are
 * deleted by the database itself. Throws a sentence for the operator if the database was written by a newer release or
 * by another program; it is left untouched then.
 */
export async function prepareDatabase(
  db: mongo.Db,
  collections: Collections,
  messageDays: number | undefined,
  making: IndexMaking,
): Promise<{ steps: number }> {
  const found = await schemaOf(db, collections);
  if (found > SCHEMA) {
    throw new Error(
      `The database ${db.databaseName} has schema ${found}, but this release knows schemas up to ${SCHEMA}. ` +
        'Start the release that wrote it, or a newer one, or restore the backup made before the upgrade.',
    );
  }
  await createIndexes(db, collections, messageDays, making);
  if (found === SCHEMA) return { steps: 0 };
  const mark = { $set: { program: PROGRAM, version: SCHEMA } };
  await collections.about.updateOne({ _id: 'schema' }, mark, { upsert: true }).catch((error: unknown) => {
    if (!isTaken(error)) throw error;
  });
  return { steps: SCHEMA - found };
}

/** Throws a sentence for the operator if the database holds only part of what is being moved into it. */
export async function refuseHalfMoved(db: mongo.Db, { about }: Collections): Promise<void> {
  const found = await about.findOne({ _id: MOVE });
  if (!found || found.finished) return;
  throw new Error(
    `The move into the database ${db.databaseName} is not finished: run "npm run migrate-store" again, to its end.`,
  );
}

/** 0 for a database in which there is nothing yet. */
async function schemaOf(db: mongo.Db, { about, conversations, records }: Collections): Promise<number> {
  const mark = await about.findOne({ _id: 'schema' });
  if (mark?.program === PROGRAM) return Number(mark.version);
  // Another process may be making this very database: what is ours has our fields.
  const [conversation, record] = await Promise.all([
    conversations.findOne({ tick: { $exists: false } }),
    records.findOne({ kind: { $exists: false } }),
  ]);
  if (mark || conversation || record) {
    throw new Error(
      `The database ${db.databaseName} belongs to another program. Name one of its own in MONGODB_URL.`,
    );
  }
  return 0;
}

async function createIndexes(
  db: mongo.Db,
  collections: Collections,
  messageDays: number | undefined,
  making: IndexMaking,
): Promise<void> {
  const names = [...new Set(INDEXES.map(({ collection }) => collection))];
  const wishes = names.map((name) => ({
    collection: collections[name],
    indexes: INDEXES.filter(({ collection }) => collection === name).map(
      ({ key, unique = false, sparse = false }) => ({ key, unique, sparse }),
    ),
  }));
  try {
    await makeIndexes(wishes, making);
    await setForgetting(collections, messageDays, making);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The indexes of the database ${db.databaseName} cannot be made: give the user of MONGODB_URL the role readWrite. ${reason}`,
      { cause: error },
    );
  }
}

async function setForgetting(
  { messages }: Collections,
  days: number | undefined,
  making: IndexMaking,
): Promise<void> {
  const seconds = days === undefined ? undefined : days * 24 * 3600;
  const indexes = await messages.listIndexes().toArray();
  const found = indexes.find(({ name }) => name === FORGETTING);
  if (found?.expireAfterSeconds === seconds) return;
  if (found) await messages.dropIndex(FORGETTING);
  if (seconds !== undefined) {
    const forgetting = { key: { date: 1 as const }, name: FORGETTING, expireAfterSeconds: seconds };
    await makeIndexes([{ collection: messages, indexes: [forgetting] }], making);
  }
}
