/**
 * The way a connection takes from a handle to a box: straight runs with rounded corners that go around boxes where a
 * detour of a few corners can. Pure geometry; knows no flow.
 */
import type { Box } from './graph.ts';

export interface Point {
  x: number;
  y: number;
}

export interface Route {
  /** From the handle to the box, corners included. */
  points: Point[];
  /** SVG path data. */
  path: string;
  /** Where a label lies: the middle of the longest level run. */
  label: Point;
}

/** Boxes found by place, so that a route looks only at what is near it. */
export interface Obstacles {
  near(area: { x1: number; y1: number; x2: number; y2: number }): Iterable<[id: string, box: Box]>;
}

const CELL = 400;

export function obstaclesOf(boxes: ReadonlyMap<string, Box>): Obstacles {
  const cells = new Map<string, [string, Box][]>();
  for (const entry of boxes) {
    const { x, y, width, height } = entry[1];
    for (const key of cellsOf({ x1: x, y1: y, x2: x + width, y2: y + height })) {
      const cell = cells.get(key);
      if (cell) cell.push(entry);
      else cells.set(key, [entry]);
    }
  }
  return {
    near(area) {
      const found = new Map<string, Box>();
      for (const key of cellsOf(area)) for (const [id, box] of cells.get(key) ?? []) found.set(id, box);
      return found;
    },
  };
}

function* cellsOf({ x1, y1, x2, y2 }: { x1: number; y1: number; x2: number; y2: number }): Iterable<string> {
  // A box as wide as the world would name a million cells.
  const [left, right] = [Math.floor(x1 / CELL), Math.min(Math.floor(x2 / CELL), Math.floor(x1 / CELL) + 200)];
  const [top, bottom] = [Math.floor(y1 / CELL), Math.min(Math.floor(y2 / CELL), Math.floor(y1 / CELL) + 200)];
  for (let cx = left; cx <= right; cx += 1) for (let cy = top; cy <= bottom; cy += 1) yield `${cx} ${cy}`;
}

export interface RouteRequest {
  from: Point;
  to: Point;
  /** The box it leaves and the one it enters, by the names they have among the obstacles. */
  source: string;
  target: string;
  /** The place of the exit among those of its box: runs side by side keep their distance. */
  lane?: number;
  obstacles?: Obstacles;
}

/** The straight way out of a handle and into a box. */
const STUB = 20;
const LANE = 9;
const MARGIN = 16;
const RADIUS = 10;
/** A corner is worth this many pixels of detour, a box crossed far more. */
const CORNER_COST = 40;
const CROSSING_COST = 2_000;

export function routeOf(request: RouteRequest): Route {
  const { from, to } = request;
  const ways = candidates(request);
  let best = ways[0] ?? [from, to];
  let least = Number.POSITIVE_INFINITY;
  for (const points of ways) {
    const cost = costOf(points, request);
    if (cost < least) [best, least] = [points, cost];
  }
  const points = simplified(best);
  return { points, path: roundedPath(points), label: labelPoint(points) };
}

function candidates({ from, to, lane = 0, obstacles, source, target }: RouteRequest): Point[][] {
  const out = from.x + STUB + lane * LANE;
  const into = to.x - STUB;
  const ways: Point[][] = [];
  if (into >= from.x + STUB) {
    const near = Math.min(out, into);
    const middle = Math.min(Math.max((from.x + to.x) / 2 - lane * LANE, near), into);
    for (const x of new Set([near, into, middle])) ways.push(step(from, to, x));
  }
  // Around what lies between, above or below it, or back to the left.
  const levels = new Set<number>();
  const blocking = obstacles
    ? [
        ...obstacles.near({
          x1: Math.min(into, from.x),
          y1: Math.min(from.y, to.y),
          x2: Math.max(out, to.x),
          y2: Math.max(from.y, to.y),
        }),
      ]
    : [];
  for (const [id, { y, height }] of blocking) {
    if (blocking.length > 12 && id !== source && id !== target) continue;
    levels.add(y - MARGIN - lane * LANE);
    levels.add(y + height + MARGIN + lane * LANE);
  }
  if (levels.size === 0) levels.add((from.y + to.y) / 2);
  if (into < from.x + STUB || ways.length > 0)
    for (const y of levels) ways.push(detour(from, to, out, y, into));
  return ways;
}

function step(from: Point, to: Point, x: number): Point[] {
  return [from, { x, y: from.y }, { x, y: to.y }, to];
}

function detour(from: Point, to: Point, out: number, y: number, into: number): Point[] {
  return [from, { x: out, y: from.y }, { x: out, y }, { x: into, y }, { x: into, y: to.y }, to];
}

function costOf(points: Point[], { obstacles, source, target }: RouteRequest): number {
  let cost = 0;
  for (const [n, a] of points.entries()) {
    const b = points[n + 1];
    if (!b) break;
    const length = Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
    cost += length + (length > 0 ? CORNER_COST : 0);
    if (!obstacles || length === 0) continue;
    const area = {
      x1: Math.min(a.x, b.x),
      y1: Math.min(a.y, b.y),
      x2: Math.max(a.x, b.x),
      y2: Math.max(a.y, b.y),
    };
    for (const [id, box] of obstacles.near(area)) {
      // Where it starts and ends it touches the edge of its own boxes.
      const inset = id === source || id === target ? 2 : -4;
      if (crosses(area, box, inset)) cost += CROSSING_COST;
    }
  }
  return cost;
}

function crosses(area: { x1: number; y1: number; x2: number; y2: number }, box: Box, inset: number): boolean {
  return (
    area.x2 > box.x + inset &&
    area.x1 < box.x + box.width - inset &&
    area.y2 > box.y + inset &&
    area.y1 < box.y + box.height - inset
  );
}

/** Without corners that are none. */
function simplified(points: Point[]): Point[] {
  return points.filter((point, n) => {
    const [before, after] = [points[n - 1], points[n + 1]];
    if (!before || !after) return true;
    if (point.x === before.x && point.y === before.y) return false;
    const level = before.y === point.y && point.y === after.y;
    const upright = before.x === point.x && point.x === after.x;
    return !(level || upright);
  });
}

function roundedPath(points: Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M ${first.x},${first.y}`;
  for (const [n, corner] of rest.entries()) {
    const before = points[n];
    const after = rest[n + 1];
    if (!before || !after) {
      path += ` L ${corner.x},${corner.y}`;
      continue;
    }
    const reach = Math.min(RADIUS, distance(before, corner) / 2, distance(corner, after) / 2);
    const start = towards(corner, before, reach);
    const end = towards(corner, after, reach);
    path += ` L ${start.x},${start.y} Q ${corner.x},${corner.y} ${end.x},${end.y}`;
  }
  return path;
}

function labelPoint(points: Point[]): Point {
  let best: Point = points[0] ?? { x: 0, y: 0 };
  let longest = -1;
  for (const [n, a] of points.entries()) {
    const b = points[n + 1];
    if (!b) break;
    const length = Math.abs(a.x - b.x) + (a.y === b.y ? 0 : Math.abs(a.y - b.y) / 3);
    if (length > longest) [best, longest] = [{ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, length];
  }
  return best;
}

/** How far a point is from a route. */
export function distanceTo(points: readonly Point[], at: Point): number {
  let least = Number.POSITIVE_INFINITY;
  for (const [n, a] of points.entries()) {
    const b = points[n + 1];
    if (b) least = Math.min(least, distanceToRun(a, b, at));
  }
  return least;
}

/** Whether a straight cut from one point to another crosses a route. */
export function isCut(points: readonly Point[], from: Point, to: Point): boolean {
  return points.some((a, n) => {
    const b = points[n + 1];
    return b !== undefined && meet(a, b, from, to);
  });
}

function distanceToRun(a: Point, b: Point, at: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.max(0, Math.min(1, ((at.x - a.x) * dx + (at.y - a.y) * dy) / length));
  return Math.hypot(at.x - a.x - share * dx, at.y - a.y - share * dy);
}

function meet(a: Point, b: Point, c: Point, d: Point): boolean {
  const side = (p: Point, q: Point, r: Point) =>
    Math.sign((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x));
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function towards(from: Point, to: Point, reach: number): Point {
  const length = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * reach) / length, y: from.y + ((to.y - from.y) * reach) / length };
}
