/** How the reader likes to send: which keys, and how long it can be undone. Kept in this browser. */
import { createStored, useStored } from '../../ui/stored.ts';

export const UNDO_SECONDS = [0, 5, 10, 30] as const;

const enter = createStored<'plain' | 'mod'>('carillon.inbox.enter', (text) =>
  text === 'plain' ? 'plain' : 'mod',
);
const undo = createStored<string>('carillon.inbox.undo', (text) =>
  UNDO_SECONDS.some((seconds) => String(seconds) === text) ? String(text) : '5',
);

export function useSendPrefs() {
  const key = useStored(enter);
  const seconds = Number(useStored(undo));
  return {
    enterSends: key === 'plain',
    setEnterSends: (on: boolean) => enter.set(on ? 'plain' : 'mod'),
    undoSeconds: seconds,
    setUndoSeconds: (next: number) => undo.set(String(next)),
  };
}
