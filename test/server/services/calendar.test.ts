import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { instantOf } from '../../../flows/wall-clock.ts';
import { createCalendarService } from '../../../server/services/calendar.ts';
import {
  CALENDAR_KIND,
  type Calendar,
  calendarSchema,
  DEFAULT_CALENDAR,
  seedCalendar,
} from '../../../server/services/calendar-plan.ts';
import type { CallContext, CallOutcome } from '../../../server/services/port.ts';
import { runCall } from '../../../server/services/registry.ts';
import type { RecordStore } from '../../../server/stores/port.ts';
import { callContext, codeOf, resultOf, TUESDAY } from './call-context.ts';
import { openRecords } from './open-records.ts';

interface Slot {
  id: string;
  start: string;
  end: string;
}
interface Hold extends Slot {
  until: string;
  service: { id: string; name: string; minutes: number; price: number; currency: string };
}
interface Booking extends Slot {
  number: string;
  status: string;
  name?: string;
  place: { name: string };
  service: Hold['service'];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const THURSDAY = '2026-11-26';

let records: RecordStore;

beforeEach(async () => {
  records = openRecords();
  await seedCalendar(records, 'main');
});

function call(operation: string, input: Record<string, unknown>, context: Partial<CallContext> = {}) {
  const services = { calendar: createCalendarService({ records }) };
  return runCall(services, 'calendar', operation, input, callContext(context));
}

async function slots(input: Record<string, unknown> = {}, context: Partial<CallContext> = {}) {
  const given = { calendar: 'salon', service: 'cut', date: THURSDAY, limit: 11, ...input };
  return resultOf<{ slots: Slot[] }>(await call('slots', given, context)).slots;
}

function hold(slot: string, context: Partial<CallContext> = {}, input: Record<string, unknown> = {}) {
  return call('hold', { calendar: 'salon', service: 'cut', slot, ...input }, context);
}

const held = (outcome: CallOutcome) => resultOf<{ hold: Hold }>(outcome).hold;
const booked = (outcome: CallOutcome) => resultOf<{ booking: Booking }>(outcome).booking;

async function putCalendar(id: string, parts: Partial<Calendar>): Promise<void> {
  const calendar = calendarSchema.parse({ ...DEFAULT_CALENDAR, leadMinutes: 0, ...parts });
  await records.insert('main', CALENDAR_KIND, id, calendar);
}

describe('free times', () => {
  test('days are those with free times, from today, opening days only', async () => {
    const { days } = resultOf<{ days: { date: string; free: number }[] }>(
      await call('days', { calendar: 'salon', service: 'cut' }),
    );
    expect(days.map(({ date }) => date)).toEqual([
      '2026-11-24',
      '2026-11-25',
      '2026-11-26',
      '2026-11-27',
      '2026-11-28',
      '2026-12-01',
    ]);
    // 9:00 to 11:45 and 14:00 to 18:15, every 15 minutes.
    expect(days[1]?.free).toBe(12 + 18);
  });

  test('days leave out closed dates and end at the horizon', async () => {
    const ask = { calendar: 'salon', service: 'cut', from: '2026-12-23', count: 10 };
    const { days } = resultOf<{ days: { date: string }[] }>(await call('days', ask));
    expect(days.map(({ date }) => date)).toEqual(['2026-12-23']);
  });

  test('times too soon to be booked are left out', async () => {
    const now = instantOf(THURSDAY, '14:10', 'Europe/Paris');
    const [first] = await slots({}, { now });
    expect(first?.start).toBe('2026-11-26T14:15:00Z');
  });

  test('many times are spread over the day, first and last kept', async () => {
    const shown = await slots({ limit: 4 });
    expect(shown.map(({ start }) => start.slice(11, 16))).toEqual(['08:00', '10:30', '14:45', '17:15']);
  });

  test('a part of the day is local', async () => {
    const morning = await slots({ part: 'morning' });
    const evening = await slots({ part: 'evening' });
    expect(morning.every(({ start }) => start < '2026-11-26T11:00:00Z')).toBe(true);
    expect(evening.map(({ start }) => start.slice(11, 16))).toEqual(['17:00', '17:15']);
  });

  test('a day outside the opening days has none', async () => {
    expect(await slots({ date: '2026-11-29' })).toEqual([]);
  });

  test('a service that does not fit before closing is not offered', async () => {
    const colour = await slots({ service: 'colour', part: 'morning' });
    expect(colour.at(-1)).toEqual({
      id: '2026-11-26T10:00:00Z',
      start: '2026-11-26T10:00:00Z',
      end: '2026-11-26T11:30:00Z',
    });
  });

  test.each([
    ['2026-03-29', 23],
    ['2026-10-25', 25],
    ['2026-10-24', 24],
  ])('on %s a place that never closes has %i hours', async (date, hours) => {
    await putCalendar('always', {
      hours: { ...DEFAULT_CALENDAR.hours, sat: [['00:00', '24:00']], sun: [['00:00', '24:00']] },
      stepMinutes: 60,
      services: [{ id: 'hour', name: 'Hour', minutes: 60, price: 0, currency: 'EUR' }],
    });
    const now = Date.parse(`${date}T00:00:00Z`) - 2 * 24 * HOUR;
    const ask = { calendar: 'always', service: 'hour', from: date, count: 1 };
    const { days } = resultOf<{ days: { date: string; free: number }[] }>(await call('days', ask, { now }));
    expect(days).toEqual([{ date, free: hours }]);
  });

  test('an unknown calendar or service has its own code', async () => {
    expect(codeOf(await call('days', { calendar: 'nowhere', service: 'cut' }))).toBe('unknown_calendar');
    expect(codeOf(await call('days', { calendar: 'salon', service: 'tattoo' }))).toBe('unknown_service');
  });

  test('another workspace has no such calendar', async () => {
    const ask = { calendar: 'salon', service: 'cut' };
    expect(codeOf(await call('days', ask, { workspace: 'other' }))).toBe('unknown_calendar');
  });
});

describe('holds', () => {
  const SLOT = `${THURSDAY}T09:00:00Z`;

  test("a hold names the service in the conversation's language and lapses", async () => {
    expect(held(await hold(SLOT, { locale: 'fr' }, { minutes: 5 }))).toEqual({
      id: expect.any(String),
      start: SLOT,
      end: `${THURSDAY}T09:45:00Z`,
      until: '2026-11-24T07:05:00Z',
      service: { id: 'cut', name: 'Coupe et coiffage', minutes: 45, price: 4500, currency: 'EUR' },
    });
  });

  test('no more can be held than there are chairs, until a hold lapses', async () => {
    await hold(SLOT, { phone: '+33639980001' });
    await hold(SLOT, { phone: '+33639980002' });
    expect(codeOf(await hold(SLOT, { phone: '+33639980003' }))).toBe('slot_taken');
    const later = { phone: '+33639980003', now: TUESDAY + 11 * MINUTE };
    expect(codeOf(await hold(SLOT, later))).toBe('done');
  });

  test('a longer service is weighed against the shorter ones it overlaps', async () => {
    await hold(`${THURSDAY}T09:00:00Z`, { phone: '+33639980001' }, { service: 'beard' });
    await hold(`${THURSDAY}T09:00:00Z`, { phone: '+33639980002' }, { service: 'beard' });
    expect(
      codeOf(await hold(`${THURSDAY}T08:15:00Z`, { phone: '+33639980003' }, { service: 'colour' })),
    ).toBe('slot_taken');
    expect(
      codeOf(await hold(`${THURSDAY}T09:30:00Z`, { phone: '+33639980003' }, { service: 'colour' })),
    ).toBe('done');
  });

  test('the same call asked twice holds once', async () => {
    const id = randomUUID();
    const first = held(await hold(SLOT, { id }));
    expect(held(await hold(SLOT, { id, now: TUESDAY + MINUTE }))).toEqual(first);
    await hold(SLOT, { phone: '+33639980002' });
    expect(held(await hold(SLOT, { id }))).toEqual(first);
  });

  test("a person's own earlier hold gives way, and is shown as free to them alone", async () => {
    await putCalendar('one-chair', { capacity: 1 });
    const input = { calendar: 'one-chair' };
    const me = { phone: '+33639980001' };
    const other = { phone: '+33639980002' };
    await hold(SLOT, me, input);
    expect((await slots({ ...input, part: 'morning' }, me)).some(({ id }) => id === SLOT)).toBe(true);
    expect((await slots({ ...input, part: 'morning' }, other)).some(({ id }) => id === SLOT)).toBe(false);
    expect(codeOf(await hold(`${THURSDAY}T09:15:00Z`, me, input))).toBe('done');
    expect(codeOf(await hold(SLOT, other, input))).toBe('slot_taken');
    expect(codeOf(await hold(`${THURSDAY}T08:15:00Z`, other, input))).toBe('done');
  });

  test('one person cannot keep a whole day', async () => {
    const me = { phone: '+33639980001' };
    const first = held(await hold(`${THURSDAY}T08:00:00Z`, me));
    for (const time of ['09:00', '10:00', '13:00']) await hold(`${THURSDAY}T${time}:00Z`, me);
    expect(codeOf(await call('book', { hold: first.id }, me))).toBe('hold_expired');
  });

  test.each([
    ['between the steps', `${THURSDAY}T09:05:00Z`, 'closed'],
    ['at lunch', `${THURSDAY}T11:30:00Z`, 'closed'],
    ['on a closed day', '2026-11-29T09:00:00Z', 'closed'],
    ['beyond the horizon', '2027-03-02T09:00:00Z', 'closed'],
    ['yesterday', '2026-11-21T09:00:00Z', 'past'],
    ['sooner than the lead time', '2026-11-24T07:45:00Z', 'past'],
  ])('nothing can be held %s', async (_where, slot, code) => {
    expect(codeOf(await hold(slot))).toBe(code);
  });

  test('a slot may be named by its object, and by an instant with an offset', async () => {
    const [slot] = await slots();
    expect(held(await call('hold', { calendar: 'salon', service: 'cut', slot })).start).toBe(slot?.start);
    expect(held(await hold(`${THURSDAY}T10:00:00+01:00`)).start).toBe(`${THURSDAY}T09:00:00Z`);
  });

  test('a released time is free at once, for whoever holds it only', async () => {
    await putCalendar('one-chair', { capacity: 1 });
    const input = { calendar: 'one-chair' };
    const { id } = held(await hold(SLOT, { phone: '+33639980001' }, input));
    await call('release', { hold: id }, { phone: '+33639980002' });
    expect(codeOf(await hold(SLOT, { phone: '+33639980002' }, input))).toBe('slot_taken');
    await call('release', { hold: id }, { phone: '+33639980001' });
    expect(codeOf(await hold(SLOT, { phone: '+33639980002' }, input))).toBe('done');
  });
});

describe('bookings', () => {
  const SLOT = `${THURSDAY}T09:00:00Z`;
  const LATER = `${THURSDAY}T14:00:00Z`;
  const me = { phone: '+33639980001' };
  const other = { phone: '+33639980002' };

  async function book(slot = SLOT, context: Partial<CallContext> = me, input: Record<string, unknown> = {}) {
    const { id } = held(await hold(slot, context, input));
    return booked(await call('book', { hold: id, name: 'Camille' }, context));
  }

  test('a hold becomes a booking with a number that can be read aloud', async () => {
    const booking = await book();
    expect(booking).toMatchObject({
      start: SLOT,
      end: `${THURSDAY}T09:45:00Z`,
      status: 'booked',
      name: 'Camille',
      place: { name: 'Maison Carillon' },
      service: { id: 'cut', name: 'Cut and style', price: 4500 },
    });
    expect(booking.number).toMatch(/^B-[2-9A-HJ-NP-Z]{5}$/);
    expect(JSON.stringify(booking)).not.toContain(me.phone);
  });

  test('booking a hold twice gives one booking', async () => {
    const { id } = held(await hold(SLOT, me));
    const [a, b] = await Promise.all([call('book', { hold: id }, me), call('book', { hold: { id } }, me)]);
    expect(booked(a)).toEqual(booked(b));
  });

  test('a lapsed hold cannot be booked, and neither can somebody else’s', async () => {
    const { id } = held(await hold(SLOT, me));
    expect(codeOf(await call('book', { hold: id }, other))).toBe('not_found');
    const late = { ...me, now: TUESDAY + 10 * MINUTE };
    expect(codeOf(await call('book', { hold: id }, late))).toBe('hold_expired');
    expect(codeOf(await call('find', {}, late))).toBe('not_found');
    expect(codeOf(await call('book', { hold: 'nonsense' }, me))).toBe('not_found');
  });

  test('a booking keeps its place when its hold would have lapsed', async () => {
    await putCalendar('one-chair', { capacity: 1 });
    await book(SLOT, me, { calendar: 'one-chair' });
    const late = { ...other, now: TUESDAY + HOUR };
    expect(codeOf(await hold(SLOT, late, { calendar: 'one-chair' }))).toBe('slot_taken');
  });

  test('the next booking is found by phone, the soonest first, past ones never', async () => {
    const second = await book(LATER);
    const first = await book(SLOT);
    expect(booked(await call('find', {}, me)).number).toBe(first.number);
    const between = { ...me, now: Date.parse(SLOT) + MINUTE };
    expect(booked(await call('find', {}, between)).number).toBe(second.number);
    expect(codeOf(await call('find', {}, { ...me, now: Date.parse(LATER) }))).toBe('not_found');
    expect(codeOf(await call('find', {}, other))).toBe('not_found');
  });

  test('a cancelled booking gives its place back and cannot be cancelled again', async () => {
    await putCalendar('one-chair', { capacity: 1 });
    const { number } = await book(SLOT, me, { calendar: 'one-chair' });
    expect(codeOf(await call('cancel', { booking: number }, other))).toBe('not_found');
    const id = randomUUID();
    const spoken = number.toLowerCase().replace('-', ' ');
    expect(booked(await call('cancel', { booking: spoken }, { ...me, id })).status).toBe('cancelled');
    expect(codeOf(await call('cancel', { booking: number }, { ...me, id }))).toBe('done');
    expect(codeOf(await call('cancel', { booking: number }, me))).toBe('already_cancelled');
    expect(codeOf(await call('find', {}, me))).toBe('not_found');
    expect(codeOf(await hold(SLOT, other, { calendar: 'one-chair' }))).toBe('done');
  });

  test('what has begun can be neither cancelled nor moved', async () => {
    const { number } = await book();
    const late = { ...me, now: Date.parse(SLOT) };
    const { id } = held(await hold(LATER, late));
    expect(codeOf(await call('cancel', { booking: number }, late))).toBe('past');
    expect(codeOf(await call('reschedule', { booking: number, hold: id }, late))).toBe('past');
  });

  test('a moved booking keeps its number and gives the old place back', async () => {
    await putCalendar('one-chair', { capacity: 1 });
    const input = { calendar: 'one-chair' };
    const booking = await book(SLOT, me, input);
    const { id } = held(await hold(LATER, me, input));
    const moved = booked(await call('reschedule', { booking: booking.number, hold: id }, me));
    expect(moved).toMatchObject({ number: booking.number, start: LATER, status: 'booked' });
    expect(booked(await call('reschedule', { booking: booking, hold: id }, me))).toEqual(moved);
    expect(booked(await call('find', {}, me))).toEqual(moved);
    expect(codeOf(await hold(SLOT, other, input))).toBe('done');
    expect(codeOf(await hold(LATER, other, input))).toBe('slot_taken');
  });

  test('a booking stays where it is when the new time is no longer held', async () => {
    const booking = await book();
    const { id } = held(await hold(LATER, me));
    const late = { ...me, now: TUESDAY + HOUR };
    expect(codeOf(await call('reschedule', { booking: booking.number, hold: id }, late))).toBe(
      'hold_expired',
    );
    expect(booked(await call('find', {}, late))).toEqual(booking);
    expect(codeOf(await call('reschedule', { booking: booking.number, hold: id }, other))).toBe('not_found');
  });

  test('a booking made before can be moved by a flow that runs again', async () => {
    const booking = await book();
    const { id } = held(await hold(LATER, me));
    await call('reschedule', { booking: booking.number, hold: id }, me);
    const again = held(await hold(SLOT, me));
    const back = booked(await call('reschedule', { booking: booking.number, hold: again.id }, me));
    expect(back.start).toBe(SLOT);
    expect(booked(await call('find', {}, me))).toEqual(back);
  });
});

describe('many people at once', () => {
  const CUSTOMERS = 200;
  const grid = Array.from({ length: 12 }, (_, index) => index * 15);

  test('never more appointments at once than places, and one for each call', {
    timeout: 120_000,
  }, async () => {
    let stood = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(
          fc.record({
            service: fc.constantFrom('cut', 'colour', 'beard', 'kids'),
            offset: fc.constantFrom(...grid),
            twice: fc.boolean(),
            next: fc.constantFrom('book', 'book', 'cancel', 'move', 'lapse'),
            to: fc.constantFrom(...grid),
          }),
          { minLength: CUSTOMERS, maxLength: CUSTOMERS },
        ),
        async (capacity, wishes) => {
          records = openRecords();
          await putCalendar('salon', { capacity });
          const opening = Date.parse(`${THURSDAY}T13:00:00Z`);
          const instant = (offset: number) => new Date(opening + offset * MINUTE).toISOString();
          const kept: { start: number; end: number }[] = [];

          await Promise.all(
            wishes.map(async ({ service, offset, twice, next, to }, index) => {
              const me = { phone: `+3363998${String(1000 + index)}`, id: randomUUID() };
              const ask = () => hold(instant(offset), me, { service });
              const [first, second] = await Promise.all([ask(), twice ? ask() : undefined]);
              if (first.kind === 'failed') return;
              if (second) expect(second).toEqual(first);
              if (next === 'lapse') return;
              const made = booked(await call('book', { hold: held(first).id }, { ...me, id: randomUUID() }));
              let last = made;
              if (next === 'cancel') {
                expect(
                  codeOf(await call('cancel', { booking: made.number }, { ...me, id: randomUUID() })),
                ).toBe('done');
                return;
              }
              if (next === 'move') {
                const other = await hold(instant(to), { ...me, id: randomUUID() }, { service });
                if (other.kind === 'done') {
                  const ids = { booking: made.number, hold: held(other).id };
                  last = booked(await call('reschedule', ids, { ...me, id: randomUUID() }));
                  expect(last.number).toBe(made.number);
                }
              }
              expect(booked(await call('find', {}, me))).toEqual(last);
              kept.push({ start: Date.parse(last.start), end: Date.parse(last.end) });
            }),
          );

          for (const { start } of kept) {
            const together = kept.filter((one) => one.start <= start && one.end > start).length;
            expect(together).toBeLessThanOrEqual(capacity);
          }
          stood += kept.length;

          // Every place that is taken belongs to a booking that stands: nothing leaked.
          const late = { now: TUESDAY + HOUR };
          const day = await records.get<{ taken: { start: number; end: number; until?: number }[] }>(
            'main',
            'calendar-day',
            `salon/${THURSDAY}`,
          );
          const standing = (day?.data.taken ?? []).filter(({ until }) => !until || until > late.now);
          const bySpan = (a: { start: number; end: number }, b: { start: number; end: number }) =>
            a.start - b.start || a.end - b.end;
          expect(standing.map(({ start, end }) => ({ start, end })).sort(bySpan)).toEqual(kept.sort(bySpan));
        },
      ),
      { numRuns: 4, endOnFailure: true },
    );
    expect(stood).toBeGreaterThan(0);
  });
});
