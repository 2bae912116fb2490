/** Which times of a day are free: arithmetic over opening hours and what is taken; knows no storage and no clock. */
import { addDays, dateAt, hourAt, instantOf, weekdayOf } from '../../flows/wall-clock.ts';
import type { Calendar, OfferedService } from './calendar-plan.ts';

/** A stretch of time that takes one of the calendar's places: a hold while `until` is set, else a booking. */
export interface Taken {
  id: string;
  /** Milliseconds since the epoch; the end is not included. */
  start: number;
  end: number;
  /** When a hold lapses. */
  until?: number;
  phone?: string;
}

export const PARTS = ['morning', 'afternoon', 'evening'] as const;
export type Part = (typeof PARTS)[number];

/** When an appointment for the service can begin on a day, whatever is taken; empty outside the calendar's horizon. */
export function starts(calendar: Calendar, service: OfferedService, date: string, now: number): number[] {
  const today = dateAt(now, calendar.timezone);
  if (date < today || date >= addDays(today, calendar.horizonDays)) return [];
  if (calendar.closed.includes(date)) return [];
  const step = calendar.stepMinutes * 60_000;
  const length = service.minutes * 60_000;
  const all: number[] = [];
  for (const [from, until] of calendar.hours[weekdayOf(date)]) {
    // Elapsed time between the two instants, so a day with 23 or 25 hours has as many steps as it really has.
    const close = instantOf(date, until, calendar.timezone);
    for (let at = instantOf(date, from, calendar.timezone); at + length <= close; at += step) all.push(at);
  }
  return all;
}

/** The earliest beginning that can still be had at `now`. */
export function earliest(calendar: Calendar, now: number): number {
  return now + calendar.leadMinutes * 60_000;
}

export function freeStarts(
  calendar: Calendar,
  service: OfferedService,
  date: string,
  taken: Taken[],
  now: number,
): number[] {
  const from = earliest(calendar, now);
  const length = service.minutes * 60_000;
  return starts(calendar, service, date, now).filter(
    (at) => at >= from && fits(taken, at, at + length, calendar.capacity),
  );
}

/** True if one more appointment from `start` to `end` never makes more than `capacity` at once. */
export function fits(taken: Taken[], start: number, end: number, capacity: number): boolean {
  const overlapping = taken.filter((one) => one.start < end && one.end > start);
  if (overlapping.length < capacity) return true;
  // The most at once is found where one of them begins.
  const peaks = [start, ...overlapping.map((one) => Math.max(one.start, start))];
  return peaks.every((at) => overlapping.filter((one) => one.start <= at && one.end > at).length < capacity);
}

/** What still counts at `now`: bookings, and holds that have not lapsed. */
export function standing<T extends Taken>(taken: T[], now: number): T[] {
  return taken.filter((one) => one.until === undefined || one.until > now);
}

export function inPart(at: number, part: Part, zone: string): boolean {
  const hour = hourAt(at, zone);
  return (hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening') === part;
}

/** At most `limit` of them, first and last kept, evenly between. */
export function spread<T>(items: T[], limit: number): T[] {
  if (items.length <= limit) return items;
  if (limit === 1) return items.slice(0, 1);
  const stride = (items.length - 1) / (limit - 1);
  return Array.from({ length: limit }, (_, index) => items[Math.round(index * stride)] as T);
}
