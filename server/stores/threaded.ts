/** The embedded store in a thread of its own: waiting for the disk holds nobody up. Knows the port, not SQLite. */
import { CodedError } from '../errors.ts';
import { startThread } from '../thread.ts';
import type { ConversationStore, RecordStore, Store } from './port.ts';

/** Opens the database of that path in a new thread. Rejects with "storage_unavailable" and why it cannot be opened. */
export async function openThreadedStore(
  options: { path: string },
  died: (error: Error) => void,
): Promise<Store> {
  const thread = await startThread(new URL('./sqlite-thread.js', import.meta.url), options, {
    oneByOne: true,
    died,
  }).catch((error: unknown) => {
    throw new CodedError('storage_unavailable', error instanceof Error ? error.message : String(error));
  });
  /** One method of the far object as a local function. */
  const far =
    (method: string) =>
    (...args: unknown[]) =>
      thread.call(method, args);
  const part = <T>(name: string, methods: (keyof T & string)[]): T =>
    Object.fromEntries(methods.map((method) => [method, far(`${name}.${method}`)])) as T;

  return {
    conversations: part<ConversationStore>('conversations', [
      'find',
      'get',
      'commit',
      'pending',
      'settle',
      'due',
      'nextDue',
      'mark',
      'thread',
      'list',
      'parked',
      'unpark',
    ]),
    records: part<RecordStore>('records', ['get', 'insert', 'update', 'remove', 'list']),
    prune: async (now) => {
      await thread.call('prune', [now]);
    },
    ping: async () => {
      await thread.call('ping', []);
    },
    async close() {
      await thread.call('close', []);
      await thread.stop();
    },
  };
}
