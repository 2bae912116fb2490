/** Lengths of time and times of day, as short as a row has room for. Pure. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "4 min", "3 h", "2 d": rounded down, a minute at least. */
export function shortLength(ms: number, region: string): string {
  const [count, unit] =
    ms < HOUR
      ? [Math.max(1, Math.floor(ms / MINUTE)), 'minute']
      : ms < DAY
        ? [Math.floor(ms / HOUR), 'hour']
        : [Math.floor(ms / DAY), 'day'];
  return new Intl.NumberFormat(region, { style: 'unit', unit, unitDisplay: 'short' }).format(count);
}

/** "4 minutes", "3 hours", "1 day": in its largest whole unit, for a length somebody chose. */
export function wholeLength(ms: number, region: string): string {
  const [count, unit] =
    ms % DAY === 0
      ? [ms / DAY, 'day']
      : ms % HOUR === 0
        ? [ms / HOUR, 'hour']
        : [Math.max(1, Math.round(ms / MINUTE)), 'minute'];
  return new Intl.NumberFormat(region, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}

/** The hour if it was today, else the day. */
export function shortMoment(at: number, now: number, region: string): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(
    region,
    sameDay ? { hour: 'numeric', minute: '2-digit' } : { day: 'numeric', month: 'short' },
  ).format(at);
}

/** Day and hour: "Tue 24 Nov, 09:00"; the hour alone if it is today. */
export function momentText(at: number, now: number, region: string): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(
    region,
    sameDay
      ? { hour: 'numeric', minute: '2-digit' }
      : { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
  ).format(at);
}
