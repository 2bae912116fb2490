/** Where a thread is scrolled to: it stays at its end while one is there, and where one reads while older lines come above. */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

export interface ThreadScroll {
  box: RefObject<HTMLDivElement | null>;
  inner: RefObject<HTMLDivElement | null>;
  /** The newest lines are in sight. */
  atEnd: boolean;
  onScroll(): void;
  toEnd(): void;
  /** Brings a line into the middle; false where it is not drawn. */
  toLine(id: string): boolean;
}

/** Pixels from the edge that still count as the edge. */
const NEAR = 48;

/**
 * `first` is the key of what is drawn first: where it changes, something came above. `onTop`, `onBottom`: one has come
 * there. `past`: what is drawn ends long ago, so that its end is none to stay at.
 */
export function useThreadScroll(
  first: string | undefined,
  onTop: () => void,
  { past, onBottom }: { past: boolean; onBottom: () => void },
): ThreadScroll {
  const box = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const sticks = useRef(true);
  const fromEnd = useRef(0);
  const [atEnd, setAtEnd] = useState(true);

  const measure = useCallback(() => {
    const view = box.current;
    if (!view) return;
    fromEnd.current = view.scrollHeight - view.scrollTop;
    sticks.current = !past && view.scrollHeight - view.scrollTop - view.clientHeight < NEAR;
    setAtEnd(sticks.current);
  }, [past]);

  // What is read stays in its place when something came above it: its distance from the end is the same.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `first` is what says so.
  useLayoutEffect(() => {
    const view = box.current;
    if (!view || sticks.current) return;
    view.scrollTop = view.scrollHeight - fromEnd.current;
  }, [first]);

  useEffect(() => {
    const view = box.current;
    const content = inner.current;
    if (!view || !content) return;
    const grown = new ResizeObserver(() => {
      if (sticks.current) view.scrollTop = view.scrollHeight;
    });
    grown.observe(content);
    grown.observe(view);
    return () => grown.disconnect();
  }, []);

  const onScroll = useCallback(() => {
    measure();
    const view = box.current;
    if (!view) return;
    if (view.scrollTop < NEAR) onTop();
    else if (past && view.scrollHeight - view.scrollTop - view.clientHeight < NEAR) onBottom();
  }, [measure, onTop, past, onBottom]);
  const toEnd = useCallback(() => {
    const view = box.current;
    if (!view) return;
    sticks.current = true;
    view.scrollTop = view.scrollHeight;
    setAtEnd(true);
  }, []);
  const toLine = useCallback((id: string) => {
    const line = box.current?.querySelector(`[data-line="${CSS.escape(id)}"]`);
    if (!line) return false;
    sticks.current = false;
    line.scrollIntoView({ block: 'center' });
    return true;
  }, []);
  return { box, inner, atEnd, onScroll, toEnd, toLine };
}
