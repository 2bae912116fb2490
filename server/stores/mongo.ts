/**
 * The store for many processes: MongoDB, durable by a majority. Knows MongoDB and the port; neither who calls nor why.
 * Loaded only where it is used: its driver takes twenty megabytes.
 */
import type { Clock } from '../clock.ts';
import { createChanges } from './mongo-change.ts';
import { createCommands } from './mongo-commands.ts';
import { connect, type MongoOptions } from './mongo-connect.ts';
import { createConversations } from './mongo-conversations.ts';
import { collectionsOf } from './mongo-documents.ts';
import { isTaken } from './mongo-failure.ts';
import { createPlaces } from './mongo-places.ts';
import { createRecords } from './mongo-records.ts';
import { createRun } from './mongo-run.ts';
import { prepareDatabase, refuseHalfMoved } from './mongo-schema.ts';
import { SEEN_DAYS, type Store } from './port.ts';

/** Opens the store. Throws a sentence for the operator if the database cannot be used. */
export async function openMongoStore(options: MongoOptions & { clock: Clock }): Promise<Store> {
  const { clock, log, messageDays, waiting } = options;
  const { db, close } = await connect(options);
  const collections = collectionsOf(db);
  try {
    await refuseHalfMoved(db, collections);
    const { steps } = await prepareDatabase(db, collections, messageDays, { clock, log, waiting });
    if (steps > 0) log?.info({ steps }, 'The database was brought to this release.');
  } catch (error) {
    await close();
    throw error;
  }
  const run = createRun({
    clock,
    onFailure: (error) => log?.error({ err: error }, 'MongoDB cannot do what it is asked.'),
    onRecovery: () => log?.info({}, 'MongoDB works again.'),
  });
  const commands = createCommands(collections, clock);
  const changes = createChanges(collections, commands, clock);
  let closing: Promise<void> | undefined;

  return {
    conversations: createConversations({
      collections,
      commands,
      changes,
      places: createPlaces(collections),
      run,
    }),
    records: createRecords(collections, run),
    prune: (now) =>
      run(async () => {
        const before = now - SEEN_DAYS * 24 * 3600 * 1000;
        await collections.seen.deleteMany({ at: { $lt: before } });
        await collections.outbox.deleteMany({ goneAt: { $lt: before } });
      }),
    ping: () =>
      run(async () => {
        // Written and read as a turn is; two processes may ask at once.
        await collections.about
          .updateOne({ _id: 'probe' }, { $set: { at: clock.now() } }, { upsert: true })
          .catch((error: unknown) => {
            if (!isTaken(error)) throw error;
          });
      }),
    close() {
      closing ??= run.close().then(close);
      return closing;
    },
  };
}
