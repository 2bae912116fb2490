/**
 * Texts with {{values}} in them: reads them once, prints them for one moment in one language. Knows no channel, and
 * runs nothing an author or a customer wrote.
 *
 * `{{ path | formatter: arg, arg | formatter }}`. A path is a variable such as slot.start; an argument is a quoted
 * text, a number or a path. A quoted text may stand in the path's place, which is how braces themselves are written:
 * `{{ "{{" }}`. What a value prints is final: braces in it are never read again.
 */
import parsePhoneNumber from 'libphonenumber-js/min';
import { toMs } from './duration.ts';
import type { LocalText } from './message.ts';
import {
  DAY_MS,
  isForbidden,
  isMissing,
  printDate,
  printInstant,
  printTime,
  readMember,
  readMoment,
  readPath,
  type Scope,
} from './scope.ts';

/** The text in the scope's language with every value filled in. Never throws; an unknown path prints nothing. */
export function expand(text: LocalText, scope: Scope): string {
  const source = localize(text, scope.locale);
  if (!source.includes('{{')) return source;
  let said = '';
  for (const part of parse(source).parts) {
    said += typeof part === 'string' ? part : print(evaluate(part, scope), scope.locale);
  }
  return said;
}

/**
 * The value a template stands for: one that is a single expression keeps its type, a list stays a list; any other
 * text is expanded. Formatters that print make texts; first, last, at, count, default and shift keep types too.
 */
// biome-ignore lint/suspicious/noShadowRestrictedNames: the plain word, and nobody calls the global one.
export function valueOf(text: string, scope: Scope): unknown {
  if (!text.includes('{{')) return text;
  const [only, ...rest] = parse(text).parts;
  if (only === undefined || typeof only === 'string' || rest.length > 0) return expand(text, scope);
  return evaluate(only, scope);
}

/** What is wrong with a template, each in words with its column (from 1); empty if nothing is. */
export function templateFaults(text: string): string[] {
  return text.includes('{{') ? parse(text).faults : [];
}

/** Every path a text reads, in any of its languages, each once. */
export function pathsIn(text: LocalText): string[] {
  const found = new Set<string>();
  for (const source of typeof text === 'string' ? [text] : Object.values(text)) {
    for (const part of parse(source).parts) {
      if (typeof part === 'string') continue;
      for (const term of [part.head, ...part.steps.flatMap((step) => step.args)]) {
        if ('path' in term) found.add(term.path);
      }
    }
  }
  return [...found];
}

/** The wording for a language: its own, its base language's or a sister's ("fr" for "fr-CA"), English, or the first. */
export function localize(text: LocalText, locale: string): string {
  if (typeof text === 'string') return text;
  if (Object.hasOwn(text, locale)) return text[locale] ?? '';
  const base = locale.slice(0, 2);
  if (Object.hasOwn(text, base)) return text[base] ?? '';
  const tags = Object.keys(text);
  const near = tags.find((tag) => tag.slice(0, 2) === base) ?? (Object.hasOwn(text, 'en') ? 'en' : tags[0]);
  return near === undefined ? '' : (text[near] ?? '');
}

// --- formatters ------------------------------------------------------------------------------------------------

type Apply = (value: unknown, args: unknown[], scope: Scope) => unknown;
interface Formatter {
  does: string;
  /** Fewest and most arguments. */
  args: readonly [number, number];
  /** Given also when there is no value; the others pass "no value" on untouched. */
  always?: true;
  apply: Apply;
}

const DATE_STYLES: Record<string, Intl.DateTimeFormatOptions> = {
  readable: { weekday: 'long', day: 'numeric', month: 'long' },
  short: { day: '2-digit', month: '2-digit', year: 'numeric' },
  long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  weekday: { weekday: 'long' },
  'day-month': { day: 'numeric', month: 'long' },
};

const formatters: Readonly<Record<string, Formatter>> = {
  default: {
    does: 'The argument where there is no value.',
    args: [1, 1],
    always: true,
    apply: (value, [other]) => (isMissing(value) ? other : value),
  },
  upper: {
    does: 'In capital letters.',
    args: [0, 0],
    apply: (value, _, { locale }) => inCase(text(value, locale), 'toLocaleUpperCase', locale),
  },
  lower: {
    does: 'In small letters.',
    args: [0, 0],
    apply: (value, _, { locale }) => inCase(text(value, locale), 'toLocaleLowerCase', locale),
  },
  capitalize: {
    does: 'With a capital first letter.',
    args: [0, 0],
    apply: (value, _, { locale }) => {
      const said = text(value, locale);
      const first = String.fromCodePoint(said.codePointAt(0) ?? 32);
      return said && inCase(first, 'toLocaleUpperCase', locale) + said.slice(first.length);
    },
  },
  trim: {
    does: 'Without spaces at either end.',
    args: [0, 0],
    apply: (value, _, { locale }) => text(value, locale).trim(),
  },
  date: {
    does: 'A date as people write it: "Tuesday 24 November"; also "short", "long", "weekday", "day-month".',
    args: [0, 1],
    apply: (value, [style], scope) => showDate(value, style, scope) ?? value,
  },
  time: {
    does: 'A time of day: "14:30", or "2:30 PM" where that is usual.',
    args: [0, 0],
    apply: (value, _, scope) => showTime(value, scope) ?? value,
  },
  datetime: {
    does: 'A date and its time: "Tuesday 24 November at 14:30"; takes the styles of date.',
    args: [0, 1],
    apply: (value, [style], scope) => {
      const [day, clock] = [showDate(value, style, scope), showTime(value, scope)];
      if (day === undefined || clock === undefined) return day ?? clock ?? value;
      return day + (AT[language(scope.locale)] ?? ', ') + clock;
    },
  },
  money: {
    does: 'An amount in the currency\'s smallest unit: 4500 with "EUR" is €45.00.',
    args: [0, 1],
    apply: (value, [currency], { locale }) => showMoney(value, currency, locale) ?? value,
  },
  number: {
    does: "A number in the language's digits and separators; the argument is how many decimals.",
    args: [0, 1],
    apply: (value, [decimals], { locale }) => showNumber(value, decimals, 'decimal', locale) ?? value,
  },
  percent: {
    does: 'A fraction as a percentage: 0.2 is 20%; the argument is how many decimals.',
    args: [0, 1],
    apply: (value, [decimals], { locale }) => showNumber(value, decimals, 'percent', locale) ?? value,
  },
  first: {
    does: 'The first item of a list, or the first word of a text.',
    args: [0, 0],
    apply: (value) => (Array.isArray(value) ? value[0] : words(value).at(0)),
  },
  last: {
    does: 'The last item of a list, or the last word of a text.',
    args: [0, 0],
    apply: (value) => (Array.isArray(value) ? value.at(-1) : words(value).at(-1)),
  },
  count: {
    does: 'How many items a list has, or characters a text.',
    args: [0, 0],
    always: true,
    apply: count,
  },
  join: {
    does: 'A list in one text: "a, b and c", or with the argument between the items.',
    args: [0, 1],
    apply: (value, [separator], { locale }) => {
      if (!Array.isArray(value)) return value;
      const items = value.map((item) => text(item, locale)).filter((item) => item !== '');
      return typeof separator === 'string' ? items.join(separator) : listFormat(locale).format(items);
    },
  },
  at: {
    does: 'The item of a list at a place counted from 0 (-1 is the last), or the member of an object by name.',
    args: [1, 1],
    apply: (value, [place]) => {
      const index = numberIn(place);
      if (Array.isArray(value)) return index === undefined ? undefined : value.at(index);
      return typeof place === 'string' || typeof place === 'number'
        ? readMember(value, String(place))
        : undefined;
    },
  },
  phone: {
    does: 'A phone number as people read it: +33 6 12 34 56 78.',
    args: [0, 0],
    apply: (value) =>
      typeof value === 'string' ? (parsePhoneNumber(value)?.formatInternational() ?? value) : value,
  },
  url: {
    does: 'Made safe to stand inside a web address.',
    args: [0, 0],
    apply: (value, _, { locale }) => encodeURIComponent(text(value, locale).replace(/\p{Cs}/gu, '\ufffd')),
  },
  json: { does: 'As JSON, for systems rather than people.', args: [0, 0], always: true, apply: asJson },
  shift: {
    does: 'A date, time or instant moved by a duration such as "7d" or "-24h".',
    args: [1, 1],
    apply: (value, [by], scope) => shift(value, by, scope) ?? value,
  },
  plural: {
    does: 'The first argument for one, the second for any other number.',
    args: [2, 2],
    always: true,
    apply: (value, [one, many], { locale }) => {
      const amount = numberIn(value) ?? count(value);
      return pluralRules(locale).select(amount) === 'one' ? one : many;
    },
  },
};

/** What each formatter does, in a sentence, by name. */
export const FORMATTERS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(formatters).map(([name, { does }]) => [name, does]),
);

const AT: Record<string, string> = {
  en: ' at ',
  fr: ' à ',
  de: ' um ',
  es: ' a las ',
  it: ' alle ',
  nl: ' om ',
};

function showDate(value: unknown, style: unknown, scope: Scope): string | undefined {
  const moment = readMoment(value, scope.timezone);
  if (!moment || moment.kind === 'time') return undefined;
  let name = typeof style === 'string' && Object.hasOwn(DATE_STYLES, style) ? style : 'readable';
  // A day of another year without its year would be taken for this year's.
  if (name === 'readable' && printDate(moment.wall).slice(0, 4) !== printInstant(scope.now).slice(0, 4)) {
    name = 'long';
  }
  const shown = dateFormat(name, DATE_STYLES[name] ?? {}, scope.locale).format(moment.wall);
  const firstOfMonth = language(scope.locale) === 'fr' && name !== 'short' && name !== 'weekday';
  return tidy(firstOfMonth ? shown.replace(/(^|\s)1(?=\s)/u, '$11er') : shown);
}

function showTime(value: unknown, scope: Scope): string | undefined {
  const moment = readMoment(value, scope.timezone);
  if (!moment || moment.kind === 'date') return undefined;
  return tidy(timeFormat(scope.locale).format(moment.wall));
}

function showMoney(value: unknown, currency: unknown, locale: string): string | undefined {
  const minor = numberIn(readMember(value, 'amount') ?? value);
  const code = currency ?? readMember(value, 'currency');
  if (minor === undefined || typeof code !== 'string') return undefined;
  const money = moneyFormat(code.toUpperCase(), locale);
  return money && tidy(money.format.format(minor / money.unit));
}

function showNumber(
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

function shift(value: unknown, by: unknown, scope: Scope): string | undefined {
  const ms = typeof by === 'string' ? toMs(by) : Number.NaN;
  const moment = readMoment(value, scope.timezone);
  if (Number.isNaN(ms) || !moment) return undefined;
  if (moment.kind === 'instant') return printInstant(moment.at + ms);
  const wall = moment.wall + ms;
  if (moment.kind === 'date') return printDate(wall);
  // A time of day goes round the clock.
  if (moment.kind === 'time') return printTime(((wall % DAY_MS) + DAY_MS) % DAY_MS);
  return printInstant(wall).replace(/(:00)?Z$/, '');
}

function count(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  if (typeof value === 'string') return graphemes(value);
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

function graphemes(value: string): number {
  if (/^[\n\t\x20-\x7e]*$/.test(value)) return value.length;
  let n = 0;
  for (const _ of segmenter().segment(value)) n++;
  return n;
}

function asJson(value: unknown): string {
  try {
    return JSON.stringify(value ?? null) ?? '';
  } catch {
    return '';
  }
}

function words(value: unknown): string[] {
  return typeof value === 'string' ? value.split(/\s+/u).filter((word) => word !== '') : [];
}

/** A finite number, or a text that is plainly one. */
function numberIn(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' && /^-?\d{1,20}(\.\d{1,20})?$/.test(value.trim())
    ? Number(value)
    : undefined;
}

function inCase(said: string, to: 'toLocaleUpperCase' | 'toLocaleLowerCase', locale: string): string {
  return said[to](known(locale));
}

// --- printing values -------------------------------------------------------------------------------------------

const YES_NO: Record<string, readonly [string, string]> = { en: ['yes', 'no'], fr: ['oui', 'non'] };

/** A value as people may read it: a list by its items, an object by its label, name or title. */
function print(value: unknown, locale: string, depth = 0): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return Number.isFinite(value) ? String(value) : '';
    case 'bigint':
      return String(value);
    case 'boolean':
      return (YES_NO[language(locale)] ?? YES_NO.en)?.[value ? 0 : 1] ?? '';
    case 'object':
      return value === null || depth > 3 ? '' : printObject(value, locale, depth + 1);
    default:
      return '';
  }
}

function printObject(value: object, locale: string, depth: number): string {
  if (Array.isArray(value)) {
    return value
      .map((item) => print(item, locale, depth))
      .filter((item) => item !== '')
      .join(', ');
  }
  for (const name of ['label', 'name', 'title', 'text', 'url']) {
    const found = readMember(value, name);
    if (!isMissing(found)) return print(found, locale, depth);
  }
  const [latitude, longitude] = [readMember(value, 'latitude'), readMember(value, 'longitude')];
  return typeof latitude === 'number' && typeof longitude === 'number' ? `${latitude}, ${longitude}` : '';
}

function text(value: unknown, locale: string): string {
  return print(value, locale);
}

// --- Intl, made once ---------------------------------------------------------------------------------------------

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

function listFormat(locale: string): Intl.ListFormat {
  return cached(`l:${locale}`, () => new Intl.ListFormat(dateLocale(locale), { type: 'conjunction' }));
}

function pluralRules(locale: string): Intl.PluralRules {
  return cached(`p:${locale}`, () => new Intl.PluralRules(known(locale)));
}

function segmenter(): Intl.Segmenter {
  return cached('s', () => new Intl.Segmenter('en', { granularity: 'grapheme' }));
}

/** Old phones show the narrow no-break space of newer language data as a box. */
function tidy(shown: string): string {
  return shown.replaceAll('\u202f', '\u00a0');
}

// --- evaluating and parsing ------------------------------------------------------------------------------------

type Term = { path: string } | { literal: string | number };
interface Step {
  name: string;
  args: Term[];
}
interface Expression {
  head: Term;
  steps: Step[];
}
interface Template {
  parts: (string | Expression)[];
  faults: string[];
}

function evaluate({ head, steps }: Expression, scope: Scope): unknown {
  let value = termValue(head, scope);
  for (const { name, args } of steps) {
    const formatter = Object.hasOwn(formatters, name) ? formatters[name] : undefined;
    if (!formatter || (isMissing(value) && !formatter.always)) continue;
    value = formatter.apply(
      value,
      args.map((arg) => termValue(arg, scope)),
      scope,
    );
  }
  return value;
}

function termValue(term: Term, scope: Scope): unknown {
  return 'path' in term ? readPath(scope, term.path) : term.literal;
}

const MAX_TEMPLATES = 5000;
const templates = new Map<string, Template>();

function parse(source: string): Template {
  const found = templates.get(source);
  if (found) return found;
  if (templates.size >= MAX_TEMPLATES) templates.clear();
  const made = read(source);
  templates.set(source, made);
  return made;
}

function read(source: string): Template {
  const template: Template = { parts: [], faults: [] };
  let from = 0;
  for (;;) {
    const open = source.indexOf('{{', from);
    if (open < 0) break;
    if (open > from) template.parts.push(source.slice(from, open));
    const expression = readExpression(source, open + 2);
    if ('fault' in expression) {
      template.faults.push(`${expression.fault} (column ${expression.at + 1})`);
      const close = source.indexOf('}}', open + 2);
      if (close < 0) {
        template.parts.push(source.slice(open));
        return template;
      }
      from = close + 2;
      continue;
    }
    template.faults.push(...stepFaults(expression.steps, open));
    template.parts.push({ head: expression.head, steps: expression.steps });
    from = expression.end;
  }
  if (from < source.length) template.parts.push(source.slice(from));
  return template;
}

function stepFaults(steps: Step[], open: number): string[] {
  return steps.flatMap(({ name, args }) => {
    const formatter = Object.hasOwn(formatters, name) ? formatters[name] : undefined;
    const where = `(column ${open + 1})`;
    if (!formatter) return [`there is no formatter "${name}" ${where}`];
    const [least, most] = formatter.args;
    if (args.length < least) return [`"${name}" wants ${amount(least)} ${where}`];
    if (args.length > most) return [`"${name}" takes ${most ? amount(most) : 'no argument'} ${where}`];
    const [arg] = args;
    const literal = arg && 'literal' in arg ? arg.literal : undefined;
    if (literal === undefined) return [];
    if ((name === 'date' || name === 'datetime') && !Object.hasOwn(DATE_STYLES, literal)) {
      return [`"${literal}" is no style of ${name}: ${Object.keys(DATE_STYLES).join(', ')} ${where}`];
    }
    if (name === 'shift' && Number.isNaN(toMs(String(literal)))) {
      return [`"${literal}" is no duration such as "7d" or "-24h" ${where}`];
    }
    if (name === 'money' && !/^[A-Za-z]{3}$/.test(String(literal))) {
      return [`"${literal}" is no currency such as "EUR" ${where}`];
    }
    return [];
  });
}

function amount(count: number): string {
  return count === 1 ? 'one argument' : `${count} arguments`;
}

type ReadExpression = (Expression & { end: number }) | { fault: string; at: number };

// Sticky patterns: each is tried at one place only, so reading is linear in the text.
const SPACE = /[ \t\n]*/y;
const PATH = /[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*/y;
const NAME = /[a-z][a-z-]*/y;
const NUMBER = /-?\d{1,15}(?:\.\d{1,15})?/y;
const STRING = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/sy;

function readExpression(source: string, start: number): ReadExpression {
  let at = start;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const skip = (token: string): boolean => {
    take(SPACE);
    if (!source.startsWith(token, at)) return false;
    at += token.length;
    return true;
  };
  const term = (): Term | undefined => {
    take(SPACE);
    const quoted = take(STRING);
    if (quoted !== undefined) return { literal: unquote(quoted) };
    const path = take(PATH);
    if (path !== undefined) return path.split('.').some(isForbidden) ? undefined : { path };
    const digits = take(NUMBER);
    return digits === undefined ? undefined : { literal: Number(digits) };
  };

  const head = term();
  if (!head) return { fault: 'a variable such as "slot.start" was expected', at };
  const steps: Step[] = [];
  while (skip('|')) {
    take(SPACE);
    const name = take(NAME);
    if (name === undefined) return { fault: 'the name of a formatter was expected after "|"', at };
    const args: Term[] = [];
    if (skip(':')) {
      do {
        const arg = term();
        if (!arg)
          return {
            fault: `an argument of "${name}" was expected: a quoted text, a number or a variable`,
            at,
          };
        args.push(arg);
      } while (skip(','));
    }
    steps.push({ name, args });
  }
  if (!skip('}}')) return { fault: '"}}" was expected', at };
  return { head, steps, end: at };
}

function unquote(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(.)/gs, (_, c: string) => (c === 'n' ? '\n' : c));
}
