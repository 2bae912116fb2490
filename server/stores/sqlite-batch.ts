/**
 * Group commit: writes that arrive together share one transaction, and so one wait for the disk. Knows the connection,
 * not what is written.
 */
import type Database from 'libsql';
import { closedError, isStorageFailure, storageError } from './sqlite-failure.ts';

export interface Batch {
  /**
   * Runs `job` inside the next transaction, after those queued before it, and resolves with its result once that
   * transaction is on the disk. A job decides first and writes then, and may be run again after a rollback; it must
   * not wait for anything. Rejects with "storage_unavailable" if the transaction fails: nothing of it was written.
   */
  write<T>(job: () => T): Promise<T>;
  /** Writes what is queued; everything that comes later is refused. */
  close(): void;
}

export interface BatchOptions {
  /** Called when a transaction fails, and again when the next one works. */
  onFailure(error: unknown): void;
  onRecovery(): void;
}

interface Queued {
  job: () => unknown;
  result: unknown;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

/** More in one transaction gains little, and keeps the event loop from everybody else. */
const MOST = 256;

export function createBatch(db: Database.Database, { onFailure, onRecovery }: BatchOptions): Batch {
  let queue: Queued[] = [];
  let scheduled = false;
  let closed = false;
  let failing = false;

  function schedule(): void {
    if (scheduled || queue.length === 0) return;
    scheduled = true;
    // After the sockets that are readable now were read: what they bring joins the same transaction.
    setImmediate(() => {
      scheduled = false;
      flush();
      schedule();
    });
  }

  function flush(): void {
    if (queue.length === 0) return;
    const batch = queue.length <= MOST ? queue : queue.slice(0, MOST);
    queue = queue.length <= MOST ? [] : queue.slice(MOST);
    const failure = transact(batch);
    if (failure === undefined) return;
    if (batch.length > 1 && !isStorageFailure(failure.error)) {
      // One of them cannot be written at all: alone, it fails alone.
      for (const one of batch) {
        const own = transact([one]);
        if (own) fail([one], own.error);
      }
    } else {
      fail(batch, failure.error);
    }
  }

  function transact(batch: Queued[]): { error: unknown } | undefined {
    try {
      if (db.inTransaction) db.exec('ROLLBACK');
      db.exec('BEGIN IMMEDIATE');
      for (const queued of batch) queued.result = queued.job();
      db.exec('COMMIT');
    } catch (error) {
      rollback();
      return { error };
    }
    if (failing) {
      failing = false;
      onRecovery();
    }
    for (const { resolve, result } of batch) resolve(result);
    return undefined;
  }

  function rollback(): void {
    try {
      // A full disk ends the transaction by itself.
      if (db.inTransaction) db.exec('ROLLBACK');
    } catch {
      // The next transaction begins with another try.
    }
  }

  function fail(batch: Queued[], error: unknown): void {
    if (!failing) {
      failing = isStorageFailure(error);
      onFailure(error);
    }
    for (const { reject } of batch) reject(storageError(error));
  }

  return {
    write<T>(job: () => T): Promise<T> {
      if (closed) return Promise.reject(closedError());
      return new Promise<T>((resolve, reject) => {
        queue.push({ job, result: undefined, resolve: resolve as (result: unknown) => void, reject });
        schedule();
      });
    },
    close() {
      closed = true;
      while (queue.length > 0) flush();
    },
  };
}
