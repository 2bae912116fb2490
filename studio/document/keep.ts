/**
 * What must outlive a reload, in the browser's own storage: unsent edits, and what can be undone. Knows tabs, so that two
 * of them with one flow do not take each other's edits, and what a closed tab left behind is found again.
 */
import { z } from 'zod';
import { changeSchema } from '../../flows/change.ts';
import { type History, NO_HISTORY } from './history.ts';
import type { Kept } from './replica.ts';

export interface Keep {
  /** What this tab, or one that is gone, could not send of a flow. */
  read(flow: string): Promise<Kept | undefined>;
  /** undefined: everything was sent. False where the storage refused: what was kept before then stays as it was. */
  write(flow: string, kept: Kept | undefined): boolean;
  readHistory(flow: string): History;
  writeHistory(flow: string, history: History): void;
}

const conflictSchema = z.object({
  key: z.string(),
  unit: z.string(),
  path: changeSchema.shape.path,
  mine: z.unknown(),
  theirs: z.unknown(),
});
const keptSchema = z.object({
  rev: z.number(),
  sent: z.object({ id: z.string(), changes: z.array(changeSchema) }).optional(),
  changes: z.array(changeSchema),
  was: z.array(changeSchema),
  conflicts: z.array(conflictSchema),
});
const stepSchema = z.object({
  label: z.object({ en: z.string(), fr: z.string() }),
  changes: z.array(changeSchema),
});
const historySchema = z.object({ undo: z.array(stepSchema), redo: z.array(stepSchema) });

/** Characters of history kept for one flow; browsers give a site about five million in all. */
const HISTORY_SIZE = 1_500_000;

/** A browser may refuse even to name its storage; it is asked anew each time. */
export type StorageOf = () => Storage;

export interface TabDeps {
  local: StorageOf;
  session: StorageOf;
  /** Which tabs live; without them (old browsers), each is taken for living. */
  tabs: Tabs;
}

export interface Tabs {
  /** The id of this tab, the same after a reload. */
  own(): Promise<string>;
  /** Those that are open, this one among them. */
  living(): Promise<ReadonlySet<string> | undefined>;
}

export function createKeep({ local, session, tabs }: TabDeps): Keep {
  const prefix = (flow: string) => `carillon.unsent.${flow}/`;
  let tab = '';

  return {
    async read(flow) {
      tab = await tabs.own();
      const own = readJson(local, prefix(flow) + tab, keptSchema);
      if (own) return own as Kept;
      const living = await tabs.living();
      if (!living) return undefined;
      for (const key of keysOf(local)) {
        if (!key.startsWith(prefix(flow)) || living.has(key.slice(prefix(flow).length))) continue;
        const left = readJson(local, key, keptSchema);
        remove(local, key);
        if (!left) continue;
        const text = JSON.stringify(left);
        if (!write(local, prefix(flow) + tab, text)) write(local, key, text);
        return left as Kept;
      }
      return undefined;
    },
    write(flow, kept) {
      if (tab === '') return kept === undefined;
      if (kept) return write(local, prefix(flow) + tab, JSON.stringify(kept));
      remove(local, prefix(flow) + tab);
      return true;
    },
    readHistory(flow) {
      const read = readJson(session, `carillon.undo.${flow}`, historySchema);
      return read ? ({ ...read, open: undefined } as History) : NO_HISTORY;
    },
    writeHistory(flow, { undo, redo }) {
      // The newest steps are worth most.
      let kept = undo.slice(-2000);
      let text = JSON.stringify({ undo: kept, redo });
      while (text.length > HISTORY_SIZE && kept.length > 1) {
        kept = kept.slice(Math.ceil(kept.length / 2));
        text = JSON.stringify({ undo: kept, redo: [] });
      }
      // Steps of an older document would take back the wrong things: none is better.
      const fitted = text.length <= HISTORY_SIZE && write(session, `carillon.undo.${flow}`, text);
      if (!fitted) remove(session, `carillon.undo.${flow}`);
    },
  };
}

function keysOf(storageOf: StorageOf): string[] {
  try {
    const storage = storageOf();
    return Array.from({ length: storage.length }, (_, n) => storage.key(n)).filter((key) => key !== null);
  } catch {
    return [];
  }
}

function readJson<T>(storage: StorageOf, key: string, schema: z.ZodType<T>): T | undefined {
  try {
    const parsed = schema.safeParse(JSON.parse(storage().getItem(key) ?? 'null'));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** False where the storage is full or refused; what stood there before then still stands. */
function write(storage: StorageOf, key: string, text: string): boolean {
  try {
    storage().setItem(key, text);
    return true;
  } catch {
    return false;
  }
}

function remove(storage: StorageOf, key: string): void {
  try {
    storage().removeItem(key);
  } catch {
    // Refused: there is nothing kept then.
  }
}

// --- tabs --------------------------------------------------------------------------------------------------------

const TAB_KEY = 'carillon.tab';

/** Tabs by the Web Locks each holds as long as it lives. A duplicated tab, which begins with the same id, gets its own. */
export function browserTabs(session: StorageOf, newId: () => string): Tabs {
  let own: Promise<string> | undefined;
  const { locks } = navigator;
  const lockOf = (tab: string) => `carillon.tab/${tab}`;

  /** True once this tab holds the lock, which it never lets go. */
  function hold(tab: string, patience: number): Promise<boolean> {
    return new Promise((resolve) => {
      const signal = AbortSignal.timeout(patience);
      locks
        .request(lockOf(tab), { signal }, () => {
          resolve(true);
          return new Promise<void>(() => {});
        })
        .catch(() => resolve(false));
    });
  }

  async function find(): Promise<string> {
    const known = readText(session);
    // The page before a reload may take a moment to let go.
    if (known !== undefined && (!locks || (await hold(known, 400)))) return known;
    const fresh = newId();
    write(session, TAB_KEY, fresh);
    if (locks) await hold(fresh, 400);
    return fresh;
  }

  return {
    own() {
      own ??= find();
      return own;
    },
    async living() {
      if (!locks) return undefined;
      const { held = [] } = await locks.query();
      return new Set(held.map(({ name = '' }) => name.replace(/^carillon\.tab\//, '')));
    },
  };
}

function readText(session: StorageOf): string | undefined {
  try {
    return session().getItem(TAB_KEY) ?? undefined;
  } catch {
    return undefined;
  }
}
