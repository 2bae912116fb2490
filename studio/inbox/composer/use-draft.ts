/** What was begun and not sent in a conversation: kept on this page at once, on the server a moment later. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { readDraft, saveDraft } from '../work-requests.ts';

export type Mode = 'reply' | 'note';

export interface DraftState {
  text: string;
  mode: Mode;
  setText(text: string): void;
  setMode(mode: Mode): void;
  /** Nothing is begun any more. */
  clear(): void;
  /** It is on the server as it is here. */
  kept: boolean;
}

interface Known {
  text: string;
  mode: Mode;
}

const here = new Map<string, Known>();
const BLANK: Known = { text: '', mode: 'reply' };
const REST_MS = 800;

export function useDraft(id: string, enabled: boolean): DraftState {
  const [known, setKnown] = useState<Known>(() => here.get(id) ?? BLANK);
  const [kept, setKept] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const waiting = useRef<Known>(undefined);

  const flush = useCallback(async () => {
    clearTimeout(timer.current);
    const draft = waiting.current;
    waiting.current = undefined;
    if (!draft) return;
    try {
      await saveDraft(id, draft);
      if (draft.text !== '') setKept(true);
    } catch {
      // It is still here; the next stroke tries again.
    }
  }, [id]);

  useEffect(() => {
    if (!enabled || here.has(id)) return;
    const control = new AbortController();
    readDraft(id, control.signal).then(
      (draft) => {
        if (!draft || here.has(id)) return;
        setKnown({ text: draft.text, mode: draft.mode });
        setKept(true);
      },
      () => undefined,
    );
    return () => control.abort();
  }, [id, enabled]);
  useEffect(() => () => void flush(), [flush]);

  const put = (next: Known, soon: boolean) => {
    here.set(id, next);
    setKnown(next);
    setKept(false);
    if (!enabled) return;
    waiting.current = next;
    clearTimeout(timer.current);
    if (soon) timer.current = setTimeout(() => void flush(), REST_MS);
    else void flush();
  };
  return {
    ...known,
    kept: kept && known.text !== '',
    setText: (text) => put({ ...known, text }, true),
    setMode: (mode) => put({ ...known, mode }, true),
    clear: () => put({ ...known, text: '' }, false),
  };
}
