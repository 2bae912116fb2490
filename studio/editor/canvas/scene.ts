/** A flow as the boxes and lines that are drawn: the same objects as before for what has not changed. Draws nothing. */
import { type Node as DrawnNode, type Edge, Position } from '@xyflow/react';
import type { CanvasFrame, CanvasNote, Flow } from '../../../flows/flow.ts';
import type { Locale } from '../../ui/i18n.ts';
import { type Face, faceOf, SIZES, spokenFace } from './face.ts';
import { type Box, graphOf, type Link } from './graph.ts';
import { placesForUnplaced, type Shape } from './layout.ts';

export type StepBox = DrawnNode<{ face: Face; isStart: boolean }, 'step'>;
export type NoteBox = DrawnNode<{ note: CanvasNote }, 'note'>;
export type FrameBox = DrawnNode<{ frame: CanvasFrame; inside: number }, 'frame'>;
export type CanvasBox = StepBox | NoteBox | FrameBox;
export type LinkLine = Edge<{ link: Link; face: Face }, 'link'>;

export const NOTE_SIZE = { width: 224, height: 128 };
/** Half of it stands out of the box. */
export const HANDLE = 12;
const FRAME_Z = -2000;
const NOTE_Z = -1000;
const FOLDED_FRAME = { width: SIZES.width, height: 44 };

export interface SceneInput {
  flow: Flow;
  locale: Locale;
  content: string;
  selection: ReadonlySet<string>;
  selectedLinks: ReadonlySet<string>;
  moved: ReadonlyMap<string, Partial<Box>>;
  active: string | undefined;
  readOnly: boolean;
  /** Notes and frames are drawn. */
  notes: boolean;
}

export interface Scene {
  boxes: CanvasBox[];
  lines: LinkLine[];
  /** Of every step that is drawn, where it lies in the document: nothing that is being dragged. */
  shapes: ReadonlyMap<string, Shape>;
}

export function isNoteId(id: string): boolean {
  return id.startsWith('note:');
}

export function isFrameId(id: string): boolean {
  return id.startsWith('frame:');
}

/** What a box is called in its document: without "note:" and "frame:". */
export function bareId(id: string): string {
  return id.replace(/^(?:note|frame):/, '');
}

/** Whether the flow has this step, note or frame. */
export function isThere(flow: Flow, id: string): boolean {
  if (isNoteId(id)) return flow.canvas.notes.some((note) => note.id === bareId(id));
  if (isFrameId(id)) return flow.canvas.frames?.some((frame) => frame.id === bareId(id)) === true;
  return Object.hasOwn(flow.nodes, id);
}

/** Remembers what it made last; one for each canvas. */
export function createScene(): (input: SceneInput) => Scene {
  const boxes = new Map<string, { made: CanvasBox; key: readonly unknown[] }>();
  const lines = new Map<string, { made: LinkLine; key: readonly unknown[] }>();
  const shapesOf = lastOf(shapesIn);
  let shapes: ReadonlyMap<string, Shape> = new Map();

  return (input) => {
    const { flow, locale, content, selection, selectedLinks, moved, active, readOnly } = input;
    const next = shapesOf(flow, locale, content);
    // A word changed in one box moves none: the lines between need no new way.
    if (!sameShapes(shapes, next)) shapes = next;
    const folded = foldedIn(flow, shapes);
    const box = <T extends CanvasBox>(id: string, key: readonly unknown[], make: () => T): T =>
      remembered(boxes, id, key, make) as T;

    const drawn: CanvasBox[] = [];
    if (input.notes) {
      for (const frame of flow.canvas.frames ?? []) {
        const id = `frame:${frame.id}`;
        const at = moved.get(id);
        const inside = folded.count.get(frame.id) ?? 0;
        drawn.push(
          box(id, [frame, at, selection.has(id), inside, readOnly, active === id], () =>
            frameBox(frame, at, inside, selection.has(id), readOnly, active === id),
          ),
        );
      }
    }
    for (const [id, node] of Object.entries(flow.nodes)) {
      if (folded.in.has(id)) continue;
      const shape = shapes.get(id);
      if (!shape) continue;
      const face = faceOf(node, locale, content, flow.canvas.positions[id]?.collapsed);
      const at = moved.get(id);
      const [x, y] = [at?.x ?? shape.x, at?.y ?? shape.y];
      const isStart = flow.start === id;
      const key = [face, x, y, at !== undefined, selection.has(id), isStart, readOnly, active === id];
      drawn.push(
        box(id, key, () =>
          stepBox(id, face, { x, y }, isStart, selection.has(id), readOnly, active === id, locale),
        ),
      );
    }
    if (input.notes) {
      for (const note of flow.canvas.notes) {
        const id = `note:${note.id}`;
        const at = moved.get(id);
        drawn.push(
          box(id, [note, at, selection.has(id), readOnly, active === id], () =>
            noteBox(note, at, selection.has(id), readOnly, active === id),
          ),
        );
      }
    }

    const drawnLines = graphOf(flow.nodes).links.flatMap((link): LinkLine[] => {
      const source = folded.in.get(link.node) ?? link.node;
      const target = folded.in.get(link.to) ?? link.to;
      const node = flow.nodes[link.node];
      if (!node || (source === target && source !== link.node)) return [];
      const face = faceOf(node, locale, content, flow.canvas.positions[link.node]?.collapsed);
      const selected = selectedLinks.has(link.id);
      return [
        remembered(lines, link.id, [link, face, source, target, selected, readOnly], () =>
          lineOf(link, face, source, target, selected, readOnly),
        ),
      ];
    });
    prune(boxes, drawn);
    prune(lines, drawnLines);
    return { boxes: drawn, lines: drawnLines, shapes };
  };
}

/** Every step of a flow with its place and size, as layout, routing and aligning want it. */
export function shapesIn(flow: Flow, locale: Locale, content: string): ReadonlyMap<string, Shape> {
  const face = (id: string) => {
    const node = flow.nodes[id];
    return node && faceOf(node, locale, content, flow.canvas.positions[id]?.collapsed);
  };
  const unplaced = placesForUnplaced(flow, (id) => face(id)?.height ?? 0, SIZES.width);
  return new Map(
    Object.keys(flow.nodes).flatMap((id): [string, Shape][] => {
      const found = face(id);
      const at = flow.canvas.positions[id] ?? unplaced[id] ?? { x: 0, y: 0 };
      if (!found) return [];
      const { width, height, exits } = found;
      return [[id, { x: at.x, y: at.y, width, height, exits }]];
    }),
  );
}

function sameShapes(before: ReadonlyMap<string, Shape>, after: ReadonlyMap<string, Shape>): boolean {
  if (before === after) return true;
  if (before.size !== after.size) return false;
  for (const [id, shape] of after) {
    const old = before.get(id);
    if (!old || old.x !== shape.x || old.y !== shape.y || old.height !== shape.height) return false;
    if (old.exits === shape.exits) continue;
    const isSame =
      old.exits.length === shape.exits.length &&
      old.exits.every(({ name, y }, n) => name === shape.exits[n]?.name && y === shape.exits[n]?.y);
    if (!isSame) return false;
  }
  return true;
}

/** Steps that lie in a folded frame, by the box drawn in their place. */
function foldedIn(
  flow: Flow,
  shapes: ReadonlyMap<string, Shape>,
): { in: Map<string, string>; count: Map<string, number> } {
  const inside = new Map<string, string>();
  const count = new Map<string, number>();
  for (const frame of flow.canvas.frames ?? []) {
    for (const [id, { x, y }] of shapes) {
      const lies = x >= frame.x && y >= frame.y && x < frame.x + frame.width && y < frame.y + frame.height;
      if (!lies) continue;
      count.set(frame.id, (count.get(frame.id) ?? 0) + 1);
      if (frame.collapsed && !inside.has(id)) inside.set(id, `frame:${frame.id}`);
    }
  }
  return { in: inside, count };
}

function stepBox(
  id: string,
  face: Face,
  at: { x: number; y: number },
  isStart: boolean,
  selected: boolean,
  readOnly: boolean,
  isActive: boolean,
  locale: Locale,
): StepBox {
  const { width, height } = face;
  return {
    id,
    type: 'step',
    position: at,
    data: { face, isStart },
    selected,
    width,
    height,
    measured: { width, height },
    draggable: !readOnly,
    connectable: !readOnly,
    ariaLabel: spokenFace(face, locale),
    domAttributes: { tabIndex: isActive ? 0 : -1 } as StepBox['domAttributes'],
    handles: [
      {
        id: 'in',
        type: 'target',
        position: Position.Left,
        x: -HANDLE / 2,
        y: SIZES.head / 2 - HANDLE / 2,
        width: HANDLE,
        height: HANDLE,
      },
      ...face.exits.map(({ name, y }) => ({
        id: name,
        type: 'source' as const,
        position: Position.Right,
        x: width - HANDLE / 2,
        y: y - HANDLE / 2,
        width: HANDLE,
        height: HANDLE,
      })),
    ],
  };
}

function noteBox(
  note: CanvasNote,
  at: Partial<Box> | undefined,
  selected: boolean,
  readOnly: boolean,
  isActive: boolean,
): NoteBox {
  const { x, y, width, height } = { ...NOTE_SIZE, ...defined(note), ...at };
  return {
    id: `note:${note.id}`,
    type: 'note',
    position: { x, y },
    data: { note },
    selected,
    width,
    height,
    measured: { width, height },
    zIndex: NOTE_Z,
    draggable: !readOnly,
    connectable: false,
    domAttributes: { tabIndex: isActive ? 0 : -1 } as NoteBox['domAttributes'],
    handles: [],
  };
}

function frameBox(
  frame: CanvasFrame,
  at: Partial<Box> | undefined,
  inside: number,
  selected: boolean,
  readOnly: boolean,
  isActive: boolean,
): FrameBox {
  const { x, y } = { ...frame, ...at };
  const { width, height } = frame.collapsed ? FOLDED_FRAME : { ...frame, ...at };
  const middle = FOLDED_FRAME.height / 2;
  return {
    id: `frame:${frame.id}`,
    type: 'frame',
    position: { x, y },
    data: { frame, inside },
    selected,
    width,
    height,
    measured: { width, height },
    zIndex: frame.collapsed ? 0 : FRAME_Z,
    draggable: !readOnly,
    connectable: false,
    dragHandle: '.frame-handle',
    // Its ground belongs to the canvas: a drag on it selects, or moves the view.
    style: { pointerEvents: 'none' },
    domAttributes: { tabIndex: isActive ? 0 : -1 } as FrameBox['domAttributes'],
    handles: frame.collapsed
      ? [
          { id: null, type: 'target', position: Position.Left, x: 0, y: middle, width: 1, height: 1 },
          { id: null, type: 'source', position: Position.Right, x: width, y: middle, width: 1, height: 1 },
        ]
      : [],
  };
}

function lineOf(
  link: Link,
  face: Face,
  source: string,
  target: string,
  selected: boolean,
  readOnly: boolean,
): LinkLine {
  return {
    id: link.id,
    type: 'link',
    source,
    target,
    sourceHandle: source === link.node ? link.exit : null,
    targetHandle: target === link.to ? 'in' : null,
    data: { link, face },
    selected,
    focusable: false,
    reconnectable: !readOnly && source === link.node && target === link.to,
    // A line is read with its step, whose rows name its exits and where they lead.
    domAttributes: { 'aria-hidden': true },
  };
}

function defined(note: CanvasNote): CanvasNote & { width: number; height: number } {
  return { ...note, width: note.width ?? NOTE_SIZE.width, height: note.height ?? NOTE_SIZE.height };
}

function remembered<T>(
  table: Map<string, { made: T; key: readonly unknown[] }>,
  id: string,
  key: readonly unknown[],
  make: () => T,
): T {
  const before = table.get(id);
  if (before?.key.every((value, n) => Object.is(value, key[n]))) return before.made;
  const made = make();
  table.set(id, { made, key });
  return made;
}

function prune(table: Map<string, unknown>, drawn: readonly { id: string }[]): void {
  if (table.size === drawn.length) return;
  const ids = new Set(drawn.map(({ id }) => id));
  for (const id of table.keys()) if (!ids.has(id)) table.delete(id);
}

function lastOf<Args extends unknown[], Result>(make: (...args: Args) => Result): (...args: Args) => Result {
  let last: { args: Args; result: Result } | undefined;
  return (...args) => {
    if (last?.args.every((value, n) => Object.is(value, args[n]))) return last.result;
    last = { args, result: make(...args) };
    return last.result;
  };
}
