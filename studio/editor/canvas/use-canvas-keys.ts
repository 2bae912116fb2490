/** Keys on the canvas: arrows walk from box to box, Enter opens, letters do what the menus do. */
import { type FocusEvent, type KeyboardEvent, type PointerEvent, useCallback, useRef } from 'react';
import { useDocument } from '../../document/store.ts';
import { setFocusMode, useFrame } from '../frame.ts';
import { useEditorCommands } from '../use-editor-commands.ts';
import { clearSelection, nudgeSelection, walk } from './actions.ts';
import { addHere, canvasHandlers, openBox } from './canvas-handlers.ts';
import { canvasView, useCanvas } from './canvas-state.ts';
import type { Direction } from './graph.ts';
import { pointerOnCanvas, rememberPointer } from './pointer.ts';

const ARROWS: Record<string, Direction> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};
const STEPS: Record<Direction, [x: number, y: number]> = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
};
const GRID = 8;

export function useCanvasKeys() {
  useEditorCommands(canvasHandlers);

  const onKeyDown = useCallback((event: KeyboardEvent) => {
    const { target } = event;
    if (
      event.defaultPrevented ||
      !(target instanceof Element) ||
      target.closest('input, textarea, select, [role=dialog], [role=menu], [cmdk-root]')
    ) {
      return;
    }
    const box = target.closest<HTMLElement>('.react-flow__node');
    const id = box?.dataset.id;
    const direction = ARROWS[event.key];
    const isButton = target.closest('button, a') !== null && target !== box;
    const mod = event.ctrlKey || event.metaKey;
    if (direction && !event.altKey && !isButton) {
      if (mod) {
        const reach = event.shiftKey ? GRID * 5 : GRID;
        const [x, y] = STEPS[direction];
        nudgeSelection(x * reach, y * reach);
      } else walk(id ?? useDocument.getState().selection[0], direction, event.shiftKey);
      event.preventDefault();
    } else if (event.key === 'Enter' && id !== undefined && !isButton && !mod) {
      event.preventDefault();
      openBox(id);
    } else if (event.key === ' ' && id !== undefined && target === box) {
      event.preventDefault();
      toggleSelected(id);
    } else if (event.key === 'Escape') stepBack();
    else if (
      event.key === 'Tab' &&
      !event.shiftKey &&
      !mod &&
      pointerOnCanvas() &&
      !document.activeElement?.matches(':focus-visible')
    ) {
      // Only for hands that are on the mouse: by keyboard Tab leads on, as everywhere.
      event.preventDefault();
      addHere();
    }
  }, []);

  const onFocus = useCallback((event: FocusEvent) => {
    const id =
      event.target instanceof HTMLElement && event.target.matches('.react-flow__node')
        ? event.target.dataset.id
        : undefined;
    if (id === undefined) return;
    useCanvas.setState({ active: id });
  }, []);

  const told = useRef(0);
  const onPointerMove = useCallback((event: PointerEvent) => {
    const pointer = { x: event.clientX, y: event.clientY };
    rememberPointer(pointer);
    const { people, point } = useDocument.getState();
    if (people.length === 0 || event.timeStamp - told.current < 50) return;
    told.current = event.timeStamp;
    point(canvasView()?.instance.screenToFlowPosition(pointer) ?? null);
  }, []);

  return { onKeyDown, onFocus, onPointerMove };
}

function toggleSelected(id: string): void {
  const { selection, select } = useDocument.getState();
  select(selection.includes(id) ? selection.filter((one) => one !== id) : [...selection, id]);
}

/** One thing at a time: what floats, then the selection, then focus mode. */
function stepBack(): void {
  const { quickAdd, menu, selectedLinks } = useCanvas.getState();
  if (quickAdd || menu) useCanvas.setState({ quickAdd: undefined, menu: undefined });
  else if (useDocument.getState().selection.length > 0 || selectedLinks.size > 0) clearSelection();
  else if (useFrame.getState().focusMode) setFocusMode(false);
}
