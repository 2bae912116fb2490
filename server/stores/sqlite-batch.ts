/**
 * Group commit: writes that arrive together share one transaction, and so one wait for the disk; those of a kind are
 * written together. Knows the connection, not what is written.
 */
import type Database from 'libsql';
import { closedError, isStorageFailure, storageError } from './sqlite-failure.ts';

export interface Batch {
  /**
   * Takes a kind of work and returns what does it: it resolves with the result once the transaction is on the disk.
   * Rejects with "storage_unavailable" if the transaction fails: nothing of it was written. Rejects with what `ready`
   * throws.
   */
  kind<Asked, Input, Result>(kind: Kind<Asked, Input, Result>): (asked: Asked) => Promise<Result>;
  /** A single piece of work: all that was asked for before it is written before, all after it after. */
  write<T>(job: () => T): Promise<T>;
  /** Writes what is queued; everything that comes later is refused. */
  close(): void;
}

/** Work that is done for many inputs at once. */
export interface Kind<Asked, Input, Result> {
  /** Decides and spells out what can be before the transaction; what it throws is thrown to the one who asked. */
  ready(asked: Asked): Input;
  /**
   * Ids of what an input reads or changes. Where inputs of two kinds share one, they are written in the order they were
   * asked for; else those of a kind are written together, whatever else was asked for between them.
   */
  touches(input: Input): readonly string[];
  /**
   * Runs inside the transaction: judges the inputs in their order, as if each were written before the next is looked
   * at, and returns their results in the same order. It may be run again after a rollback; it must not wait for anything.
   */
  write(inputs: Input[]): Result[];
  /** The transaction in which it wrote was rolled back: what it keeps in memory of it does not hold. */
  undone?(): void;
}

export interface BatchOptions {
  /** Called when a transaction fails, and again when the next one works. */
  onFailure(error: unknown): void;
  onRecovery(): void;
}

type AnyKind = Kind<unknown, unknown, unknown>;

interface Queued {
  /** Undefined for a single piece of work. */
  kind: AnyKind | undefined;
  input: unknown;
  result: unknown;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

/** More in one transaction gains little, and keeps the event loop from everybody else. */
const MOST = 256;
const FEW = 4;
const LINGER_MS = 2;

export function createBatch(db: Database.Database, { onFailure, onRecovery }: BatchOptions): Batch {
  let queue: Queued[] = [];
  let scheduled = false;
  /** Writes in the last transaction. */
  let lately = 0;
  let closed = false;
  let failing = false;

  function add(kind: AnyKind | undefined, asked: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (closed) throw closedError();
      const input = kind ? kind.ready(asked) : asked;
      queue.push({ kind, input, result: undefined, resolve, reject });
      schedule();
    });
  }

  function schedule(): void {
    if (scheduled || queue.length === 0) return;
    scheduled = true;
    const write = () => {
      scheduled = false;
      flush();
      schedule();
    };
    // After the sockets that are readable now were read: what they bring joins the same transaction. Where many come at
    // once, more are on their way, and a moment's wait is cheaper than a transaction of their own.
    if (lately > FEW) setTimeout(write, LINGER_MS);
    else setImmediate(write);
  }

  function flush(): void {
    if (queue.length === 0) return;
    const batch = queue.length <= MOST ? queue : queue.slice(0, MOST);
    lately = batch.length;
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
      writeAll(batch);
      db.exec('COMMIT');
    } catch (error) {
      rollback();
      for (const { kind } of batch) kind?.undone?.();
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
    kind<Asked, Input, Result>(kind: Kind<Asked, Input, Result>) {
      return (asked: Asked) => add(kind as AnyKind, asked) as Promise<Result>;
    },
    write<T>(job: () => T) {
      return add(undefined, job) as Promise<T>;
    },
    close() {
      closed = true;
      while (queue.length > 0) flush();
    },
  };
}

/** Writes those of a kind together, as far as nobody can tell from the order they were asked for. */
function writeAll(batch: Queued[]): void {
  const groups = new Map<AnyKind, Queued[]>();
  const touched = new Map<string, AnyKind>();

  function writeGroups(): void {
    for (const [kind, group] of groups) {
      const results = kind.write(group.map(({ input }) => input));
      for (const [i, queued] of group.entries()) queued.result = results[i];
    }
    groups.clear();
    touched.clear();
  }

  for (const queued of batch) {
    const { kind, input } = queued;
    if (kind === undefined) {
      writeGroups();
      queued.result = (input as () => unknown)();
      continue;
    }
    const ids = kind.touches(input);
    if (ids.some((id) => (touched.get(id) ?? kind) !== kind)) writeGroups();
    for (const id of ids) touched.set(id, kind);
    const group = groups.get(kind);
    if (group) group.push(queued);
    else groups.set(kind, [queued]);
  }
  writeGroups();
}
