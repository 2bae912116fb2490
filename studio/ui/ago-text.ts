/** When something happened, in words; knows no clock and no markup. */

const STEPS: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number, until: number][] = [
  ['minute', 60, 60],
  ['hour', 3600, 24],
  ['day', 86_400, 7],
];

/** "now", "5 min. ago", "yesterday"; after a week the date. */
export function agoText(at: number, now: number, region: string): string {
  const seconds = (at - now) / 1000;
  const words = new Intl.RelativeTimeFormat(region, { numeric: 'auto', style: 'short' });
  if (Math.abs(seconds) < 60) return words.format(0, 'second');
  for (const [unit, length, until] of STEPS) {
    const count = Math.trunc(seconds / length);
    if (Math.abs(count) < until) return words.format(count, unit);
  }
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(region, {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(at);
}
