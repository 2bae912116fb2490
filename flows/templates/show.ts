/** Dates, times, amounts and lists in a language's own writing, by Intl; knows no template. */
import { printDate, readMoment, wallOf } from '../moment.ts';
import { readMember, type Scope } from '../scope.ts';

/** A date in a style of DATE_STYLES, "readable" unless told; undefined where the value holds no date. */
export function showDate(value: unknown, style: unknown, scope: Scope): string | undefined {
  const moment = readMoment(value, scope.timezone);
  if (!moment || moment.kind === 'time') return undefined;
  let name = typeof style === 'string' && Object.hasOwn(DATE_STYLES, style) ? style : 'readable';
  // A day of another year without its year would be taken for this year's.
  if (
    name === 'readable' &&
    printDate(moment.wall).slice(0, 4) !== printDate(wallOf(scope.now, scope.timezone)).slice(0, 4)
  ) {
    name = 'long';
  }
  const shown = dateFormat(name, DATE_STYLES[name] ?? {}, scope.locale).format(moment.wall);
  const firstOfMonth = language(scope.locale) === 'fr' && name !== 'short' && name !== 'weekday';
  return tidy(firstOfMonth ? shown.replace(/(^|\s)1(?=\s)/u, '$11er') : shown);
}

/** A time of day, on the clock the language uses; undefined where the value holds none. */
export function showTime(value: unknown, scope: Scope): string | undefined {
  const moment = readMoment(value, scope.timezone);
  if (!moment || moment.kind === 'date') return undefined;
  return tidy(timeFormat(scope.locale).format(moment.wall));
}

/** A date and its time; only the one where the value holds no other, undefined where it holds neither. */
export function showDateTime(value: unknown, style: unknown, scope: Scope): string | undefined {
  const [day, clock] = [showDate(value, style, scope), showTime(value, scope)];
  if (day === undefined || clock === undefined) return day ?? clock;
  return day + (AT[language(scope.locale)] ?? ', ') + clock;
}

/** An amount in the currency's smallest unit, or {amount, currency}; undefined where it is none. */
export function showMoney(value: unknown, currency: unknown, locale: string): string | undefined {
  const minor = numberIn(readMember(value, 'amount') ?? value);
  const code = currency ?? readMember(value, 'currency');
  if (minor === undefined || typeof code !== 'string') return undefined;
  const money = moneyFormat(code.toUpperCase(), locale);
  return money && tidy(money.format.format(minor / money.unit));
}

/** A number, or a fraction as a percentage, with so many decimals; undefined where the value is none. */
export function showNumber(
  value: unknown,
  decimals: unknown,
  style: 'decimal' | 'percent',
  locale: string,
): string | undefined {
  const number = numberIn(value);
  if (number === undefined) return undefined;
  const digits = numberIn(decimals);
  const fixed = digits !== undefined && digits >= 0 && digits <= 20 ? Math.trunc(digits) : undefined;
  return tidy(numberFormat(style, fixed, locale).format(number));
}

/** "a, b and c". */
export function showList(items: readonly string[], locale: string): string {
  const list = cached(`l:${locale}`, () => new Intl.ListFormat(dateLocale(locale), { type: 'conjunction' }));
  return list.format(items);
}

/** Whether a language counts an amount as one: 0 is in French, not in English. */
export function isSingular(amount: number, locale: string): boolean {
  return cached(`p:${locale}`, () => new Intl.PluralRules(known(locale))).select(amount) === 'one';
}

export function showUpper(said: string, locale: string): string {
  return said.toLocaleUpperCase(known(locale));
}

export function showLower(said: string, locale: string): string {
  return said.toLocaleLowerCase(known(locale));
}

/** A finite number, or a text that is plainly one. */
export function numberIn(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' && /^-?\d{1,20}(\.\d{1,20})?$/.test(value.trim())
    ? Number(value)
    : undefined;
}

export const DATE_STYLES: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  readable: { weekday: 'long', day: 'numeric', month: 'long' },
  short: { day: '2-digit', month: '2-digit', year: 'numeric' },
  long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  weekday: { weekday: 'long' },
  'day-month': { day: 'numeric', month: 'long' },
};

const AT: Record<string, string> = {
  en: ' at ',
  fr: ' à ',
  de: ' um ',
  es: ' a las ',
  it: ' alle ',
  nl: ' om ',
};

// Making an Intl format costs far more than using it.
const MAX_FORMATS = 400;
const formats = new Map<string, unknown>();

function cached<T>(key: string, make: () => T): T {
  const found = formats.get(key);
  if (found !== undefined) return found as T;
  if (formats.size >= MAX_FORMATS) formats.clear();
  const made = make();
  formats.set(key, made);
  return made;
}

/** English without a country writes dates as most of the world reads them: the day first, 24 hours. */
function dateLocale(locale: string): string {
  return locale === 'en' ? 'en-GB' : known(locale);
}

/** A tag that Intl takes; it throws on anything else. */
function known(locale: string): string {
  return /^[a-z]{2}(-[A-Z]{2})?$/.test(locale) ? locale : 'en';
}

function language(locale: string): string {
  return locale.slice(0, 2);
}

function dateFormat(name: string, options: Intl.DateTimeFormatOptions, locale: string): Intl.DateTimeFormat {
  return cached(
    `d:${name}:${locale}`,
    () => new Intl.DateTimeFormat(dateLocale(locale), { ...options, timeZone: 'UTC' }),
  );
}

/** Two digits for the hour where it runs to 24, one where it runs to 12: "09:30" but "9:30 AM". */
function timeFormat(locale: string): Intl.DateTimeFormat {
  return cached(`t:${locale}`, () => {
    const twelve = dateFormat('hour', { hour: 'numeric' }, locale).resolvedOptions().hour12 === true;
    return dateFormat('time', { hour: twelve ? 'numeric' : '2-digit', minute: '2-digit' }, locale);
  });
}

/** How a currency is written, and how many of its smallest unit make one: 100 cents, 1 yen, 1,000 fils. */
function moneyFormat(
  currency: string,
  locale: string,
): { format: Intl.NumberFormat; unit: number } | undefined {
  if (!/^[A-Z]{3}$/.test(currency)) return undefined;
  return cached(`m:${currency}:${locale}`, () => {
    const format = new Intl.NumberFormat(known(locale), { style: 'currency', currency });
    return { format, unit: 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2) };
  });
}

function numberFormat(
  style: 'decimal' | 'percent',
  digits: number | undefined,
  locale: string,
): Intl.NumberFormat {
  return cached(`n:${style}:${digits}:${locale}`, () => {
    const most = style === 'percent' ? 1 : 3;
    return new Intl.NumberFormat(known(locale), {
      style,
      minimumFractionDigits: digits ?? 0,
      maximumFractionDigits: digits ?? most,
    });
  });
}

/** Old phones show the narrow no-break space of newer language data as a box. */
function tidy(shown: string): string {
  return shown.replaceAll('\u202f', '\u00a0');
}
