import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { durationSchema, toMs } from '../../flows/duration.ts';

describe('durations', () => {
  test.each([
    ['30s', 30_000],
    ['15m', 900_000],
    ['2h', 7_200_000],
    ['3d', 259_200_000],
    ['1w', 604_800_000],
    ['-24h', -86_400_000],
    ['0s', 0],
  ])('%s is %d milliseconds', (written, ms) => {
    expect(toMs(written)).toBe(ms === 0 ? 0 : ms);
    expect(durationSchema.safeParse(written).success).toBe(true);
  });

  test.each(['', '5', 'h', '1.5h', '1 h', '1H', '+1h', '1000000s', '1h30m', '--1h', ' 1h', '1y'])(
    '%j is no duration',
    (written) => {
      expect(toMs(written)).toBeNaN();
      expect(durationSchema.safeParse(written).success).toBe(false);
    },
  );

  test('what the schema takes is what can be read, for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^-?\d{1,7}[smhdw]?$/)), (written) => {
        expect(durationSchema.safeParse(written).success).toBe(!Number.isNaN(toMs(written)));
      }),
    );
  });
});
