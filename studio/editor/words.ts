/** Reads what an author wrote in the language asked for, and writes spans of time in words. Knows no node. */
import type { LocalText } from '../../flows/message.ts';
import type { Locale } from '../ui/i18n.ts';

/** The text in a language; in the first there is where that one is missing. */
export function wordsIn(text: LocalText | undefined, locale: string): string {
  if (text === undefined) return '';
  if (typeof text === 'string') return text;
  return text[locale] ?? text[locale.slice(0, 2)] ?? Object.values(text)[0] ?? '';
}

/** The language steps are shown in: the reader's, where the flow speaks it. */
export function shownLocale(locales: readonly string[], reader: Locale): string {
  return locales.find((locale) => locale.slice(0, 2) === reader) ?? locales[0] ?? reader;
}

const UNITS: Record<string, Record<Locale, [one: string, many: string]>> = {
  s: { en: ['second', 'seconds'], fr: ['seconde', 'secondes'] },
  m: { en: ['min', 'min'], fr: ['min', 'min'] },
  h: { en: ['h', 'h'], fr: ['h', 'h'] },
  d: { en: ['day', 'days'], fr: ['jour', 'jours'] },
  w: { en: ['week', 'weeks'], fr: ['semaine', 'semaines'] },
};

/** "30m" is "30 min", "-24h" is "24 h"; what is no duration stays as it is. */
export function durationWords(duration: string, locale: Locale): string {
  const match = /^-?(\d+)([smhdw])$/.exec(duration);
  const unit = match?.[2] && UNITS[match[2]]?.[locale];
  if (!match || !unit) return duration;
  const count = Number(match[1]);
  return `${count}\u00a0${unit[count === 1 ? 0 : 1]}`;
}

/** How long a timeout lasts: "2 h", or "2 h when open". */
export function spanWords(
  timeout: { after: string; inOpeningHours?: boolean | undefined },
  locale: Locale,
): string {
  const time = durationWords(timeout.after, locale);
  if (!timeout.inOpeningHours) return time;
  return locale === 'fr' ? `${time} d’ouverture` : `${time} when open`;
}

/** An instant near another, "Monday 10:30"; with its date where the weekday alone could mean another. */
export function dayAndTime(at: number, now: number, timeZone: string, region: string): string {
  const isNear = Math.abs(at - now) < 6 * 86_400_000;
  return new Intl.DateTimeFormat(region, {
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
    ...(isNear ? {} : { day: 'numeric', month: 'long' }),
    timeZone,
  }).format(at);
}

/** One line of a text of many, cut at a word. */
export function shortened(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  const cut = line.slice(0, most - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > most * 0.6 ? cut.slice(0, space) : cut).trimEnd()}…`;
}
