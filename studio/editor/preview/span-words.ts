/** A span of time as people say it, in its two largest units: "1 h 30 min". */
import type { Locale } from '../../ui/i18n.ts';

const UNITS = [
  [86_400_000, { en: 'd', fr: 'j' }],
  [3_600_000, { en: 'h', fr: 'h' }],
  [60_000, { en: 'min', fr: 'min' }],
  [1_000, { en: 's', fr: 's' }],
] as const;

/** `ms` in milliseconds, counted in full seconds up to its end; what has passed already is "0 s". */
export function spanWords(ms: number, locale: Locale, units = 2): string {
  let left = Math.max(0, Math.ceil(ms / 1000) * 1000);
  const parts: string[] = [];
  for (const [size, name] of UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0 && parts.length < units) parts.push(`${count}\u00a0${name[locale]}`);
  }
  return parts.join(' ') || `0\u00a0s`;
}

/** What is left, as a clock tells it: "1:59:58", "4:07"; from a day on in words. Its figures fall at each second. */
export function countdown(ms: number, locale: Locale): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds >= 86_400) return spanWords(ms, locale);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}
