/** Spans of time between a field and a flow. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { durationSchema } from '../../../flows/duration.ts';
import { readSpan, spanOfSeconds, UNITS, writeSpan } from '../../../studio/editor/inspector/duration-text.ts';

describe('a span of time', () => {
  test('is written as a flow holds it and read back', () => {
    const span = fc.record({
      count: fc.integer({ min: 1, max: 999_999 }),
      unit: fc.constantFrom(...UNITS),
      back: fc.boolean(),
    });
    fc.assert(
      fc.property(span, (one) => {
        expect(readSpan(writeSpan(one))).toEqual(one);
        expect(durationSchema.safeParse(writeSpan(one)).success).toBe(true);
      }),
    );
  });

  test('seconds are said in the largest unit that fits, and what is no span is none', () => {
    expect(spanOfSeconds(7200)).toEqual({ count: 2, unit: 'h', back: false });
    expect(spanOfSeconds(90)).toEqual({ count: 90, unit: 's', back: false });
    expect(readSpan('soon')).toBeUndefined();
  });
});
