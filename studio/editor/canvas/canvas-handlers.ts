/** What each command of the canvas does, whatever asked for it: the palette, a key, a menu, the outline. Draws nothing. */
import type { CanvasColor } from '../../../flows/flow.ts';
import { useDocument } from '../../document/store.ts';
import { drawnOf, type Handler, isFrame, type Now, soleStep, stepsOf } from '../command-now.ts';
import type { IdsOf } from '../editor-commands.ts';
import { focusInspector, focusNode } from '../focus.ts';
import { showPanel, useFrame } from '../frame.ts';
import {
  addFromPalette,
  alignSelection,
  allSkipped,
  clearSelection,
  clipText,
  copyLink,
  cutSelection,
  deleteSelection,
  disconnectLinks,
  distributeSelection,
  duplicateSelection,
  editInPlace,
  fold,
  foldFrame,
  itemById,
  linksBy,
  openQuickAdd,
  paint,
  pin,
  placeAfter,
  selectAll,
  selectReachable,
  selectSameKind,
  skip,
  startHere,
} from './actions.ts';
import type { Alignment } from './align.ts';
import { type CanvasPrefs, setCanvasPrefs, useCanvasPrefs } from './canvas-prefs.ts';
import { canvasView, seenMiddle, useCanvas } from './canvas-state.ts';
import { copyText, pasteAt } from './clipboard.ts';
import type { Link } from './graph.ts';
import { openFlow } from './open-flow.ts';
import { pointedPlace, pointerOnCanvas } from './pointer.ts';
import { isFrameId, isNoteId, isThere } from './scene.ts';
import { askForSubflow } from './subflow-dialog.tsx';
import { tidy } from './tidy.ts';
import { toggleFollowing } from './use-following.ts';
import { fitAll, fitSelection, goToStart, toggleFocusMode, zoomBy, zoomTo } from './view.ts';

/** Heard where they mean something: only listed here. */
const nothing: Handler = { run: () => undefined };

export const canvasHandlers: Readonly<Record<IdsOf<'canvas'>, Handler>> = {
  'canvas.add': { run: addHere },
  'canvas.add-note': { run: () => addItemHere('note') },
  'canvas.add-frame': { run: () => addItemHere('frame'), on: ({ selection }) => selection.length > 0 },
  'canvas.tidy': { run: () => void tidy(), on: (now) => stepsOf(now).length > 1 },
  'canvas.paste': { run: () => void pasteAt(pointedPlace()) },
  'canvas.select-all': { run: selectAll },
  'canvas.walk': nothing,

  'canvas.open': {
    run: ({ selection, active }) => {
      const id = selection[0] ?? active;
      if (id !== undefined) openBox(id);
    },
  },
  'canvas.rename': { run: renameHere },
  'canvas.delete': { run: () => deleteSelection() },
  'canvas.delete-join': { run: () => deleteSelection({ join: true }) },
  'canvas.duplicate': { run: duplicateSelection },
  'canvas.copy': { run: () => void copyText(clipText()) },
  'canvas.cut': { run: () => void copyText(cutSelection()) },
  'canvas.copy-link': { run: (now) => withStep(now, (id) => void copyLink(id)) },
  'canvas.start-here': { run: (now) => withStep(now, startHere) },
  'canvas.skip': {
    run: (now) => skip(skippable(now), !isSkipped(now)),
    on: isSkipped,
  },
  'canvas.pin': { run: (now) => pin(stepsOf(now), !isPinned(now)), on: isPinned },
  'canvas.fold': { run: (now) => foldAll(now, !isFolded(now)), on: isFolded },
  'canvas.make-subflow': { run: askForSubflow },
  'canvas.open-subflow': {
    run: (now) =>
      withStep(now, (id) => {
        const node = now.flow.nodes[id];
        if (node?.kind === 'subflow') openFlow(node.flow);
      }),
  },
  'canvas.insert': {
    run: (now) =>
      withLink(now, (link) =>
        openQuickAdd({ into: link, at: placeAfter(useDocument.getState().flow, link) }),
      ),
  },
  'canvas.disconnect': { run: ({ links }) => disconnectLinks(links) },
  'canvas.go-source': { run: (now) => withLink(now, ({ node }) => focusNode(node)) },
  'canvas.go-target': { run: (now) => withLink(now, ({ to }) => focusNode(to)) },
  'canvas.nudge': nothing,
  'canvas.extend': nothing,
  'canvas.select-up': { run: () => selectReachable('up') },
  'canvas.select-down': { run: () => selectReachable('down') },
  'canvas.select-kind': { run: selectSameKind },
  'canvas.clear': { run: clearSelection },
  'canvas.align-left': align('left'),
  'canvas.align-centre': align('centre'),
  'canvas.align-right': align('right'),
  'canvas.align-top': align('top'),
  'canvas.align-middle': align('middle'),
  'canvas.align-bottom': align('bottom'),
  'canvas.distribute-x': { run: () => distributeSelection('x') },
  'canvas.distribute-y': { run: () => distributeSelection('y') },
  'canvas.color-grey': color('grey'),
  'canvas.color-yellow': color('yellow'),
  'canvas.color-green': color('green'),
  'canvas.color-blue': color('blue'),
  'canvas.color-purple': color('purple'),
  'canvas.color-red': color('red'),

  'canvas.zoom-in': { run: () => zoomBy(1.25) },
  'canvas.zoom-out': { run: () => zoomBy(0.8) },
  'canvas.zoom-10': { run: () => zoomTo(0.1) },
  'canvas.zoom-25': { run: () => zoomTo(0.25) },
  'canvas.zoom-50': { run: () => zoomTo(0.5) },
  'canvas.zoom-75': { run: () => zoomTo(0.75) },
  'canvas.zoom-100': { run: () => zoomTo(1) },
  'canvas.zoom-150': { run: () => zoomTo(1.5) },
  'canvas.zoom-200': { run: () => zoomTo(2) },
  'canvas.fit': { run: fitAll },
  'canvas.fit-selection': { run: fitSelection },
  'canvas.start': { run: () => goToStart() },
  'canvas.minimap': toggle('minimap'),
  'canvas.notes': toggle('notes'),
  'canvas.names': toggle('names'),
  'canvas.snap': toggle('snap'),
  'canvas.guides': toggle('guides'),
  'canvas.by-mouse': {
    run: () => setCanvasPrefs({ gestures: 'mouse' }),
    on: () => useCanvasPrefs.getState().gestures === 'mouse',
  },
  'canvas.by-trackpad': {
    run: () => setCanvasPrefs({ gestures: 'trackpad' }),
    on: () => useCanvasPrefs.getState().gestures === 'trackpad',
  },
  'canvas.follow': { run: toggleFollowing },
  'canvas.focus-mode': { run: toggleFocusMode, on: () => useFrame.getState().focusMode },
};

/** What Enter does to a box: a note or a frame is written in, a step is opened in the inspector. */
export function openBox(id: string): void {
  useDocument.getState().select([id]);
  if (isNoteId(id) || isFrameId(id)) {
    editInPlace(id);
    return;
  }
  showPanel('inspector');
  focusInspector();
}

/** After the step the keyboard is on or the one that is selected, else at the pointer. */
export function addHere(): void {
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
  // In the outline it becomes a line, where the keyboard stays.
  const stays = document.activeElement?.matches('[role=tree]') === true;
  if (item) addFromPalette(item, { at: pointedPlace() ?? seenMiddle(), stays });
}

function withStep(now: Now, act: (id: string) => void): void {
  const id = soleStep(now);
  if (id !== undefined) act(id);
}

function withLink({ links }: Now, act: (link: Link) => void): void {
  const [link] = linksBy(links);
  if (link) act(link);
}

function skippable(now: Now): string[] {
  return stepsOf(now).filter((id) => now.flow.nodes[id]?.kind !== 'end');
}

function isSkipped(now: Now): boolean {
  return allSkipped(now.flow, skippable(now));
}

function isPinned(now: Now): boolean {
  return stepsOf(now).every((id) => now.flow.canvas.positions[id]?.pinned);
}

function isFolded(now: Now): boolean {
  const { positions, frames = [] } = now.flow.canvas;
  const folded = new Set(frames.flatMap(({ id, collapsed }) => (collapsed ? [`frame:${id}`] : [])));
  return (
    stepsOf(now).every((id) => positions[id]?.collapsed) &&
    now.selection.filter(isFrame).every((id) => folded.has(id))
  );
}

function foldAll(now: Now, folded: boolean): void {
  const steps = stepsOf(now);
  if (steps.length > 0) fold(steps, folded);
  for (const id of now.selection.filter(isFrame)) foldFrame(id, folded);
}

function align(alignment: Alignment): Handler {
  return { run: () => alignSelection(alignment) };
}

function color(wanted: CanvasColor): Handler {
  return { run: (now) => paint(drawnOf(now), wanted), on: (now) => isPainted(now, wanted) };
}

function isPainted({ flow, selection }: Now, wanted: CanvasColor): boolean {
  const { notes, frames = [] } = flow.canvas;
  const colors = [
    ...notes.map(({ id, color: one = 'yellow' }) => ({ id: `note:${id}`, one })),
    ...frames.map(({ id, color: one = 'grey' }) => ({ id: `frame:${id}`, one })),
  ].filter(({ id }) => selection.includes(id));
  return colors.length > 0 && colors.every(({ one }) => one === wanted);
}

function toggle(name: 'minimap' | 'notes' | 'names' | 'snap' | 'guides'): Handler {
  const now = () => useCanvasPrefs.getState()[name];
  return { run: () => setCanvasPrefs({ [name]: !now() } satisfies Partial<CanvasPrefs>), on: now };
}
