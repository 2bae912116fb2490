/**
 * An end to waiting for the database. The driver has its own limits, but waits for ever where a connection is closed at the
 * very moment it is written to. Knows a clock, and no command.
 */
import { mongo } from 'mongoose';
import type { Clock } from '../clock.ts';

/** Longer than anything the driver itself waits for: selecting a server, a connection, an answer. */
export const COMMAND_MS = 40_000;
/** Of all a method of the store does. */
export const METHOD_MS = 90_000;

/** The work's answer, or a failure of the storage where it does not come: whether it was done is not known then. */
export async function within<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T> {
  let callOff = () => {};
  const late = new Promise<never>((_resolve, reject) => {
    callOff = clock.alarm(clock.now() + ms, () => reject(new mongo.MongoError('MongoDB did not answer.')));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    callOff();
  }
}
