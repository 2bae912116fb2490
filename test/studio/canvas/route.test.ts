/** The ways of connections: from handle to box, level and upright, around what is in the way. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Box } from '../../../studio/editor/canvas/graph.ts';
import { distanceTo, isCut, obstaclesOf, type Point, routeOf } from '../../../studio/editor/canvas/route.ts';

const box = (x: number, y: number, width = 272, height = 120): Box => ({ x, y, width, height });
const crosses = (points: Point[], { x, y, width, height }: Box): boolean =>
  points.some((a, n) => {
    const b = points[n + 1];
    if (!b) return false;
    return (
      Math.max(a.x, b.x) > x &&
      Math.min(a.x, b.x) < x + width &&
      Math.max(a.y, b.y) > y &&
      Math.min(a.y, b.y) < y + height
    );
  });

describe('a route', () => {
  test('between neighbours is one step with two corners', () => {
    const { points, path } = routeOf({
      from: { x: 0, y: 0 },
      to: { x: 200, y: 80 },
      source: 'a',
      target: 'b',
    });
    expect(points[0]).toEqual({ x: 0, y: 0 });
    expect(points.at(-1)).toEqual({ x: 200, y: 80 });
    expect(points).toHaveLength(4);
    expect(path.startsWith('M 0,0')).toBe(true);
  });

  test('straight ahead is a straight line', () => {
    expect(
      routeOf({ from: { x: 0, y: 10 }, to: { x: 200, y: 10 }, source: 'a', target: 'b' }).points,
    ).toHaveLength(2);
  });

  test('goes around a box that stands between', () => {
    const boxes = new Map([
      ['a', box(-272, -20)],
      ['wall', box(150, -60)],
      ['b', box(600, -20)],
    ]);
    const { points } = routeOf({
      from: { x: 6, y: 0 },
      to: { x: 594, y: 0 },
      source: 'a',
      target: 'b',
      obstacles: obstaclesOf(boxes),
    });
    expect(crosses(points, box(150, -60))).toBe(false);
  });

  test('back to the left goes around both of its own boxes', () => {
    const boxes = new Map([
      ['a', box(0, 0)],
      ['b', box(500, 0)],
    ]);
    const { points } = routeOf({
      from: { x: 778, y: 20 },
      to: { x: -6, y: 20 },
      source: 'b',
      target: 'a',
      obstacles: obstaclesOf(boxes),
    });
    expect(crosses(points, box(0, 0))).toBe(false);
    expect(crosses(points, box(500, 0))).toBe(false);
  });

  test('begins and ends where it should, runs level or upright only, for any boxes', () => {
    const number = fc.integer({ min: -5000, max: 5000 });
    const point = fc.record({ x: number, y: number });
    const wall = fc.record({
      x: number,
      y: number,
      width: fc.integer({ min: 1, max: 600 }),
      height: fc.integer({ min: 1, max: 600 }),
    });
    fc.assert(
      fc.property(point, point, fc.array(wall, { maxLength: 20 }), fc.nat(5), (from, to, walls, lane) => {
        const obstacles = obstaclesOf(new Map(walls.map((one, n) => [String(n), one])));
        const { points } = routeOf({ from, to, source: '0', target: '1', lane, obstacles });
        expect(points[0]).toEqual(from);
        expect(points.at(-1)).toEqual(to);
        for (const [n, a] of points.entries()) {
          const b = points[n + 1];
          if (b) expect(a.x === b.x || a.y === b.y).toBe(true);
        }
      }),
    );
  });

  test('is near what lies on it, and cut by a line across it', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 100, y: 0 },
      { x: 100, y: 100 },
    ];
    expect(distanceTo(points, { x: 50, y: 4 })).toBe(4);
    expect(distanceTo(points, { x: 130, y: 50 })).toBe(30);
    expect(isCut(points, { x: 50, y: -10 }, { x: 50, y: 10 })).toBe(true);
    expect(isCut(points, { x: 50, y: 10 }, { x: 90, y: 60 })).toBe(false);
  });
});
