/** Records in a Map, with a turn of the event loop before each answer so that callers really race. */
import type { RecordStore, StoredRecord } from '../../../server/stores/port.ts';

export function createMemoryRecords(): RecordStore {
  const all = new Map<string, { rev: number; json: string }>();
  const at = (workspace: string, kind: string, key: string) => `${workspace}\n${kind}\n${key}`;
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  const read = <T>(key: string, found: { rev: number; json: string }): StoredRecord<T> => ({
    key,
    rev: found.rev,
    data: JSON.parse(found.json) as T,
  });
  return {
    async get<T>(workspace: string, kind: string, key: string) {
      await turn();
      const found = all.get(at(workspace, kind, key));
      return found && read<T>(key, found);
    },
    async insert(workspace, kind, key, data) {
      await turn();
      if (all.has(at(workspace, kind, key))) return false;
      all.set(at(workspace, kind, key), { rev: 1, json: JSON.stringify(data) });
      return true;
    },
    async update(workspace, kind, key, rev, data) {
      await turn();
      if (all.get(at(workspace, kind, key))?.rev !== rev) return false;
      all.set(at(workspace, kind, key), { rev: rev + 1, json: JSON.stringify(data) });
      return true;
    },
    async remove(workspace, kind, key, rev) {
      await turn();
      if (all.get(at(workspace, kind, key))?.rev !== rev) return false;
      return all.delete(at(workspace, kind, key));
    },
    async list<T>(
      workspace: string,
      kind: string,
      page: { limit: number; cursor?: string; prefix?: string; reverse?: boolean },
    ) {
      await turn();
      const head = at(workspace, kind, '');
      const keys = [...all.keys()]
        .filter((key) => key.startsWith(head + (page.prefix ?? '')))
        .map((key) => key.slice(head.length))
        .sort();
      if (page.reverse) keys.reverse();
      const from = page.cursor ? keys.indexOf(page.cursor) + 1 : 0;
      const chosen = keys.slice(from, from + page.limit);
      const last = chosen.at(-1);
      return {
        items: chosen.flatMap((key) => {
          const found = all.get(head + key);
          return found ? [read<T>(key, found)] : [];
        }),
        ...(last && from + page.limit < keys.length ? { cursor: last } : {}),
      };
    },
  };
}
