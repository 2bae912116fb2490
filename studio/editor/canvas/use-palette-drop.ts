/** What is dragged from the palette and let go over the canvas: where it would lie, and in which connection. */
import { type DragEvent, useCallback } from 'react';
import { useDocument } from '../../document/store.ts';
import { addFromPalette, itemById } from './actions.ts';
import { useCanvasPrefs } from './canvas-prefs.ts';
import { canvasView, useCanvas } from './canvas-state.ts';
import { SIZES } from './face.ts';
import { graphOf } from './graph.ts';
import { NOTE_SIZE } from './scene.ts';
import { linkUnder } from './use-box-drag.ts';

export const PALETTE_TYPE = 'application/x-carillon-item';
/** The pointer holds a box there, from its upper left corner. */
export const HOLD = { x: 40, y: 20 };

/** What is being dragged: while a drag lasts, the browser hides what it carries. */
let dragged: string | undefined;

export function beginPaletteDrag(id: string): void {
  dragged = id;
}

export function endPaletteDrag(): void {
  dragged = undefined;
  useCanvas.setState({ ghost: undefined, dropLink: undefined });
}

export function usePaletteDrop() {
  const onDragOver = useCallback((event: DragEvent) => {
    const item = dragged === undefined ? undefined : itemById(dragged);
    if (!item || useDocument.getState().readOnly) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    const at = placeOf(event);
    if (!at) return;
    const isStep = item.kind !== 'note' && item.kind !== 'frame';
    const size =
      item.kind === 'note'
        ? NOTE_SIZE
        : item.kind === 'frame'
          ? { width: 480, height: 320 }
          : { width: SIZES.width, height: 96 };
    const zoom = canvasView()?.instance.getZoom() ?? 1;
    const dropLink = isStep ? linkUnder({ x: at.x + HOLD.x, y: at.y + HOLD.y }, undefined, zoom) : undefined;
    useCanvas.setState({ ghost: { ...at, ...size }, dropLink });
  }, []);
  const onDragLeave = useCallback((event: DragEvent) => {
    const into = event.relatedTarget;
    if (into instanceof globalThis.Node && event.currentTarget.contains(into)) return;
    useCanvas.setState({ ghost: undefined, dropLink: undefined });
  }, []);
  const onDrop = useCallback((event: DragEvent) => {
    const item = itemById(event.dataTransfer.getData(PALETTE_TYPE));
    const at = placeOf(event);
    const { dropLink } = useCanvas.getState();
    endPaletteDrag();
    if (!item || !at) return;
    event.preventDefault();
    const link = graphOf(useDocument.getState().flow.nodes).links.find(({ id }) => id === dropLink);
    addFromPalette(item, { at, ...(link ? { into: link } : {}) });
  }, []);
  return { onDragOver, onDragLeave, onDrop };
}

function placeOf(event: DragEvent): { x: number; y: number } | undefined {
  const point = canvasView()?.instance.screenToFlowPosition({ x: event.clientX, y: event.clientY });
  if (!point) return undefined;
  const grid = useCanvasPrefs.getState().snap ? 8 : 1;
  return { x: Math.round((point.x - HOLD.x) / grid) * grid, y: Math.round((point.y - HOLD.y) / grid) * grid };
}
