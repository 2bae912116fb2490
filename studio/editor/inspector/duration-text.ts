/** Spans of time as people set them, a number and a unit, and as a flow holds them: "90m". Knows no clock. */

export const UNITS = ['s', 'm', 'h', 'd', 'w'] as const;
export type Unit = (typeof UNITS)[number];

export interface Span {
  count: number;
  unit: Unit;
  /** Before instead of after. */
  back: boolean;
}

const MOST = 999_999;

/** A duration in its parts; undefined where it is none. */
export function readSpan(duration: string): Span | undefined {
  const found = /^(-?)(\d{1,6})(s|m|h|d|w)$/.exec(duration);
  if (!found) return undefined;
  return { count: Number(found[2]), unit: found[3] as Unit, back: found[1] === '-' };
}

export function writeSpan({ count, unit, back }: Span): string {
  const whole = Math.min(MOST, Math.max(0, Math.round(count)));
  return `${back ? '-' : ''}${whole}${unit}`;
}

/** Seconds as the roundest span there is: 86400 is a day, 90 is 90 seconds. */
export function spanOfSeconds(seconds: number): Span {
  const sizes = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 } as const;
  // Whole weeks are seldom meant where days are counted.
  const unit = (['d', 'h', 'm', 's'] as const).find((one) => seconds % sizes[one] === 0) ?? 's';
  return { count: seconds / sizes[unit], unit, back: false };
}
