/** A chosen file as a flow, checked as the server would. Knows no screen. */
import type { Wording } from '../../flows/checks/finding.ts';
import type { Flow } from '../../flows/flow.ts';
import { DOCUMENT_LIMITS } from '../../flows/limits.ts';

export type ReadFlow = { ok: true; flow: Flow } | { ok: false; isTooLarge: boolean; detail?: Wording };

/** Of any format that can be brought to the present one; `detail` is the first thing that is wrong with it. */
export async function readFlow(file: File): Promise<ReadFlow> {
  if (file.size > DOCUMENT_LIMITS.bytes) return { ok: false, isTooLarge: true };
  let json: unknown;
  try {
    // Editors on Windows put a mark before the first letter that JSON does not know.
    json = JSON.parse((await file.text()).replace(/^\uFEFF/, ''));
  } catch {
    return { ok: false, isTooLarge: false };
  }
  // All the checks come along: only those who import wait for them.
  const { parseFlow } = await import('../../flows/check.ts');
  const parsed = parseFlow(json);
  if (parsed.ok) return parsed;
  const [first] = parsed.findings;
  return { ok: false, isTooLarge: false, ...(first ? { detail: first.message } : {}) };
}
