/**
 * When promotion may be sent where: the table, and the first moment at which all rules of a place allow it. Knows no
 * phone number, no message and no store.
 */
import { addDays, dateAt, instantOf, type Weekday, weekdayOf } from '../../flows/wall-clock.ts';
import { holidaysOf, type IsHoliday } from './holidays.ts';
import { FRENCH_LAW, type Place, zonesOf } from './place.ts';

/** From and until, on the wall clock of the person's zone; "20:00" itself is too late. */
type Span = readonly [from: string, until: string];

/** One rule: a day left out is closed. Where several rules fit a place, each of them must allow it. */
export interface HoursRule {
  days: Partial<Readonly<Record<Weekday, Span>>>;
  /** True where public holidays are closed. */
  holidays?: true;
  /** Only these zones of the country; all if left out. */
  zones?: readonly string[];
  /** Where the rule is from. */
  source: string;
}
export type HoursTable = Readonly<Record<string, readonly HoursRule[]>>;

const WORKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
const NO_SUNDAY = [...WORKDAYS, 'sat'] as const;
const ALL_DAYS = [...NO_SUNDAY, 'sun'] as const;

function on(days: readonly Weekday[], from: string, until: string): HoursRule['days'] {
  return Object.fromEntries(days.map((day) => [day, [from, until] as const]));
}

const FRANCE: readonly HoursRule[] = [
  {
    days: on(NO_SUNDAY, '08:00', '20:00'),
    holidays: true,
    // Brevo, Klaviyo, CALLR and Twilio give 22:00 as the end: the earlier one holds.
    source: 'AF2M charter as applied by operators: sendtargetsms, smsenvoi, Omnisend',
  },
];

/** Where no row says otherwise: from Vero's and Klaviyo's general advice of 20:00 to 08:00 as quiet hours. */
const ELSEWHERE: readonly HoursRule[] = [
  { days: on(ALL_DAYS, '08:00', '20:00'), source: 'Vero, quiet hours' },
];

/** Where sources disagree, the strictest. ISO codes of countries. */
export const HOURS: HoursTable = {
  ...Object.fromEntries(FRENCH_LAW.map((country) => [country, FRANCE])),
  // A number tells no state, so the stricter states' end (FL, MD, MS, NJ, OK: 20:00) holds in every zone.
  US: [
    {
      days: on(ALL_DAYS, '08:00', '20:00'),
      source: '47 CFR 64.1200(c)(1): 8 to 21; Florida, Maryland, Mississippi, New Jersey, Oklahoma: 8 to 20',
    },
    {
      zones: ['America/Chicago', 'America/Denver'],
      days: { ...on(NO_SUNDAY, '09:00', '21:00'), ...on(['sun'], '12:00', '21:00') },
      source: 'Texas Business and Commerce Code 301.051',
    },
    { zones: ['America/New_York'], days: on(ALL_DAYS, '09:00', '20:00'), source: 'Connecticut; referrizer' },
  ],
  AU: [{ days: on(NO_SUNDAY, '09:00', '20:00'), source: 'Ometria; Klaviyo 8 to 21' }],
  BE: [{ days: on(ALL_DAYS, '09:00', '20:00'), source: 'Ometria' }],
  KZ: [{ days: on(ALL_DAYS, '09:00', '20:00'), source: 'Vero' }],
  IN: [{ days: on(ALL_DAYS, '10:00', '20:00'), source: 'Omnisend; TRAI allows 10 to 21' }],
};

/** A stretch of time in which promotion is allowed: from, until; milliseconds since the epoch. */
export interface Opening {
  from: number;
  until: number;
}

/** The first stretch at or after `now`; it begins at `now` where that is inside. Undefined: none in sight. */
export type NextOpening = (place: Place, now: number) => Promise<Opening | undefined>;

const DAY_MS = 86_400_000;
/** No place with an opening at all keeps anybody waiting that long. */
const LONGEST_MS = 60 * DAY_MS;

/** Remembers the last answer of each place: a campaign asks the same a thousand times. */
export function createHours(table: HoursTable = HOURS): NextOpening {
  const answers = new Map<string, { from: number; until: number; opening: Opening | undefined }>();
  return async (place, now) => {
    const name = `${place.countries.join()}/${place.region ?? ''}`;
    const last = answers.get(name);
    if (last && now >= last.from && now < last.until) {
      return last.opening && { from: Math.max(now, last.opening.from), until: last.opening.until };
    }
    const opening = firstCommon(await rulesFor(place, table), now);
    answers.set(name, { from: now, until: opening?.until ?? now + DAY_MS, opening });
    return opening;
  };
}

/** A rule in one zone of the place. */
interface LocalRule {
  zone: string;
  days: HoursRule['days'];
  isClosed: IsHoliday;
}

async function rulesFor({ countries, region }: Place, table: HoursTable): Promise<LocalRule[]> {
  const rules: LocalRule[] = [];
  for (const country of countries) {
    for (const { days, holidays, zones } of table[country] ?? ELSEWHERE) {
      const isClosed = holidays ? await holidaysOf(country, region) : () => false;
      for (const zone of zones ?? zonesOf(country)) rules.push({ zone, days, isClosed });
    }
  }
  return rules;
}

/** Goes from one rule's next opening to another's until all are open at the same moment. */
function firstCommon(rules: readonly LocalRule[], now: number): Opening | undefined {
  if (rules.length === 0) return undefined;
  let at = now;
  while (at - now <= LONGEST_MS) {
    const openings = rules.map((rule) => openingOf(rule, at));
    const from = Math.max(...openings.map((opening) => opening?.from ?? Number.POSITIVE_INFINITY));
    if (from === at) return { from, until: Math.min(...openings.map((opening) => opening?.until ?? at)) };
    at = from;
  }
  return undefined;
}

function openingOf({ zone, days, isClosed }: LocalRule, at: number): Opening | undefined {
  let date = dateAt(at, zone);
  // No two weeks of holidays follow each other anywhere; the rest is a table that closes every day.
  for (let day = 0; day < 31; day++, date = addDays(date, 1)) {
    const span = days[weekdayOf(date)];
    if (!span || isClosed(date)) continue;
    const until = instantOf(date, span[1], zone);
    if (at < until) return { from: Math.max(at, instantOf(date, span[0], zone)), until };
  }
  return undefined;
}
