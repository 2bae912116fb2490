/** Reading while the store is open; knows when it is not, and what a failing read means. */
import { closedError, storageError } from './sqlite-failure.ts';

/** Runs a read. Throws "storage_unavailable" if the store is closed or cannot be read. */
export type Read = <T>(query: () => T) => T;

export function createRead(isClosed: () => boolean): Read {
  return (query) => {
    // The driver keeps answering on a closed connection for as long as a statement is held.
    if (isClosed()) throw closedError();
    try {
      return query();
    } catch (error) {
      throw storageError(error);
    }
  };
}
