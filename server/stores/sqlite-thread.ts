/** The thread that owns the embedded database; serves the store's methods by name. */
import { serveThread } from '../thread.ts';
import { openSqliteStore } from './sqlite.ts';

serveThread((options: { path: string }) => {
  const { conversations, records, ...store } = openSqliteStore(options);
  const parts = { conversations, records } as unknown as Record<string, Record<string, Method>>;
  const own = store as unknown as Record<string, Method>;
  return (name, args) => {
    const [part = '', method] = name.split('.');
    const call = method === undefined ? own[part] : parts[part]?.[method];
    if (!call) return Promise.reject(new Error(`The store has no method ${name}.`));
    return call(...args);
  };
});

type Method = (...args: unknown[]) => Promise<unknown>;
