/** Where boxes, notes and frames lie. Nothing here changes what a conversation does. */
import { same } from '../change.ts';
import type { CanvasFrame, CanvasNote, Flow, Position } from '../flow.ts';
import { canvasFrameSchema, canvasNoteSchema } from '../flow.ts';
import { whole } from './add-node.ts';
import { freshId } from './fresh-id.ts';
import { has } from './targets.ts';

type Point = { x: number; y: number };

/** Moves nodes to these places, rounded to whole pixels; names of no node are left out. */
export function moveNodes(flow: Flow, positions: Readonly<Record<string, Point>>): Flow {
  const before = flow.canvas.positions;
  const moved = Object.entries(positions).flatMap(([id, point]): [string, Position][] => {
    if (!has(flow, id) || !Number.isFinite(point.x) || !Number.isFinite(point.y)) return [];
    const old = Object.hasOwn(before, id) ? before[id] : undefined;
    const at = whole(point);
    return old && old.x === at.x && old.y === at.y ? [] : [[id, { ...old, ...at }]];
  });
  return moved.length === 0 ? flow : withPositions(flow, moved);
}

/** Whether automatic layout leaves these nodes where they are. */
export function pinNodes(flow: Flow, ids: readonly string[], pinned: boolean): Flow {
  return flag(flow, ids, 'pinned', pinned);
}

/** Whether these nodes are drawn as their titles alone. */
export function foldNodes(flow: Flow, ids: readonly string[], collapsed: boolean): Flow {
  return flag(flow, ids, 'collapsed', collapsed);
}

function flag(flow: Flow, ids: readonly string[], name: 'pinned' | 'collapsed', on: boolean): Flow {
  const before = flow.canvas.positions;
  const changed = ids.flatMap((id): [string, Position][] => {
    if (!has(flow, id)) return [];
    const { [name]: old = false, ...place } = (Object.hasOwn(before, id) ? before[id] : undefined) ?? {
      x: 0,
      y: 0,
    };
    return old === on ? [] : [[id, { ...place, ...(on ? { [name]: true } : {}) }]];
  });
  return changed.length === 0 ? flow : withPositions(flow, changed);
}

function withPositions(flow: Flow, positions: [string, Position][]): Flow {
  return {
    ...flow,
    canvas: { ...flow.canvas, positions: { ...flow.canvas.positions, ...Object.fromEntries(positions) } },
  };
}

// --- notes -------------------------------------------------------------------------------------------------------

export function addNote(
  flow: Flow,
  note: Omit<CanvasNote, 'id'> & { id?: string },
): { flow: Flow; id: string } {
  const { notes } = flow.canvas;
  const id = freshId(note.id ?? 'note', (one) => notes.some((other) => other.id === one));
  const added = canvasNoteSchema.safeParse({ ...note, ...whole(note), id });
  if (!added.success) return { flow, id };
  return { flow: { ...flow, canvas: { ...flow.canvas, notes: [...notes, added.data] } }, id };
}

/** A note with some of its values changed; undefined takes one away. The same flow if it would not fit the schema. */
export function setNote(flow: Flow, id: string, values: Partial<Omit<CanvasNote, 'id'>>): Flow {
  const notes = changed(flow.canvas.notes, id, values, canvasNoteSchema);
  return notes === flow.canvas.notes ? flow : { ...flow, canvas: { ...flow.canvas, notes } };
}

export function removeNotes(flow: Flow, ids: readonly string[]): Flow {
  const notes = flow.canvas.notes.filter(({ id }) => !ids.includes(id));
  return notes.length === flow.canvas.notes.length ? flow : { ...flow, canvas: { ...flow.canvas, notes } };
}

// --- frames ------------------------------------------------------------------------------------------------------

export function addFrame(
  flow: Flow,
  frame: Omit<CanvasFrame, 'id' | 'title'> & { id?: string; title?: string },
) {
  const frames = flow.canvas.frames ?? [];
  const id = freshId(frame.id ?? 'frame', (one) => frames.some((other) => other.id === one));
  const added = canvasFrameSchema.safeParse({ ...frame, ...whole(frame), id });
  if (!added.success) return { flow, id };
  return { flow: { ...flow, canvas: { ...flow.canvas, frames: [...frames, added.data] } }, id };
}

export function setFrame(flow: Flow, id: string, values: Partial<Omit<CanvasFrame, 'id'>>): Flow {
  const before = flow.canvas.frames ?? [];
  const frames = changed(before, id, values, canvasFrameSchema);
  return frames === before ? flow : { ...flow, canvas: { ...flow.canvas, frames } };
}

/** Removes frames; what lies in them stays. */
export function removeFrames(flow: Flow, ids: readonly string[]): Flow {
  const before = flow.canvas.frames ?? [];
  const frames = before.filter(({ id }) => !ids.includes(id));
  return frames.length === before.length ? flow : { ...flow, canvas: { ...flow.canvas, frames } };
}

/** Moves a frame with the nodes and notes that lie in it. */
export function moveFrame(flow: Flow, id: string, to: Point): Flow {
  const frame = flow.canvas.frames?.find((one) => one.id === id);
  if (!frame) return flow;
  const at = whole(to);
  const by = { x: at.x - frame.x, y: at.y - frame.y };
  if (by.x === 0 && by.y === 0) return flow;
  const inside = nodesIn(flow, frame).map((node): [string, Point] => {
    const { x, y } = flow.canvas.positions[node] ?? { x: 0, y: 0 };
    return [node, { x: x + by.x, y: y + by.y }];
  });
  const moved = setFrame(moveNodes(flow, Object.fromEntries(inside)), id, at);
  const notes = moved.canvas.notes.map((note) =>
    lies(note, frame) ? { ...note, x: note.x + by.x, y: note.y + by.y } : note,
  );
  const isSame = notes.every((note, n) => note === moved.canvas.notes[n]);
  return isSame ? moved : { ...moved, canvas: { ...moved.canvas, notes } };
}

/** The nodes whose upper left corner lies in a frame. */
export function nodesIn(flow: Flow, frame: Pick<CanvasFrame, 'x' | 'y' | 'width' | 'height'>): string[] {
  return Object.entries(flow.canvas.positions).flatMap(([id, point]) =>
    has(flow, id) && lies(point, frame) ? [id] : [],
  );
}

function lies({ x, y }: Point, frame: Pick<CanvasFrame, 'x' | 'y' | 'width' | 'height'>): boolean {
  return x >= frame.x && y >= frame.y && x < frame.x + frame.width && y < frame.y + frame.height;
}

// --- both --------------------------------------------------------------------------------------------------------

function changed<T extends { id: string; x: number; y: number }>(
  list: T[],
  id: string,
  values: object,
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } },
): T[] {
  const item = list.find((one) => one.id === id);
  if (!item) return list;
  const wanted = { ...item, ...values, id };
  const next = Object.fromEntries(
    Object.entries({ ...wanted, ...whole(wanted) }).filter(([, value]) => value !== undefined),
  );
  const parsed = schema.safeParse(next);
  return !parsed.success || same(item, parsed.data)
    ? list
    : list.map((one) => (one === item ? parsed.data : one));
}
