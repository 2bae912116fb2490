/** Lines boxes up, spreads them evenly, and finds what a dragged box could line up with. Pure. */
import type { Box } from './graph.ts';

export type Alignment = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom';
type Places = Record<string, { x: number; y: number }>;

/** The places of the boxes lined up on one edge or middle of what they cover together. */
export function aligned(boxes: ReadonlyMap<string, Box>, alignment: Alignment): Places {
  const all = boundsOf([...boxes.values()]);
  const places: Places = {};
  for (const [id, { x, y, width, height }] of boxes) {
    places[id] = {
      left: { x: all.x, y },
      centre: { x: all.x + (all.width - width) / 2, y },
      right: { x: all.x + all.width - width, y },
      top: { x, y: all.y },
      middle: { x, y: all.y + (all.height - height) / 2 },
      bottom: { x, y: all.y + all.height - height },
    }[alignment];
  }
  return places;
}

/** The places of the boxes with the same gap between each; the outermost stay where they are. */
export function distributed(boxes: ReadonlyMap<string, Box>, axis: 'x' | 'y'): Places {
  const size = axis === 'x' ? 'width' : 'height';
  const sorted = [...boxes].sort(([, a], [, b]) => a[axis] - b[axis]);
  const all = boundsOf(sorted.map(([, box]) => box));
  const filled = sorted.reduce((sum, [, box]) => sum + box[size], 0);
  const gap = sorted.length > 1 ? (all[size] - filled) / (sorted.length - 1) : 0;
  const places: Places = {};
  let at = all[axis];
  const end = all[axis] + all[size];
  for (const [id, box] of sorted) {
    // Boxes that lie over each other have less than no room between them: none may be moved past the others' ground.
    const place = Math.min(Math.max(at, all[axis]), end - box[size]);
    places[id] = axis === 'x' ? { x: place, y: box.y } : { x: box.x, y: place };
    at += box[size] + gap;
  }
  return places;
}

export function boundsOf(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** A line to draw while a box is dragged: where it lies and what it joins. */
export interface Guide {
  axis: 'x' | 'y';
  at: number;
  from: number;
  to: number;
}

/**
 * How far a dragged box should jump so that an edge or its middle falls on one of another box, at most `reach` pixels;
 * with the lines that show why.
 */
export function guidesFor(
  box: Box,
  others: Iterable<Box>,
  reach: number,
): { dx: number; dy: number; guides: Guide[] } {
  const near = { x: { by: reach + 1, at: 0 }, y: { by: reach + 1, at: 0 } };
  const list = [...others];
  for (const axis of ['x', 'y'] as const) {
    for (const other of list) {
      for (const mine of marks(box, axis)) {
        for (const theirs of marks(other, axis)) {
          const by = theirs - mine;
          if (Math.abs(by) < Math.abs(near[axis].by)) near[axis] = { by, at: theirs };
        }
      }
    }
  }
  const dx = Math.abs(near.x.by) <= reach ? near.x.by : 0;
  const dy = Math.abs(near.y.by) <= reach ? near.y.by : 0;
  const moved = { ...box, x: box.x + dx, y: box.y + dy };
  const guides: Guide[] = [];
  for (const axis of ['x', 'y'] as const) {
    if (Math.abs(near[axis].by) > reach) continue;
    const { at } = near[axis];
    const on = [
      moved,
      ...list.filter((other) => marks(other, axis).some((mark) => Math.abs(mark - at) < 0.5)),
    ];
    const all = boundsOf(on);
    guides.push(
      axis === 'x'
        ? { axis, at, from: all.y, to: all.y + all.height }
        : { axis, at, from: all.x, to: all.x + all.width },
    );
  }
  return { dx, dy, guides };
}

function marks(box: Box, axis: 'x' | 'y'): number[] {
  // Boxes are about as wide as each other but of any height: their middles line up side by side only by chance.
  return axis === 'x'
    ? [box.x, box.x + box.width / 2, box.x + box.width]
    : [box.y, box.y + 20, box.y + box.height];
}
