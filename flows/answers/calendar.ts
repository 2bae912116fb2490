/** Which day a person means who leaves the year, the month or the order of the two unsaid; knows no words. */
import { DAY_MS, dayOf } from '../moment.ts';

/** What a date is read against. Days are wall times of their first moment (moment.ts). */
export interface Calendar {
  /** Today in the flow's zone. */
  today: number;
  /** The latest day allowed. */
  until: number | undefined;
  /** The answer lies behind us: the latest day allowed is today or before. */
  past: boolean;
  monthFirst: boolean;
}

/** Day first, but the month where the locale has it so or where nothing else makes a date ("12/24"). */
export function dayAndMonth(
  a: number,
  b: number,
  year: number,
  { monthFirst }: Calendar,
): number | undefined {
  return monthFirst ? (dayOf(year, a, b) ?? dayOf(year, b, a)) : (dayOf(year, b, a) ?? dayOf(year, a, b));
}

/** Four digits as they are; two in this century, or in the last one where this would be after the latest day allowed. */
export function yearOf(written: string, day: number, month: number, calendar: Calendar): number {
  if (written.length === 4) return Number(written);
  const { today, past, until } = calendar;
  const year = 2000 + Number(written);
  const date = dayAndMonth(day, month, year, calendar) ?? Date.UTC(year, 0, 1);
  const latest = until ?? today + 30 * 365 * DAY_MS;
  const thisYear = new Date(today).getUTCFullYear();
  // Next month's date where a past one is wanted is a slip to be asked about, not a date a century ago.
  const lastCentury = date > latest && year > thisYear + 1 && (past || until === undefined);
  return lastCentury ? year - 100 : year;
}

/** The next such day of a year, today included; the latest one where the answer lies in the past. */
export function inNearestYear(
  dayIn: (year: number) => number | undefined,
  calendar: Calendar,
): number | undefined {
  const year = new Date(edgeOf(calendar)).getUTCFullYear();
  // Eight years hold a 29 February whatever the century does.
  return nearest((step) => dayIn(year + step), 8, calendar);
}

/** The next such day of a month, today included; the latest one where the answer lies in the past. */
export function inNearestMonth(day: number, calendar: Calendar): number | undefined {
  const month = monthsTo(edgeOf(calendar));
  return nearest((step) => dayInMonth(month + step, day), 12, calendar);
}

/** As many months later, or earlier; 31 January and a month is the last day of February. */
export function addMonths(wall: number, count: number): number | undefined {
  const month = monthsTo(wall) + count;
  for (let day = new Date(wall).getUTCDate(); day > 0; day--) {
    const date = dayInMonth(month, day);
    if (date !== undefined) return date;
  }
  return undefined;
}

/** Tries the steps 0, 1, 2... ahead, or back where the answer lies in the past. */
function nearest(
  dayAt: (step: number) => number | undefined,
  steps: number,
  calendar: Calendar,
): number | undefined {
  const edge = edgeOf(calendar);
  for (let step = 0; step <= steps; step++) {
    const date = dayAt(calendar.past ? -step : step);
    if (date !== undefined && (calendar.past ? date <= edge : date >= edge)) return date;
  }
  return undefined;
}

/** The first day that may be meant, or the last where the answer lies in the past. */
function edgeOf({ today, past, until = today }: Calendar): number {
  return past ? until : today;
}

/** Months from the year 0. */
function monthsTo(wall: number): number {
  const date = new Date(wall);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function dayInMonth(months: number, day: number): number | undefined {
  return dayOf(Math.floor(months / 12), (months % 12) + 1, day);
}
