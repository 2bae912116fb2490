/** A dock that opens does not cover the step that is worked on: the view moves by as much as it takes. */
import { type RefObject, useEffect } from 'react';
import { useDocument } from '../../document/store.ts';
import { boxesOf } from './actions.ts';
import { canvasView } from './canvas-state.ts';

const MARGIN = 16;

export function useSelectionInSight(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const canvas = element.current;
    if (!canvas) return undefined;
    let before = { width: canvas.clientWidth, height: canvas.clientHeight };
    const observer = new ResizeObserver(() => {
      const now = { width: canvas.clientWidth, height: canvas.clientHeight };
      const was = before;
      before = now;
      const view = canvasView();
      const { flow, selection } = useDocument.getState();
      const [only] = selection.length === 1 ? selection : [];
      const box = only === undefined ? undefined : boxesOf(flow).get(only);
      if (!view || !box || was.width === 0) return;
      const { x, y, zoom } = view.instance.getViewport();
      const right = (box.x + box.width) * zoom + x;
      const bottom = (box.y + Math.min(box.height, 160)) * zoom + y;
      // Only what was seen and is not any more; and never so that its beginning goes out of sight.
      const dx = right <= was.width ? room(now.width - MARGIN - right, box.x * zoom + x) : 0;
      const dy = bottom <= was.height ? room(now.height - MARGIN - bottom, box.y * zoom + y) : 0;
      if (dx < 0 || dy < 0) void view.instance.setViewport({ x: x + dx, y: y + dy, zoom });
    });
    observer.observe(canvas);
    return () => observer.disconnect();
  }, [element]);
}

/** How far something is moved back: at most so far that its start stays in sight. */
function room(over: number, start: number): number {
  return Math.min(0, Math.max(over, MARGIN - start));
}
