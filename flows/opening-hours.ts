/** When people are there: a week of split shifts with its exceptions, as pure functions; knows no queue, flow or team. */
import { z } from 'zod';
import { DAY_MS, isPrintable } from './moment.ts';
import { addDays, dateAt, instantOf, weekdayOf } from './wall-clock.ts';

const clockTime = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'A time such as 09:30, up to 24:00.');

/** Times of a day, each after the one before: a lunch break is the time between two. */
export const shiftsSchema = z
  .array(
    z
      .strictObject({ from: clockTime, to: clockTime })
      .refine(({ from, to }) => from < to, 'It ends before it begins.'),
  )
  .max(6)
  .refine(
    (shifts) => shifts.every((one, i) => i === 0 || (shifts[i - 1]?.to ?? '') <= one.from),
    'Times of a day come one after the other.',
  );
export type Shifts = z.infer<typeof shiftsSchema>;

/** The days as a week has them at work. */
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof DAYS)[number];

/** A week and its exceptions on the clocks of some time zone. */
export const weekHoursSchema = z.strictObject({
  week: z.partialRecord(z.enum(DAYS), shiftsSchema).describe('A day that is left out is closed.'),
  exceptions: z
    .array(
      z.strictObject({
        date: z.iso.date(),
        shifts: shiftsSchema.describe('None: closed that day.'),
        name: z.string().max(80).optional(),
      }),
    )
    .max(200)
    .default([]),
});
export type WeekHours = z.infer<typeof weekHoursSchema>;

/** What hours begin with. */
export const OFFICE_WEEK: WeekHours['week'] = Object.fromEntries(
  DAYS.slice(0, 5).map((day) => [day, [{ from: '09:00', to: '18:00' }]]),
);

/** With the zone whose clocks they are read on, such as "Europe/Paris". */
export type ZonedHours = WeekHours & { timezone: string };

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
  hours: ZonedHours | undefined,
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
      until = Math.max(until ?? ends, ends);
    }
    // A stretch goes over midnight only where it reaches it.
    if (until !== undefined && until < instantOf(addDays(date, 1), '00:00', timezone))
      return { open: true, until };
  }
  return until === undefined ? { open: false } : ALWAYS;
}

/** No wait is longer, however seldom it is open. */
export const LONGEST_WAIT_MS = 366 * DAY_MS;

/**
 * The instant at which it has been open for `span` milliseconds since `at`: within a shift or at its end, a year later
 * at the latest. Hours without any shift in that year are none: the span then counts day and night.
 */
export function afterOpenTime(hours: ZonedHours, span: number, at: number): number {
  const last = at + LONGEST_WAIT_MS;
  if (!isPrintable(at) || !isPrintable(last)) return at + span;
  let left = span;
  let counted = at;
  let date = dateAt(at, hours.timezone);
  for (let day = 0; day * DAY_MS <= LONGEST_WAIT_MS; day += 1, date = addDays(date, 1)) {
    for (const { from, to } of shiftsOf(hours, date, () => false)) {
      // Where clocks are put forward, a time they skip lies as late as one after it: no moment counts twice.
      const begins = Math.max(counted, instantOf(date, from, hours.timezone));
      const ends = instantOf(date, to, hours.timezone);
      if (ends <= begins) continue;
      if (left <= ends - begins) return Math.min(begins + left, last);
      left -= ends - begins;
      counted = ends;
    }
  }
  return left === span ? at + span : last;
}

/** Milliseconds it is open in an ordinary week. */
export function openTimeOfWeek({ week }: WeekHours): number {
  const minute = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const shifts = Object.values(week).flatMap((day) => day ?? []);
  return shifts.reduce((sum, { from, to }) => sum + (minute(to) - minute(from)) * 60_000, 0);
}

function shiftsOf(
  { week, exceptions }: WeekHours,
  date: string,
  isHoliday: (date: string) => boolean,
): Shifts {
  const exception = exceptions.find((one) => one.date === date);
  if (exception) return exception.shifts;
  return isHoliday(date) ? [] : (week[weekdayOf(date)] ?? []);
}
