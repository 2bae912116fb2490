/** Dates, times of day and instants as ISO texts, and what clocks show in a time zone; knows no scope and no wording. */

/**
 * A date, a time of day, a date and time of the place ("local"), or an instant. `wall` is milliseconds since the
 * epoch as if the clock on the wall showed UTC; for an instant it is what a clock in the zone at hand shows.
 */
export type Moment =
  | { kind: 'date' | 'time' | 'local'; wall: number }
  | { kind: 'instant'; wall: number; at: number };

export const DAY_MS = 86_400_000;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^(\d{2}):(\d{2})(?::(\d{2}))?$/;
const DATE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})?$/;

/** Reads "2026-11-24", "14:30", "2026-11-24T14:30" and RFC 3339 instants; undefined for anything else. */
export function readMoment(value: unknown, timezone: string): Moment | undefined {
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const date = DATE.exec(value);
  if (date) {
    const wall = dayOf(Number(date[1]), Number(date[2]), Number(date[3]));
    return wall === undefined ? undefined : { kind: 'date', wall };
  }
  const time = TIME.exec(value);
  if (time) {
    const wall = clockOf(time[1], time[2], time[3]);
    return wall === undefined ? undefined : { kind: 'time', wall };
  }
  const both = DATE_TIME.exec(value);
  if (!both) return undefined;
  const day = dayOf(Number(both[1]), Number(both[2]), Number(both[3]));
  const clock = clockOf(both[4], both[5], both[6]);
  if (day === undefined || clock === undefined) return undefined;
  if (!both[7]) return { kind: 'local', wall: day + clock };
  const at = Date.parse(value.replace(' ', 'T').toUpperCase());
  return Number.isNaN(at) ? undefined : { kind: 'instant', at, wall: wallOf(at, timezone) };
}

/**
 * Less than 0 where a is earlier, NaN where the two cannot be compared (a date and a time of day).
 * A date beside an instant compares whole days in the zone; a time of day beside an instant compares clock times.
 */
export function compareMoments(a: Moment, b: Moment): number {
  if (a.kind === 'instant' && b.kind === 'instant') return a.at - b.at;
  if (a.kind === 'time' || b.kind === 'time') {
    return a.kind === 'date' || b.kind === 'date' ? Number.NaN : mod(a.wall, DAY_MS) - mod(b.wall, DAY_MS);
  }
  if (a.kind === 'date' || b.kind === 'date') {
    return Math.floor(a.wall / DAY_MS) - Math.floor(b.wall / DAY_MS);
  }
  return a.wall - b.wall;
}

/** The wall time of a calendar day's first moment; undefined if there is no such day. Years 1 to 9999. */
export function dayOf(year: number, month: number, day: number): number | undefined {
  // Date.UTC reads the years 0 to 99 as 1900 to 1999, so the year is set afterwards.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year >= 1 && year <= 9999;
  return real ? date.getTime() : undefined;
}

/** "2026-11-24", from a wall time. */
export function printDate(wall: number): string {
  return isPrintable(wall) ? new Date(wall).toISOString().slice(0, 10) : '';
}

/** "14:30", from a wall time. */
export function printTime(wall: number): string {
  return isPrintable(wall) ? new Date(wall).toISOString().slice(11, 16) : '';
}

/** RFC 3339 in UTC, from milliseconds since the epoch; empty for what no calendar shows. */
export function printInstant(at: number): string {
  return isPrintable(at) ? new Date(at).toISOString().replace('.000Z', 'Z') : '';
}

/** What a clock on a wall in this zone shows at an instant, as if it were UTC. An unknown zone counts as UTC. */
export function wallOf(at: number, timezone: string): number {
  return isPrintable(at) ? at + zoneOf(timezone).offset(at) : at;
}

interface Zone {
  /** Milliseconds that the zone's clocks are ahead of UTC at an instant. */
  offset(at: number): number;
}

const MAX_ZONES = 100;
const MAX_QUARTERS = 2000;
const zones = new Map<string, Zone>();

function zoneOf(timezone: string): Zone {
  const known = zones.get(timezone);
  if (known) return known;
  if (zones.size >= MAX_ZONES) zones.clear();
  const made = makeZone(timezone);
  zones.set(timezone, made);
  return made;
}

function makeZone(timezone: string): Zone {
  const clock = makeZoneClock(timezone);
  if (!clock) return { offset: () => 0 };
  // Clocks are changed at full quarters of an hour, so one reading serves all its instants.
  const offsets = new Map<number, number>();
  return {
    offset(at) {
      const quarter = Math.floor(at / QUARTER_MS);
      const known = offsets.get(quarter);
      if (known !== undefined) return known;
      if (offsets.size >= MAX_QUARTERS) offsets.clear();
      const made = readClock(clock, quarter * QUARTER_MS) - quarter * QUARTER_MS;
      offsets.set(quarter, made);
      return made;
    },
  };
}

const QUARTER_MS = 900_000;

function readClock(clock: Intl.DateTimeFormat, at: number): number {
  const field: Record<string, number> = {};
  for (const part of clock.formatToParts(at)) field[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = field;
  return (dayOf(year, month, day) ?? 0) + ((hour * 60 + minute) * 60 + second) * 1000;
}

function makeZoneClock(timezone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
}

function clockOf(hour?: string, minute?: string, second = '0'): number | undefined {
  const [h, m, s] = [Number(hour), Number(minute), Number(second)];
  return h <= 23 && m <= 59 && s <= 60 ? ((h * 60 + m) * 60 + s) * 1000 : undefined;
}

/** The years 1 to 9999: what ISO dates show in four digits. */
export function isPrintable(ms: number): boolean {
  return ms >= -62_135_596_800_000 && ms <= 253_402_300_799_999;
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}
