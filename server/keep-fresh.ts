/**
 * What several processes hold in memory of the store, kept no older than a few seconds: read again when another says that
 * it changed, and now and then in case nobody said so. Knows kinds of records and how each is read again; not what is in
 * them.
 */
import type { Clock } from './clock.ts';
import type { Report } from './report.ts';
import type { RecordStore } from './stores/port.ts';

export interface KeepFresh {
  /** Another process wrote a record of this kind. */
  changed(kind: string): void;
  start(): void;
  stop(): Promise<void>;
}

/** Changes of one kind that come together are read together. */
const TOGETHER_MS = 100;
const EVERY_MS = 4_000;

export function createKeepFresh(deps: {
  /** By kind of record. */
  read: Readonly<Record<string, () => Promise<void>>>;
  clock: Clock;
  report: Report;
}): KeepFresh {
  const { read, clock, report } = deps;
  const soon = new Map<string, () => void>();
  const reading = new Map<string, Promise<void>>();
  let callOff: (() => void) | undefined;
  let stopped = true;

  function readAgain(kind: string): void {
    soon.delete(kind);
    const task = read[kind];
    if (stopped || !task) return;
    // One that is being read may miss what came meanwhile.
    const before = reading.get(kind) ?? Promise.resolve();
    const own = before.then(task).catch((error: unknown) => report({ kind: 'fault', where: kind, error }));
    reading.set(kind, own);
    own.finally(() => {
      if (reading.get(kind) === own) reading.delete(kind);
    });
  }

  function tick(): void {
    callOff = clock.alarm(clock.now() + EVERY_MS, tick);
    for (const kind of Object.keys(read)) if (!reading.has(kind)) readAgain(kind);
  }

  return {
    changed(kind) {
      if (stopped || soon.has(kind) || !Object.hasOwn(read, kind)) return;
      soon.set(
        kind,
        clock.alarm(clock.now() + TOGETHER_MS, () => readAgain(kind)),
      );
    },
    start() {
      stopped = false;
      callOff = clock.alarm(clock.now() + EVERY_MS, tick);
    },
    async stop() {
      stopped = true;
      callOff?.();
      for (const off of soon.values()) off();
      await Promise.allSettled([...reading.values()]);
    },
  };
}

/** The records, telling of those kinds that somebody keeps in memory. */
export function withTelling(
  records: RecordStore,
  kinds: readonly string[],
  tell: (changed: { what: string; workspace: string; id: string }) => void,
): RecordStore {
  const told = (workspace: string, what: string, id: string, written: boolean) => {
    if (written && kinds.includes(what)) tell({ what, workspace, id });
    return written;
  };
  return {
    ...records,
    insert: async (workspace, kind, key, data) =>
      told(workspace, kind, key, await records.insert(workspace, kind, key, data)),
    update: async (workspace, kind, key, rev, data) =>
      told(workspace, kind, key, await records.update(workspace, kind, key, rev, data)),
    remove: async (workspace, kind, key, rev) =>
      told(workspace, kind, key, await records.remove(workspace, kind, key, rev)),
  };
}
