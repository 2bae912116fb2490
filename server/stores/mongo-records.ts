/** Records in MongoDB: documents under keys, changed by compare-and-set; knows no kind by name. */
import type { Collections, RecordDocument } from './mongo-documents.ts';
import { isTaken } from './mongo-failure.ts';
import { fromOrdered, LAST, toOrdered } from './mongo-names.ts';
import { readPage } from './mongo-page.ts';
import type { Run } from './mongo-run.ts';
import { brokenCursor, fromCursor } from './page-of.ts';
import type { RecordStore, StoredRecord } from './port.ts';
import { storableKey, toJson } from './to-json.ts';

export function createRecords({ records }: Collections, run: Run): RecordStore {
  return {
    get: <T>(workspace: string, kind: string, key: string) =>
      run(async () => {
        const found = await records.findOne(named(workspace, kind, key));
        return found ? toRecord<T>(found) : undefined;
      }),
    insert: (workspace, kind, key, data) =>
      run(async () => {
        try {
          await records.insertOne({ ...named(workspace, kind, key), rev: 1, data: toJson(data) });
          return true;
        } catch (error) {
          if (isTaken(error)) return false;
          throw error;
        }
      }),
    update: (workspace, kind, key, rev, data) =>
      run(async () => {
        const change = { $set: { rev: rev + 1, data: toJson(data) } };
        const { matchedCount } = await records.updateOne({ ...named(workspace, kind, key), rev }, change);
        return matchedCount === 1;
      }),
    remove: (workspace, kind, key, rev) =>
      run(async () => {
        const { deletedCount } = await records.deleteOne({ ...named(workspace, kind, key), rev });
        return deletedCount === 1;
      }),
    list: <T>(workspace: string, kind: string, request: Parameters<RecordStore['list']>[2]) =>
      run(async () => {
        const { prefix = '', reverse = false, limit } = request;
        const [cursor] = fromCursor(request, ['string']) ?? [];
        if (cursor !== undefined && !storableKey(cursor).startsWith(prefix)) throw brokenCursor();
        const { key: from, ...place } = named(workspace, kind, prefix);
        const last = cursor === undefined ? undefined : toOrdered(cursor);
        const above = last !== undefined && !reverse ? { $gt: last } : { $gte: from };
        const below = last !== undefined && reverse ? { $lt: last } : { $lt: `${from}${LAST}` };
        return readPage(
          limit,
          (count) =>
            records
              .find({ ...place, key: { ...above, ...below } })
              .sort({ key: reverse ? -1 : 1 })
              .limit(count)
              .toArray(),
          toRecord<T>,
          ({ key }) => [fromOrdered(key)],
        );
      }),
  };
}

function named(workspace: string, kind: string, key: string) {
  return {
    workspace: storableKey(workspace),
    kind: storableKey(kind),
    key: toOrdered(storableKey(key)),
  };
}

function toRecord<T>({ key, rev, data }: RecordDocument): StoredRecord<T> {
  return { key: fromOrdered(key), rev, data: JSON.parse(data) as T };
}
