/** What an `ask` node accepts, and whether what a customer sent is it; knows bounds and reasons, not flows. */
import { z } from 'zod';
import { fitShape } from './answers/fit-shape.ts';
import { readDate } from './answers/read-date.ts';
import { readEmail } from './answers/read-email.ts';
import { readNumber } from './answers/read-number.ts';
import { readPhone } from './answers/read-phone.ts';
import { isBareHour, readTimes } from './answers/read-times.ts';
import type { CustomerEvent, FileRef } from './event.ts';
import { countGraphemes } from './graphemes.ts';
import { pick } from './match.ts';
import { localTextSchema } from './message.ts';
import { compareMoments, DAY_MS, type Moment, printDate, printTime, readMoment, wallOf } from './moment.ts';
import type { Scope } from './scope.ts';
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
  /** Saved as {latitude, longitude}; by SMS, which carries no location, also as {address}. */
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
  if (expect.type === 'file') return takeFile(expect, heard);
  if (expect.type === 'location') return takeLocation(heard, scope);
  if (expect.type === 'choice') return takeChoice(expect, heard, scope);
  const typed = typedIn(heard);
  if (expect.type !== 'text' && typed.length > MAX_SHORT) return no(NOT_ONE[expect.type]);
  if (typed.length > MAX_TYPED) return no('too-long');
  const text = clean(typed);
  if (expect.type === 'text') return takeText(expect, text);
  if (text === '') return no(heard.kind === 'text' ? 'empty' : NOT_ONE[expect.type]);
  switch (expect.type) {
    case 'number':
      return takeNumber(expect, text, scope.locale);
    case 'date':
      return takeDate(expect, text, scope);
    case 'time':
      return takeTime(expect, text, scope);
    case 'email':
      return yesOr('not-an-email', readEmail(text));
    case 'phone':
      return yesOr('not-a-phone', readPhone(text, expect.country));
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

function yesOr(why: Why, value: unknown): Answer {
  return value === undefined ? no(why) : yes(value);
}

function typedIn(heard: CustomerEvent): string {
  if (heard.kind === 'text') return heard.text;
  // A postback is ours, not the customer's word: only the label they saw can be an answer.
  return heard.kind === 'tap' ? (heard.label ?? '') : '';
}

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

/** Joiners mean something after these: inside an emoji, and in scripts whose letters join. */
const UNJOINED =
  /(?<![\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}\p{sc=Arab}\p{sc=Syrc}\p{sc=Deva}\p{sc=Beng}\p{sc=Mlym}\p{sc=Sinh}])[\u200c\u200d]/gu;
/** Other invisible characters: controls but tab and newline, bidi controls, tags outside flags, lone surrogates. */
const UNSEEN =
  /(?![\n\t])\p{Cc}|[\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Cs}]/gu;
const FLAG_OR_TAGS = /(\u{1f3f4}[\u{e0020}-\u{e007e}]{1,8}\u{e007f})|[\u{e0000}-\u{e007f}]/gu;

function takeText({ min, max, shape }: Expect<'text'>, text: string): Answer {
  if (text === '' && min > 0) return no('empty');
  if (shape !== undefined && text !== '') return yesOr('shape', fitShape(text, shape));
  const length = countGraphemes(text, max);
  if (length < min) return no('too-short');
  return length > max ? no('too-long') : yes(text);
}

function takeNumber(expect: Expect<'number'>, text: string, locale: string): Answer {
  const value = readNumber(text, expect.whole, locale);
  if (value === undefined) return no('not-a-number');
  if (expect.whole && !Number.isInteger(value)) return no('not-whole');
  if (value < (expect.min ?? Number.NEGATIVE_INFINITY)) return no('too-small');
  if (value > (expect.max ?? Number.MAX_SAFE_INTEGER)) return no('too-large');
  // Added to zero, since -0 would not survive being stored.
  return value < -Number.MAX_SAFE_INTEGER ? no('too-small') : yes(value + 0);
}

function takeDate(expect: Expect<'date'>, text: string, scope: Scope): Answer {
  const today = dayStart(wallOf(scope.now, scope.timezone));
  const from = dateBound(expect.from, scope, today);
  const until = dateBound(expect.until, scope, today);
  const past = until !== undefined && until <= today;
  const found = readDate(text, { today, until, past, monthFirst: scope.locale === 'en-US' });
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

function takeTime(expect: Expect<'time'>, text: string, scope: Scope): Answer {
  const from = timeBound(expect.from, scope);
  const until = timeBound(expect.until, scope);
  const found = readTimes(text);
  const within = found.filter((wall) => outside(wall, from, until) === undefined);
  // "2" or "2:30" may be either half of the day: what the bounds allow is what was meant, else what was written.
  const [meant] = within.length > 0 ? within : found;
  if (meant === undefined) return no('not-a-time');
  const why = outside(meant, from, until);
  if (why) return no(why);
  const unbounded = from === undefined && until === undefined;
  return unbounded && within.length > 1 && isBareHour(text) ? no('ambiguous') : yes(printTime(meant));
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

function takeChoice({ of }: Expect<'choice'>, heard: CustomerEvent, scope: Scope): Answer {
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

/**
 * A location sent from the map, or coordinates as maps copy them: "48.8566, 2.3522". By SMS an address in words is one
 * too, since nothing better can be sent.
 */
function takeLocation(heard: CustomerEvent, scope: Scope): Answer {
  const text = heard.kind === 'location' ? '' : clean(typedIn(heard).slice(0, MAX_ADDRESS + 1));
  const typed = COORDINATES.exec(text);
  const place =
    heard.kind === 'location'
      ? { latitude: heard.latitude, longitude: heard.longitude }
      : typed && { latitude: Number(typed[1]), longitude: Number(typed[2]) };
  if (place) {
    const real = Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180;
    return real ? yes(place) : no('not-a-location');
  }
  const inWords = heard.kind === 'text' && scope.facts.channel === 'sms' && ADDRESS.test(text);
  return inWords && text.length <= MAX_ADDRESS ? yes({ address: text }) : no('not-a-location');
}

/** Three letters are the least a place has. */
const ADDRESS = /\p{L}.*\p{L}.*\p{L}/su;
const MAX_ADDRESS = 200;

function takeFile({ accept }: Expect<'file'>, heard: CustomerEvent): Answer {
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
