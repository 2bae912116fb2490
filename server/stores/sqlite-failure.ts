/** What a failing database means to the caller; knows SQLite's result codes and the store's one coded error. */
import { CodedError } from '../errors.ts';

/** True where the file, the disk or the lock is to blame, and not what was to be written. */
export function isStorageFailure(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return typeof error.code === 'string' && STORAGE_CODES.test(error.code);
}

const STORAGE_CODES =
  /^SQLITE_(FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN|NOMEM|CORRUPT|NOTADB|PROTOCOL|PERM|NOLFS)/;

/** The error a caller sees: coded if the storage is to blame (its own words would show paths), else as it was. */
export function storageError(error: unknown): unknown {
  return isStorageFailure(error) ? new CodedError('storage_unavailable') : error;
}

/** Refuses all work on a store that was closed. */
export function closedError(): CodedError {
  return new CodedError('storage_unavailable', 'The store is closed.');
}
