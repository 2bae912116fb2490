/** Names of time zones, by the platform's own zone data. */
import { z } from 'zod';

/** True for a name such as "Europe/Paris". */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const timezoneSchema = z.string().max(60).refine(isTimezone, 'a time zone such as "Europe/Paris"');
