/** Bookings: made of a hold, moved to another, called off; each belongs to the phone that made it. Knows no flows. */
import { rfc3339 } from '../../flows/wall-clock.ts';
import { changeRecord, dropRecord } from '../change-record.ts';
import type { RecordStore } from '../stores/port.ts';
import { confirmPlace, freePlace, type HoldName, readHoldName, takenOn } from './calendar-days.ts';
import type { Calendar, OfferedService } from './calendar-plan.ts';
import type { CallContext } from './port.ts';
import { normalCode, readableCode } from './readable-code.ts';

export interface Booking {
  number: string;
  /** "pending" while the place is being confirmed; nobody sees it then. */
  status: 'pending' | 'booked' | 'cancelled';
  calendar: string;
  /** The hold whose place it has now, and the one it was first made of. */
  hold: string;
  origin: string;
  /** The hold it was moved away from last. */
  previous?: { hold: string; start: string };
  /** RFC 3339 instants in UTC. */
  start: string;
  end: string;
  service: OfferedService;
  place: Calendar['place'];
  name?: string;
  note?: string;
  phone: string;
  conversation: string;
  brand: string;
  bookedAt: string;
  /** The call that called it off. */
  cancelledBy?: string;
}

const BOOKING_KIND = 'booking';
/** Keys are `phone/start/number`, so that a person's bookings lie together, in order of time. */
const BY_PHONE_KIND = 'booking-by-phone';
const NUMBER_SHAPE = [1, 5];

export type BookingFault = 'hold_expired' | 'not_found' | 'already_cancelled' | 'past';
export type BookingAnswer = { booking: Booking } | { fault: BookingFault };

export interface Bookings {
  book(hold: HoldName, place: Calendar['place'], words: Words, context: CallContext): Promise<BookingAnswer>;
  cancel(number: string, context: CallContext): Promise<BookingAnswer>;
  move(number: string, hold: HoldName, context: CallContext): Promise<BookingAnswer>;
  /** The phone's next booking that has not begun. */
  next(context: CallContext): Promise<Booking | undefined>;
}

interface Words {
  name?: string;
  note?: string;
}

export function createBookings(records: RecordStore): Bookings {
  const byNumber = (workspace: string, number: string) => ({ workspace, kind: BOOKING_KIND, key: number });
  const byPhone = (workspace: string, booking: Pick<Booking, 'phone' | 'start' | 'number'>) => ({
    workspace,
    kind: BY_PHONE_KIND,
    key: `${booking.phone}/${booking.start}/${booking.number}`,
  });

  /** The booking made of a hold, or the first number that is free for it. */
  async function ofHold(workspace: string, hold: HoldName): Promise<{ booking?: Booking; number: string }> {
    for (let attempt = 0; ; attempt++) {
      const number = `B-${readableCode(hold.id, attempt)}`;
      const found = await records.get<Booking>(workspace, BOOKING_KIND, number);
      if (!found) return { number };
      if (found.data.origin === hold.id) return { booking: found.data, number };
    }
  }

  function markBooked(workspace: string, number: string): Promise<Booking | undefined> {
    return changeRecord<Booking, Booking | undefined>(records, byNumber(workspace, number), (booking) => {
      if (booking?.status !== 'pending') return { answer: booking };
      const booked: Booking = { ...booking, status: 'booked' };
      return { answer: booked, write: booked };
    });
  }

  /** The caller's booking. One left pending by a crash counts once its place turns out to be confirmed. */
  async function own(number: string, { workspace, phone }: CallContext): Promise<Booking | undefined> {
    const found = await records.get<Booking>(workspace, BOOKING_KIND, normalCode(number, NUMBER_SHAPE));
    const booking = found?.data;
    if (booking?.phone !== phone) return undefined;
    if (booking.status !== 'pending') return booking;
    const hold = readHoldName(booking.hold);
    const taken = hold ? await takenOn(records, workspace, hold.calendar, hold.date) : [];
    const confirmed = taken.some((entry) => entry.id === booking.hold && entry.booking === booking.number);
    return confirmed ? markBooked(workspace, booking.number) : undefined;
  }

  /** Gives a booking's place back; only a place that carries its number. */
  async function freeOf(workspace: string, holdId: string, number: string, now: number): Promise<void> {
    const hold = readHoldName(holdId);
    if (hold) await freePlace(records, workspace, hold, (entry) => entry.booking === number, now);
  }

  /**
   * In an order in which a crash after any step is mended by asking again, and never leaves a booking without a
   * place: the number is reserved, then the place confirmed, then the booking shown.
   */
  async function book(
    hold: HoldName,
    place: Calendar['place'],
    words: Words,
    context: CallContext,
  ): Promise<BookingAnswer> {
    const { workspace, phone, now } = context;
    for (;;) {
      const { booking, number } = await ofHold(workspace, hold);
      if (booking && booking.phone !== phone) return { fault: 'not_found' };
      if (booking && booking.status !== 'pending') return { booking };
      if (!booking) {
        const taken = await takenOn(records, workspace, hold.calendar, hold.date);
        const entry = taken.find((one) => one.id === hold.id);
        if (entry?.until === undefined || entry.until <= now) return { fault: 'hold_expired' };
        if (entry.phone !== phone) return { fault: 'not_found' };
        const pending: Booking = {
          number,
          status: 'pending',
          calendar: hold.calendar,
          hold: hold.id,
          origin: hold.id,
          start: rfc3339(entry.start),
          end: rfc3339(entry.end),
          service: entry.service,
          place,
          ...words,
          phone,
          conversation: context.conversation,
          brand: context.brand,
          bookedAt: rfc3339(now),
        };
        if (!(await records.insert(workspace, BOOKING_KIND, number, pending))) continue;
      }
      const confirmed = await confirmPlace(records, workspace, hold, phone, number, now);
      if (typeof confirmed === 'string') {
        await dropRecord(records, byNumber(workspace, number));
        return { fault: confirmed };
      }
      const pointer = byPhone(workspace, { phone, number, start: rfc3339(confirmed.start) });
      await records.insert(pointer.workspace, pointer.kind, pointer.key, {});
      const booked = await markBooked(workspace, number);
      if (booked) return { booking: booked };
      // The same call, running twice as the hold lapsed, gave the number up: the place must not outlive it.
      await freeOf(workspace, hold.id, number, now);
      return { fault: 'hold_expired' };
    }
  }

  async function cancel(number: string, context: CallContext): Promise<BookingAnswer> {
    const { workspace, now } = context;
    const found = await own(number, context);
    if (!found) return { fault: 'not_found' };
    const answer = await changeRecord<Booking, BookingAnswer>(
      records,
      byNumber(workspace, found.number),
      (booking) => {
        if (!booking) return { answer: { fault: 'not_found' } };
        if (booking.status === 'cancelled') {
          const again = booking.cancelledBy === context.id;
          return { answer: again ? { booking } : { fault: 'already_cancelled' } };
        }
        if (Date.parse(booking.start) <= now) return { answer: { fault: 'past' } };
        const cancelled: Booking = { ...booking, status: 'cancelled', cancelledBy: context.id };
        return { answer: { booking: cancelled }, write: cancelled };
      },
    );
    if ('booking' in answer) {
      await freeOf(workspace, answer.booking.hold, answer.booking.number, now);
      await dropRecord(records, byPhone(workspace, answer.booking));
    }
    return answer;
  }

  /** The new place is sure before the old one is given back. */
  async function move(number: string, hold: HoldName, context: CallContext): Promise<BookingAnswer> {
    const { workspace, phone, now } = context;
    const found = await own(number, context);
    if (!found) return { fault: 'not_found' };
    const fault = (booking: Booking): BookingFault | undefined =>
      booking.status === 'cancelled'
        ? 'already_cancelled'
        : Date.parse(booking.start) <= now
          ? 'past'
          : undefined;
    let booking = found;
    if (found.hold !== hold.id) {
      const early = fault(found);
      if (early) return { fault: early };
      const entry = await confirmPlace(records, workspace, hold, phone, found.number, now);
      if (typeof entry === 'string') return { fault: entry };
      const pointer = byPhone(workspace, { phone, number: found.number, start: rfc3339(entry.start) });
      await records.insert(pointer.workspace, pointer.kind, pointer.key, {});
      const answer = await changeRecord<Booking, BookingAnswer>(
        records,
        byNumber(workspace, found.number),
        (current) => {
          if (!current) return { answer: { fault: 'not_found' } };
          if (current.hold === hold.id) return { answer: { booking: current } };
          const late = fault(current);
          if (late) return { answer: { fault: late } };
          const moved: Booking = {
            ...current,
            calendar: hold.calendar,
            hold: hold.id,
            previous: { hold: current.hold, start: current.start },
            start: rfc3339(entry.start),
            end: rfc3339(entry.end),
            service: entry.service,
          };
          return { answer: { booking: moved }, write: moved };
        },
      );
      if ('fault' in answer) {
        await freeOf(workspace, hold.id, found.number, now);
        await dropRecord(records, pointer);
        return answer;
      }
      booking = answer.booking;
    }
    const { previous } = booking;
    if (previous) {
      await freeOf(workspace, previous.hold, booking.number, now);
      if (previous.start !== booking.start) {
        await dropRecord(records, byPhone(workspace, { ...booking, start: previous.start }));
      }
    }
    return { booking };
  }

  async function next(context: CallContext): Promise<Booking | undefined> {
    const { workspace, phone, now } = context;
    const from = rfc3339(now);
    let soonest: Booking | undefined;
    let cursor: string | undefined;
    do {
      // From the latest backwards, so that years of past bookings are never read.
      const page = await records.list(workspace, BY_PHONE_KIND, {
        prefix: `${phone}/`,
        reverse: true,
        limit: 20,
        ...(cursor ? { cursor } : {}),
      });
      for (const { key } of page.items) {
        const [, start = '', number = ''] = key.split('/');
        if (start <= from) return soonest;
        const booking = await own(number, context);
        if (booking?.status === 'booked' && booking.start === start) soonest = booking;
      }
      cursor = page.cursor;
    } while (cursor);
    return soonest;
  }

  return { book, cancel, move, next };
}
