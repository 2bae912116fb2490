/**
 * The embedded store with its writing in a thread of its own: what is to be written goes there, what is read is read here, on
 * a connection that sees everything that was answered. Knows the port and how calls travel; no table.
 */
import { startThread, type Thread } from '../thread.ts';
import type { Store } from './port.ts';
import { openSqliteStore, type SqliteOptions } from './sqlite.ts';
import type { Said } from './sqlite-thread.ts';

/**
 * Opens the store, which must be a file. Throws a sentence for the operator if it cannot be used. `died` is told where the
 * thread ends though nobody asked it to: nothing can be stored from then on.
 */
export async function openThreadedSqlite(
  { path, log }: SqliteOptions,
  died: (error: Error) => void,
): Promise<Store> {
  // It brings the file to this release, and says so, before the thread opens it too.
  const local = openSqliteStore({ path, ...(log ? { log } : {}) });
  const file = new URL('./sqlite-thread.js', import.meta.url);
  const thread = await startThread(file, { path }, died).catch(async (error: unknown) => {
    await local.close();
    throw error;
  });
  if (log) listen(thread, log);
  return overThread(local, thread);
}

/** What the thread has to say is written here, as long as it lives. */
function listen(thread: Thread, log: NonNullable<SqliteOptions['log']>): void {
  thread.call('said', []).then(
    (said) => {
      for (const { level, fields, text } of said as Said[]) log[level](fields, text);
      listen(thread, log);
    },
    () => undefined,
  );
}

/** The store that reads from `local` and writes with what `thread` serves. */
export function overThread(local: Store, thread: Thread): Store {
  const far = <Method>(name: string) =>
    ((...args: unknown[]) => thread.call(name, args)) as unknown as Method;
  const { conversations, records } = local;
  let closing: Promise<void> | undefined;
  return {
    ...local,
    conversations: {
      ...conversations,
      commit: far<typeof conversations.commit>('commit'),
      settle: far<typeof conversations.settle>('settle'),
      mark: far<typeof conversations.mark>('mark'),
      unpark: far<typeof conversations.unpark>('unpark'),
      // A JSON answer has no "undefined".
      erase: async (workspace, id) =>
        ((await thread.call('erase', [workspace, id])) as number | null) ?? undefined,
      due: far<typeof conversations.due>('due'),
      nextDue: async (after) => ((await thread.call('nextDue', [after])) as number | null) ?? undefined,
    },
    records: {
      ...records,
      insert: far<typeof records.insert>('insert'),
      update: far<typeof records.update>('update'),
      remove: far<typeof records.remove>('remove'),
    },
    prune: far<typeof local.prune>('prune'),
    ping: far<typeof local.ping>('ping'),
    close() {
      closing ??= (async () => {
        await thread.call('close', []);
        await thread.stop();
        await local.close();
      })();
      return closing;
    },
  };
}
