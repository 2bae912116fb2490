/** The part of a picture that is kept. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameAt, lossIn, outputSize, ratioOf } from '../../../studio/message/crop.ts';

const size = fc.record({
  width: fc.integer({ min: 1, max: 8000 }),
  height: fc.integer({ min: 1, max: 8000 }),
});
const ratio = fc.constantFrom(336 / 168, 3 / 4, 232 / 264, 16 / 9, 1);

describe('a crop', () => {
  test('lies inside the picture in the wanted shape, wherever it is dragged', () => {
    const middle = fc.record({
      x: fc.integer({ min: -9000, max: 9000 }),
      y: fc.integer({ min: -9000, max: 9000 }),
    });
    fc.assert(
      fc.property(
        size,
        ratio,
        fc.double({ min: 0.1, max: 8, noNaN: true }),
        middle,
        (picture, shape, zoom, at) => {
          const frame = frameAt(picture, shape, zoom, at);
          expect(frame.x).toBeGreaterThanOrEqual(0);
          expect(frame.y).toBeGreaterThanOrEqual(0);
          expect(frame.x + frame.width).toBeLessThanOrEqual(picture.width + 1e-6);
          expect(frame.y + frame.height).toBeLessThanOrEqual(picture.height + 1e-6);
          expect(frame.width / frame.height).toBeCloseTo(shape, 6);
        },
      ),
    );
  });

  test('a picture of the right shape loses nothing, a square loses half of itself in a flat card', () => {
    expect(lossIn({ width: 672, height: 336 }, 2)).toBe(0);
    expect(lossIn({ width: 600, height: 600 }, 2)).toBe(0.5);
  });

  test('is written no larger than phones show it, and never larger than it is', () => {
    expect(outputSize({ width: 4000, height: 2000 })).toEqual({ width: 1440, height: 720 });
    expect(outputSize({ width: 300, height: 150 })).toEqual({ width: 300, height: 150 });
  });

  test('a picture alone keeps its shape; cards have theirs by height and width', () => {
    expect(ratioOf({ in: 'message' }, 'medium')).toBeUndefined();
    expect(ratioOf({ in: 'card', orientation: 'vertical' }, 'medium')).toBe(2);
    expect(ratioOf({ in: 'carousel', width: 'small' }, 'short')).toBeLessThan(
      ratioOf({ in: 'carousel', width: 'medium' }, 'short') ?? 0,
    );
  });
});
