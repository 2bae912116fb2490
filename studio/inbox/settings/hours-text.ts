/** Opening hours as they are typed, and as they are kept. Pure. */
import type { OpeningHours } from '../../../server/contract/inbox.ts';
import { openingHoursSchema } from '../../../server/contract/inbox.ts';
import { readWeek, type WeekText, weekText } from '../../ui/week-text.ts';

export interface HoursText extends WeekText {
  timezone: string;
  holidays: string;
}

export function hoursText(hours: OpeningHours | undefined, timezone: string): HoursText {
  return {
    timezone: hours?.timezone ?? timezone,
    holidays: hours?.holidays?.country ?? '',
    ...weekText(hours),
  };
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
  const week = readWeek(text);
  if (!week || !isTimezone(text.timezone)) return undefined;
  const country = text.holidays.trim().toUpperCase();
  const region = before?.holidays?.country === country ? before.holidays.region : undefined;
  const read = openingHoursSchema.safeParse({
    ...week,
    timezone: text.timezone,
    ...(country === '' ? {} : { holidays: { country, ...(region ? { region } : {}) } }),
  });
  return read.success ? read.data : undefined;
}
