/** Hours, times and lists as they are typed, and as they are kept. */
import { describe, expect, test } from 'vitest';
import { dayOf, dayText } from '../../../studio/inbox/list/filter-days.ts';
import { filterOf } from '../../../studio/inbox/list/place.ts';
import { isQuiet } from '../../../studio/inbox/notices/quiet.ts';
import { hoursText, readHours } from '../../../studio/inbox/settings/hours-text.ts';
import { readCount, readLanguages, readList } from '../../../studio/inbox/settings/list-text.ts';
import { isWholeStep, STEPS, stepKindOf } from '../../../studio/inbox/settings/rule-parts.ts';
import { wholeLength } from '../../../studio/inbox/short-time.ts';
import { fieldTime, presetsAt } from '../../../studio/inbox/snooze-times.ts';
import { readShifts } from '../../../studio/ui/week-text.ts';

describe('opening hours', () => {
  test.each([
    [
      '9-12, 14:00-18:30',
      [
        { from: '09:00', to: '12:00' },
        { from: '14:00', to: '18:30' },
      ],
    ],
    ['', []],
    ['09:00–24:00', [{ from: '09:00', to: '24:00' }]],
    ['12-9', undefined],
    ['14-18, 9-12', undefined],
    ['always', undefined],
    ['25-26', undefined],
  ])('%j is read as %j', (text, shifts) => {
    expect(readShifts(text)).toEqual(shifts);
  });

  test('what is kept and shown comes back as it was, single days included', () => {
    const hours = {
      timezone: 'Europe/Paris',
      week: { mon: [{ from: '09:00', to: '12:30' }], sat: [{ from: '10:00', to: '13:00' }] },
      holidays: { country: 'FR' },
      exceptions: [{ date: '2026-12-24', shifts: [] }],
    };
    expect(readHours(hoursText(hours, 'UTC'), hours)).toEqual(hours);
    expect(readHours({ ...hoursText(hours, 'UTC'), timezone: 'Nowhere/At-all' }, hours)).toBeUndefined();
  });
});

test('a day of a filter is its first moment to the first of the next day, and comes back as it was typed', () => {
  const day = dayOf('2026-03-29');
  expect(day).toEqual({
    from: new Date(2026, 2, 29).getTime(),
    to: new Date(2026, 2, 30).getTime(),
  });
  expect(dayText(day?.from)).toBe('2026-03-29');
  expect(dayText((day?.to ?? 0) - 1)).toBe('2026-03-29');
  expect(dayText(undefined)).toBe('');
  for (const text of ['', '2026-02-30', '0026-03-29', 'today']) expect(dayOf(text)).toBeUndefined();
});

test('a length that was chosen is said in its largest whole unit', () => {
  expect(wholeLength(86_400_000, 'en')).toBe('1 day');
  expect(wholeLength(36 * 3_600_000, 'en')).toBe('36 hours');
  expect(wholeLength(45 * 60_000, 'en')).toBe('45 minutes');
});

test('short lists and numbers', () => {
  expect(readList(' refunds, VIP ,, refunds')).toEqual(['refunds', 'VIP']);
  expect(readLanguages('EN, fr')).toEqual(['en', 'fr']);
  expect(readLanguages('english')).toBeUndefined();
  expect(readCount('')).toBeUndefined();
  expect(readCount('15')).toBe(15);
  expect(readCount('0')).toBeNaN();
});

test('a step of a rule is of the kind it was begun as, and whole once what was left blank is chosen', () => {
  for (const [kind, step] of Object.entries(STEPS)) expect(stepKindOf(step)).toBe(kind);
  const whole = Object.entries(STEPS).flatMap(([kind, step]) => (isWholeStep(step) ? [kind] : []));
  expect(whole).toEqual(['priority', 'snooze', 'close']);
  expect(isWholeStep({ kind: 'labels', add: ['vip'], remove: [] })).toBe(true);
  expect(isWholeStep({ kind: 'assign', to: { queue: 'sales' } })).toBe(true);
});

test('quiet hours go over midnight where they end before they begin', () => {
  const at = (hour: number) => new Date(2026, 10, 23, hour, 30);
  const night = { from: '20:00', to: '08:00' };
  expect([7, 8, 19, 20, 23].map((hour) => isQuiet(night, at(hour)))).toEqual([
    true,
    false,
    false,
    true,
    true,
  ]);
  expect(isQuiet({ from: '12:00', to: '14:00' }, at(13))).toBe(true);
  expect(isQuiet(undefined, at(3))).toBe(false);
});

test('times to put something aside until are all to come, soonest first, whatever the hour and the day', () => {
  for (let hour = 0; hour < 24 * 8; hour += 1) {
    const now = new Date(2026, 10, 23, hour, 17).getTime();
    const times = presetsAt(now).map(({ at }) => at);
    expect(Math.min(...times)).toBeGreaterThan(now);
    expect(times).toEqual([...times].sort((one, other) => one - other));
  }
  expect(fieldTime(new Date(2026, 0, 2, 3, 4).getTime())).toBe('2026-01-02T03:04');
});

test('with the opening hours of the team, only times at which it is there are proposed', () => {
  const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute).getTime();
  // Monday 23 November; Tuesday is a holiday, and it opens late on Wednesday.
  const openings = [
    { from: at(23, 8, 30), to: at(23, 12) },
    { from: at(23, 13), to: at(23, 18) },
    { from: at(25, 10), to: at(25, 18) },
    { from: at(30, 8, 30), to: at(30, 18) },
  ];
  expect(presetsAt(at(23, 9), openings)).toEqual([
    { id: 'hour', at: at(23, 10) },
    { id: 'opening', at: at(23, 13) },
    { id: 'afternoon', at: at(23, 14) },
    { id: 'monday', at: at(30, 8, 30) },
  ]);
  expect(presetsAt(at(24, 9), openings)).toEqual([
    { id: 'tomorrow', at: at(25, 10) },
    { id: 'monday', at: at(30, 8, 30) },
  ]);
  expect(presetsAt(at(25, 17, 30), openings)[0]).toEqual({ id: 'monday', at: at(30, 8, 30) });
  // Day and night since the day before: mornings are what they always are.
  expect(presetsAt(at(23, 9), [{ from: at(22, 0), to: at(29, 0) }])[2]).toEqual({
    ...{ id: 'tomorrow', at: at(24, 9) },
  });
  expect(presetsAt(at(23, 9), [])).toEqual([]);
});

test('a filter on top of a view shows what both show', () => {
  const mine = { view: 'mine', sort: undefined };
  expect(filterOf({ ...mine, filter: { late: true } }, [])).toEqual({
    status: ['open'],
    owner: ['me'],
    late: true,
  });
  expect(filterOf({ ...mine, filter: { owner: ['operator'] } }, [])).toMatchObject({ owner: ['me'] });
  expect(filterOf({ ...mine, filter: { status: ['closed'] } }, [])).toBeUndefined();
  const unassigned = { view: 'unassigned', sort: undefined, filter: { owner: ['queue:claims'] } };
  expect(filterOf(unassigned, [])).toMatchObject({ owner: ['queue:claims'] });
  expect(filterOf({ ...mine, view: 'unknown', filter: {} }, [])).toBeUndefined();
});
