/** The times a conversation is put aside until, or a message sent at, that can be chosen by one click. Pure. */

export interface Preset {
  id: 'hour' | 'afternoon' | 'tomorrow' | 'monday' | 'nextWeek';
  at: number;
}

const HOUR = 3_600_000;
const MORNING = 9;
const AFTERNOON = 14;

/** On the reader's own clock, soonest first; what is over today is left out. */
export function presetsAt(now: number): Preset[] {
  const presets: Preset[] = [{ id: 'hour', at: now + HOUR }];
  const afternoon = atHour(now, 0, AFTERNOON);
  if (afternoon > now + HOUR) presets.push({ id: 'afternoon', at: afternoon });
  presets.push({ id: 'tomorrow', at: atHour(now, 1, MORNING) });
  const day = new Date(now).getDay();
  const toMonday = (8 - day) % 7 || 7;
  if (toMonday > 1) presets.push({ id: 'monday', at: atHour(now, toMonday, MORNING) });
  else presets.push({ id: 'nextWeek', at: atHour(now, 7, MORNING) });
  return presets;
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
