/** The time of day a person meant by a text in English or French; knows no bounds. */
import { fold, readNumberWord } from '../match.ts';
import { westernDigits } from './western-digits.ts';

/**
 * The times of day a text may mean, as milliseconds from midnight, likeliest first: "14:30", "14h30", "2 pm", "noon",
 * "midi et demi", "half past two", "8h du soir". Empty where there is none, or more than one.
 */
export function readTimes(text: string): number[] {
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

/** Whether a text names an hour and nothing that says which half of the day: "2", but not "2h" or "2:30". */
export function isBareHour(text: string): boolean {
  return /^\D*[1-6]\D*$/.test(text) && !/[hH:]|o'clock|heure/.test(text);
}

const MINUTE_MS = 60_000;
const CLOCK_FACE = /(?<![\d:])(\d{1,2})(?: ?(?:h|:|\.|heures?|o'clock) ?(\d{2})?(?::\d{2})?(?!\d)|(?!\d))/g;
const AFTERNOON = /\b(?:pm|afternoon|evening|at night|tonight|soir|apres[- ]midi)\b/;
const MORNING = /\b(?:am|morning|matin)\b/;

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
