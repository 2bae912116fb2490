/** A span of time as people say it, in its two largest units: "1 h 30 min". */
import type { Locale } from '../../ui/i18n.ts';

const UNITS = [
  [86_400_000, { en: 'd', fr: 'j' }],
  [3_600_000, { en: 'h', fr: 'h' }],
  [60_000, { en: 'min', fr: 'min' }],
  [1_000, { en: 's', fr: 's' }],
] as const;

/** `ms` in milliseconds; what has passed already is "0 s". */
export function spanWords(ms: number, locale: Locale): string {
  let left = Math.max(0, Math.round(ms / 1000) * 1000);
  const parts: string[] = [];
  for (const [size, name] of UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0 && parts.length < 2) parts.push(`${count}\u00a0${name[locale]}`);
  }
  return parts.join(' ') || `0\u00a0s`;
}
