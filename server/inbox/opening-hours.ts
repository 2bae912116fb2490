/** When a queue is open: a week of split shifts, holidays and exceptions, as a pure function; knows no queue. */
import type { OpeningHours } from '../contract/inbox.ts';
import { addDays, dateAt, instantOf, weekdayOf } from '../zone.ts';

/** Open until a time; or closed until one, which is left out where none is in sight. */
export type Opening = { open: true; until: number } | { open: false; opensAt?: number };

/** Days looked ahead: no team is away for longer without an exception that says so. */
const DAYS_AHEAD = 60;
const ALWAYS: Opening = { open: true, until: Number.POSITIVE_INFINITY };

/**
 * Whether it is open at `at`. A shift that ends at 24:00 and one that begins at 00:00 the next day are one stretch. An
 * exception replaces its day, holidays and week alike; `isHoliday` is asked with the date of the hours' own zone.
 */
export function openingAt(
  hours: OpeningHours | undefined,
  isHoliday: (date: string) => boolean,
  at: number,
): Opening {
  if (!hours) return ALWAYS;
  const { timezone } = hours;
  let date = dateAt(at, timezone);
  let until: number | undefined;
  for (let day = 0; day <= DAYS_AHEAD; day += 1, date = addDays(date, 1)) {
    for (const { from, to } of shiftsOf(hours, date, isHoliday)) {
      const begins = instantOf(date, from, timezone);
      const ends = instantOf(date, to, timezone);
      if (ends <= at || ends <= begins) continue;
      if (until === undefined && begins > at) return { open: false, opensAt: begins };
      if (until !== undefined && begins > until) return { open: true, until };
      until = ends;
    }
    // A stretch goes over midnight only where it reaches it.
    if (until !== undefined && until < instantOf(addDays(date, 1), '00:00', timezone))
      return { open: true, until };
  }
  return until === undefined ? { open: false } : ALWAYS;
}

function shiftsOf(
  { week, exceptions }: OpeningHours,
  date: string,
  isHoliday: (date: string) => boolean,
): { from: string; to: string }[] {
  const exception = exceptions.find((one) => one.date === date);
  if (exception) return exception.shifts;
  return isHoliday(date) ? [] : (week[weekdayOf(date)] ?? []);
}
