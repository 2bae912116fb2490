/** The day a person meant by a text in English or French; knows no bounds but those of the calendar it is given. */
import { fold, isTypo, readNumberWord } from '../match.ts';
import { DAY_MS, dayOf } from '../moment.ts';
import { addMonths, type Calendar, dayAndMonth, inNearestMonth, inNearestYear, yearOf } from './calendar.ts';
import { westernDigits } from './western-digits.ts';

type DateRead = number | 'ambiguous' | undefined;

/**
 * The one day a text names, in words or in figures, as the wall time of its first moment; "ambiguous" where it names two
 * or contradicts itself, undefined where it names none.
 */
export function readDate(text: string, calendar: Calendar): DateRead {
  const said = fold(westernDigits(text)).replace(/(\d) ?([/.-]) ?(?=\d)/g, '$1$2');
  if (said.length > 200) return undefined;
  if (/^\d{8}$/.test(said)) return eightDigits(said, calendar);
  const numeric = COUNTED.test(said) ? undefined : numericDate(said, calendar);
  return numeric ?? namedDate(said, calendar) ?? relativeDate(said, calendar);
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
const WORD = '(?<word>[a-z]{3,10})';
const NOT_TIME = '(?!\\d| ?(?:h|:|heures|[ap]m))';
const YEAR = `(?:[ ,.-]+(?<year>\\d{4}|'?\\d{2})${NOT_TIME})?`;
const DAY_MONTH = new RegExp(
  `(?<!\\d)(?<day>\\d{1,2})(?:st|nd|rd|th|er|e)?[ .-]*(?:of |de |d')?${WORD}\\.?${YEAR}`,
  'g',
);
const MONTH_DAY = new RegExp(
  `\\b${WORD}\\.?[ -]*(?:the )?(?<day>\\d{1,2})(?:st|nd|rd|th)?${NOT_TIME}${YEAR}`,
  'g',
);
const WEEKDAY_NAMES = WEEKDAYS.map(([english, french]) => `${english}|${french}`).join('|');
const WEEKDAYS_SHORT = WEEKDAYS.flatMap((names) => names.slice(2)).join('|');
const DAY_ALONE = new RegExp(
  `(?:\\b(?:le|the|${WEEKDAY_NAMES})|^(?:${WEEKDAYS_SHORT})\\.?) (?:the )?(\\d{1,2})(?:st|nd|rd|th|er)?${NOT_TIME}|(?<!\\d)(\\d{1,2})(?:st|nd|rd|th)\\b`,
);

/** "20261224", or "24122026". */
function eightDigits(said: string, calendar: Calendar): number | undefined {
  const part = (from: number, to: number) => Number(said.slice(from, to));
  const iso = part(0, 4) >= 1900 && part(0, 4) < 2100 ? dayOf(part(0, 4), part(4, 6), part(6, 8)) : undefined;
  return iso ?? dayAndMonth(part(0, 2), part(2, 4), part(4, 8), calendar);
}

/** "2026-12-24", "24/12/2026", "24.12.26", "24-12", "24 12 2026". */
function numericDate(said: string, calendar: Calendar): DateRead {
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
  const found = inNearestYear((year) => dayAndMonth(a, b, year, calendar), calendar);
  return alone(said, short[0], found, calendar);
}

/** "24 décembre 2026", "le 1er janvier", "December 24th", "Dec 24, 2026". */
function namedDate(said: string, calendar: Calendar): DateRead {
  for (const match of [...said.matchAll(DAY_MONTH), ...said.matchAll(MONTH_DAY)]) {
    const { day: digits, word, year } = match.groups ?? {};
    const month = monthOf(word);
    if (month === undefined) continue;
    const day = Number(digits);
    const found =
      year === undefined
        ? inNearestYear((one) => dayOf(one, month, day), calendar)
        : dayOf(yearOf(year.replace("'", ''), day, month, calendar), month, day);
    return alone(said, match[0], found, calendar);
  }
  return undefined;
}

/** "tomorrow", "dans 3 jours", "mardi prochain", "the 24th". */
function relativeDate(said: string, calendar: Calendar): DateRead {
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
    return alone(said, day, inNearestMonth(Number(ordinal[1] ?? ordinal[2]), calendar), calendar);
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
function alone(said: string, matched: string, found: number | undefined, calendar: Calendar): DateRead {
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

function countOf(word: string): number {
  if (/^\d+$/.test(word)) return Number(word);
  // "quinze jours" is the French fortnight.
  return word === 'quinze' ? 15 : (readNumberWord(word) ?? 1);
}

function move(today: number, count: number, unit: string): number | undefined {
  if (/^(?:day|jour)/.test(unit)) return today + count * DAY_MS;
  if (/^(?:week|semaine)/.test(unit)) return today + count * 7 * DAY_MS;
  return addMonths(today, count * (/^(?:month|mois)/.test(unit) ? 1 : 12));
}
