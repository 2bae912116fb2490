/** The ways of lines that were worked out before: the same one while nothing has changed, a new one when something has. */
import { afterEach, describe, expect, test } from 'vitest';
import { obstaclesOf, type RouteRequest, routeOf } from '../../../studio/editor/canvas/route.ts';
import { forgetRoutes, keptRoute } from '../../../studio/editor/canvas/route-cache.ts';

const request: RouteRequest = {
  from: { x: 272, y: 20 },
  to: { x: 800, y: 20 },
  source: 'a',
  target: 'b',
  lane: 0,
};

describe('a route that was worked out before', () => {
  afterEach(forgetRoutes);

  test('is the very same while nothing that decides it changes', () => {
    const first = keptRoute('a next', request);
    expect(first).toEqual(routeOf(request));
    expect(keptRoute('a next', { ...request, to: { x: 800, y: 20 } })).toBe(first);
  });

  test.each<[string, Partial<RouteRequest>]>([
    ['its beginning', { from: { x: 272, y: 60 } }],
    ['its end', { to: { x: 800, y: 200 } }],
    ['its lane', { lane: 2, to: { x: 800, y: 90 } }],
    [
      'what lies between',
      { obstacles: obstaclesOf(new Map([['c', { x: 400, y: 0, width: 200, height: 80 }]])) },
    ],
  ])('is worked out anew when %s changes', (_, change) => {
    const first = keptRoute('a next', request);
    const changed = { ...request, ...change };
    const second = keptRoute('a next', changed);
    expect(second).not.toBe(first);
    expect(second).toEqual(routeOf(changed));
  });

  test('of another line is its own', () => {
    keptRoute('a next', request);
    const other = { ...request, to: { x: 800, y: 300 } };
    expect(keptRoute('a timeout', other)).toEqual(routeOf(other));
  });
});
