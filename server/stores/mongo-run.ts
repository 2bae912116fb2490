/** Running work on a store while it is open; knows when it is not, and what failing work means. */
import type { Clock } from '../clock.ts';
import { METHOD_MS, within } from './mongo-deadline.ts';
import { closedError, isStorageFailure, storageError } from './mongo-failure.ts';

export interface Run {
  /** Runs work. Rejects with "storage_unavailable" if the store is closed or the database cannot do it. */
  <T>(work: () => Promise<T>): Promise<T>;
  /** Refuses what comes later, and resolves when what is under way has ended. */
  close(): Promise<void>;
}

export interface RunOptions {
  clock: Clock;
  /** Called when the database fails, and again when it works. */
  onFailure(error: unknown): void;
  onRecovery(): void;
}

export function createRun({ clock, onFailure, onRecovery }: RunOptions): Run {
  const underWay = new Set<Promise<unknown>>();
  let closed = false;
  let failing = false;

  async function attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await within(clock, METHOD_MS, work());
      if (failing) {
        failing = false;
        onRecovery();
      }
      return result;
    } catch (error) {
      if (isStorageFailure(error) && !failing) {
        failing = true;
        onFailure(error);
      }
      throw storageError(error);
    }
  }

  function run<T>(work: () => Promise<T>): Promise<T> {
    if (closed) return Promise.reject(closedError());
    const own = attempt(work);
    underWay.add(own);
    const done = () => underWay.delete(own);
    own.then(done, done);
    return own;
  }

  return Object.assign(run, {
    async close() {
      closed = true;
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  });
}

/** Work on one thing, in the order it was asked for; on different things side by side. */
export type InTurn = <T>(name: string, work: () => Promise<T>) => Promise<T>;

export function createInTurn(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return (name, work) => {
    const before = last.get(name);
    // What became of the one before is told to whoever asked for it.
    const own = before ? before.then(work, work) : work();
    last.set(name, own);
    const done = () => {
      if (last.get(name) === own) last.delete(name);
    };
    own.then(done, done);
    return own;
  };
}
