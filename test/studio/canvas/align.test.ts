/** Lining boxes up, spreading them, and the guides of a dragged one. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aligned, boundsOf, distributed, guidesFor } from '../../../studio/editor/canvas/align.ts';
import type { Box } from '../../../studio/editor/canvas/graph.ts';

const number = fc.integer({ min: -3000, max: 3000 });
const size = fc.integer({ min: 1, max: 500 });
const anyBox = fc.record({ x: number, y: number, width: size, height: size });
const named = (all: Box[]) => new Map(all.map((box, n) => [String(n), box]));

describe('aligning', () => {
  test('puts every box on the same line and moves none the other way', () => {
    fc.assert(
      fc.property(fc.array(anyBox, { minLength: 2, maxLength: 8 }), (all) => {
        const boxes = named(all);
        const places = aligned(boxes, 'right');
        const edges = new Set([...boxes].map(([id, { width }]) => (places[id]?.x ?? 0) + width));
        expect(edges.size).toBe(1);
        for (const [id, { y }] of boxes) expect(places[id]?.y).toBe(y);
      }),
    );
  });
});

describe('distributing', () => {
  test('leaves the same gap everywhere and the outermost boxes where they are', () => {
    const places = distributed(
      new Map([
        ['a', { x: 0, y: 0, width: 100, height: 10 }],
        ['b', { x: 110, y: 5, width: 50, height: 10 }],
        ['c', { x: 400, y: 0, width: 100, height: 10 }],
      ]),
      'x',
    );
    expect(places).toEqual({ a: { x: 0, y: 0 }, b: { x: 225, y: 5 }, c: { x: 400, y: 0 } });
  });

  test('covers the same ground as before', () => {
    fc.assert(
      fc.property(fc.array(anyBox, { minLength: 3, maxLength: 8 }), (all) => {
        const boxes = named(all);
        const places = distributed(boxes, 'y');
        const after = [...boxes].map(([id, box]) => ({ ...box, y: places[id]?.y ?? 0 }));
        expect(boundsOf(after).y).toBeCloseTo(boundsOf(all).y);
      }),
    );
  });
});

describe('guides', () => {
  const other = { x: 0, y: 0, width: 272, height: 100 };
  test('a box let near another’s edge jumps onto it, and the line is shown', () => {
    const { dx, dy, guides } = guidesFor({ x: 4, y: 300, width: 272, height: 60 }, [other], 6);
    expect({ dx, dy }).toEqual({ dx: -4, dy: 0 });
    expect(guides).toEqual([{ axis: 'x', at: expect.any(Number), from: 0, to: 360 }]);
  });

  test('further away than the reach nothing happens', () => {
    expect(guidesFor({ x: 40, y: 333, width: 272, height: 60 }, [other], 6)).toEqual({
      dx: 0,
      dy: 0,
      guides: [],
    });
  });

  test('never moves a box further than the reach', () => {
    fc.assert(
      fc.property(anyBox, fc.array(anyBox, { maxLength: 10 }), (box, others) => {
        const { dx, dy } = guidesFor(box, others, 6);
        expect(Math.max(Math.abs(dx), Math.abs(dy))).toBeLessThanOrEqual(6);
      }),
    );
  });
});
