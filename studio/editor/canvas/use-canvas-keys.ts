/** Keys on the canvas: arrows walk from box to box, Enter opens, letters do what the menus do. */
import { type FocusEvent, type KeyboardEvent, type PointerEvent, useCallback, useRef } from 'react';
import { type Command, useCommands } from '../../commands/registry.ts';
import { useDocument } from '../../document/store.ts';
import { useTexts } from '../../ui/i18n.ts';
import { focusInspector } from '../focus.ts';
import { setFocusMode, showPanel, useFrame } from '../frame.ts';
import {
  addFromPalette,
  clearSelection,
  deleteSelection,
  duplicateSelection,
  editInPlace,
  itemById,
  nudgeSelection,
  openQuickAdd,
  selectAll,
  selectReachable,
  selectSameKind,
  walk,
} from './actions.ts';
import { setCanvasPrefs, useCanvasPrefs } from './canvas-prefs.ts';
import { canvasView, seenMiddle, useCanvas } from './canvas-state.ts';
import { type CanvasKey, canvasTexts } from './canvas-texts.ts';
import type { Direction } from './graph.ts';
import { isFrameId, isNoteId, isThere } from './scene.ts';
import { tidy } from './tidy.ts';
import { fitAll, fitSelection, goToStart, toggleFocusMode, zoomBy, zoomTo } from './view.ts';

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

/** Where the pointer was last, in pixels of the window: for what is pasted or added "here". */
let pointer: { x: number; y: number } | undefined;

export function pointerOnCanvas(): { x: number; y: number } | undefined {
  const area = canvasView()?.element.getBoundingClientRect();
  if (!area || !pointer) return undefined;
  const { x, y } = pointer;
  return x >= area.left && x <= area.right && y >= area.top && y <= area.bottom ? pointer : undefined;
}

export function useCanvasKeys() {
  const say = useTexts(canvasTexts);
  const selection = useDocument((state) => state.selection);
  const readOnly = useDocument((state) => state.readOnly);
  const hasLinks = useCanvas((state) => state.selectedLinks.size > 0);
  const hasActive = useCanvas((state) => state.active !== undefined);
  const some = selection.length > 0;
  const section = say('section');
  const one = (id: string, title: CanvasKey, run: () => void, more: Partial<Command> = {}): Command => ({
    id: `canvas.${id}`,
    title: say(title),
    section,
    run,
    ...more,
  });
  const editing = [
    one('add', 'add', addHere, { keys: '/' }),
    one('add-note', 'addNote', () => addItemHere('note'), { keys: 'shift+n' }),
    one('add-frame', some ? 'frameSelection' : 'addFrame', () => addItemHere('frame'), { keys: 'mod+g' }),
    one('delete', 'delete', () => deleteSelection(), {
      keys: 'delete',
      alsoKeys: 'backspace',
      enabled: some || hasLinks,
    }),
    one('delete-join', 'deleteJoin', () => deleteSelection({ join: true }), {
      keys: 'shift+delete',
      enabled: some,
    }),
    one('duplicate', 'duplicate', duplicateSelection, { keys: 'mod+d', enabled: some }),
    one('rename', 'rename', renameHere, { keys: 'f2', enabled: selection.length === 1 || hasActive }),
    one('tidy', selection.length > 1 ? 'tidySelection' : 'tidy', () => void tidy(), { keys: 'shift+t' }),
    one('nudge', 'nudge', () => {}, { keys: 'mod+arrowright', heardElsewhere: true, hidden: true }),
    one('cut', 'cut', () => {}, { keys: 'mod+x', heardElsewhere: true, hidden: true }),
    one('paste', 'paste', () => {}, { keys: 'mod+v', heardElsewhere: true, hidden: true }),
  ];
  useCommands([
    ...(readOnly ? [] : editing),
    one('select-all', 'selectAll', selectAll, { keys: 'mod+a' }),
    one('select-up', 'selectUp', () => selectReachable('up'), { keys: 'shift+u', enabled: some }),
    one('select-down', 'selectDown', () => selectReachable('down'), { keys: 'shift+d', enabled: some }),
    one('select-kind', 'selectKind', selectSameKind, { keys: 'shift+k', enabled: some }),
    one('zoom-in', 'zoomIn', () => zoomBy(1.25), { keys: '+', alsoKeys: '=' }),
    one('zoom-out', 'zoomOut', () => zoomBy(0.8), { keys: '-' }),
    one('zoom-100', 'zoomTo', () => zoomTo(1), { keys: '0', title: say('zoomTo', { percent: 100 }) }),
    one('fit', 'fit', fitAll, { keys: '1' }),
    one('fit-selection', 'fitSelection', fitSelection, { keys: '2', enabled: some }),
    one('start', 'goStart', () => goToStart(), { keys: 'home' }),
    one('minimap', 'showMinimap', () => setCanvasPrefs({ minimap: !useCanvasPrefs.getState().minimap }), {
      keys: 'm',
    }),
    one('notes', 'notes', () => setCanvasPrefs({ notes: !useCanvasPrefs.getState().notes })),
    one('names', 'names', () => setCanvasPrefs({ names: !useCanvasPrefs.getState().names })),
    one('focus-mode', 'focusMode', toggleFocusMode, { keys: 'mod+.', whileTyping: true }),
    // Heard by the canvas itself, since they mean something else elsewhere on the page.
    one('walk', 'walk', () => {}, { keys: 'arrowright', heardElsewhere: true, hidden: true }),
    one('extend', 'extend', () => {}, { keys: 'shift+arrowright', heardElsewhere: true, hidden: true }),
    one('open', readOnly ? 'details' : 'edit', () => {}, {
      keys: 'enter',
      heardElsewhere: true,
      hidden: true,
    }),
    one('copy', 'copy', () => {}, { keys: 'mod+c', heardElsewhere: true, hidden: true }),
  ]);

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
    pointer = { x: event.clientX, y: event.clientY };
    const { people, point } = useDocument.getState();
    if (people.length === 0 || event.timeStamp - told.current < 50) return;
    told.current = event.timeStamp;
    point(canvasView()?.instance.screenToFlowPosition(pointer) ?? null);
  }, []);

  return { onKeyDown, onFocus, onPointerMove };
}

/** After the step the keyboard is on or the one that is selected, else at the pointer. */
function addHere(): void {
  const { selection } = useDocument.getState();
  const at = pointerOnCanvas();
  const box = document.activeElement?.closest<HTMLElement>('.react-flow__node:focus-visible');
  const point = at && canvasView()?.instance.screenToFlowPosition(at);
  if (box) openQuickAdd({ after: box.dataset.id });
  else if (selection.length === 1 || !at || !point) openQuickAdd();
  else openQuickAdd({ at: point, screen: at });
}

/** The box the keyboard is on, else the one that is selected, else the one the keyboard was on last. */
function renameHere(): void {
  const { selection } = useDocument.getState();
  const focused = document.activeElement?.closest<HTMLElement>('.react-flow__node')?.dataset.id;
  const sole = selection.length === 1 ? selection[0] : undefined;
  const id = focused ?? sole ?? useCanvas.getState().active;
  if (id !== undefined && isThere(useDocument.getState().flow, id)) editInPlace(id);
}

function addItemHere(id: string): void {
  const item = itemById(id);
  const at = pointerOnCanvas();
  const point = at && canvasView()?.instance.screenToFlowPosition(at);
  if (item) addFromPalette(item, { at: point ?? seenMiddle() });
}

function openBox(id: string): void {
  useDocument.getState().select([id]);
  if (isNoteId(id) || isFrameId(id)) {
    editInPlace(id);
    return;
  }
  showPanel('inspector');
  focusInspector();
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
