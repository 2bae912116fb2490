/**
 * What an operator agrees with a customer from the inbox, by the services flows use: a payment link, an appointment. Makes
 * the message that tells the customer and sends nothing. Knows no provider and no screen.
 */
import { z } from 'zod';
import type { Message } from '../../flows/message.ts';
import type { Scope } from '../../flows/scope.ts';
import { expand, localize } from '../../flows/template.ts';
import type { Brand } from '../channels/port.ts';
import type { Clock } from '../clock.ts';
import type {
  bookSchema,
  FreeTimes,
  freeTimesQuerySchema,
  paymentLinkSchema,
} from '../contract/inbox-agreements.ts';
import { decide } from '../engine/operator.ts';
import type { By } from '../engine/ownership.ts';
import { factsOf } from '../engine/receive.ts';
import type { TimedCall } from '../engine/timed-call.ts';
import { CodedError } from '../errors.ts';
import type { Calendar } from '../services/calendar-plan.ts';
import type { Conversation } from '../stores/port.ts';

export interface AgreementsDeps {
  call: TimedCall;
  brands: { get(workspace: string, id: string): Brand | undefined };
  /** Every calendar with its id. */
  calendars(workspace: string): Promise<{ id: string; calendar: Calendar }[]>;
  clock: Clock;
}

export type Agreements = ReturnType<typeof createAgreements>;

/** What can be waited for while somebody looks on. In seconds. */
const PATIENCE_S = 15;
const MOST_DAYS = 10;
/** The service gives a few times at once: asked by parts of the day, it gives enough. */
const PARTS = ['morning', 'afternoon', 'evening'] as const;
const MOST_TIMES = 11;

const payment = z.object({ id: z.string(), url: z.string(), expiresAt: z.string() });
const requested = z.object({ payment });
const days = z.object({ days: z.array(z.object({ date: z.string(), free: z.number() })) });
const slots = z.object({ slots: z.array(z.object({ start: z.string(), end: z.string() })) });
const held = z.object({ hold: z.object({ id: z.string() }) });
const booked = z.object({
  booking: z.looseObject({ number: z.string(), start: z.string(), end: z.string() }),
});

export function createAgreements({ call, brands, calendars, clock }: AgreementsDeps) {
  function brandOf({ workspace, brand }: Conversation): Brand {
    const found = brands.get(workspace, brand);
    if (!found) throw new CodedError('not_found', 'There is no such brand.');
    return found;
  }

  /** Errors: "service_refused" with the service's own code beside it, "not_ready" where it gave no answer. */
  async function ask<Result>(
    conversation: Conversation,
    asked: { id: string; service: string; operation: string; input: Record<string, unknown> },
    result: z.ZodType<Result>,
  ): Promise<Result> {
    const outcome = await call(conversation, brandOf(conversation), { ...asked, timeout: PATIENCE_S });
    if (outcome.kind === 'done') return result.parse(outcome.result);
    if (outcome.code === 'timeout') throw new CodedError('not_ready', outcome.message);
    throw new CodedError('service_refused', outcome.message, [], { code: outcome.code });
  }

  /** Only whoever may answer agrees on anything. */
  function checkSpeaker(conversation: Conversation, by: By): void {
    decide(conversation, { kind: 'speak', by }, clock.now());
    if (conversation.desk.blocked) throw new CodedError('contact_blocked');
  }

  function sayer(conversation: Conversation, vars: Record<string, unknown>) {
    const brand = brandOf(conversation);
    const scope: Scope = {
      vars,
      facts: factsOf(conversation, brand, conversation.channel),
      now: clock.now(),
      locale: conversation.locale,
      timezone: brand.timezone,
    };
    return (en: string, fr: string) => expand({ en, fr }, scope);
  }

  return {
    /** The payment is the conversation's and in its records at once; asked twice under one key, it is made once. */
    async paymentLink(conversation: Conversation, by: By, wish: z.output<typeof paymentLinkSchema>) {
      checkSpeaker(conversation, by);
      const { key, ...input } = wish;
      const id = callId(conversation, key);
      const { payment: made } = await ask(
        conversation,
        { id, service: 'payments', operation: 'request', input },
        requested,
      );
      const say = sayer(conversation, { payment: { ...made, ...input } });
      const message: Message = {
        kind: 'card',
        orientation: 'vertical',
        align: 'left',
        card: {
          title: say(
            '{{payment.amount | money: payment.currency}}',
            '{{payment.amount | money: payment.currency}}',
          ),
          description: say(
            '{{payment.description}}\nSecure page, open until {{payment.expiresAt | datetime}}.',
            '{{payment.description}}\nPage sécurisée, ouverte jusqu’à {{payment.expiresAt | datetime}}.',
          ),
          suggestions: [
            {
              kind: 'open-url',
              label: say('Pay now', 'Payer maintenant'),
              url: made.url,
              view: 'webview-tall',
              description: say('Opens the secure payment page', 'Ouvre la page de paiement sécurisée'),
            },
          ],
        },
        suggestions: [],
      };
      return { payment: made, message };
    },

    async calendars({ workspace, locale }: Conversation) {
      const all = await calendars(workspace);
      return all.map(({ id, calendar: { name, timezone, services } }) => ({
        id,
        name,
        timezone,
        services: services.map((one) => ({ ...one, name: localize(one.name, locale) })),
      }));
    },

    async freeTimes(
      conversation: Conversation,
      wish: z.output<typeof freeTimesQuerySchema>,
    ): Promise<FreeTimes> {
      const { calendar, service } = wish;
      const id = `look-${conversation.id}`;
      const find = async <Result>(
        operation: string,
        more: Record<string, unknown>,
        result: z.ZodType<Result>,
      ) =>
        ask(
          conversation,
          { id, service: 'calendar', operation, input: { calendar, service, ...more } },
          result,
        );
      const { days: free } = await find('days', { count: MOST_DAYS }, days);
      const date = wish.date ?? free[0]?.date;
      if (date === undefined) return { days: [], times: [] };
      const parts = await Promise.all(
        PARTS.map((part) => find('slots', { date, part, limit: MOST_TIMES }, slots)),
      );
      const times = parts.flatMap((part) => part.slots.map(({ start, end }) => ({ start, end })));
      return { days: free, date, times };
    },

    /** Holds the time and books it; asked twice under one key, it is booked once. */
    async book(conversation: Conversation, by: By, wish: z.output<typeof bookSchema>) {
      checkSpeaker(conversation, by);
      const { key, calendar, service, start, name, note } = wish;
      const id = callId(conversation, key);
      const slot = new Date(start).toISOString();
      const { hold } = await ask(
        conversation,
        { id, service: 'calendar', operation: 'hold', input: { calendar, service, slot } },
        held,
      );
      const { booking } = await ask(
        conversation,
        {
          id,
          service: 'calendar',
          operation: 'book',
          input: { hold: hold.id, ...(name ? { name } : {}), ...(note ? { note } : {}) },
        },
        booked,
      );
      const say = sayer(conversation, { booking });
      const service_ = '{{booking.service.name}}';
      const message: Message = {
        kind: 'card',
        orientation: 'vertical',
        align: 'left',
        card: {
          title: say('Booked: {{booking.start | datetime}}', 'Réservé : {{booking.start | datetime}}'),
          description: say(
            `${service_} at {{booking.place.name}}, {{booking.place.address}}\nReference {{booking.number}}`,
            `${service_} chez {{booking.place.name}}, {{booking.place.address}}\nRéférence {{booking.number}}`,
          ),
          suggestions: [
            {
              kind: 'calendar',
              label: say('Add to my calendar', 'Ajouter à mon agenda'),
              title: say(`${service_}, {{booking.place.name}}`, `${service_}, {{booking.place.name}}`),
              description: say(
                'Reference {{booking.number}}. {{booking.place.address}}',
                'Référence {{booking.number}}. {{booking.place.address}}',
              ),
              start: booking.start,
              end: booking.end,
            },
          ],
        },
        suggestions: [],
      };
      const { number, end } = booking;
      return { booking: { number, start: booking.start, end }, message };
    },
  };
}

/** Whether a call was made here, and by no flow. */
export function isAskedFromInbox(call: string): boolean {
  return call.startsWith(INBOX);
}

const INBOX = 'inbox-';

/** One conversation's keys are no other's, so that nobody reads what belongs to somebody else by guessing theirs. */
function callId({ id }: Conversation, key: string): string {
  return `${INBOX}${id}-${key}`;
}
