import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contrast, paletteOf, SHEETS } from '../../../server/pages/brand-colour.ts';

const colour = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('paletteOf', () => {
  test('contrast is that of WCAG', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(contrast('#ff0000', '#ffffff')).toBeCloseTo(4, 2);
  });

  test.each(['light', 'dark'] as const)(
    'every colour is legible by %s: on the sheet, on the tint, and under the words of a button',
    (theme) => {
      fc.assert(
        fc.property(colour, (own) => {
          const { accent, tint } = paletteOf(own, theme);
          expect(accent).toMatch(/^#[0-9a-f]{6}$/);
          expect(tint).toMatch(/^#[0-9a-f]{6}$/);
          expect(contrast(accent, SHEETS[theme])).toBeGreaterThanOrEqual(4.5);
          expect(contrast(accent, tint)).toBeGreaterThanOrEqual(4.5);
        }),
        { numRuns: 2000 },
      );
    },
  );

  test('a colour that is legible stays as it is', () => {
    expect(paletteOf('#1F5661', 'light').accent).toBe('#1f5661');
    expect(paletteOf('#8fd3e0', 'dark').accent).toBe('#8fd3e0');
  });

  test('one that is not keeps its hue', () => {
    const { accent } = paletteOf('#ffd400', 'light');
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
      Number.parseInt(accent.slice(at, at + 2), 16),
    );
    expect(red).toBeGreaterThan(green);
    expect(green).toBeGreaterThan(blue + 50);
  });

  test.each([undefined, '', 'red', '#fff', '#12345g', '}body{'])(
    '%j is no colour, and the ink stands in',
    (own) => {
      expect(paletteOf(own, 'light').accent).toBe('#1b1b1f');
      expect(paletteOf(own, 'dark').accent).toBe('#f1f1f3');
    },
  );
});
