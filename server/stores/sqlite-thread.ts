/**
 * The thread that writes the embedded store, so that nobody waits for the disk but who asked for it to be written. Serves
 * the store's methods by name; knows no caller.
 */
import { serveThread } from '../thread.ts';
import { openSqliteStore } from './sqlite.ts';

/** Something the thread has to tell the operator. */
export interface Said {
  level: 'info' | 'error';
  fields: object;
  text: string;
}

serveThread(({ path }: { path: string }) => {
  const said: Said[] = [];
  let listener: ((all: Said[]) => void) | undefined;

  function say(level: Said['level'], { err, ...fields }: { err?: unknown }, text: string): void {
    const known = err instanceof Error ? { err: { message: err.message, stack: err.stack } } : {};
    said.push({ level, fields: { ...fields, ...known }, text });
    listener?.(said.splice(0));
    listener = undefined;
  }

  const store = openSqliteStore({
    path,
    log: {
      info: (fields, text) => say('info', fields, text),
      error: (fields, text) => say('error', fields, text),
    },
  });
  const methods = {
    ...store.records,
    ...store.conversations,
    prune: store.prune,
    ping: store.ping,
    close: store.close,
    /** Answers when there is something to tell. */
    said: () =>
      new Promise<Said[]>((resolve) => {
        listener = resolve;
        if (said.length > 0) resolve(said.splice(0));
      }),
  } as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  return async (name, args) => {
    const call = methods[name];
    if (!call) throw new Error(`The thread has no method ${name}.`);
    return call(...args);
  };
});
