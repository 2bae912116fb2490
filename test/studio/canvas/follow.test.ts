/** When the view goes after a run, and where to. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { followTo, isSeen, type Sight, type Standing } from '../../../studio/editor/canvas/follow.ts';

const SIGHT: Sight = { x: 0, y: 0, zoom: 1, width: 800, height: 600 };
const SEEN = { x: 100, y: 100, width: 272, height: 200 };
const UNSEEN = { x: 2000, y: 100, width: 272, height: 200 };
const at = (node: string, steps: number, run = 1): Standing => ({ node, steps, run });

describe('following a run', () => {
  test('a step out of sight comes to the middle, with the zoom as it was', () => {
    const to = followTo(at('a', 1), at('b', 2), 1, UNSEEN, { ...SIGHT, zoom: 0.5 });
    expect(to).toEqual({ x: 400 - (2000 + 136) * 0.5, y: 300 - 200 * 0.5, zoom: 0.5 });
  });

  test('a step in sight moves nothing', () => {
    expect(followTo(at('a', 1), at('b', 2), 1, SEEN, SIGHT)).toBeUndefined();
  });

  test('a run that has not moved on moves nothing, and one that came to the same step again does', () => {
    expect(followTo(at('b', 2), at('b', 2), 1, UNSEEN, SIGHT)).toBeUndefined();
    expect(followTo(at('b', 2), at('b', 4), 1, UNSEEN, SIGHT)).toBeDefined();
  });

  test('a run that began by itself takes the view from nobody, and one that was asked for is shown at once', () => {
    expect(followTo(undefined, at('b', 1, 0), 0, UNSEEN, SIGHT)).toBeUndefined();
    expect(followTo(undefined, at('b', 1, 1), 0, UNSEEN, SIGHT)).toBeDefined();
  });

  test('a run in another flow, which has no step here, moves nothing', () => {
    expect(followTo(at('a', 1), undefined, 1, UNSEEN, SIGHT)).toBeUndefined();
    expect(followTo(at('a', 1), at('b', 2), 1, undefined, SIGHT)).toBeUndefined();
  });

  test('wherever a box lies, and however tall it is, it is in sight after the move', () => {
    const place = fc.integer({ min: -50_000, max: 50_000 });
    fc.assert(
      fc.property(
        place,
        place,
        fc.integer({ min: 40, max: 3000 }),
        fc.double({ min: 0.1, max: 1.5, noNaN: true }),
        (x, y, height, zoom) => {
          const box = { x, y, width: 272, height };
          const to = followTo(at('a', 1), at('b', 2), 1, box, { ...SIGHT, zoom });
          expect(isSeen(box, { ...SIGHT, zoom, ...to })).toBe(true);
        },
      ),
    );
  });
});
