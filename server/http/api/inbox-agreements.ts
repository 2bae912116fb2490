/** /api/conversations/{id}/...: what an operator agrees with a customer, a payment link or an appointment. */
import { z } from 'zod';
import {
  bookedSchema,
  bookSchema,
  calendarsSchema,
  freeTimesQuerySchema,
  freeTimesSchema,
  paymentLinkMadeSchema,
  paymentLinkSchema,
} from '../../contract/inbox-agreements.ts';
import { idSchema } from '../../contract.ts';
import { CodedError } from '../../errors.ts';
import type { Agreements } from '../../inbox/agreements.ts';
import type { Conversation, ConversationStore } from '../../stores/port.ts';
import { type Route, route } from '../route.ts';
import { byOf } from './ownership.ts';

export interface InboxAgreementsRoutesDeps {
  workspace: string;
  store: Pick<ConversationStore, 'get'>;
  agreements: Agreements;
}

const params = z.strictObject({ id: idSchema });

export function inboxAgreementsRoutes(deps: InboxAgreementsRoutesDeps): Route[] {
  const { workspace, store, agreements } = deps;

  async function found(id: string): Promise<Conversation> {
    const conversation = await store.get(workspace, id);
    if (!conversation) throw new CodedError('not_found');
    return conversation;
  }

  return [
    route({
      method: 'post',
      path: '/conversations/:id/payment-link',
      access: 'conversations.speak',
      audit: {
        action: 'payment.requested',
        detail: ({ body: { amount, currency } }) => ({ amount: String(amount), currency }),
      },
      summary: 'Makes a link the customer can pay under, and the message for it, which is not sent by this',
      params,
      body: paymentLinkSchema,
      response: paymentLinkMadeSchema,
      status: 201,
      handle: async ({ params: { id }, body, who }) =>
        agreements.paymentLink(await found(id), byOf(who), body),
    }),
    route({
      method: 'get',
      path: '/conversations/:id/appointment/calendars',
      access: 'conversations.speak',
      summary:
        'What can be booked for the customer: calendars and their services, in the customer’s language',
      params,
      response: calendarsSchema,
      handle: async ({ params: { id } }) => ({ items: await agreements.calendars(await found(id)) }),
    }),
    route({
      method: 'get',
      path: '/conversations/:id/appointment/times',
      access: 'conversations.speak',
      summary: 'The next days with free times, and the free times of one of them',
      params,
      query: freeTimesQuerySchema,
      response: freeTimesSchema,
      handle: async ({ params: { id }, query }) => agreements.freeTimes(await found(id), query),
    }),
    route({
      method: 'post',
      path: '/conversations/:id/appointment',
      access: 'conversations.speak',
      audit: {
        action: 'appointment.booked',
        detail: ({ body: { calendar, service, start } }) => ({ calendar, service, start }),
      },
      summary: 'Books a free time for the customer, and makes the message for it, which is not sent by this',
      params,
      body: bookSchema,
      response: bookedSchema,
      status: 201,
      handle: async ({ params: { id }, body, who }) => agreements.book(await found(id), byOf(who), body),
    }),
  ];
}
