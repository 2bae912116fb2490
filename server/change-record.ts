/** Read, decide, compare-and-set, and again if somebody was faster; knows records, not what they mean. */
import { CodedError } from './errors.ts';
import type { RecordStore } from './stores/port.ts';

export interface RecordName {
  workspace: string;
  kind: string;
  key: string;
}

/** What to answer, and what to write first, if anything. */
export interface Decision<T, Answer> {
  answer: Answer;
  write?: T;
}

/** Each lost round means that somebody else's change went through, so this many are never lost by accident. */
const ROUNDS = 2000;

/**
 * Changes one record by a decision over what it holds now (undefined: there is none yet). `decide` may run several
 * times and must have no effect of its own. Throws "conflict" after `ROUNDS` lost races, and when `signal` aborts.
 */
export async function changeRecord<T, Answer>(
  records: RecordStore,
  { workspace, kind, key }: RecordName,
  decide: (current: T | undefined) => Decision<T, Answer>,
  signal?: AbortSignal,
): Promise<Answer> {
  for (let round = 0; round < ROUNDS; round++) {
    signal?.throwIfAborted();
    const found = await records.get<T>(workspace, kind, key);
    const decision = decide(found?.data);
    if (decision.write === undefined) return decision.answer;
    const written = found
      ? await records.update(workspace, kind, key, found.rev, decision.write)
      : await records.insert(workspace, kind, key, decision.write);
    if (written) return decision.answer;
  }
  throw new CodedError('conflict');
}

/** Removes a record if it is there. */
export async function dropRecord(records: RecordStore, { workspace, kind, key }: RecordName): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const found = await records.get(workspace, kind, key);
    if (!found || (await records.remove(workspace, kind, key, found.rev))) return;
  }
  throw new CodedError('conflict');
}
