/** When promotion may be sent: every vector of the rules, and that the answer is always the first moment there is. */
import fc from 'fast-check';
import { getCountries } from 'libphonenumber-js/min';
import { describe, expect, test } from 'vitest';
import { dateAt, instantOf, weekdayOf } from '../../../flows/wall-clock.ts';
import { holidaysOf } from '../../../server/consent/holidays.ts';
import { createHours, HOURS } from '../../../server/consent/hours.ts';
import { type Place, placeOf, zonesOf } from '../../../server/consent/place.ts';

const FRANCE: Place = { countries: ['FR'] };
const MOSELLE: Place = { countries: ['FR'], region: '57' };
const PARIS = 'Europe/Paris';

/** An instant as the wall clock of a zone shows it: "2026-05-02T08:00". */
function shown(at: number, zone: string): string {
  return new Date(at + offset(at, zone)).toISOString().slice(0, 19).replace(/:00$/, '');
}
function offset(at: number, zone: string): number {
  const text = new Date(at).toLocaleString('sv-SE', { timeZone: zone });
  return Date.parse(`${text.replace(' ', 'T')}Z`) - Math.floor(at / 1000) * 1000;
}
/** `when`: "2026-05-02 19:59:59" on the wall clock of the zone. */
function instant(when: string, zone = PARIS): number {
  const [date = '', time = ''] = when.split(' ');
  const [hours, minutes, seconds = '0'] = time.split(':');
  return instantOf(date, `${hours}:${minutes}`, zone) + Number(seconds) * 1000;
}
async function next(place: Place, when: string, zone = PARIS): Promise<string> {
  const at = instant(when, zone);
  const opening = await createHours()(place, at);
  if (!opening) return 'never';
  return opening.from === at ? 'now' : shown(opening.from, zone);
}

describe('France', () => {
  test.each([
    ['Saturday, a second before eight in the evening', '2026-05-02 19:59:59', 'now'],
    ['Saturday, eight in the evening', '2026-05-02 20:00:00', '2026-05-04T08:00'],
    ['a Sunday', '2026-05-03 11:00', '2026-05-04T08:00'],
    ['the eve of Labour Day', '2026-04-30 21:00', '2026-05-02T08:00'],
    ['the eve of Bastille Day', '2026-07-13 20:01', '2026-07-15T08:00'],
    ['Christmas Eve', '2026-12-24 20:01', '2026-12-26T08:00'],
    ['the night in which the clocks skip 02:30', '2026-03-29 02:30', '2026-03-30T08:00'],
    ['the night in which 02:30 comes twice', '2026-10-25 02:30', '2026-10-26T08:00'],
    ['the Saturday before the clocks go forward', '2026-03-28 20:00', '2026-03-30T08:00'],
    ['Monday, a second before eight', '2026-05-04 07:59:59', '2026-05-04T08:00'],
    ['Monday at eight', '2026-05-04 08:00', 'now'],
    ['Easter Monday', '2026-04-06 12:00', '2026-04-07T08:00'],
    ['the eve of the New Year', '2026-12-31 20:30', '2027-01-02T08:00'],
  ])('%s', async (_when, when, expected) => {
    expect(await next(FRANCE, when)).toBe(expected);
  });

  test('in the Moselle the day after Christmas is a holiday too', async () => {
    expect(await next(MOSELLE, '2026-12-24 20:01')).toBe('2026-12-28T08:00');
    expect(await next(MOSELLE, '2026-04-03 12:00')).toBe('2026-04-04T08:00');
  });

  test('has eleven holidays, thirteen in the Moselle and in Alsace, and its own overseas', async () => {
    const days = async (country: string, region?: string) => {
      const isHoliday = await holidaysOf(country, region);
      const year = Array.from({ length: 365 }, (_, n) =>
        new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10),
      );
      return year.filter(isHoliday);
    };
    const national = [
      '2026-01-01',
      '2026-04-06',
      '2026-05-01',
      '2026-05-08',
      '2026-05-14',
      '2026-05-25',
      '2026-07-14',
      '2026-08-15',
      '2026-11-01',
      '2026-11-11',
      '2026-12-25',
    ];
    expect(await days('FR')).toEqual(national);
    for (const region of ['57', '67', '68']) {
      expect(await days('FR', region)).toEqual([...national, '2026-04-03', '2026-12-26'].sort());
    }
    expect([(await days('GP')).length, (await days('RE')).length, (await days('MQ')).length]).toEqual([
      13, 12, 13,
    ]);
    expect(await days('RE')).toContain('2026-12-20');
    expect(await days('XX')).toEqual([]);
  });

  test.each([
    ['+590690123456', 'America/Guadeloupe', '2026-05-27 10:00', '2026-05-28T08:00'],
    ['+594694123456', 'America/Cayenne', '2026-06-10 10:00', '2026-06-11T08:00'],
    ['+596696123456', 'America/Martinique', '2026-05-22 10:00', '2026-05-23T08:00'],
    ['+262692123456', 'Indian/Reunion', '2027-12-20 10:00', '2027-12-21T08:00'],
    ['+262639012345', 'Indian/Mayotte', '2026-04-27 10:00', '2026-04-28T08:00'],
    ['+508551234', 'America/Miquelon', '2026-05-05 20:00', '2026-05-06T08:00'],
  ])(
    'overseas by the number, in its own zone with its own holidays: %s',
    async (phone, zone, when, expected) => {
      const place = placeOf(phone);
      expect(place && (await next(place, when, zone))).toBe(expected);
      expect(place && (await next(place, '2026-05-05 08:00', zone))).toBe('now');
      expect(place && (await next(place, '2026-05-05 07:59:59', zone))).toBe('2026-05-05T08:00');
    },
  );

  test('a geographic number of Alsace tells its region; a mobile tells none', () => {
    expect(placeOf('+33388123456')).toEqual({ countries: ['FR'], region: '67' });
    expect(placeOf('+33639980001')).toEqual(FRANCE);
  });
});

describe('other countries', () => {
  const USA: Place = { countries: ['US'] };
  const EASTERN = 'America/New_York';

  test.each([
    ['in summer from 14:00 to 20:00 Eastern', '2026-07-15 13:59:59', '2026-07-15T14:00'],
    ['in summer from 14:00', '2026-07-15 14:00', 'now'],
    ['in summer to 20:00', '2026-07-15 19:59:59', 'now'],
    ['in summer to 20:00, not longer', '2026-07-15 20:00', '2026-07-16T14:00'],
    ['in winter from 13:00', '2026-01-14 12:59:59', '2026-01-14T13:00'],
    ['in winter from 13:00 on', '2026-01-14 13:00', 'now'],
    ['on a Sunday in winter not before noon in El Paso', '2026-01-18 13:00', '2026-01-18T14:00'],
  ])('the United States, state unknown: %s', async (_when, when, expected) => {
    expect(await next(USA, when, EASTERN)).toBe(expected);
  });

  test.each([
    ['GB', 'Europe/London', '08:00', '20:00'],
    ['IE', 'Europe/Dublin', '08:00', '20:00'],
    ['DE', 'Europe/Berlin', '08:00', '20:00'],
    ['NL', 'Europe/Amsterdam', '08:00', '20:00'],
    ['NZ', 'Pacific/Auckland', undefined, undefined],
    ['BE', 'Europe/Brussels', '09:00', '20:00'],
    ['IN', 'Asia/Kolkata', '10:00', '20:00'],
    ['KZ', 'Asia/Almaty', '09:00', '20:00'],
    ['XK', 'Europe/Belgrade', '08:00', '20:00'],
    ['JP', 'Asia/Tokyo', '08:00', '20:00'],
  ])('%s', async (country, zone, opens, closes) => {
    const opening = await createHours()({ countries: [country] }, instant('2026-09-08 00:00', zone));
    if (!opening) throw new Error('never');
    if (opens === undefined) return expect(opening.until).toBeGreaterThan(opening.from);
    expect([shown(opening.from, zone).slice(11), shown(opening.until, zone).slice(11)]).toEqual([
      opens,
      closes,
    ]);
  });

  test('Australia: not on Sundays, and only when it is day from Perth to Lord Howe', async () => {
    const place = { countries: ['AU'] };
    expect(await next(place, '2026-09-06 12:00', 'Australia/Perth')).toBe('2026-09-07T09:00');
    const opening = await createHours()(place, instant('2026-09-07 09:00', 'Australia/Perth'));
    expect(opening && shown(opening.until, 'Australia/Lord_Howe').slice(11)).toBe('20:00');
  });

  test('every country that has phone numbers has a zone, and an hour', async () => {
    const nextOpening = createHours();
    const without: string[] = [];
    for (const country of getCountries()) {
      const opening = await nextOpening({ countries: [country] }, Date.UTC(2026, 8, 8));
      if (zonesOf(country).length === 0 || !opening) without.push(country);
    }
    expect(without).toEqual([]);
  });

  test('a number that does not say its country obeys all it may be of', async () => {
    const place = { countries: ['RE', 'YT'] };
    expect(await next(place, '2027-12-20 12:00', 'Indian/Reunion')).toBe('2027-12-21T09:00');
    expect(await next(place, '2026-04-27 12:00', 'Indian/Reunion')).toBe('2026-04-28T09:00');
    const calling = placeOf('+262269999999');
    expect(calling === undefined || calling.countries.includes('YT')).toBe(true);
  });

  test('a place that is never open has no opening, and one unknown to every table has none', async () => {
    const never = createHours({ FR: [{ days: {}, source: 'nowhere' }] });
    expect(await never(FRANCE, 0)).toBeUndefined();
    expect(await never(FRANCE, 1)).toBeUndefined();
    expect(await createHours()({ countries: ['ZZ'] }, 0)).toBeUndefined();
  });

  test('what is remembered of an answer is never told for another time', async () => {
    const nextOpening = createHours();
    const asked = [
      '2026-05-02 19:00',
      '2026-05-02 21:00',
      '2026-05-04 09:00',
      '2026-05-03 09:00',
      '2026-05-02 12:00',
    ];
    for (const when of [...asked, ...asked]) {
      const at = instant(when);
      expect(await nextOpening(FRANCE, at), when).toEqual(await createHours()(FRANCE, at));
    }
  });
});

describe('always', () => {
  const places: Place[] = [
    FRANCE,
    MOSELLE,
    ...['US', 'GP', 'AU', 'IN', 'GB', 'RU'].map((country) => ({ countries: [country] })),
  ];
  const instants = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2029, 0, 1) });

  /** The rules read once more, minute by minute and zone by zone, in the plainest way. */
  async function isOpen({ countries, region }: Place, at: number): Promise<boolean> {
    for (const country of countries) {
      const isHoliday = await holidaysOf(country, region);
      for (const { days, holidays, zones } of HOURS[country] ??
        ([{ days: EVERY_DAY, source: '' }] as (typeof HOURS)[string])) {
        for (const zone of zones ?? zonesOf(country)) {
          const wall = new Date(at).toLocaleString('sv-SE', { timeZone: zone });
          const span = days[weekdayOf(wall.slice(0, 10))];
          const time = wall.slice(11, 16);
          if (!span || time < span[0] || time >= span[1]) return false;
          if (holidays && isHoliday(dateAt(at, zone))) return false;
        }
      }
    }
    return true;
  }
  const EVERY_DAY = Object.fromEntries(
    ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, ['08:00', '20:00']]),
  );

  test('the opening is open from its first to its last moment, and nothing before it is', async () => {
    const nextOpening = createHours();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), instants, async (place, at) => {
        const opening = await nextOpening(place, at);
        if (!opening) throw new Error('never');
        const { from, until } = opening;
        expect(from).toBeGreaterThanOrEqual(at);
        expect(until).toBeGreaterThan(from);
        for (const inside of [from, until - 1, from + Math.floor((until - from) / 2)]) {
          expect(await isOpen(place, inside), new Date(inside).toISOString()).toBe(true);
        }
        expect(await isOpen(place, until)).toBe(false);
        if (from > at) {
          const steps = Math.min(40, Math.ceil((from - at) / 900_000));
          for (let n = 0; n <= steps; n++) {
            const before = at + Math.floor(((from - 1 - at) * n) / Math.max(1, steps));
            expect(await isOpen(place, before), new Date(before).toISOString()).toBe(false);
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});
