/**
 * Makes indexes, however long a large collection takes, and says so where it takes long. Knows the driver, no collection
 * and no document.
 */
import type { mongo } from 'mongoose';
import type { Clock } from '../clock.ts';
import type { MongoLog } from './mongo-connect.ts';
import { isConnectionLost } from './mongo-failure.ts';

/** A collection, and the indexes it shall have. */
export interface IndexWish {
  collection: Pick<mongo.Collection, 'collectionName' | 'createIndexes'>;
  indexes: mongo.IndexDescription[];
}

export interface IndexMaking {
  clock: Clock;
  log?: MongoLog | undefined;
  /** What is waited for, once that takes long; undefined when it is there. */
  waiting?: ((what: string | undefined) => void) | undefined;
}

/** A build that takes longer than that has failed. */
const LONGEST_MS = 24 * 3600 * 1000;
/** Shorter, and nobody need know. */
const LONG_MS = 3_000;
/** A build goes on in the server when its connection is lost: whoever asks again waits for the same one. */
const LOST_MS = 60_000;
const PAUSE_MS = 1_000;

/**
 * Makes what is missing, of each collection in one pass over it; several processes may do it at once, and wait for the
 * same build. Rejects as the driver does, at once where the database refuses, after a minute where it cannot be reached.
 */
export async function makeIndexes(wishes: readonly IndexWish[], making: IndexMaking): Promise<void> {
  for (const wish of wishes) await makeOne(wish, making);
}

async function makeOne({ collection, indexes }: IndexWish, { clock, log, waiting }: IndexMaking) {
  const what = `the indexes of ${collection.collectionName}`;
  let isSlow = false;
  const callOff = clock.alarm(clock.now() + LONG_MS, () => {
    isSlow = true;
    waiting?.(what);
    log?.info({}, `MongoDB makes ${what}: with many documents that takes minutes. The start waits for it.`);
  });
  try {
    for (let lostSince: number | undefined; ; ) {
      const began = clock.now();
      try {
        // With a limit of its own a command is not cut off after the 20 seconds that suit all others.
        await collection.createIndexes(indexes, { timeoutMS: LONGEST_MS });
        return;
      } catch (error) {
        const now = clock.now();
        // What was at work for a while had a connection until now.
        if (lostSince === undefined || now - began > LOST_MS) lostSince = now;
        if (!isConnectionLost(error) || now - lostSince > LOST_MS) throw error;
        log?.warn({ err: error }, `The connection was lost while MongoDB made ${what}. Asking again.`);
        await new Promise<void>((resolve) => {
          clock.alarm(clock.now() + PAUSE_MS, resolve);
        });
      }
    }
  } finally {
    callOff();
    if (isSlow) waiting?.(undefined);
  }
}
