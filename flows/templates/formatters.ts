/** What formatters there are and what each makes of a value; knows neither the grammar nor how a language writes. */
import parsePhoneNumber from 'libphonenumber-js/min';
import { toMs } from '../duration.ts';
import { countGraphemes } from '../graphemes.ts';
import { DAY_MS, printDate, printInstant, printTime, readMoment } from '../moment.ts';
import { isMissing, readMember, type Scope } from '../scope.ts';
import { printValue } from './print-value.ts';
import {
  DATE_STYLES,
  isSingular,
  numberIn,
  showDate,
  showDateTime,
  showList,
  showLower,
  showMoney,
  showNumber,
  showTime,
  showUpper,
} from './show.ts';

export interface Formatter {
  /** In a sentence, for authors. */
  does: string;
  /** Fewest and most arguments. */
  args: readonly [number, number];
  /** Given also when there is no value; the others pass "no value" on untouched. */
  always?: true;
  apply: (value: unknown, args: unknown[], scope: Scope) => unknown;
  /** What is wrong with a first argument written out, said of it: "no currency...". */
  refuse?: (literal: string) => string | undefined;
}

/** What a template may pass a value through, by name. */
export const formatters: Readonly<Record<string, Formatter>> = {
  default: {
    does: 'The argument where there is no value.',
    args: [1, 1],
    always: true,
    apply: (value, [other]) => (isMissing(value) ? other : value),
  },
  upper: {
    does: 'In capital letters.',
    args: [0, 0],
    apply: (value, _, { locale }) => showUpper(printValue(value, locale), locale),
  },
  lower: {
    does: 'In small letters.',
    args: [0, 0],
    apply: (value, _, { locale }) => showLower(printValue(value, locale), locale),
  },
  capitalize: {
    does: 'With a capital first letter.',
    args: [0, 0],
    apply: (value, _, { locale }) => {
      const said = printValue(value, locale);
      const first = String.fromCodePoint(said.codePointAt(0) ?? 32);
      return said && showUpper(first, locale) + said.slice(first.length);
    },
  },
  trim: {
    does: 'Without spaces at either end.',
    args: [0, 0],
    apply: (value, _, { locale }) => printValue(value, locale).trim(),
  },
  date: {
    does: 'A date as people write it: "Tuesday 24 November"; also "short", "long", "weekday", "day-month".',
    args: [0, 1],
    apply: (value, [style], scope) => showDate(value, style, scope) ?? value,
    refuse: refuseStyleOf('date'),
  },
  time: {
    does: 'A time of day: "14:30", or "2:30 PM" where that is usual.',
    args: [0, 0],
    apply: (value, _, scope) => showTime(value, scope) ?? value,
  },
  datetime: {
    does: 'A date and its time: "Tuesday 24 November at 14:30"; takes the styles of date.',
    args: [0, 1],
    apply: (value, [style], scope) => showDateTime(value, style, scope) ?? value,
    refuse: refuseStyleOf('datetime'),
  },
  money: {
    does: 'An amount in the currency\'s smallest unit: 4500 with "EUR" is €45.00.',
    args: [0, 1],
    apply: (value, [currency], { locale }) => showMoney(value, currency, locale) ?? value,
    refuse: (currency) => (/^[A-Za-z]{3}$/.test(currency) ? undefined : 'no currency such as "EUR"'),
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
      const items = value.map((item) => printValue(item, locale)).filter((item) => item !== '');
      return typeof separator === 'string' ? items.join(separator) : showList(items, locale);
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
    apply: (value, _, { locale }) =>
      encodeURIComponent(printValue(value, locale).replace(/\p{Cs}/gu, '\ufffd')),
  },
  json: { does: 'As JSON, for systems rather than people.', args: [0, 0], always: true, apply: asJson },
  shift: {
    does: 'A date, time or instant moved by a duration such as "7d" or "-24h".',
    args: [1, 1],
    apply: (value, [by], scope) => shift(value, by, scope) ?? value,
    refuse: (by) => (Number.isNaN(toMs(by)) ? 'no duration such as "7d" or "-24h"' : undefined),
  },
  plural: {
    does: 'The first argument for one, the second for any other number.',
    args: [2, 2],
    always: true,
    apply: (value, [one, many], { locale }) =>
      isSingular(numberIn(value) ?? count(value), locale) ? one : many,
  },
};

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
  if (typeof value === 'string') return countGraphemes(value);
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
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

function refuseStyleOf(name: string): (literal: string) => string | undefined {
  const styles = Object.keys(DATE_STYLES);
  return (literal) => (styles.includes(literal) ? undefined : `no style of ${name}: ${styles.join(', ')}`);
}
