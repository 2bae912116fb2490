/** What the composer asks of the API for a payment link and an appointment. Knows no screen. */
import type { z } from 'zod';
import type {
  bookedSchema,
  bookSchema,
  calendarsSchema,
  FreeTimes,
  paymentLinkMadeSchema,
  paymentLinkSchema,
} from '../../../server/contract/inbox-agreements.ts';
import { request } from '../../api/request.ts';

export type PaymentWish = Omit<z.input<typeof paymentLinkSchema>, 'key'>;
export type BookWish = Omit<z.input<typeof bookSchema>, 'key'>;
export type BookedAnswer = z.infer<typeof bookedSchema>;

const of = (id: string, rest: string) => `/conversations/${encodeURIComponent(id)}${rest}`;
const post = <Answer>(where: string, body: unknown) => request<Answer>(where, { method: 'POST', body });

export const makePaymentLink = (id: string, key: string, wish: PaymentWish) =>
  post<z.infer<typeof paymentLinkMadeSchema>>(of(id, '/payment-link'), { key, ...wish });
export const listCalendars = (id: string, signal: AbortSignal) =>
  request<z.infer<typeof calendarsSchema>>(of(id, '/appointment/calendars'), { signal });
export const readFreeTimes = (
  id: string,
  query: { calendar: string; service: string; date?: string },
  signal: AbortSignal,
) => request<FreeTimes>(of(id, '/appointment/times'), { query, signal });
export const book = (id: string, key: string, wish: BookWish) =>
  post<BookedAnswer>(of(id, '/appointment'), { key, ...wish });
