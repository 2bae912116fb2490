/** What an operator agrees with a customer from the inbox: a payment link, an appointment. Bodies and answers; knows no service. */
import { z } from 'zod';
import { messageSchema } from '../../flows/message.ts';

const idSchema = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/);
const dateSchema = z.iso.date();
const instantSchema = z.iso.datetime({ offset: true });
/** Chosen by whoever asks: the same asked twice happens once. */
const keySchema = z.uuid();

export const MOST_PAYMENT_MINUTES = 10_080;

export const paymentLinkSchema = z.strictObject({
  key: keySchema,
  amount: z
    .number()
    .int()
    .min(1)
    .max(99_999_999)
    .describe("In the currency's smallest unit: 4500 is €45.00."),
  currency: z.string().regex(/^[A-Z]{3}$/),
  description: z.string().trim().min(1).max(200),
  minutes: z.number().int().min(5).max(MOST_PAYMENT_MINUTES).default(1440),
});
/** Nothing is sent: the message is there to be read, changed and sent. */
export const paymentLinkMadeSchema = z.object({
  payment: z.object({ id: z.string(), url: z.string(), expiresAt: instantSchema }),
  message: messageSchema,
});

export const calendarsSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      timezone: z.string(),
      services: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          minutes: z.number().int(),
          price: z.number().int(),
          currency: z.string(),
        }),
      ),
    }),
  ),
});

export const freeTimesQuerySchema = z.strictObject({
  calendar: idSchema,
  service: idSchema,
  date: dateSchema.optional().describe('The first day with free times if left out.'),
});
export const freeTimesSchema = z.object({
  days: z.array(z.object({ date: dateSchema, free: z.number().int() })),
  /** Of which day the times are; left out where nothing is free. */
  date: dateSchema.optional(),
  times: z.array(z.object({ start: instantSchema, end: instantSchema })),
});
export type FreeTimes = z.infer<typeof freeTimesSchema>;

export const bookSchema = z.strictObject({
  key: keySchema,
  calendar: idSchema,
  service: idSchema,
  start: instantSchema,
  name: z.string().trim().max(200).optional(),
  note: z.string().trim().max(2000).optional(),
});
/** It is booked; the message that says so is there to be read, changed and sent. */
export const bookedSchema = z.object({
  booking: z.object({ number: z.string(), start: instantSchema, end: instantSchema }),
  message: messageSchema,
});
