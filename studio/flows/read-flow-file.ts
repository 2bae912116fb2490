/** Reads what a chosen file holds, without believing any of it; knows no server. */
import { DOCUMENT_LIMITS } from '../../flows/limits.ts';

/** As the server's: a larger one is not even read. */
export const FILE_MAX_BYTES = DOCUMENT_LIMITS.bytes;

export type FlowFile =
  | { ok: true; document: unknown }
  | { ok: false; fault: 'too-large' | 'no-json' | 'empty' | 'unreadable'; detail: string };

export async function readFlowFile(file: File): Promise<FlowFile> {
  if (file.size > FILE_MAX_BYTES) return { ok: false, fault: 'too-large', detail: '' };
  let text: string;
  try {
    text = await file.text();
  } catch {
    return { ok: false, fault: 'unreadable', detail: '' };
  }
  // Editors on Windows put a mark before the first letter that JSON does not know.
  const json = text.replace(/^\uFEFF/, '');
  if (json.trim() === '') return { ok: false, fault: 'empty', detail: '' };
  try {
    return { ok: true, document: JSON.parse(json) };
  } catch (error) {
    return { ok: false, fault: 'no-json', detail: error instanceof Error ? error.message.slice(0, 160) : '' };
  }
}
