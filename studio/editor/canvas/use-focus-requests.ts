/** Carries out requests to go to a step: selects it, brings it into sight, puts the keyboard on its box. */
import { type RefObject, useEffect } from 'react';
import { useDocument } from '../../document/store.ts';
import { type FocusRequest, focusInspector, takeFocus, useFocus } from '../focus.ts';
import { showPanel } from '../frame.ts';
import { boxesOf } from './actions.ts';
import { setCanvasPrefs } from './canvas-prefs.ts';
import { canvasView, useCanvas } from './canvas-state.ts';
import { isFrameId, isNoteId } from './scene.ts';
import { rememberPlace } from './use-place-in-url.ts';
import { bringIntoSight } from './view.ts';

/** Frames in which a box that was out of sight is drawn, if at all. */
const FRAMES = 40;

export function useFocusRequests(element: RefObject<HTMLElement | null>): void {
  const wanted = useFocus((state) => state.wanted);
  useEffect(() => {
    if (!wanted) return undefined;
    let stopped = false;
    let left = FRAMES;
    const go = () => {
      if (stopped) return;
      // The canvas may only just have been opened, or the step just been made.
      if (!canvasView() || !carryOut(wanted)) {
        left -= 1;
        if (left > 0) requestAnimationFrame(go);
        return;
      }
      takeFocus();
      if (wanted.inspect) {
        showPanel('inspector');
        focusInspector();
      } else focusBox(element, wanted.id, FRAMES);
    };
    go();
    return () => {
      stopped = true;
    };
  }, [wanted, element]);
}

function carryOut({ id }: FocusRequest): boolean {
  const { flow, select } = useDocument.getState();
  const box = boxesOf(flow).get(id);
  if (!box) return false;
  if (isNoteId(id) || isFrameId(id)) setCanvasPrefs({ notes: true });
  select([id]);
  useCanvas.setState({ active: id, selectedLinks: new Set() });
  const before = canvasView()?.instance.getViewport();
  if (bringIntoSight(box)) rememberPlace(before, id);
  return true;
}

function focusBox(element: RefObject<HTMLElement | null>, id: string, left: number): void {
  const box = element.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
  if (box) {
    if (!box.contains(document.activeElement)) box.focus({ preventScroll: true });
  } else if (left > 0) requestAnimationFrame(() => focusBox(element, id, left - 1));
}
