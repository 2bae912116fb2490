/** The times a conversation is put aside until, or a message sent at, that can be chosen by one click. Pure. */

export interface Preset {
  id: 'hour' | 'afternoon' | 'opening' | 'tomorrow' | 'monday' | 'nextWeek';
  at: number;
}

/** A stretch in which the team is there. */
export interface Stretch {
  from: number;
  to: number;
}

const HOUR = 3_600_000;
const MORNING = 9;
const AFTERNOON = 14;

/**
 * On the reader's own clock, soonest first; what is over today is left out. With `openings`, those of the team's that are
 * known, only times at which it is open: mornings begin when it opens.
 */
export function presetsAt(now: number, openings?: readonly Stretch[]): Preset[] {
  if (openings) return openPresets(now, openings);
  const presets: Preset[] = [{ id: 'hour', at: now + HOUR }];
  const afternoon = atHour(now, 0, AFTERNOON);
  if (afternoon > now + HOUR) presets.push({ id: 'afternoon', at: afternoon });
  presets.push({ id: 'tomorrow', at: atHour(now, 1, MORNING) });
  const days = daysToMonday(now);
  if (days > 1) presets.push({ id: 'monday', at: atHour(now, days, MORNING) });
  else presets.push({ id: 'nextWeek', at: atHour(now, 7, MORNING) });
  return presets;
}

function openPresets(now: number, openings: readonly Stretch[]): Preset[] {
  const afternoon = atHour(now, 0, AFTERNOON);
  const days = daysToMonday(now);
  const week = days > 1 ? days : 7;
  const wanted: (Preset | undefined)[] = [
    isOpenAt(now + HOUR, openings) ? { id: 'hour', at: now + HOUR } : undefined,
    afternoon > now + HOUR && isOpenAt(afternoon, openings) ? { id: 'afternoon', at: afternoon } : undefined,
    named('tomorrow', openOn(now, 1, openings)),
    named(days > 1 ? 'monday' : 'nextWeek', openOn(now, week, openings)),
    // Where none of these days is one of work, or sooner than they are.
    named('opening', openings.find(({ from }) => from > now)?.from),
  ];
  const times = new Map<number, Preset>();
  for (const preset of wanted) if (preset && !times.has(preset.at)) times.set(preset.at, preset);
  return [...times.values()].sort((one, other) => one.at - other.at);
}

function named(id: Preset['id'], at: number | undefined): Preset | undefined {
  return at === undefined ? undefined : { id, at };
}

/** When it opens on that day; in the morning where it is open since the day before. */
function openOn(now: number, days: number, openings: readonly Stretch[]): number | undefined {
  const [begins, ends] = [atHour(now, days, 0), atHour(now, days + 1, 0)];
  const morning = atHour(now, days, MORNING);
  const first = openings.find(({ from }) => from >= begins && from < ends)?.from;
  return isOpenAt(morning, openings) && (first === undefined || first > morning) ? morning : first;
}

export function isOpenAt(at: number, openings: readonly Stretch[]): boolean {
  return openings.some(({ from, to }) => from <= at && at < to);
}

function daysToMonday(now: number): number {
  return (8 - new Date(now).getDay()) % 7 || 7;
}

function atHour(now: number, days: number, hour: number): number {
  const day = new Date(now);
  day.setDate(day.getDate() + days);
  day.setHours(hour, 0, 0, 0);
  return day.getTime();
}

/** As a date-and-time field wants it: "2026-11-24T09:00", on the reader's own clock. */
export function fieldTime(at: number): string {
  const when = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  const day = `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}`;
  return `${day}T${two(when.getHours())}:${two(when.getMinutes())}`;
}
