/** Copies and pastes where no key was pressed: outside of the browser's own clipboard events its leave is needed. */
import { toast } from '../../ui/toast.ts';
import { pasteText, sayCanvas } from './actions.ts';
import type { Point } from './route.ts';

/** A page without TLS does not get that leave. */
let kept: string | undefined;

export async function copyText(text: string | undefined): Promise<void> {
  if (text === undefined) return;
  kept = text;
  await navigator.clipboard?.writeText(text).catch(() => undefined);
}

/** `at` in the flow's own pixels; in the middle of what is seen if left out. */
export async function pasteAt(at?: Point): Promise<void> {
  const text = await navigator.clipboard?.readText().catch(() => undefined);
  if (text !== undefined && pasteText(text, at)) return;
  if (kept === undefined || !pasteText(kept, at)) toast({ text: sayCanvas('notClip') });
}
