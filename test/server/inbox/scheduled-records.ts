/** Records whose calls finish in an order of fast-check's choosing; knows nobody who calls. */
import type fc from 'fast-check';
import type { RecordStore } from '../../../server/stores/port.ts';

/** The same records, each call in an order that the schedule chooses. */
export function scheduled(records: RecordStore, s: fc.Scheduler): RecordStore {
  const whenever = <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    s.scheduleFunction(call) as (...args: A) => Promise<R>;
  return {
    get: whenever((workspace: string, kind: string, name: string) => records.get(workspace, kind, name)),
    insert: whenever(records.insert),
    update: whenever(records.update),
    remove: whenever(records.remove),
    list: records.list,
  } as RecordStore;
}
