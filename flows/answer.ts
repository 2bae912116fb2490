/** What an `ask` node accepts, and how an answer is read; knows text and calendars, not flows. */
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { z } from 'zod';
import type { CustomerEvent, FileRef } from './event.ts';
import { fold, isTypo, pick, readNumberWord } from './match.ts';
import { localTextSchema } from './message.ts';
import {
  compareMoments,
  DAY_MS,
  dayOf,
  type Moment,
  printDate,
  printTime,
  readMoment,
  type Scope,
  wallOf,
} from './scope.ts';
import { expand } from './template.ts';

/** Bounds of dates and times may be literals or templates: "today", "{{birthday}}", "2026-01-31". */
export const expectationSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('text'),
    min: z.number().int().min(0).default(1),
    max: z.number().int().min(1).max(3072).default(1000),
    /** A shape such as "AA-000000": A is a letter, 0 a digit, anything else itself. Spaces and case are forgiven. */
    shape: z.string().max(60).optional(),
  }),
  z.strictObject({
    type: z.literal('number'),
    min: z.number().optional(),
    max: z.number().optional(),
    whole: z.boolean().default(false),
  }),
  /** Saved as "2026-11-23". */
  z.strictObject({ type: z.literal('date'), from: z.string().optional(), until: z.string().optional() }),
  /** Saved as "14:30". */
  z.strictObject({ type: z.literal('time'), from: z.string().optional(), until: z.string().optional() }),
  z.strictObject({ type: z.literal('email') }),
  /** Saved in E.164; `country` is the one national numbers belong to. */
  z.strictObject({ type: z.literal('phone'), country: z.string().length(2).default('FR') }),
  /** One of a list typed freely, saved as its value. */
  z.strictObject({
    type: z.literal('choice'),
    of: z
      .array(
        z.strictObject({ value: z.string(), label: localTextSchema, words: z.array(z.string()).default([]) }),
      )
      .min(1)
      .max(50),
  }),
  /** Saved as {latitude, longitude}. */
  z.strictObject({ type: z.literal('location') }),
  /** Saved as the file (event.ts, FileRef). */
  z.strictObject({
    type: z.literal('file'),
    accept: z.array(z.enum(['image', 'video', 'audio', 'pdf'])).default(['image']),
  }),
]);
export type Expectation = z.infer<typeof expectationSchema>;

/** Why an answer was not taken; `phrases.ts` has the kind wording for each. */
export const WHYS = [
  'empty',
  'too-short',
  'too-long',
  'shape',
  'not-a-number',
  'too-small',
  'too-large',
  'not-whole',
  'not-a-date',
  'too-early',
  'too-late',
  'not-a-time',
  'not-an-email',
  'not-a-phone',
  'not-a-choice',
  'ambiguous',
  'not-a-location',
  'not-a-file',
  'wrong-file',
] as const;
export type Why = (typeof WHYS)[number];
export type Answer = { ok: true; value: unknown } | { ok: false; why: Why };

type Expect<T extends Expectation['type']> = Extract<Expectation, { type: T }>;

/**
 * Reads what a customer typed, tapped or sent as the answer that is expected, in the form it is saved in. English and
 * French are read in every locale; the locale only decides what is truly ambiguous ("1,234", "03/04"). Never throws.
 */
export function readAnswer(expect: Expectation, heard: CustomerEvent, scope: Scope): Answer {
  if (expect.type === 'file') return readFile(expect, heard);
  if (expect.type === 'location') return readLocation(heard);
  if (expect.type === 'choice') return readChoice(expect, heard, scope);
  const typed = typedIn(heard);
  if (expect.type !== 'text' && typed.length > MAX_SHORT) return no(NOT_ONE[expect.type]);
  if (typed.length > MAX_TYPED) return no('too-long');
  const text = clean(typed);
  if (expect.type === 'text') return readText(expect, text);
  if (text === '') return no(heard.kind === 'text' ? 'empty' : NOT_ONE[expect.type]);
  switch (expect.type) {
    case 'number':
      return readNumber(expect, text, scope.locale);
    case 'date':
      return readDate(expect, text, scope);
    case 'time':
      return readTime(expect, text, scope);
    case 'email':
      return readEmail(text);
    case 'phone':
      return readPhone(expect, text);
  }
}

/** RCS carries at most 3,072 characters; anything far beyond is not an answer and not worth reading. */
const MAX_TYPED = 10_000;
/** Nobody needs more for a date or a number; it also bounds the work of reading one. */
const MAX_SHORT = 600;

const NOT_ONE = {
  number: 'not-a-number',
  date: 'not-a-date',
  time: 'not-a-time',
  email: 'not-an-email',
  phone: 'not-a-phone',
} as const satisfies Record<string, Why>;

function yes(value: unknown): Answer {
  return { ok: true, value };
}

function no(why: Why): Answer {
  return { ok: false, why };
}

function typedIn(heard: CustomerEvent): string {
  if (heard.kind === 'text') return heard.text;
  // A postback is ours, not the customer's word: only the label they saw can be an answer.
  return heard.kind === 'tap' ? (heard.label ?? '') : '';
}

// --- text ------------------------------------------------------------------------------------------------------

/** Joiners mean something after these: inside an emoji, and in scripts whose letters join. */
const UNJOINED =
  /(?<![\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}\p{sc=Arab}\p{sc=Syrc}\p{sc=Deva}\p{sc=Beng}\p{sc=Mlym}\p{sc=Sinh}])[\u200c\u200d]/gu;
/** Other invisible characters: controls but tab and newline, bidi controls, tags outside flags, lone surrogates. */
const UNSEEN =
  /(?![\n\t])\p{Cc}|[\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Cs}]/gu;
const FLAG_OR_TAGS = /(\u{1f3f4}[\u{e0020}-\u{e007e}]{1,8}\u{e007f})|[\u{e0000}-\u{e007f}]/gu;

/** What was typed, without what cannot be seen; an emoji made of several stays whole. */
export function clean(typed: string): string {
  return typed
    .normalize('NFC')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(UNSEEN, '')
    .replace(FLAG_OR_TAGS, (_, flag?: string) => flag ?? '')
    .replace(UNJOINED, '')
    .trim();
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

function readText({ min, max, shape }: Expect<'text'>, text: string): Answer {
  if (text === '' && min > 0) return no('empty');
  if (shape !== undefined && text !== '') {
    const shaped = fitShape(text, shape);
    if (shaped === undefined) return no('shape');
    return yes(shaped);
  }
  const length = countUpTo(max, text);
  if (length < min) return no('too-short');
  return length > max ? no('too-long') : yes(text);
}

/** How many characters people would count, or max + 1 where there are more. */
function countUpTo(max: number, text: string): number {
  if (/^[\n\t\x20-\x7e]*$/.test(text)) return text.length;
  let length = 0;
  for (const _ of segmenter.segment(text)) {
    if (++length > max) break;
  }
  return length;
}

/**
 * The text in a shape's own writing ("ab123456" in "AA-000000" is "AB-123456"), undefined if it does not fit. Spaces
 * and punctuation are ignored on both sides; a letter or digit in the shape other than A and 0 must be there.
 */
function fitShape(text: string, shape: string): string | undefined {
  const typed = [...text.normalize('NFKC').toUpperCase()].filter((c) => /[\p{L}\p{N}]/u.test(c));
  let shaped = '';
  let at = 0;
  for (const slot of shape) {
    if (!/[\p{L}\p{N}]/u.test(slot)) {
      shaped += slot;
      continue;
    }
    const character = typed[at++];
    if (character === undefined) return undefined;
    const fits =
      slot === 'A'
        ? /\p{L}/u.test(character)
        : slot === '0'
          ? /\d/.test(character)
          : slot.toUpperCase() === character;
    if (!fits) return undefined;
    shaped += slot === 'A' || slot === '0' ? character : slot;
  }
  return at === typed.length ? shaped : undefined;
}

// --- numbers ---------------------------------------------------------------------------------------------------

function readNumber(expect: Expect<'number'>, text: string, locale: string): Answer {
  const value = numberOf(text, expect.whole, locale);
  if (value === undefined) return no('not-a-number');
  if (expect.whole && !Number.isInteger(value)) return no('not-whole');
  if (value < (expect.min ?? Number.NEGATIVE_INFINITY)) return no('too-small');
  if (value > (expect.max ?? Number.MAX_SAFE_INTEGER)) return no('too-large');
  return value < -Number.MAX_SAFE_INTEGER ? no('too-small') : yes(value);
}

const DIGITS = /[+-]?(?:\d{1,3}(?:[ '.,]\d{3})+(?:[.,]\d{1,20})?|\d{1,30}(?:[.,]\d{1,20})?|[.,]\d{1,20})/g;

/** The one number of a text: "1 234,5", "€1,234.50", "two", "we are 4", "4 personnes". Two numbers are none. */
function numberOf(text: string, whole: boolean, locale: string): number | undefined {
  const plain = westernDigits(text.normalize('NFKC'))
    .toLowerCase()
    .replace(/[\u2212\u2013]/g, '-')
    .replace(/[\u2019\u02bc]/g, "'")
    .replace(/[\s\u00a0\u202f]+/g, ' ')
    .replace(/[€$£%?!]|\b(?:eur|euros?|usd|dollars?|gbp|pounds?)\b/g, ' ')
    .replace(/([+-]) +(?=\d)/g, '$1')
    .trim()
    .replace(/[ .,;:]+$/, '');
  const word = readNumberWord(fold(plain));
  if (word !== undefined) return word;
  if (plain.split(' ').length > 12) return undefined;
  const found = plain.match(DIGITS) ?? [];
  if (found.length === 1 && found[0] !== undefined) {
    const around = plain.split(found[0]);
    // Letters or marks that touch the digits make them part of something else: "12b", "3/4", "14:30", "2-3".
    const touched =
      /[\p{L}\p{N}/:@_#*-]$/u.test(around[0] ?? '') || /^[\p{L}\p{N}/:@_*-]/u.test(around[1] ?? '');
    return touched ? undefined : digitsOf(found[0], whole, locale);
  }
  if (found.length > 1) return undefined;
  // "a", "un", "one" inside a sentence are articles, not an amount.
  const words = fold(plain).split(/[ ,.]+/);
  const numbers = words.map(readNumberWord).filter((n) => n !== undefined && n !== 1);
  return numbers.length === 1 && words.length <= 6 ? numbers[0] : undefined;
}

function digitsOf(written: string, whole: boolean, locale: string): number | undefined {
  const ungrouped = written.replace(/[ ']/g, '');
  const comma = ungrouped.lastIndexOf(',');
  const dot = ungrouped.lastIndexOf('.');
  if (comma < 0 && dot < 0) return Number(ungrouped);
  const separator = comma > dot ? ',' : '.';
  const other = separator === ',' ? '.' : ',';
  const parts = ungrouped.split(separator);
  const both = ungrouped.includes(other);
  const grouped = groups(parts);
  if (parts.length > 2) return grouped && !both ? Number(parts.join('')) : undefined;
  if (both) {
    const [integer = '', decimals = ''] = parts;
    return groups(integer.split(other)) ? Number(`${integer.split(other).join('')}.${decimals}`) : undefined;
  }
  // One separator and three digits: a thousand, or three decimals?
  const spaced = / |'/.test(written);
  const decimalComma = !['en', 'zh', 'ja', 'ko', 'he', 'th'].includes(locale.slice(0, 2));
  const isGroup = grouped && !spaced && (whole || (separator === ',' && !decimalComma));
  return isGroup ? Number(parts.join('')) : Number(parts.join('.'));
}

/** "1", "234", "567": digits in threes after the first one to three, which are not a lone zero. */
function groups(parts: string[]): boolean {
  const [first = '', ...rest] = parts;
  return /^[+-]?[1-9]\d{0,2}$/.test(first) && rest.length > 0 && rest.every((part) => /^\d{3}$/.test(part));
}

function westernDigits(text: string): string {
  return text
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0));
}

// --- dates -----------------------------------------------------------------------------------------------------

interface Calendar {
  /** Wall time of today's first moment in the flow's zone. */
  today: number;
  from: number | undefined;
  until: number | undefined;
  /** The answer lies behind us: the latest day allowed is today or before. */
  past: boolean;
  monthFirst: boolean;
}

function readDate(expect: Expect<'date'>, text: string, scope: Scope): Answer {
  const today = dayStart(wallOf(scope.now, scope.timezone));
  const from = dateBound(expect.from, scope, today);
  const until = dateBound(expect.until, scope, today);
  const past = until !== undefined && until <= today;
  const found = dateOf(text, { today, from, until, past, monthFirst: scope.locale === 'en-US' });
  if (found === undefined) return no('not-a-date');
  if (found === 'ambiguous') return no('ambiguous');
  if (from !== undefined && found < from) return no('too-early');
  if (until !== undefined && found > until) return no('too-late');
  return yes(printDate(found));
}

/** A bound that cannot be read binds nothing: a flow with a slip in it still takes answers. */
function dateBound(written: string | undefined, scope: Scope, today: number): number | undefined {
  if (written === undefined) return undefined;
  const bound = expand(written, scope).trim();
  if (bound === 'today' || bound === 'now') return today;
  const moment = readMoment(bound, scope.timezone);
  return moment && moment.kind !== 'time' ? dayStart(moment.wall) : undefined;
}

function dayStart(wall: number): number {
  return Math.floor(wall / DAY_MS) * DAY_MS;
}

const MONTHS: readonly (readonly string[])[] = [
  ['january', 'janvier', 'jan', 'janv'],
  ['february', 'fevrier', 'feb', 'fev', 'fevr'],
  ['march', 'mars', 'mar'],
  ['april', 'avril', 'apr', 'avr'],
  ['may', 'mai'],
  ['june', 'juin', 'jun'],
  ['july', 'juillet', 'jul', 'juil'],
  ['august', 'aout', 'aug'],
  ['september', 'septembre', 'sep', 'sept'],
  ['october', 'octobre', 'oct'],
  ['november', 'novembre', 'nov'],
  ['december', 'decembre', 'dec'],
];
const WEEKDAYS: readonly (readonly string[])[] = [
  ['sunday', 'dimanche', 'sun', 'dim'],
  ['monday', 'lundi', 'mon', 'lun'],
  ['tuesday', 'mardi', 'tue', 'tues'],
  ['wednesday', 'mercredi', 'wed', 'mer'],
  ['thursday', 'jeudi', 'thu', 'thur', 'thurs', 'jeu'],
  ['friday', 'vendredi', 'fri', 'ven'],
  ['saturday', 'samedi', 'sat', 'sam'],
];
/** Days from today. The longer ones stand first: "after tomorrow" holds "tomorrow". */
const NEAR_DAYS: readonly (readonly [RegExp, number])[] = [
  [/\b(?:(?:the )?day after tomorrow|apres[- ]demain)\b/, 2],
  [/\b(?:(?:the )?day before yesterday|avant[- ]hier)\b/, -2],
  [/\b(?:tomorrow|demain)\b/, 1],
  [/\b(?:yesterday|hier|last night)\b/, -1],
  [
    /\b(?:today|tonight|aujourd'?hui|ce soir|ce matin|cet apres[- ]midi|this (?:morning|afternoon|evening))\b/,
    0,
  ],
];
const COUNT =
  '(\\d{1,3}|an?|une?|one|two|three|four|five|six|seven|eight|nine|ten|deux|trois|quatre|cinq|sept|huit|neuf|dix|quinze)';
const UNIT = '(days?|jours?|weeks?|semaines?|months?|mois|years?|ans?|annees?)';
const SPAN = `${COUNT} ${UNIT}`;
const AHEAD = new RegExp(`\\b(?:in|dans|d'ici) ${SPAN}\\b|\\b${SPAN} from (?:now|today)\\b`);
const BEHIND = new RegExp(`\\bil y a ${SPAN}\\b|\\b${SPAN} ago\\b`);
const COUNTED = new RegExp(`\\d ${UNIT}\\b`);
/** A time said along with the day is no second date. */
const CLOCK =
  /\b\d{1,2} ?(?:h|:|heures?|o'clock)(?: ?\d{2})?\b|\b\d{1,2} ?[ap]\.?m\b|\b(?:at|a|vers|pour) \d{1,2}$/g;
const WORD = '([a-z]{3,10})';
const NOT_TIME = '(?!\\d| ?(?:h|:|heures|[ap]m))';
const YEAR = `(?:[ ,.-]+(\\d{4}|'?\\d{2})${NOT_TIME})?`;
const DAY_MONTH = new RegExp(
  `(?<!\\d)(\\d{1,2})(?:st|nd|rd|th|er|e)?[ .-]*(?:of |de |d')?${WORD}\\.?${YEAR}`,
  'g',
);
const MONTH_DAY = new RegExp(`\\b${WORD}\\.?[ -]*(?:the )?(\\d{1,2})(?:st|nd|rd|th)?${NOT_TIME}${YEAR}`, 'g');
const WEEKDAY_NAMES = WEEKDAYS.map(([english, french]) => `${english}|${french}`).join('|');
const WEEKDAYS_SHORT = WEEKDAYS.flatMap((names) => names.slice(2)).join('|');
const DAY_ALONE = new RegExp(
  `(?:\\b(?:le|the|${WEEKDAY_NAMES})|^(?:${WEEKDAYS_SHORT})\\.?) (?:the )?(\\d{1,2})(?:st|nd|rd|th|er)?${NOT_TIME}|(?<!\\d)(\\d{1,2})(?:st|nd|rd|th)\\b`,
);

function dateOf(text: string, calendar: Calendar): number | 'ambiguous' | undefined {
  const said = fold(westernDigits(text)).replace(/(\d) ?([/.-]) ?(?=\d)/g, '$1$2');
  if (said.length > 200) return undefined;
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(said);
  if (compact) return eightDigits(said, calendar);
  const numeric = COUNTED.test(said) ? undefined : numericDate(said, calendar);
  return numeric ?? namedDate(said, calendar) ?? relativeDate(said, calendar);
}

/** "20261224", or "24122026". */
function eightDigits(said: string, calendar: Calendar): number | undefined {
  const part = (from: number, to: number) => Number(said.slice(from, to));
  const iso = part(0, 4) >= 1900 && part(0, 4) < 2100 ? dayOf(part(0, 4), part(4, 6), part(6, 8)) : undefined;
  return iso ?? dayAndMonth(part(0, 2), part(2, 4), part(4, 8), calendar);
}

/** "2026-12-24", "24/12/2026", "24.12.26", "24-12", "24 12 2026". */
function numericDate(said: string, calendar: Calendar): number | 'ambiguous' | undefined {
  const iso = /(?<!\d)(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})(?!\d)/.exec(said);
  if (iso) return alone(said, iso[0], dayOf(Number(iso[1]), Number(iso[3]), Number(iso[4])), calendar);
  const full = /(?<!\d)(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/.exec(said);
  if (full) {
    const [day, month] = [Number(full[1]), Number(full[3])];
    const year = yearOf(full[4] ?? '', day, month, calendar);
    return alone(said, full[0], dayAndMonth(day, month, year, calendar), calendar);
  }
  const short = /(?<!\d)(\d{1,2})[-/.](\d{1,2})(?!\d)/.exec(said);
  if (!short) return undefined;
  const [a, b] = [Number(short[1]), Number(short[2])];
  return alone(
    said,
    short[0],
    yearless((year) => dayAndMonth(a, b, year, calendar), calendar),
    calendar,
  );
}

/** "24 décembre 2026", "le 1er janvier", "December 24th", "Dec 24, 2026". */
function namedDate(said: string, calendar: Calendar): number | 'ambiguous' | undefined {
  for (const match of said.matchAll(DAY_MONTH)) {
    const month = monthOf(match[2]);
    if (month !== undefined) return named(said, match[0], Number(match[1]), month, match[3], calendar);
  }
  for (const match of said.matchAll(MONTH_DAY)) {
    const month = monthOf(match[1]);
    if (month !== undefined) return named(said, match[0], Number(match[2]), month, match[3], calendar);
  }
  return undefined;
}

function named(
  said: string,
  matched: string,
  day: number,
  month: number,
  written: string | undefined,
  calendar: Calendar,
): number | 'ambiguous' | undefined {
  const found =
    written === undefined
      ? yearless((year) => dayOf(year, month, day), calendar)
      : dayOf(yearOf(written.replace("'", ''), day, month, calendar), month, day);
  return alone(said, matched, found, calendar);
}

/** "tomorrow", "dans 3 jours", "mardi prochain", "the 24th". */
function relativeDate(said: string, calendar: Calendar): number | 'ambiguous' | undefined {
  const { today, past } = calendar;
  const spans = [
    [AHEAD.exec(said), 1],
    [BEHIND.exec(said), -1],
  ] as const;
  for (const [span, sign] of spans) {
    if (!span) continue;
    const [count, unit] = [span[1] ?? span[3] ?? '', span[2] ?? span[4] ?? ''];
    return alone(said, span[0], move(today, sign * countOf(count), unit), calendar);
  }
  for (const [pattern, days] of NEAR_DAYS) {
    const match = pattern.exec(said);
    if (match) return alone(said, match[0], today + days * DAY_MS, calendar);
  }
  const ordinal = DAY_ALONE.exec(said);
  if (ordinal) {
    const day = said.slice(ordinal.index).match(/\d+/)?.[0] ?? '';
    return alone(said, day, dayOfMonth(Number(ordinal[1] ?? ordinal[2]), calendar), calendar);
  }
  const weekdays = weekdaysIn(said, true);
  if (weekdays.length > 1) return 'ambiguous';
  const [weekday] = weekdays;
  if (weekday === undefined || /\d/.test(said.replace(CLOCK, ' '))) return undefined;
  const back = /\b(?:last|dernier|passe)\b/.test(said) || (past && !/\b(?:next|prochain)\b/.test(said));
  const ahead = (weekday - new Date(today).getUTCDay() + 7) % 7 || 7;
  return today + (back ? ahead - 7 || -7 : ahead) * DAY_MS;
}

/**
 * The date, unless the rest of the sentence speaks against it: other digits ("24 or 25 december") make it unclear,
 * another weekday makes it a contradiction.
 */
function alone(
  said: string,
  matched: string,
  found: number | undefined,
  calendar: Calendar,
): number | 'ambiguous' | undefined {
  if (found === undefined) return undefined;
  const rest = said.replace(matched, ' ').replace(CLOCK, ' ');
  if (/\d/.test(rest)) return 'ambiguous';
  const [weekday] = weekdaysIn(rest);
  if (weekday === undefined || new Date(found).getUTCDay() === weekday) return found;
  return found === calendar.today ? found : 'ambiguous';
}

/** The weekdays a text names. Their short forms count only alone: "mon" is also French for "my", "sat" a verb. */
function weekdaysIn(said: string, short = false): number[] {
  const words = said.replace(CLOCK, ' ').match(/[a-z]+/g) ?? [];
  const forms = short && words.length === 1 ? 9 : 2;
  const found = words.map((word) => WEEKDAYS.findIndex((names) => names.slice(0, forms).includes(word)));
  return [...new Set(found.filter((index) => index >= 0))];
}

function monthOf(word: string | undefined): number | undefined {
  if (word === undefined) return undefined;
  const index = MONTHS.findIndex((names) => names.includes(word));
  if (index >= 0) return index + 1;
  const near = MONTHS.flatMap((names, i) =>
    names.some((name) => name.length >= 6 && isTypo(name, word)) ? [i + 1] : [],
  );
  return near.length === 1 ? near[0] : undefined;
}

/** Day first, but the month where the locale has it so or where nothing else makes a date ("12/24"). */
function dayAndMonth(a: number, b: number, year: number, { monthFirst }: Calendar): number | undefined {
  return monthFirst ? (dayOf(year, a, b) ?? dayOf(year, b, a)) : (dayOf(year, b, a) ?? dayOf(year, a, b));
}

/** Four digits as they are; two in this century, or in the last one where this would be after the latest day allowed. */
function yearOf(written: string, day: number, month: number, calendar: Calendar): number {
  if (written.length === 4) return Number(written);
  const year = 2000 + Number(written);
  const date = dayAndMonth(day, month, year, calendar) ?? Date.UTC(year, 0, 1);
  const latest = calendar.until ?? calendar.today + 30 * 365 * DAY_MS;
  const thisYear = new Date(calendar.today).getUTCFullYear();
  // Next month's date where a past one is wanted is a slip to be asked about, not a date a century ago.
  const lastCentury = date > latest && year > thisYear + 1 && (calendar.past || calendar.until === undefined);
  return lastCentury ? year - 100 : year;
}

/** The next such day, today included; the latest one where the answer lies in the past. */
function yearless(dayIn: (year: number) => number | undefined, calendar: Calendar): number | undefined {
  const { today, past, until = today } = calendar;
  const thisYear = new Date(past ? until : today).getUTCFullYear();
  // Eight years hold a 29 February whatever the century does.
  for (let step = 0; step <= 8; step++) {
    const date = dayIn(past ? thisYear - step : thisYear + step);
    if (date !== undefined && (past ? date <= until : date >= today)) return date;
  }
  return undefined;
}

function dayOfMonth(day: number, { today, past, until = today }: Calendar): number | undefined {
  const start = new Date(past ? until : today);
  for (let step = 0; step <= 12; step++) {
    const months = start.getUTCFullYear() * 12 + start.getUTCMonth() + (past ? -step : step);
    const date = dayOf(Math.floor(months / 12), (months % 12) + 1, day);
    if (date !== undefined && (past ? date <= until : date >= today)) return date;
  }
  return undefined;
}

function countOf(word: string): number {
  if (/^\d+$/.test(word)) return Number(word);
  // "quinze jours" is the French fortnight.
  return word === 'quinze' ? 15 : (readNumberWord(word) ?? 1);
}

function move(today: number, count: number, unit: string): number | undefined {
  if (/^(?:day|jour)/.test(unit)) return today + count * DAY_MS;
  if (/^(?:week|semaine)/.test(unit)) return today + count * 7 * DAY_MS;
  const from = new Date(today);
  const months =
    from.getUTCFullYear() * 12 + from.getUTCMonth() + count * (/^(?:month|mois)/.test(unit) ? 1 : 12);
  const [year, month] = [Math.floor(months / 12), (months % 12) + 1];
  // 31 January and a month is the last day of February.
  for (let day = from.getUTCDate(); day >= 28; day--) {
    const date = dayOf(year, month, day);
    if (date !== undefined) return date;
  }
  return dayOf(year, month, from.getUTCDate());
}

// --- times -----------------------------------------------------------------------------------------------------

function readTime(expect: Expect<'time'>, text: string, scope: Scope): Answer {
  const from = timeBound(expect.from, scope);
  const until = timeBound(expect.until, scope);
  const found = timesOf(text);
  if (found.length === 0) return no('not-a-time');
  const within = found.filter((wall) => outside(wall, from, until) === undefined);
  // "2" or "2:30" may be either half of the day: what the bounds allow is what was meant, else what was written.
  const [meant] = within.length > 0 ? within : found;
  if (meant === undefined) return no('not-a-time');
  const why = outside(meant, from, until);
  if (why) return no(why);
  if (within.length > 1 && from === undefined && until === undefined && bareHour(text))
    return no('ambiguous');
  return yes(printTime(meant));
}

function timeBound(written: string | undefined, scope: Scope): Moment | undefined {
  if (written === undefined) return undefined;
  const bound = expand(written, scope).trim();
  if (bound === 'now') return { kind: 'time', wall: wallOf(scope.now, scope.timezone) };
  const moment = readMoment(/^\d:/.test(bound) ? `0${bound}` : bound, scope.timezone);
  return moment?.kind === 'date' ? undefined : moment;
}

function outside(wall: number, from: Moment | undefined, until: Moment | undefined): Why | undefined {
  const time: Moment = { kind: 'time', wall };
  const early = from !== undefined && compareMoments(time, from) < 0;
  const late = until !== undefined && compareMoments(time, until) > 0;
  // From 22:00 until 06:00 goes over midnight: only what is outside both ends is outside.
  if (from && until && compareMoments(from, until) > 0) return early && late ? 'too-early' : undefined;
  if (early) return 'too-early';
  return late ? 'too-late' : undefined;
}

const MINUTE_MS = 60_000;
const CLOCK_FACE = /(?<![\d:])(\d{1,2})(?: ?(?:h|:|\.|heures?|o'clock) ?(\d{2})?(?::\d{2})?(?!\d)|(?!\d))/g;
const AFTERNOON = /\b(?:pm|afternoon|evening|at night|tonight|soir|apres[- ]midi)\b/;
const MORNING = /\b(?:am|morning|matin)\b/;

function bareHour(text: string): boolean {
  return /^\D*(?:[1-6])\D*$/.test(text) && !/[hH:]|o'clock|heure/.test(text);
}

/**
 * The times of day a text may mean, as milliseconds from midnight, likeliest first: "14:30", "14h30", "2 pm", "noon",
 * "midi et demi", "half past two", "8h du soir". Empty where there is none, or more than one.
 */
function timesOf(text: string): number[] {
  const said = fold(westernDigits(text))
    .replace(/\b([ap])\.? ?m\b\.?/g, '$1m')
    .replace(/(\d)([ap]m)\b/g, '$1 $2')
    .replace(/^(\d\d)(\d\d)$/, '$1:$2');
  if (said.length > 120) return [];
  const spoken = wordsToClock(said);
  const marks = [...spoken.matchAll(CLOCK_FACE)];
  if (marks.length !== 1 || !marks[0]) return [];
  const [matched, hours = '', minutes = '0'] = marks[0];
  const rest = spoken.replace(matched, ' ');
  if (/\d/.test(rest)) return [];
  const [hour, minute] = [Number(hours), Number(minutes)];
  if (hour > 24 || minute > 59 || (hour === 24 && minute > 0)) return [];
  const at = (h: number) => (h * 60 + minute) * MINUTE_MS;
  if (AFTERNOON.test(rest)) return hour > 12 ? [at(hour % 24)] : [at((hour % 12) + 12)];
  if (MORNING.test(rest)) return hour > 12 ? [] : [at(hour % 12)];
  const plainHour = hour % 24;
  const isBare = /^\d{1,2}$/.test(matched.trim());
  if (isBare && /[a-z]{3,}/.test(rest.replace(/\b(?:at|about|around|vers|pour|the|les?|a)\b/g, '')))
    return [];
  // A leading zero or an hour above 12 says which half of the day is meant.
  if (plainHour === 0 || plainHour >= 12 || hours.startsWith('0')) return [at(plainHour)];
  return [at(plainHour), at(plainHour + 12)];
}

const WORDS_OF_CLOCK: readonly (readonly [RegExp, string])[] = [
  [/\b(?:noon|midday|(?<!apres[- ])midi)\b/g, '12:00'],
  [/\b(?:midnight|minuit)\b/g, '00:00'],
  [/\bhalf past\b/g, '+30'],
  [/\b(?:a )?quarter past\b/g, '+15'],
  [/\b(?:a )?quarter to\b/g, '-15'],
  [/\bet demie?\b/g, '+30'],
  [/\bet quart\b/g, '+15'],
  [/\bmoins le quart\b/g, '-15'],
];

/** "half past two" as "2:30", "midi et quart" as "12:15": the words of clocks in figures. */
function wordsToClock(said: string): string {
  let text = said;
  for (const [pattern, figure] of WORDS_OF_CLOCK) text = text.replace(pattern, figure);
  text = text.replace(/[a-z]+/g, (word) => {
    const number = readNumberWord(word);
    return number === undefined || number === 0 || /^(?:an?|une?|one)$/.test(word) ? word : String(number);
  });
  text = text.replace(/\b(?:une|one|un)(?= (?:heures?|o'clock)\b)/g, '1').replace(/([+-]\d\d) one\b/, '$1 1');
  const shifted = /([+-]\d\d) (\d{1,2})\b|\b(\d{1,2})(?:h|:00| heures?)? ([+-]\d\d)(?!\d)/.exec(text);
  if (!shifted) return text;
  const [matched, before, hourAfter, hourBefore, after] = shifted;
  const total = Number(hourAfter ?? hourBefore) * 60 + Number(before ?? after);
  const figure = `${Math.floor(total / 60) % 24}:${String(((total % 60) + 60) % 60).padStart(2, '0')}`;
  return text.replace(matched, figure);
}

// --- addresses and numbers of people -----------------------------------------------------------------------------

/** The one address in a text; its domain in lower case, its local part as written, which may matter to its owner. */
function readEmail(text: string): Answer {
  const words = text
    .normalize('NFKC')
    .replace(/ ?@ ?/g, '@')
    .split(/[\s<>()[\],;:"]+/)
    .map((word) => word.replace(/^mailto:/i, '').replace(/^'+|['.!?]+$/g, ''))
    .filter((word) => word.includes('@'));
  const addresses = [...new Set(words)];
  const [address] = addresses;
  if (addresses.length !== 1 || address === undefined || address.length > 254) return no('not-an-email');
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, at), address.slice(at + 1).toLowerCase()];
  const localFits = local.length <= 64 && /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~.-]+$/u.test(local);
  const localDots = !local.startsWith('.') && !local.endsWith('.') && !local.includes('..');
  const labels = domain.split('.');
  const domainFits =
    labels.length >= 2 &&
    labels.every(
      (label) => label.length <= 63 && /^[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?$/u.test(label),
    ) &&
    /^(?:\p{L}{2,}|xn--[a-z0-9-]+)$/u.test(labels.at(-1) ?? '');
  return localFits && localDots && domainFits ? yes(`${local}@${domain}`) : no('not-an-email');
}

function readPhone({ country }: Expect<'phone'>, text: string): Answer {
  if (text.length > 250) return no('not-a-phone');
  const region = country.toUpperCase();
  const defaultCountry = isSupportedCountry(region) ? region : undefined;
  const plain = text.normalize('NFKC');
  const found =
    parsePhoneNumberFromString(plain, { defaultCountry, extract: false }) ??
    parsePhoneNumberFromString(plain, { defaultCountry });
  // A short number is no one's phone, and a message sent there may cost.
  return found?.isPossible() ? yes(found.number) : no('not-a-phone');
}

// --- choices, places, files --------------------------------------------------------------------------------------

function readChoice({ of }: Expect<'choice'>, heard: CustomerEvent, scope: Scope): Answer {
  if (heard.kind === 'tap') {
    const tapped = of.find((item) => item.value === heard.data);
    if (tapped) return yes(tapped.value);
  }
  const typed = clean(typedIn(heard).slice(0, MAX_TYPED));
  if (typed === '') return no(heard.kind === 'text' ? 'empty' : 'not-a-choice');
  const candidates = of.map(({ label, words }) => ({
    labels: [
      ...(typeof label === 'string' ? [label] : Object.values(label)).map((one) => expand(one, scope)),
      ...words,
    ],
  }));
  const picked = pick(candidates, typed);
  if (picked === 'ambiguous') return no('ambiguous');
  const item = picked === 'none' ? undefined : of[picked];
  return item ? yes(item.value) : no('not-a-choice');
}

const COORDINATES = /^(?:geo:)?([+-]?\d{1,2}(?:\.\d{1,15})?)[,; ] ?([+-]?\d{1,3}(?:\.\d{1,15})?)$/;

/** A location sent from the map, or coordinates as maps copy them: "48.8566, 2.3522". */
function readLocation(heard: CustomerEvent): Answer {
  const typed = heard.kind === 'location' ? undefined : COORDINATES.exec(clean(typedIn(heard).slice(0, 200)));
  const place =
    heard.kind === 'location'
      ? { latitude: heard.latitude, longitude: heard.longitude }
      : typed && { latitude: Number(typed[1]), longitude: Number(typed[2]) };
  const real = place && Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180;
  return real ? yes(place) : no('not-a-location');
}

function readFile({ accept }: Expect<'file'>, heard: CustomerEvent): Answer {
  if (heard.kind !== 'file') return no('not-a-file');
  const kind = kindOfFile(heard.file);
  return kind !== undefined && accept.includes(kind) ? yes(heard.file) : no('wrong-file');
}

function kindOfFile({ mime }: FileRef): Expect<'file'>['accept'][number] | undefined {
  const type = mime.toLowerCase().split(';')[0]?.trim() ?? '';
  if (type === 'application/pdf') return 'pdf';
  if (type === 'application/ogg') return 'audio';
  return (['image', 'video', 'audio'] as const).find((kind) => type.startsWith(`${kind}/`));
}
