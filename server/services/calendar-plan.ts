/** What a calendar offers: its opening hours, services and place, as stored. Knows no bookings. */
import { z } from 'zod';
import { localTextSchema } from '../../flows/message.ts';
import { timezoneSchema } from '../../flows/timezone.ts';
import { isDate } from '../../flows/wall-clock.ts';
import type { RecordStore } from '../stores/port.ts';

const timeSchema = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time such as "09:30"');
const dateSchema = z.string().refine(isDate, 'a date such as "2026-12-25"');

const hoursSchema = z
  .array(z.tuple([timeSchema, timeSchema]))
  .max(10)
  .refine((spans) => spans.every(([from, until]) => from < until), 'each span ends after it begins')
  .refine(
    (spans) => spans.every(([from], index) => index === 0 || from >= (spans[index - 1]?.[1] ?? '')),
    'spans in order, none inside another',
  );

export const offeredServiceSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9_-]{1,64}$/),
  name: localTextSchema,
  minutes: z.number().int().min(1).max(1440),
  /** In the currency's minor unit. */
  price: z.number().int().min(0),
  currency: z.string().regex(/^[A-Z]{3}$/),
});
export type OfferedService = z.infer<typeof offeredServiceSchema>;

export const calendarSchema = z.strictObject({
  name: z.string().min(1).max(120),
  timezone: timezoneSchema,
  /** Opening hours on the wall clock; a day left out is closed. */
  hours: z.strictObject({
    mon: hoursSchema.default([]),
    tue: hoursSchema.default([]),
    wed: hoursSchema.default([]),
    thu: hoursSchema.default([]),
    fri: hoursSchema.default([]),
    sat: hoursSchema.default([]),
    sun: hoursSchema.default([]),
  }),
  closed: z.array(dateSchema).max(1000).default([]),
  /** Appointments begin at the opening and every so many minutes after. */
  stepMinutes: z.number().int().min(5).max(1440).default(15),
  /** How long before its beginning an appointment can last be made. */
  leadMinutes: z.number().int().min(0).default(0),
  /** How many days ahead, today included. */
  horizonDays: z.number().int().min(1).max(366).default(30),
  /** How many appointments can run at the same time: chairs, rooms, people. */
  capacity: z.number().int().min(1).max(100).default(1),
  services: z.array(offeredServiceSchema).min(1).max(100),
  place: z.strictObject({
    name: z.string().min(1).max(120),
    address: z.string().min(1).max(300),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
  }),
});
export type Calendar = z.infer<typeof calendarSchema>;

/** The record kind; the key is the calendar's id. */
export const CALENDAR_KIND = 'calendar';

/** Throws if what is stored is no calendar: that is a mistake of ours, not of the flow. */
export async function readCalendar(
  records: RecordStore,
  workspace: string,
  id: string,
): Promise<Calendar | undefined> {
  const found = await records.get(workspace, CALENDAR_KIND, id);
  return found && calendarSchema.parse(found.data);
}

/** All of a workspace, each with its id; more than it can have are not looked for. */
export async function listCalendars(
  records: RecordStore,
  workspace: string,
): Promise<{ id: string; calendar: Calendar }[]> {
  const { items } = await records.list(workspace, CALENDAR_KIND, { limit: 200 });
  return items.map(({ key, data }) => ({ id: key, calendar: calendarSchema.parse(data) }));
}

/** Writes the calendar the shipped flows use, unless the workspace has one of that id. */
export async function seedCalendar(records: RecordStore, workspace: string): Promise<void> {
  await records.insert(workspace, CALENDAR_KIND, DEFAULT_CALENDAR_ID, DEFAULT_CALENDAR);
}

export const DEFAULT_CALENDAR_ID = 'salon';

const weekday: [string, string][] = [
  ['09:00', '12:30'],
  ['14:00', '19:00'],
];

/** A hair salon with two chairs, open from Tuesday to Saturday. */
export const DEFAULT_CALENDAR: Calendar = {
  name: 'Maison Carillon',
  timezone: 'Europe/Paris',
  hours: {
    mon: [],
    tue: weekday,
    wed: weekday,
    thu: weekday,
    fri: weekday,
    sat: [['09:00', '18:00']],
    sun: [],
  },
  closed: ['2026-12-25', '2027-01-01'],
  stepMinutes: 15,
  leadMinutes: 60,
  horizonDays: 30,
  capacity: 2,
  services: [
    {
      id: 'cut',
      name: { en: 'Cut and style', fr: 'Coupe et coiffage' },
      minutes: 45,
      price: 4500,
      currency: 'EUR',
    },
    { id: 'colour', name: { en: 'Colour', fr: 'Couleur' }, minutes: 90, price: 8500, currency: 'EUR' },
    {
      id: 'beard',
      name: { en: 'Beard trim', fr: 'Taille de barbe' },
      minutes: 30,
      price: 2500,
      currency: 'EUR',
    },
    {
      id: 'kids',
      name: { en: "Children's cut", fr: 'Coupe enfant' },
      minutes: 30,
      price: 2800,
      currency: 'EUR',
    },
  ],
  place: {
    name: 'Maison Carillon',
    address: '12 rue Mercière, 69002 Lyon',
    latitude: 45.7629,
    longitude: 4.8337,
  },
};
