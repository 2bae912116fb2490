/**
 * Payments: a link to the provider's page, and one settled outcome; knows no provider and never sees a card.
 *
 * A callback is only a hint that something changed: status, amount and currency always come from the provider itself.
 * A payment leaves "pending" once; what comes later is reported and changes nothing.
 */
import { z } from 'zod';
import { rfc3339 } from '../../flows/wall-clock.ts';
import { changeRecord } from '../change-record.ts';
import type { Clock } from '../clock.ts';
import { CodedError } from '../errors.ts';
import type { RecordStore } from '../stores/port.ts';
import { done, failureTable, namedBy, operation } from './operation.ts';
import type { PaymentProvider, ProviderPayment, ProviderState } from './payment-provider.ts';
import type { CallContext, Service, Signal } from './port.ts';
import { readableCode } from './readable-code.ts';
import type { HeaderBag } from './standard-webhook.ts';

export interface Payment {
  id: string;
  status: 'creating' | ProviderState;
  amount: number;
  currency: string;
  description: string;
  reference?: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  createdAt: number;
  settledAt?: number;
  url?: string;
  providerId?: string;
  receipt?: string;
  reason?: string;
  /** The conversation was told of the outcome. */
  told?: boolean;
  phone: string;
  conversation: string;
  brand: string;
}

const PAYMENT_KIND = 'payment';
/** A callback names no workspace, so what a provider's id belongs to is kept outside of them all. */
const EVERYWHERE = '_';
const BY_PROVIDER_KIND = 'payment-by-provider';
/** Keys are `phone/created at/id`, so that a person's payments lie together, in order of time. */
const BY_PHONE_KIND = 'payment-by-phone';

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

const failures = failureTable({
  refused: 'The payment provider refuses this payment.',
  not_found: 'There is no such payment of this caller.',
  already_paid: 'The payment has been made.',
});

export interface PaymentsDeps {
  records: RecordStore;
  provider: PaymentProvider;
  clock: Clock;
  signal: Signal;
  /** Told of every outcome after its flow was, again if a crash came between; once it has resolved, no more. */
  settled?: (workspace: string, payment: Payment) => Promise<void>;
  /** Where the provider's page leads back to, if anywhere. */
  returnUrl?: string;
  /** Told of what should not happen: an amount that differs, money for a payment that is over. */
  alert?: (code: string, fields: Record<string, unknown>) => void;
}

export interface Payments {
  service: Service;
  /**
   * What the callback route hands over, body as received. Resolves once the outcome is stored and told ("ignored":
   * no payment of ours, or nothing settled); throws a coded error for what is not genuine, and anything else for
   * what the provider should send again.
   */
  settle(callback: { body: Buffer; headers: HeaderBag }): Promise<'settled' | 'ignored'>;
}

export function createPayments({
  records,
  provider,
  clock,
  signal,
  settled: tellOutcome = async () => {},
  returnUrl,
  alert = () => {},
}: PaymentsDeps): Payments {
  const name = (workspace: string, id: string) => ({ workspace, kind: PAYMENT_KIND, key: id });

  /** The only place where a payment gets its outcome. `is` comes from the provider. */
  async function transition(
    workspace: string,
    id: string,
    is: ProviderPayment,
  ): Promise<Payment | undefined> {
    const { payment, odd } = await changeRecord<Payment, { payment?: Payment; odd?: string }>(
      records,
      name(workspace, id),
      (current) => {
        if (!current || is.status === 'pending') return { answer: { payment: current } };
        if (current.status !== 'pending' && current.status !== 'creating') {
          const odd = current.status === is.status ? undefined : 'payment_settled_twice';
          return { answer: { payment: current, odd } };
        }
        if (is.amount !== current.amount || is.currency !== current.currency) {
          return { answer: { payment: current, odd: 'payment_amount_differs' } };
        }
        const settled: Payment = {
          ...current,
          status: is.status,
          settledAt: clock.now(),
          ...(is.status === 'succeeded' ? { receipt: `R-${readableCode(id, 0, 8)}` } : {}),
          ...(is.status === 'declined' ? { reason: is.reason ?? 'declined' } : {}),
        };
        return { answer: { payment: settled }, write: settled };
      },
    );
    if (payment && odd) {
      const { status, amount, currency } = payment;
      alert(odd, { workspace, payment: id, ours: { status, amount, currency }, theirs: is });
    }
    if (payment) await tell(workspace, payment);
    return payment;
  }

  /** Tells the conversation, again if a crash came between storing the outcome and having told it. */
  async function tell(workspace: string, payment: Payment): Promise<void> {
    if (payment.told || payment.status === 'pending' || payment.status === 'creating') return;
    const data = outcomeOf(payment);
    const event = `payment.${payment.status}`;
    if (data) {
      await signal({
        workspace,
        conversation: payment.conversation,
        name: event,
        data,
        key: `${event}:${payment.id}`,
      });
    }
    await tellOutcome(workspace, payment);
    await changeRecord<Payment, undefined>(records, name(workspace, payment.id), (current) => ({
      answer: undefined,
      ...(current && !current.told ? { write: { ...current, told: true } } : {}),
    }));
  }

  async function own(id: string, { workspace, phone }: CallContext): Promise<Payment | undefined> {
    const found = await records.get<Payment>(workspace, PAYMENT_KIND, id);
    return found?.data.phone === phone ? found.data : undefined;
  }

  const service: Service = {
    summary: "Payments on the provider's own page.",
    operations: {
      request: operation({
        summary: 'Makes a link under which an amount can be paid.',
        input: z.strictObject({
          amount: z
            .number()
            .int()
            .min(1)
            .max(99_999_999)
            .describe("In the currency's minor unit: 4500 is €45.00."),
          currency: z.string().refine((code) => CURRENCIES.has(code), 'a currency such as "EUR"'),
          description: z.string().min(1).max(200),
          minutes: z.number().int().min(1).max(10_080).default(30),
          reference: z.string().max(100).optional(),
        }),
        failures: failures.of('refused'),
        async run({ amount, currency, description, minutes, reference }, context) {
          const { workspace, id, now } = context;
          const fresh: Payment = {
            id,
            status: 'creating',
            amount,
            currency,
            description,
            ...(reference ? { reference } : {}),
            expiresAt: now + minutes * 60_000,
            createdAt: now,
            phone: context.phone,
            conversation: context.conversation,
            brand: context.brand,
          };
          const inserted = await records.insert(workspace, PAYMENT_KIND, id, fresh);
          const payment = inserted ? fresh : ((await own(id, context)) ?? fresh);
          const pointer = `${payment.phone}/${new Date(payment.createdAt).toISOString()}/${id}`;
          await records.insert(workspace, BY_PHONE_KIND, pointer, {});
          if (payment.url) return done({ payment: publicPayment(payment) });
          // The order is what was stored first, so that asking again never differs from it.
          const made = await provider.create(
            {
              id,
              amount: payment.amount,
              currency: payment.currency,
              description: payment.description,
              expiresAt: payment.expiresAt,
              ...(returnUrl ? { returnUrl } : {}),
            },
            context.signal,
          );
          if (made.kind === 'refused') return failures.fail('refused', made.detail);
          const { url, providerId } = made;
          await records.insert(EVERYWHERE, BY_PROVIDER_KIND, providerId, { workspace, payment: id });
          const pending = await changeRecord<Payment, Payment>(records, name(workspace, id), (current) => {
            if (current && current.status !== 'creating') return { answer: current };
            const write: Payment = { ...(current ?? fresh), status: 'pending', url, providerId };
            return { answer: write, write };
          });
          return done({ payment: publicPayment(pending) });
        },
      }),

      status: operation({
        summary: 'What became of a payment, asked of the provider while it is pending.',
        input: z.strictObject({ payment: namedBy('id') }),
        failures: failures.of('not_found'),
        async run(input, context) {
          const payment = await own(input.payment, context);
          if (!payment) return failures.fail('not_found');
          if (payment.status !== 'pending' || !payment.providerId) {
            return done({ payment: publicPayment(payment) });
          }
          const is = await provider.fetch(payment.providerId, context.signal);
          return done({
            payment: publicPayment((await transition(context.workspace, payment.id, is)) ?? payment),
          });
        },
      }),

      cancel: operation({
        summary: 'Ends a payment that was not made yet.',
        input: z.strictObject({ payment: namedBy('id') }),
        failures: failures.of('not_found', 'already_paid'),
        async run(input, context) {
          const payment = await own(input.payment, context);
          if (!payment) return failures.fail('not_found');
          if (payment.status === 'succeeded') return failures.fail('already_paid');
          if (payment.status !== 'pending' || !payment.providerId) {
            return done({ payment: publicPayment(payment) });
          }
          // The provider decides which was first: the money, or this.
          const is = await provider.cancel(payment.providerId, context.signal);
          const settled = (await transition(context.workspace, payment.id, is)) ?? payment;
          return settled.status === 'succeeded'
            ? failures.fail('already_paid')
            : done({ payment: publicPayment(settled) });
        },
      }),
    },
  };

  async function settle(callback: { body: Buffer; headers: HeaderBag }): Promise<'settled' | 'ignored'> {
    const read = provider.readCallback(callback.body, callback.headers);
    if (read.kind === 'refused') throw new CodedError(REFUSALS[read.why]);
    const found = await records.get<{ workspace: string; payment: string }>(
      EVERYWHERE,
      BY_PROVIDER_KIND,
      read.providerId,
    );
    if (!found) return 'ignored';
    const { workspace, payment: id } = found.data;
    const is = await provider.fetch(read.providerId);
    const payment = await transition(workspace, id, is);
    return payment && payment.status !== 'pending' ? 'settled' : 'ignored';
  }

  return { service, settle };
}

const REFUSALS = {
  not_configured: 'webhook_not_configured',
  missing: 'signature_missing',
  stale: 'signature_invalid',
  invalid: 'signature_invalid',
  malformed: 'bad_request',
} as const;

/** The signal's data; undefined where there is nothing to tell: a flow that cancelled knows. */
function outcomeOf({ id, status, amount, currency, receipt, reason }: Payment) {
  if (status === 'succeeded') return { payment: id, amount, currency, receipt };
  if (status === 'declined') return { payment: id, reason };
  if (status === 'expired') return { payment: id };
  return undefined;
}

function publicPayment(payment: Payment) {
  const { id, url, amount, currency, description, status, expiresAt, receipt, reason, reference } = payment;
  return {
    id,
    url,
    amount,
    currency,
    description,
    status: status === 'creating' ? 'pending' : status,
    expiresAt: rfc3339(expiresAt),
    ...(receipt ? { receipt } : {}),
    ...(reason ? { reason } : {}),
    ...(reference ? { reference } : {}),
  };
}
