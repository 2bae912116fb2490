/** How well white is read on a colour. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contrastWithWhite, darkened, ENOUGH, readColor } from '../../../studio/brand/contrast.ts';

const color = fc
  .tuple(fc.nat(255), fc.nat(255), fc.nat(255))
  .map((parts) => `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`);

describe('contrast', () => {
  // Source: the examples of WCAG 2.2 and of the calculators that follow it.
  test.each([
    ['#ffffff', 1],
    ['#000000', 21],
    ['#767676', 4.54],
    ['#777777', 4.48],
  ])('white on %s is %d', (on, ratio) => {
    expect(contrastWithWhite(on)).toBeCloseTo(ratio, 2);
  });

  test('the darkened colour can be read, and one that can be read stays as it is', () => {
    fc.assert(
      fc.property(color, (one) => {
        const darker = darkened(one);
        expect(contrastWithWhite(darker)).toBeGreaterThanOrEqual(ENOUGH);
        if (contrastWithWhite(one) >= ENOUGH) expect(darker).toBe(one);
      }),
    );
  });
});

test.each([
  ['#1F5661', '#1f5661'],
  [' 1f5661 ', '#1f5661'],
  ['#abc', '#aabbcc'],
  ['red', undefined],
  ['#12345', undefined],
  ['', undefined],
])('%j is read as %j', (text, read) => {
  expect(readColor(text)).toBe(read);
});
