/** Words put on a published version ("spring sale"), changed at any time: they change nothing of how it runs. */
import { CodedError } from '../errors.ts';
import type { RecordStore } from '../stores/port.ts';
import { VERSION, type VersionRecord, versionKey } from './catalogue.ts';

/** Replaces a version's tags; equal ones, but for case, are kept once. Errors: "not_found", "conflict". */
export async function tagVersion(
  records: RecordStore,
  workspace: string,
  { flow, version }: { flow: string; version: number },
  tags: readonly string[],
): Promise<VersionRecord> {
  const key = versionKey(flow, version);
  const found = await records.get<VersionRecord>(workspace, VERSION, key);
  if (!found) throw new CodedError('not_found', `Flow "${flow}" has no version ${version}.`);
  const kept = new Map<string, string>();
  for (const tag of tags) if (!kept.has(tag.toLocaleLowerCase())) kept.set(tag.toLocaleLowerCase(), tag);
  const next: VersionRecord = { ...found.data, tags: [...kept.values()] };
  if (!(await records.update(workspace, VERSION, key, found.rev, next))) {
    throw new CodedError('conflict', 'Somebody else has just tagged this version. Try again.');
  }
  return next;
}
