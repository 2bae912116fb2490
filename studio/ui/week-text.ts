/** A week of opening hours as it is typed, "09:00-12:30, 14:00-18:00", and as it is kept. Pure. */
import {
  DAYS,
  type Day,
  OFFICE_WEEK,
  type Shifts,
  shiftsSchema,
  type WeekHours,
  weekHoursSchema,
} from '../../flows/opening-hours.ts';

export interface WeekText {
  days: Record<Day, string>;
  /** Single dates; `date` as YYYY-MM-DD. */
  exceptions: { key: string; date: string; shifts: string; name?: string | undefined }[];
}

/** Hours that are not kept yet are those of an office. */
export function weekText(hours: WeekHours | undefined): WeekText {
  const { week, exceptions } = hours ?? { week: OFFICE_WEEK, exceptions: [] };
  return {
    days: Object.fromEntries(DAYS.map((day) => [day, shiftsText(week[day] ?? [])])) as Record<Day, string>,
    exceptions: exceptions.map(({ date, shifts, name }) => ({
      ...{ key: date, date, name },
      shifts: shiftsText(shifts),
    })),
  };
}

function shiftsText(shifts: Shifts): string {
  return shifts.map(({ from, to }) => `${from}-${to}`).join(', ');
}

/** Undefined where it cannot be read. */
export function readShifts(text: string): Shifts | undefined {
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

/** Undefined where something in it cannot be read. The single days come by their dates. */
export function readWeek(text: WeekText): WeekHours | undefined {
  const week: Partial<Record<Day, Shifts>> = {};
  for (const day of DAYS) {
    const shifts = readShifts(text.days[day]);
    if (!shifts) return undefined;
    if (shifts.length > 0) week[day] = shifts;
  }
  const exceptions: WeekHours['exceptions'] = [];
  for (const { date, shifts, name } of text.exceptions) {
    const read = readShifts(shifts);
    if (!read || !isDate(date)) return undefined;
    exceptions.push({ date, shifts: read, ...(name === undefined ? {} : { name }) });
  }
  exceptions.sort((one, other) => (one.date < other.date ? -1 : 1));
  const read = weekHoursSchema.safeParse({ week, exceptions });
  return read.success ? read.data : undefined;
}
