/** Opening hours as they are typed, "09:00-12:30, 14:00-18:00", and as they are kept. Pure. */
import type { OpeningHours } from '../../../server/contract/inbox.ts';
import { openingHoursSchema, shiftsSchema } from '../../../server/contract/inbox.ts';

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof DAYS)[number];

export interface HoursText {
  timezone: string;
  holidays: string;
  days: Record<Day, string>;
  /** Single dates; `date` as YYYY-MM-DD. */
  exceptions: { key: string; date: string; shifts: string; name?: string | undefined }[];
}

export function hoursText(hours: OpeningHours | undefined, timezone: string): HoursText {
  const days = Object.fromEntries(
    DAYS.map((day) => [
      day,
      shiftsText(
        hours
          ? (hours.week[day] ?? [])
          : day === 'sat' || day === 'sun'
            ? []
            : [{ from: '09:00', to: '18:00' }],
      ),
    ]),
  ) as Record<Day, string>;
  const exceptions = (hours?.exceptions ?? []).map(({ date, shifts, name }) => ({
    ...{ key: date, date, name },
    shifts: shiftsText(shifts),
  }));
  return {
    timezone: hours?.timezone ?? timezone,
    holidays: hours?.holidays?.country ?? '',
    days,
    exceptions,
  };
}

function shiftsText(shifts: readonly { from: string; to: string }[]): string {
  return shifts.map(({ from, to }) => `${from}-${to}`).join(', ');
}

/** Undefined where it cannot be read. */
export function readShifts(text: string): { from: string; to: string }[] | undefined {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const shifts = parts.map((part) => {
    const found = /^(\d{1,2}):?(\d{2})?\s*[-–]\s*(\d{1,2}):?(\d{2})?$/.exec(part);
    if (!found) return undefined;
    const [, fromHour = '', fromMinute = '00', toHour = '', toMinute = '00'] = found;
    return {
      from: `${fromHour.padStart(2, '0')}:${fromMinute}`,
      to: `${toHour.padStart(2, '0')}:${toMinute}`,
    };
  });
  const read = shiftsSchema.safeParse(shifts);
  return read.success ? read.data : undefined;
}

export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name !== '';
  } catch {
    return false;
  }
}

/** Undefined where something in it cannot be read. What has no field here (a holiday's region) stays as it was. */
export function readHours(text: HoursText, before: OpeningHours | undefined): OpeningHours | undefined {
  const week: Partial<Record<Day, { from: string; to: string }[]>> = {};
  for (const day of DAYS) {
    const shifts = readShifts(text.days[day]);
    if (!shifts) return undefined;
    if (shifts.length > 0) week[day] = shifts;
  }
  const exceptions: OpeningHours['exceptions'] = [];
  for (const { date, shifts, name } of text.exceptions) {
    const read = readShifts(shifts);
    if (!read || !isDate(date)) return undefined;
    exceptions.push({ date, shifts: read, ...(name === undefined ? {} : { name }) });
  }
  const country = text.holidays.trim().toUpperCase();
  if (!isTimezone(text.timezone)) return undefined;
  const region = before?.holidays?.country === country ? before.holidays.region : undefined;
  const read = openingHoursSchema.safeParse({
    timezone: text.timezone,
    week,
    exceptions: exceptions.sort((one, other) => (one.date < other.date ? -1 : 1)),
    ...(country === '' ? {} : { holidays: { country, ...(region ? { region } : {}) } }),
  });
  return read.success ? read.data : undefined;
}
