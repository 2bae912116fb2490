/** Reads what a chosen file holds, without believing any of it; knows no server. */
import { DOCUMENT_LIMITS } from '../../flows/limits.ts';

/** As the server's: a larger one is not even read. */
export const FILE_MAX_BYTES = DOCUMENT_LIMITS.bytes;

export type FlowFile =
  | { ok: true; document: unknown }
  /** `text` and `error` where it is no JSON: what was parsed, and what the parser threw. */
  | { ok: false; fault: 'too-large' | 'no-json' | 'empty' | 'unreadable'; text: string; error?: unknown };

export async function readFlowFile(file: File): Promise<FlowFile> {
  if (file.size > FILE_MAX_BYTES) return { ok: false, fault: 'too-large', text: '' };
  let text: string;
  try {
    text = await file.text();
  } catch {
    return { ok: false, fault: 'unreadable', text: '' };
  }
  // Editors on Windows put a mark before the first letter that JSON does not know.
  const json = text.replace(/^\uFEFF/, '');
  if (json.trim() === '') return { ok: false, fault: 'empty', text: '' };
  try {
    return { ok: true, document: JSON.parse(json) };
  } catch (error) {
    return { ok: false, fault: 'no-json', text: json, error };
  }
}
