/**
 * A payment provider that lives inside one preview: its checkout is a sheet of the previewed phone, where the person
 * says how it went. Knows the provider's port; moves no money and knows no conversation.
 */
import type { Clock } from '../clock.ts';
import type { PaymentOrder, PaymentProvider, ProviderPayment } from '../services/payment-provider.ts';

export interface CheckoutPayment {
  /** The provider's id of it. */
  id: string;
  amount: number;
  currency: string;
  description: string;
  /** "confirming": the bank asked for a code. */
  status: 'pending' | 'confirming' | 'succeeded' | 'declined' | 'expired' | 'cancelled';
  url: string;
  expiresAt: number;
  reason?: string;
}

export interface Checkout {
  provider: PaymentProvider;
  /** Oldest first. */
  payments(): CheckoutPayment[];
  /** What the person does on the page. False if there is no such payment, or it is over. */
  pay(id: string, outcome: 'succeed' | 'decline' | 'challenge' | 'cancel', reason?: string): boolean;
  /** When the next open payment expires. */
  nextAt(): number | undefined;
}

export interface CheckoutDeps {
  clock: Clock;
  urlOf(id: string): string;
  /** A payment is over: the merchant hears of it. */
  settled(id: string): void;
}

export function createCheckout({ clock, urlOf, settled }: CheckoutDeps): Checkout {
  const payments = new Map<string, CheckoutPayment>();
  const isOpen = ({ status }: CheckoutPayment) => status === 'pending' || status === 'confirming';

  function move(id: string, change: Partial<CheckoutPayment>): boolean {
    const payment = payments.get(id);
    if (!payment || !isOpen(payment)) return false;
    const next = { ...payment, ...change };
    payments.set(id, next);
    if (!isOpen(next)) settled(id);
    return true;
  }

  function create(order: PaymentOrder): { url: string; providerId: string } {
    const id = `pv_${order.id.replaceAll('-', '')}`;
    const url = urlOf(id);
    if (!payments.has(id)) {
      const { amount, currency, description, expiresAt } = order;
      payments.set(id, { id, amount, currency, description, status: 'pending', url, expiresAt });
      clock.alarm(expiresAt, () => move(id, { status: 'expired' }));
    }
    return { url, providerId: id };
  }

  function read(id: string): ProviderPayment {
    const payment = payments.get(id);
    if (!payment) throw new Error('There is no such payment.');
    const { status, amount, currency, reason } = payment;
    return {
      status: status === 'confirming' ? 'pending' : status,
      amount,
      currency,
      ...(reason === undefined ? {} : { reason }),
    };
  }

  return {
    provider: {
      create: async (order) => ({ kind: 'created', ...create(order) }),
      fetch: async (id) => read(id),
      async cancel(id) {
        const payment = payments.get(id);
        // A flow that cancels knows it: nobody is told.
        if (payment && isOpen(payment)) payments.set(id, { ...payment, status: 'cancelled' });
        return read(id);
      },
      readCallback(body) {
        const providerId = body.toString('utf8');
        return { kind: 'event', providerId, eventId: providerId };
      },
    },
    payments: () => [...payments.values()],
    pay(id, outcome, reason) {
      switch (outcome) {
        case 'succeed':
          return move(id, { status: 'succeeded' });
        case 'decline':
          return move(id, { status: 'declined', reason: reason ?? 'insufficient_funds' });
        case 'challenge':
          return move(id, { status: 'confirming' });
        case 'cancel':
          return move(id, { status: 'declined', reason: 'cancelled_by_customer' });
      }
    },
    nextAt() {
      const open = [...payments.values()].filter(isOpen).map(({ expiresAt }) => expiresAt);
      return open.length > 0 ? Math.min(...open) : undefined;
    },
  };
}
