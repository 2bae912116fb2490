/** Moves what is seen of the canvas: zoom, fit, centre. Knows boxes, not what they mean. */
import { useDocument } from '../../document/store.ts';
import { setFocusMode, useFrame } from '../frame.ts';
import { boxesOf } from './actions.ts';
import { boundsOf } from './align.ts';
import { canvasView, FAR } from './canvas-state.ts';
import type { Box } from './graph.ts';

export const ZOOMS = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2] as const;
const MARGIN = 0.06;
/** Fitting a flow of three steps does not blow them up. */
const FIT_MOST = 1;

/** In milliseconds; 0 for those who ask for no motion. */
export function calm(): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 180;
}

export function zoomBy(factor: number): void {
  const view = canvasView();
  if (view)
    void view.instance.zoomTo(Math.min(2, Math.max(0.1, view.instance.getZoom() * factor)), {
      duration: calm(),
    });
}

export function zoomTo(zoom: number): void {
  void canvasView()?.instance.zoomTo(zoom, { duration: calm() });
}

export function fitAll(): void {
  fitBoxes([...boxesOf(useDocument.getState().flow).values()]);
}

export function fitSelection(): void {
  const { flow, selection } = useDocument.getState();
  const boxes = boxesOf(flow);
  fitBoxes(selection.flatMap((id) => boxes.get(id) ?? []));
}

/** The zoom at which all of these are seen at once; 1 where there is nothing to see. */
export function zoomToFit(boxes: readonly Box[]): number {
  const view = canvasView();
  if (!view || boxes.length === 0) return 1;
  const area = view.element.getBoundingClientRect();
  const bounds = boundsOf(boxes);
  const fitting = Math.min(
    area.width / (bounds.width * (1 + 2 * MARGIN) + 1),
    area.height / (bounds.height * (1 + 2 * MARGIN) + 1),
  );
  return Math.min(FIT_MOST, Math.max(0.1, fitting));
}

export function fitBoxes(boxes: readonly Box[], duration = calm()): void {
  const view = canvasView();
  if (!view || boxes.length === 0) return;
  const bounds = boundsOf(boxes);
  const zoom = zoomToFit(boxes);
  void view.instance.setCenter(bounds.x + bounds.width / 2, bounds.y + bounds.height / 2, { zoom, duration });
}

/** The start near the top left, where a flow is read from. */
export function goToStart(duration = calm(), zoom?: number): void {
  const view = canvasView();
  const { flow } = useDocument.getState();
  const box = boxesOf(flow).get(flow.start);
  if (!view || !box) return;
  const at = zoom ?? Math.max(0.75, Math.min(1, view.instance.getZoom()));
  const { width, height } = view.element.getBoundingClientRect();
  void view.instance.setViewport(
    { x: Math.max(48, width * 0.06) - box.x * at, y: Math.max(48, height * 0.19) - box.y * at, zoom: at },
    { duration },
  );
}

/** Brings a box into sight; true where it had to move for that. */
export function bringIntoSight(box: Box, duration = calm()): boolean {
  const view = canvasView();
  if (!view) return false;
  const { width, height } = view.element.getBoundingClientRect();
  const { x, y, zoom } = view.instance.getViewport();
  const left = box.x * zoom + x;
  const top = box.y * zoom + y;
  const isSeen =
    left >= 8 &&
    top >= 8 &&
    left + box.width * zoom <= width - 8 &&
    top + Math.min(box.height, 120) * zoom <= height - 8;
  if (isSeen && zoom >= FAR) return false;
  void view.instance.setCenter(box.x + box.width / 2, box.y + Math.min(box.height, 400) / 2, {
    zoom: Math.max(0.75, Math.min(zoom, 1.25)),
    duration,
  });
  return true;
}

export function toggleFocusMode(): void {
  setFocusMode(!useFrame.getState().focusMode);
}
