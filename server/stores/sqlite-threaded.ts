/** A writer that lives in a thread of its own: transactions go there, results come back. Knows the port, and no table. */
import { startWorker } from '../thread.ts';
import type { Group, Writer } from './sqlite-writer.ts';

export type ToWriter = Group[] | 'close';
/** In the order of what was asked. A failure keeps SQLite's code, by which it is judged. */
export type FromWriter = { results: unknown[][] } | { message: string; code: unknown };

/**
 * Starts `file` as the thread that writes to a database, which is there and migrated. Rejects with what kept it from
 * starting. `died` is told of an end that nobody asked for: what was asked for rejects, as all that is asked for later.
 */
export async function startWriter(file: URL, path: string, died: (error: Error) => void): Promise<Writer> {
  let waiting: { resolve(results: unknown[][]): void; reject(error: Error): void }[] = [];

  const worker = await startWorker(file, path, {
    heard(answer) {
      const asked = waiting.shift();
      const said = answer as FromWriter;
      if ('results' in said) asked?.resolve(said.results);
      else asked?.reject(Object.assign(new Error(said.message), { code: said.code }));
    },
    ended(error) {
      for (const { reject } of waiting) reject(error);
      waiting = [];
      died(error);
    },
  });

  function ask(asked: ToWriter): Promise<unknown[][]> {
    return new Promise((resolve, reject) => {
      // A structured copy of rows costs less than their text would, full of quotation marks as they are.
      worker.post(asked);
      waiting.push({ resolve, reject });
    });
  }

  return {
    transact: ask,
    async close() {
      try {
        await ask('close');
      } finally {
        await worker.stop();
      }
    },
  };
}
