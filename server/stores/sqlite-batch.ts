/**
 * What is asked for within a moment is written in one transaction, and so with one wait for the disk; those of a kind are
 * written together. Knows who waits for what; neither the connection nor what is written.
 */
import { closedError, isStorageFailure, storageError } from './sqlite-failure.ts';
import type { Group, InputOf, ResultOf, Writer, Writes } from './sqlite-writer.ts';

export interface Batch {
  /**
   * Takes a kind of work and returns what does it: it resolves with the result once the transaction is on the disk.
   * Rejects with "storage_unavailable" if the transaction fails: nothing of it was written. Rejects with what `check`
   * throws.
   */
  kind<Name extends keyof Writes, Asked>(kind: Kind<Name, Asked>): (asked: Asked) => Promise<ResultOf<Name>>;
  /** Writes what is queued; everything that comes later is refused. */
  close(): Promise<void>;
}

/** Work as it is asked for. It is not to be changed before it is answered. */
export interface Kind<Name extends keyof Writes, Asked> {
  /** What writes it. */
  write: Name;
  /** Refuses what cannot be written, before it shares a transaction with anybody. */
  check?(asked: Asked): void;
  /**
   * Ids of what it reads or changes. Where two kinds share one, they are written in the order they were asked for; else
   * those of a kind are written together, whatever else was asked for between them. Without it, all that was asked for
   * before is written before, all after it after.
   */
  touches?(asked: Asked): readonly string[];
  /**
   * As it is written. Made when its transaction begins, and not when it is queued: what waits is copied by the garbage
   * collector.
   */
  spell(asked: Asked): InputOf<Name>;
}

export interface BatchOptions {
  /** Called when a transaction fails, and again when the next one works. */
  onFailure(error: unknown): void;
  onRecovery(): void;
}

type AnyKind = Pick<Kind<keyof Writes, unknown>, 'write' | 'touches'> & { spell(asked: unknown): unknown };

interface Queued {
  kind: AnyKind;
  asked: unknown;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

/** Of one kind, to be written together. */
interface Together {
  kind: AnyKind;
  members: Queued[];
}

/** More in one transaction gains little, and those that wait for it wait longer. */
const MOST = 256;
/**
 * Beyond so many, half of them waits for the next: who is answered asks again while that is written, so that there is always
 * something to write and something to do.
 */
const ENOUGH = 32;

export function createBatch(writer: Writer, { onFailure, onRecovery }: BatchOptions): Batch {
  let queue: Queued[] = [];
  let scheduled = false;
  /** The transaction that is being written. */
  let writing: Promise<void> | undefined;
  let closed = false;
  let failing = false;

  function schedule(): void {
    if (scheduled || writing) return;
    scheduled = true;
    // After the sockets that are readable now were read: what they bring joins the same transaction.
    setImmediate(() => {
      scheduled = false;
      flush();
    });
  }

  function flush(): void {
    if (writing || queue.length === 0) return;
    const size = Math.min(MOST, Math.max(ENOUGH, Math.ceil(queue.length / 2)));
    const batch = queue.length <= size ? queue : queue.slice(0, size);
    queue = queue.length <= size ? [] : queue.slice(size);
    writing = writeAll(batch);
  }

  /** What came while others were written goes at once, before those are told: the writer works while they go on. */
  function next(): void {
    writing = undefined;
    flush();
  }

  async function writeAll(batch: Queued[]): Promise<void> {
    const groups = togetherOf(batch);
    let results: unknown[][];
    try {
      results = await write(groups);
    } catch (error) {
      if (batch.length > 1 && !isStorageFailure(error)) {
        // One of them cannot be written at all: alone, it fails alone.
        await writeApart(batch);
        next();
      } else {
        next();
        fail(batch, error);
      }
      return;
    }
    next();
    tell(groups, results);
  }

  async function writeApart(batch: Queued[]): Promise<void> {
    for (const one of batch) {
      const alone = [{ kind: one.kind, members: [one] }];
      await write(alone).then(
        (results) => tell(alone, results),
        (error: unknown) => fail([one], error),
      );
    }
  }

  async function write(groups: Together[]): Promise<unknown[][]> {
    return writer.transact(
      groups.map(({ kind, members }): Group => [kind.write, members.map(({ asked }) => kind.spell(asked))]),
    );
  }

  function tell(groups: Together[], results: unknown[][]): void {
    if (failing) {
      failing = false;
      onRecovery();
    }
    for (const [g, { members }] of groups.entries()) {
      for (const [i, { resolve }] of members.entries()) resolve(results[g]?.[i]);
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
    kind<Name extends keyof Writes, Asked>(kind: Kind<Name, Asked>) {
      return (asked: Asked) =>
        new Promise<ResultOf<Name>>((resolve, reject) => {
          if (closed) throw closedError();
          kind.check?.(asked);
          queue.push({ kind: kind as AnyKind, asked, resolve: resolve as Queued['resolve'], reject });
          schedule();
        });
    },
    async close() {
      closed = true;
      flush();
      while (writing) await writing;
    },
  };
}

/** Those of a kind together, as far as nobody can tell from the order they were asked for. */
function togetherOf(batch: Queued[]): Together[] {
  const all: Together[] = [];
  const open = new Map<AnyKind, Together>();
  const touched = new Map<string, AnyKind>();

  function seal(): void {
    open.clear();
    touched.clear();
  }

  for (const queued of batch) {
    const { kind, asked } = queued;
    const ids = kind.touches?.(asked);
    if (!ids || ids.some((id) => (touched.get(id) ?? kind) !== kind)) seal();
    const own = open.get(kind);
    if (own) {
      own.members.push(queued);
    } else {
      const begun = { kind, members: [queued] };
      open.set(kind, begun);
      all.push(begun);
    }
    if (!ids) seal();
    else for (const id of ids) touched.set(id, kind);
  }
  return all;
}
