/** What the layout engine is told, and what its answer does to a flow; the engine itself at work. */

import ElkModule from 'elkjs/lib/elk.bundled.js';
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { describe, expect, test } from 'vitest';
import { type Flow, flowSchema } from '../../../flows/flow.ts';
import {
  conversationOrder,
  layoutGraph,
  placesForUnplaced,
  placesFrom,
  type Shape,
} from '../../../studio/editor/canvas/layout.ts';

interface Engine {
  layout(graph: ElkNode): Promise<ElkNode>;
}
const Elk = ElkModule as unknown as new () => Engine;

const say = (to?: string) => ({
  kind: 'say',
  say: [{ message: { kind: 'text', text: 'x' } }],
  ...(to ? { to } : {}),
});
const flowOf = (nodes: Record<string, unknown>, positions: Flow['canvas']['positions'] = {}) =>
  flowSchema.parse({ format: 1, id: 'f', name: 'F', start: 'a', nodes, canvas: { positions } });
const looping = () =>
  flowOf({
    c: say('a'),
    a: { kind: 'branch', cases: [{ when: { value: 'x', is: 'exists' }, to: 'b' }], otherwise: 'c' },
    b: say('d'),
    d: { kind: 'end' },
    alone: say(),
  });
const shapesOf = (flow: Flow): Map<string, Shape> =>
  new Map(
    Object.keys(flow.nodes).map((id, n) => {
      const at = flow.canvas.positions[id] ?? { x: n * 10, y: n * 10 };
      return [
        id,
        {
          ...at,
          width: 272,
          height: 100,
          exits: [
            { name: 'next', y: 20 },
            { name: 'case:0', y: 60 },
            { name: 'otherwise', y: 90 },
            ...['b', 'c', 'd', 'e'].map((arm, at) => ({ name: `arm:${arm}`, y: 30 + at * 10 })),
          ],
        },
      ];
    }),
  );
const overlap = (a: { x: number; y: number }, b: { x: number; y: number }) =>
  Math.abs(a.x - b.x) < 272 && Math.abs(a.y - b.y) < 100;

describe('the graph for the engine', () => {
  test('holds every step, in the order a conversation meets them, and no connection that leads back', () => {
    const flow = looping();
    expect([...conversationOrder(flow)]).toEqual(['a', 'b', 'c', 'd', 'alone']);
    const { children = [], edges = [] } = layoutGraph(flow, shapesOf(flow));
    expect(children.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'alone']);
    expect(edges.map(({ sources }) => sources[0])).toEqual(['a case:0', 'a otherwise', 'b next']);
  });
});

describe('the engine’s answer', () => {
  test('puts steps beside each other, from left to right, on the grid', async () => {
    const flow = looping();
    const shapes = shapesOf(flow);
    const places = placesFrom(await new Elk().layout(layoutGraph(flow, shapes)), shapes, new Set());
    const all = Object.entries(places);
    expect(all).toHaveLength(5);
    for (const [, { x, y }] of all) expect([x % 8, y % 8]).toEqual([0, 0]);
    for (const [n, [, one]] of all.entries())
      for (const [, other] of all.slice(n + 1)) expect(overlap(one, other)).toBe(false);
    expect(places.a?.x).toBeLessThan(places.b?.x ?? 0);
    expect(places.b?.x).toBeLessThan(places.d?.x ?? 0);
  });

  test('begins at the top left; no step is above the one that leads to it first', async () => {
    const nodes = {
      a: {
        kind: 'split',
        arms: ['b', 'c', 'd', 'e'].map((to) => ({ id: to, weight: 1, to })),
      },
      b: say('f'),
      c: say('g'),
      d: say('late'),
      e: say('late'),
      f: say('late'),
      g: say('a'),
      late: { kind: 'end' },
    };
    const flow = flowOf(nodes);
    const shapes = shapesOf(flow);
    const places = placesFrom(await new Elk().layout(layoutGraph(flow, shapes)), shapes, new Set());
    const y = (id: string) => places[id]?.y ?? Number.NaN;
    expect(places.a).toEqual({ x: 0, y: 0 });
    // One below the other in the order of the exits, without a hole between.
    expect(['b', 'c', 'd', 'e'].map(y)).toEqual([0, 144, 288, 432]);
    expect([y('f'), y('g')]).toEqual([y('b'), y('c')]);
    expect(y('late')).toBe(y('d'));
  });

  test('a step that nothing leads to is below the conversation’s beginning', async () => {
    const flow = looping();
    const shapes = shapesOf(flow);
    const places = placesFrom(await new Elk().layout(layoutGraph(flow, shapes)), shapes, new Set());
    expect(places.a).toEqual({ x: 0, y: 0 });
    expect(places.alone?.y).toBeGreaterThan(100);
  });

  test('leaves pinned steps alone, and nothing under them', async () => {
    const flow = flowOf(
      { a: say('b'), b: say('c'), c: { kind: 'end' } },
      { b: { x: 500, y: 300, pinned: true } },
    );
    const shapes = shapesOf(flow);
    const places = placesFrom(await new Elk().layout(layoutGraph(flow, shapes)), shapes, new Set(['b']));
    expect(places.b).toBeUndefined();
    for (const place of Object.values(places)) expect(overlap(place, { x: 500, y: 300 })).toBe(false);
  });

  test('a part that is laid out stays where it was', async () => {
    const flow = flowOf(
      { a: say('b'), b: { kind: 'end' } },
      { a: { x: 1000, y: 2000 }, b: { x: 1000, y: 2300 } },
    );
    const shapes = shapesOf(flow);
    const places = placesFrom(await new Elk().layout(layoutGraph(flow, shapes)), shapes, new Set(), {
      x: 1000,
      y: 2000,
    });
    expect(Math.min(...Object.values(places).map(({ x }) => x))).toBe(1000);
    expect(Math.min(...Object.values(places).map(({ y }) => y))).toBe(2000);
  });
});

describe('steps without a place', () => {
  test('get one each, in columns, none on another and all below what has its place', () => {
    const flow = flowOf(
      {
        a: say('b'),
        b: {
          kind: 'split',
          arms: [
            { id: 'x', weight: 1, to: 'c' },
            { id: 'y', weight: 1, to: 'd' },
          ],
        },
        c: say(),
        d: say(),
      },
      { a: { x: 0, y: 0 } },
    );
    const places = placesForUnplaced(flow, () => 100, 272);
    expect(Object.keys(places).sort()).toEqual(['b', 'c', 'd']);
    const all = Object.values(places);
    for (const [n, one] of all.entries())
      for (const other of all.slice(n + 1)) expect(overlap(one, other)).toBe(false);
    for (const { y } of all) expect(y).toBeGreaterThanOrEqual(100);
  });

  test('a flow with all its places needs none', () => {
    expect(placesForUnplaced(flowOf({ a: say() }, { a: { x: 1, y: 1 } }), () => 100, 272)).toEqual({});
  });
});
