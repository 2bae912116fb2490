/** Spans of time as authors write them: "30s", "15m", "2h", "3d", "-24h". Knows no clock. */
import { z } from 'zod';

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;
const PATTERN = /^(-?)(\d{1,6})(s|m|h|d|w)$/;

export const durationSchema = z
  .string()
  .regex(PATTERN, 'a duration such as "30s", "15m", "2h" or "3d"')
  .meta({ description: 'A number and a unit: s, m, h, d or w.' });

/** Milliseconds of a duration; NaN if it is none. */
export function toMs(duration: string): number {
  const match = PATTERN.exec(duration);
  if (!match) return Number.NaN;
  const [, sign, count, unit] = match;
  return (sign ? -1 : 1) * Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
}
