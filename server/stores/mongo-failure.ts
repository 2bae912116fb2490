/** What a failing MongoDB means to the caller; knows the driver's errors and the store's one coded error. */
import { mongo } from 'mongoose';
import { CodedError } from '../errors.ts';

/** Codes by which the server says that what was asked is at fault, and not the server. */
const OWN_FAULTS: ReadonlySet<unknown> = new Set([2, 9, 14, 52, 57, 66, 10334, 11000, 17280, 17419, 17420]);

/** True where the server, the network or a right is to blame, and not what was to be written. */
export function isStorageFailure(error: unknown): boolean {
  if (error instanceof mongo.MongoServerError) return !OWN_FAULTS.has(error.code);
  return error instanceof mongo.MongoError && !(error instanceof mongo.MongoInvalidArgumentError);
}

/** True where the server was not reached, or has just handed over to another: the same may be asked again. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof mongo.MongoError)) return false;
  return (
    error instanceof mongo.MongoNetworkError ||
    error instanceof mongo.MongoServerSelectionError ||
    error instanceof mongo.MongoOperationTimeoutError ||
    error.hasErrorLabel('RetryableWriteError')
  );
}

/** The error a caller sees: coded if the storage is to blame (its own words would show hosts), else as it was. */
export function storageError(error: unknown): unknown {
  return isStorageFailure(error) ? new CodedError('storage_unavailable') : error;
}

/** Refuses all work on a store that was closed. */
export function closedError(): CodedError {
  return new CodedError('storage_unavailable', 'The store is closed.');
}

/** True if another document has the name or the key already. */
export function isTaken(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === 11000;
}

/** What a command for many says of single ones, by their places in it; throws what it says of all. */
export function faultsAmong(error: unknown): [index: number, fault: Error][] {
  if (error instanceof mongo.MongoBulkWriteError && error.err === undefined) {
    const faults = [error.writeErrors].flat();
    if (faults.length > 0)
      return faults.map(({ index, code, errmsg }) => [
        index,
        new mongo.MongoServerError({ code, errmsg, message: errmsg }),
      ]);
  }
  throw error;
}

/** Which of the documents of an insertion that may be repeated were there already; throws everything else. */
export function takenAmong(error: unknown): number[] {
  const faults = faultsAmong(error);
  if (!faults.every(([, fault]) => isTaken(fault))) throw error;
  return faults.map(([index]) => index);
}
