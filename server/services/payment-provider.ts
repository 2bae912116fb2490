/** What payments ask of a payment service provider, whose own page takes the money; knows no provider. */
import type { HeaderBag } from './standard-webhook.ts';

export interface PaymentOrder {
  /** Our id: asking again under it makes no second payment. */
  id: string;
  /** In the currency's minor unit. */
  amount: number;
  /** ISO 4217. */
  currency: string;
  description: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  /** Where the provider's page leads back to. It proves nothing: only the provider's answer does. */
  returnUrl?: string;
}

export const PROVIDER_STATES = ['pending', 'succeeded', 'declined', 'expired', 'cancelled'] as const;
export type ProviderState = (typeof PROVIDER_STATES)[number];

export interface ProviderPayment {
  status: ProviderState;
  amount: number;
  currency: string;
  /** Why it was declined, as a coded word such as "insufficient_funds". */
  reason?: string;
}

export type Callback =
  | { kind: 'event'; providerId: string; eventId: string }
  | { kind: 'refused'; why: 'not_configured' | 'missing' | 'stale' | 'invalid' | 'malformed' };

export interface PaymentProvider {
  /** Throws when the outcome is unknown; "refused" when asking again unchanged is pointless. */
  create(
    order: PaymentOrder,
    signal: AbortSignal,
  ): Promise<{ kind: 'created'; url: string; providerId: string } | { kind: 'refused'; detail: string }>;
  fetch(providerId: string, signal?: AbortSignal): Promise<ProviderPayment>;
  /** Ends a payment that is still pending; gives what it is afterwards. */
  cancel(providerId: string, signal: AbortSignal): Promise<ProviderPayment>;
  /** Checks the signature of what was posted to us; says which payment changed, not how. */
  readCallback(body: Buffer, headers: HeaderBag): Callback;
}
