/** How the view follows a run from step to step, and what holds it still. Pure but for its small store; draws nothing. */
import { create } from 'zustand';
import type { Box } from './graph.ts';

/** Where a run is. `run`: raised each time somebody asks for one, which is followed from its first step on. */
export interface Standing {
  node: string;
  /** Steps it has been at, so that coming to the same one again is told apart from staying there. */
  steps: number;
  run: number;
}

/** A view and the pixels it has. */
export interface Sight {
  x: number;
  y: number;
  zoom: number;
  width: number;
  height: number;
}

const MARGIN = 16;
/** Of a tall box its beginning is what has to be seen. */
const HEAD = 120;
const MIDDLE = 400;

/** The new place of the view, with the zoom as it is; undefined where it stays. `last`: the last run that was followed. */
export function followTo(
  before: Standing | undefined,
  now: Standing | undefined,
  last: number,
  box: Box | undefined,
  sight: Sight,
): { x: number; y: number; zoom: number } | undefined {
  if (!now || !box || !hasMoved(before, now, last) || isSeen(box, sight)) return undefined;
  const { zoom, width, height } = sight;
  const shown = Math.min(box.height, MIDDLE, (height - 4 * MARGIN) / zoom);
  return {
    x: width / 2 - (box.x + box.width / 2) * zoom,
    y: height / 2 - (box.y + shown / 2) * zoom,
    zoom,
  };
}

/** A run that begins by itself, with the panel, takes the view from nobody. */
function hasMoved(before: Standing | undefined, now: Standing, last: number): boolean {
  if (now.run !== last) return true;
  return before !== undefined && (before.node !== now.node || before.steps !== now.steps);
}

export function isSeen({ x, y, width, height }: Box, sight: Sight): boolean {
  const left = x * sight.zoom + sight.x;
  const top = y * sight.zoom + sight.y;
  const right = left + width * sight.zoom;
  const bottom = top + Math.min(height, HEAD) * sight.zoom;
  return left >= MARGIN && top >= MARGIN && right <= sight.width - MARGIN && bottom <= sight.height - MARGIN;
}

/** Moved by hand: the view is the hand's until it is given back, or until somebody asks for another run. */
export const useHeld = create<{ held: boolean }>(() => ({ held: false }));

export function holdView(held: boolean): void {
  if (useHeld.getState().held !== held) useHeld.setState({ held });
}
