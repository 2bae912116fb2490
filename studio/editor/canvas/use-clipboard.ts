/** Copies, cuts and pastes steps by the browser's own clipboard events, which need no permission. */
import { useEffect } from 'react';
import { useDocument } from '../../document/store.ts';
import { clipText, cutSelection, pasteText } from './actions.ts';
import { pointedPlace } from './pointer.ts';

export function useClipboard(): void {
  useEffect(() => {
    const give = (event: ClipboardEvent, make: () => string | undefined) => {
      if (!event.clipboardData || isElsewhere(event.target)) return;
      const text = make();
      if (text === undefined) return;
      event.clipboardData.setData('text/plain', text);
      event.preventDefault();
    };
    const copy = (event: ClipboardEvent) => give(event, clipText);
    const cut = (event: ClipboardEvent) =>
      give(event, () => (useDocument.getState().readOnly ? undefined : cutSelection()));
    const paste = (event: ClipboardEvent) => {
      if (isElsewhere(event.target)) return;
      if (pasteText(event.clipboardData?.getData('text/plain') ?? '', pointedPlace())) event.preventDefault();
    };
    document.addEventListener('copy', copy);
    document.addEventListener('cut', cut);
    document.addEventListener('paste', paste);
    return () => {
      document.removeEventListener('copy', copy);
      document.removeEventListener('cut', cut);
      document.removeEventListener('paste', paste);
    };
  }, []);
}

/** Somebody types, has marked some text, or is in a dialog: the clipboard is theirs. */
function isElsewhere(target: EventTarget | null): boolean {
  if (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable=true], [role=dialog]')
  )
    return true;
  const marked = document.getSelection();
  return marked !== null && !marked.isCollapsed && marked.toString() !== '';
}
