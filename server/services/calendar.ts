/** The calendar service: free days and times, holds and bookings, as a flow's call node asks for them. */
import { z } from 'zod';
import { localize } from '../../flows/template.ts';
import { addDays, dateAt, isDate, rfc3339 } from '../../flows/wall-clock.ts';
import type { RecordStore } from '../stores/port.ts';
import { type Booking, type BookingAnswer, createBookings } from './calendar-bookings.ts';
import { freePlace, holdName, readHoldName, takenOn, takePlace } from './calendar-days.ts';
import { type Calendar, type OfferedService, readCalendar } from './calendar-plan.ts';
import { earliest, freeStarts, inPart, PARTS, spread, starts } from './calendar-slots.ts';
import { done, failureTable, namedBy, operation } from './operation.ts';
import type { CallContext, CallOutcome, Service } from './port.ts';

const failures = failureTable({
  unknown_calendar: 'There is no such calendar.',
  unknown_service: 'The calendar offers no such service.',
  slot_taken: 'That time was taken in the meantime.',
  closed: 'Nothing can be booked at that time.',
  past: 'That time is over, or too soon to be booked or changed.',
  hold_expired: 'The time is no longer held.',
  not_found: 'There is no such booking or hold of this caller.',
  already_cancelled: 'The booking was cancelled before.',
});

const calendarId = z.string().min(1).max(64);
const serviceId = namedBy('id');
const bookingNumber = namedBy('number');
const dateSchema = namedBy('date').refine(isDate, 'a date such as "2026-11-24"');
const instantSchema = namedBy('id')
  .refine(
    (text) => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*(Z|[+-]\d{2}:\d{2})$/.test(text),
    'an instant of `slots`',
  )
  .transform((text) => Date.parse(text))
  .refine(Number.isFinite, 'an instant of `slots`');

interface Offer {
  id: string;
  calendar: Calendar;
  service: OfferedService;
}

export type BookingChange = 'booked' | 'moved' | 'cancelled';

export interface CalendarServiceDeps {
  records: RecordStore;
  /** Told of every booking that was made, moved or called off; more than once where a call is asked again. */
  booked?: (workspace: string, booking: Booking, how: BookingChange) => Promise<void>;
}

/**
 * Operations: days, slots, hold, release, book, find, reschedule, cancel. Holds lapse by themselves. A call asked
 * twice under one id takes effect once. Instants are RFC 3339 in UTC, dates local to the calendar, prices in minor
 * units.
 */
export function createCalendarService({ records, booked = async () => {} }: CalendarServiceDeps): Service {
  const bookings = createBookings(records);

  /** The caller is answered once whoever wants to know was told: asked again, they are told again. */
  async function changed(
    answer: BookingAnswer,
    how: BookingChange,
    context: CallContext,
  ): Promise<CallOutcome> {
    if ('booking' in answer) await booked(context.workspace, answer.booking, how);
    return told(answer, context);
  }

  /** Hands the calendar and service a call names to `use`, or fails. */
  async function offering(
    input: { calendar: string; service: string },
    { workspace }: CallContext,
    use: (offer: Offer) => Promise<CallOutcome>,
  ): Promise<CallOutcome> {
    const calendar = await readCalendar(records, workspace, input.calendar);
    if (!calendar) return failures.fail('unknown_calendar');
    const service = calendar.services.find((one) => one.id === input.service);
    return service ? use({ id: input.calendar, calendar, service }) : failures.fail('unknown_service');
  }

  /** When the service can begin on a day. The caller's own holds are no obstacle: they would give way. */
  async function freeOn({ id, calendar, service }: Offer, date: string, context: CallContext) {
    if (starts(calendar, service, date, context.now).length === 0) return [];
    const taken = await takenOn(records, context.workspace, id, date);
    const counted = taken.filter(
      (entry) => entry.until === undefined || (entry.until > context.now && entry.phone !== context.phone),
    );
    return freeStarts(calendar, service, date, counted, context.now);
  }

  return {
    summary: 'Appointments: free times, holds, bookings.',
    operations: {
      days: operation({
        summary: 'The next days with free times.',
        input: z.strictObject({
          calendar: calendarId,
          service: serviceId,
          from: dateSchema.optional(),
          count: z.number().int().min(1).max(10).default(6),
        }),
        failures: failures.of('unknown_calendar', 'unknown_service'),
        run: (input, context) =>
          offering(input, context, async (offer) => {
            const today = dateAt(context.now, offer.calendar.timezone);
            const end = addDays(today, offer.calendar.horizonDays);
            const days: { date: string; free: number }[] = [];
            let date = input.from && input.from > today ? input.from : today;
            for (; date < end && days.length < input.count; date = addDays(date, 1)) {
              context.signal.throwIfAborted();
              const free = (await freeOn(offer, date, context)).length;
              if (free > 0) days.push({ date, free });
            }
            return done({ days });
          }),
      }),

      slots: operation({
        summary: 'The free times of a day, spread over it when there are many.',
        input: z.strictObject({
          calendar: calendarId,
          service: serviceId,
          date: dateSchema,
          limit: z.number().int().min(1).max(11).default(8),
          part: z.enum(PARTS).optional(),
        }),
        failures: failures.of('unknown_calendar', 'unknown_service'),
        run: (input, context) =>
          offering(input, context, async (offer) => {
            const { part } = input;
            const all = await freeOn(offer, input.date, context);
            const fitting = part ? all.filter((at) => inPart(at, part, offer.calendar.timezone)) : all;
            const length = offer.service.minutes * 60_000;
            const slots = spread(fitting, input.limit).map((at) => ({
              id: rfc3339(at),
              start: rfc3339(at),
              end: rfc3339(at + length),
            }));
            return done({ slots });
          }),
      }),

      hold: operation({
        summary: 'Keeps a time for the caller for some minutes.',
        input: z.strictObject({
          calendar: calendarId,
          service: serviceId,
          slot: instantSchema,
          minutes: z.number().int().min(1).max(60).default(10),
        }),
        failures: failures.of('slot_taken', 'closed', 'past', 'unknown_calendar', 'unknown_service'),
        run: (input, context) =>
          offering(input, context, async ({ id, calendar, service }) => {
            const { now, phone, workspace, locale } = context;
            const start = input.slot;
            if (start < earliest(calendar, now)) return failures.fail('past');
            const date = dateAt(start, calendar.timezone);
            if (!starts(calendar, service, date, now).includes(start)) return failures.fail('closed');
            const hold = holdName(id, date, context.id);
            const until = now + input.minutes * 60_000;
            const wanted = {
              id: hold.id,
              start,
              end: start + service.minutes * 60_000,
              until,
              phone,
              service,
            };
            const entry = await takePlace(records, workspace, hold, calendar, wanted, now, context.signal);
            if (!entry) return failures.fail('slot_taken');
            return done({
              hold: {
                id: entry.id,
                start: rfc3339(entry.start),
                end: rfc3339(entry.end),
                until: rfc3339(entry.until ?? entry.start),
                service: spoken(entry.service, locale),
              },
            });
          }),
      }),

      release: operation({
        summary: 'Gives a held time back early.',
        input: z.strictObject({ hold: namedBy('id') }),
        failures: {},
        async run(input, { workspace, phone, now }) {
          const hold = readHoldName(input.hold);
          if (hold) {
            await freePlace(
              records,
              workspace,
              hold,
              (entry) => entry.until !== undefined && entry.phone === phone,
              now,
            );
          }
          return done({ released: true });
        },
      }),

      book: operation({
        summary: 'Makes a booking of a held time.',
        input: z.strictObject({
          hold: namedBy('id'),
          name: z.string().max(200).optional(),
          note: z.string().max(2000).optional(),
        }),
        failures: failures.of('hold_expired', 'not_found'),
        async run({ hold: id, ...words }, context) {
          const hold = readHoldName(id);
          const calendar = hold && (await readCalendar(records, context.workspace, hold.calendar));
          if (!hold || !calendar) return failures.fail('not_found');
          return changed(await bookings.book(hold, calendar.place, words, context), 'booked', context);
        },
      }),

      cancel: operation({
        summary: 'Cancels a booking of the caller.',
        input: z.strictObject({ booking: bookingNumber }),
        failures: failures.of('not_found', 'already_cancelled', 'past'),
        async run(input, context) {
          return changed(await bookings.cancel(input.booking, context), 'cancelled', context);
        },
      }),

      reschedule: operation({
        summary: 'Moves a booking of the caller to a held time; its number stays.',
        input: z.strictObject({ booking: bookingNumber, hold: namedBy('id') }),
        failures: failures.of('not_found', 'hold_expired', 'already_cancelled', 'past'),
        async run(input, context) {
          const hold = readHoldName(input.hold);
          if (!hold) return failures.fail('hold_expired');
          return changed(await bookings.move(input.booking, hold, context), 'moved', context);
        },
      }),

      find: operation({
        summary: "The caller's next booking.",
        input: z.strictObject({}),
        failures: failures.of('not_found'),
        async run(_input, context) {
          const booking = await bookings.next(context);
          return booking ? told({ booking }, context) : failures.fail('not_found');
        },
      }),
    },
  };
}

function spoken(service: OfferedService, locale: string) {
  return { ...service, name: localize(service.name, locale) };
}

function told(answer: BookingAnswer, { locale }: CallContext): CallOutcome {
  return 'fault' in answer
    ? failures.fail(answer.fault)
    : done({ booking: publicBooking(answer.booking, locale) });
}

/** What a flow sees of a booking: nothing of how it is kept. */
function publicBooking(booking: Booking, locale: string) {
  const { number, calendar, start, end, service, place, status, name, note } = booking;
  return {
    number,
    calendar,
    start,
    end,
    service: spoken(service, locale),
    place,
    status,
    ...(name ? { name } : {}),
    ...(note ? { note } : {}),
  };
}
