/** Stores a document as a new flow, under an id that is free. Knows records, no route. */
import { FLOW, type FlowRecord } from '../../engine/catalogue.ts';
import { CodedError } from '../../errors.ts';
import type { RecordStore, StoredRecord } from '../../stores/port.ts';

/** Nobody has a thousand copies of one flow. */
const MAX_COPIES = 1000;
const MAX_ID = 64;

export interface NewFlow {
  document: { id: string; [field: string]: unknown };
  /** That very id, or "conflict"; if left out, the document's own, or the next that is free. */
  id?: string;
  by: string;
  at: number;
}

/** Errors: "conflict" where the id that was asked for is taken. */
export async function insertFlow(
  records: RecordStore,
  workspace: string,
  { document, id, by, at }: NewFlow,
): Promise<StoredRecord<FlowRecord>> {
  for (const candidate of id === undefined ? idsFrom(document.id) : [id]) {
    const data: FlowRecord = {
      draft: { ...document, id: candidate },
      published: 0,
      archived: false,
      changed: true,
      updatedAt: at,
      updatedBy: by,
    };
    if (await records.insert(workspace, FLOW, candidate, data)) return { key: candidate, rev: 1, data };
  }
  throw new CodedError('already_exists', `There is a flow "${id ?? document.id}" already.`);
}

/** The id a document would be stored under now. */
export async function freeId(records: RecordStore, workspace: string, id: string): Promise<string> {
  for (const candidate of idsFrom(id)) {
    if (!(await records.get(workspace, FLOW, candidate))) return candidate;
  }
  throw new CodedError('already_exists', `There is a flow "${id}" already.`);
}

/** "booking", "booking-2", "booking-3"; of "booking-2" too. */
function* idsFrom(id: string): Generator<string> {
  yield id;
  const base = id.replace(/-\d+$/, '');
  for (let n = 2; n <= MAX_COPIES; n += 1) {
    const end = `-${n}`;
    yield `${base.slice(0, MAX_ID - end.length)}${end}`;
  }
}
