/** Chooses the store: the embedded one, or MongoDB where an address of it is given. Knows no method of the port. */
import type { Clock } from '../clock.ts';
import type { InboxStore } from './inbox-port.ts';
import type { Store } from './port.ts';
import { openSqliteStore, openThreadedSqliteStore } from './sqlite.ts';
import { openSqliteInbox } from './sqlite-inbox.ts';

export interface StoreOptions {
  /** The embedded store's file. */
  path: string;
  mongo: { url: string; allowStandalone: boolean; messageDays: number | undefined } | undefined;
  clock: Clock;
  /** The shape of a pino logger. */
  log: Record<'info' | 'warn' | 'error', (fields: object, text: string) => void>;
  /** Told what the start waits for where that takes long, and undefined when it waits no longer. */
  waiting(what: string | undefined): void;
}

/** Throws a sentence for the operator if the store cannot be used. MongoDB is waited for, a minute at most, and its indexes as long as they take. */
export async function openStore({
  path,
  mongo,
  clock,
  log,
  waiting,
  died,
}: StoreOptions & {
  /** Told when the thread in which the embedded store writes ends by itself; left out, the store has no thread. */
  died?: ((error: Error) => void) | undefined;
}): Promise<Store> {
  if (!mongo) return died ? openThreadedSqliteStore({ path, log }, died) : openSqliteStore({ path, log });
  const { openMongoStore } = await import('./mongo.ts');
  return openMongoStore({ ...mongo, clock, log, waiting });
}

/** The index of the inbox, which lies where the conversations do. Throws as `openStore`. */
export async function openInboxIndex<Doc>({
  path,
  mongo,
  clock,
  log,
  waiting,
  newId,
}: StoreOptions & { newId(): string }): Promise<InboxStore<Doc>> {
  if (!mongo) return openSqliteInbox({ path, newId });
  const { openMongoInbox } = await import('./mongo-inbox.ts');
  return openMongoInbox({ ...mongo, clock, log, waiting, newId });
}
