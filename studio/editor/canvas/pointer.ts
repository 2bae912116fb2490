/** Where the pointer was last, for what is pasted or added "here". Knows the canvas's place on the page, nothing on it. */
import { canvasView } from './canvas-state.ts';
import type { Point } from './route.ts';

/** In pixels of the window. */
let pointer: Point | undefined;

export function rememberPointer(at: Point): void {
  pointer = at;
}

/** In pixels of the window; undefined while it is elsewhere. */
export function pointerOnCanvas(): Point | undefined {
  const area = canvasView()?.element.getBoundingClientRect();
  if (!area || !pointer) return undefined;
  const { x, y } = pointer;
  return x >= area.left && x <= area.right && y >= area.top && y <= area.bottom ? pointer : undefined;
}

/** The same in the flow's own pixels. */
export function pointedPlace(): Point | undefined {
  const at = pointerOnCanvas();
  return at && canvasView()?.instance.screenToFlowPosition(at);
}
