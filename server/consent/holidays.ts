/** Public holidays, from date-holidays; knows no rule that asks for them. */
import type Holidays from 'date-holidays';

/** True for a public holiday. `date` as "2026-05-01", of the country's own calendar. */
export type IsHoliday = (date: string) => boolean;

const DAY_MS = 86_400_000;
const known = new Map<string, ReadonlySet<string>>();
let library: Promise<typeof Holidays> | undefined;

/** The library takes some 26 MB, so it is loaded when the first promotion is judged, not before. */
function load(): Promise<typeof Holidays> {
  library ??= import('date-holidays').then((module) => module.default);
  return library;
}

/** The holidays of a country, with those of one of its regions. A country the library does not know has none. */
export async function holidaysOf(country: string, region?: string): Promise<IsHoliday> {
  const Calendar = await load();
  const place = region === undefined ? country : `${country}-${region}`;
  return (date) => {
    const year = date.slice(0, 4);
    const name = `${place}/${year}`;
    let days = known.get(name);
    if (!days) {
      days = daysOff(new Calendar(country, region ?? '', { types: ['public'] }), Number(year));
      known.set(name, days);
    }
    return days.has(date);
  };
}

function daysOff(calendar: Holidays, year: number): ReadonlySet<string> {
  const days = new Set<string>();
  for (const { date, start, end } of calendar.getHolidays(year) ?? []) {
    const first = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
    const count = Math.max(1, Math.round((end.getTime() - start.getTime()) / DAY_MS));
    for (let n = 0; n < count; n++) days.add(new Date(first + n * DAY_MS).toISOString().slice(0, 10));
  }
  return days;
}
