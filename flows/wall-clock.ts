/** Local dates and times of a time zone against instants, as the clocks on its walls show them; knows no flow. */
import { DAY_MS, wallOf } from './moment.ts';

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/**
 * The instant at which a zone's clocks show `time` ("09:30", up to "24:00") on `date` ("2026-03-29"), in milliseconds.
 * A time that the clocks skip becomes the one as long after midnight ("02:30" is shown as "03:30"); of a time they
 * show twice it is the first.
 */
export function instantOf(date: string, time: string, zone: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  const shown = Date.parse(`${date}T00:00:00Z`) + ((hours ?? 0) * 60 + (minutes ?? 0)) * 60_000;
  const before = offsetAt(shown - DAY_MS, zone);
  const after = offsetAt(shown + DAY_MS, zone);
  const candidates = [shown - before, shown - after].sort((a, b) => a - b);
  return candidates.find((at) => at + offsetAt(at, zone) === shown) ?? shown - before;
}

/** The local date of an instant, "2026-03-29". */
export function dateAt(at: number, zone: string): string {
  return new Date(at + offsetAt(at, zone)).toISOString().slice(0, 10);
}

/** The local hour of an instant, 0 to 23. */
export function hourAt(at: number, zone: string): number {
  return new Date(at + offsetAt(at, zone)).getUTCHours();
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

export function weekdayOf(date: string): Weekday {
  return WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? 'sun';
}

/** True for a date that exists: "2026-02-30" does not. */
export function isDate(text: string): boolean {
  if (!DATE.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** An instant as RFC 3339 in UTC, without the milliseconds nobody books by: "2026-03-29T07:00:00Z". */
export function rfc3339(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** How far a zone's clocks are ahead of UTC at an instant, in milliseconds. An unknown zone counts as UTC. */
function offsetAt(at: number, zone: string): number {
  return wallOf(at, zone) - at;
}
