/**
 * The address of the page says what is seen of the canvas: `?at=x,y,zoom` is its middle, `?node=id` a step. Jumps are
 * entries of the browser's history, so that back and forward lead through them.
 */
import type { Viewport } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import { useDocument } from '../../document/store.ts';
import { focusNode } from '../focus.ts';
import { boxesOf } from './actions.ts';
import { type CanvasView, canvasView } from './canvas-state.ts';
import { calm, fitBoxes, goToStart, zoomToFit } from './view.ts';

const WRITE_AFTER_MS = 250;
/** A flow is shown all at once where its words can be read so; any other opens at its start. */
const READABLE = 0.5;

export function usePlaceInUrl() {
  const pending = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    const back = () => goTo(new URLSearchParams(location.search), calm());
    window.addEventListener('popstate', back);
    return () => {
      window.removeEventListener('popstate', back);
      clearTimeout(pending.current);
    };
  }, []);
  const onInit = useCallback((_: CanvasView) => {
    if (goTo(new URLSearchParams(location.search), 0)) return;
    const { flow } = useDocument.getState();
    const boxes = [...boxesOf(flow).values()];
    if (zoomToFit(boxes) < READABLE) goToStart(0, 0.7);
    else fitBoxes(boxes, 0);
  }, []);
  const onMoveEnd = useCallback(() => {
    clearTimeout(pending.current);
    pending.current = setTimeout(() => {
      const view = canvasView();
      if (view) write({ at: middleOf(view, view.instance.getViewport()) }, 'replace');
    }, WRITE_AFTER_MS);
  }, []);
  return { onInit, onMoveEnd };
}

/** Before a jump: what was seen stays behind in the history, and the step jumped to is where it goes on. */
export function rememberPlace(before: Viewport | undefined, id: string): void {
  const view = canvasView();
  if (!view || !before) return;
  write({ at: middleOf(view, before) }, 'replace');
  write({ node: id }, 'push');
}

/** False where the address names no place that is there. */
function goTo(query: URLSearchParams, duration: number): boolean {
  const view = canvasView();
  const node = query.get('node');
  const at = readPlace(query.get('at'));
  if (!view) return false;
  if (at) {
    void view.instance.setCenter(at.x, at.y, { zoom: at.zoom, duration });
    return true;
  }
  if (node === null || !boxesOf(useDocument.getState().flow).has(node)) return false;
  focusNode(node);
  return true;
}

function middleOf({ element }: { element: HTMLElement }, { x, y, zoom }: Viewport): string {
  const { width, height } = element.getBoundingClientRect();
  const at = [(width / 2 - x) / zoom, (height / 2 - y) / zoom].map(Math.round);
  return `${at.join(',')},${Math.round(zoom * 100) / 100}`;
}

function readPlace(text: string | null): { x: number; y: number; zoom: number } | undefined {
  const match = /^(-?\d{1,7}),(-?\d{1,7}),(\d(?:\.\d{1,3})?)$/.exec(text ?? '');
  if (!match) return undefined;
  const [x = 0, y = 0, zoom = 1] = match.slice(1).map(Number);
  return { x, y, zoom: Math.min(2, Math.max(0.1, zoom)) };
}

function write(values: Partial<Record<'at' | 'node', string>>, how: 'replace' | 'push'): void {
  const query = new URLSearchParams(location.search);
  query.delete('at');
  query.delete('node');
  for (const [name, value] of Object.entries(values)) query.set(name, value);
  // Commas stay readable in the address.
  const search = query.toString().replaceAll('%2C', ',');
  const url = `${location.pathname}${search ? `?${search}` : ''}${location.hash}`;
  if (how === 'push') history.pushState(history.state, '', url);
  else history.replaceState(history.state, '', url);
}
