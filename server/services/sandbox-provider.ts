/** The sandbox as a payment provider: its HTTP API and its callbacks; knows nothing of what happens inside it. */
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { type PaymentProvider, PROVIDER_STATES, type ProviderPayment } from './payment-provider.ts';
import { verifyWebhook } from './standard-webhook.ts';

const paymentSchema = z.object({
  id: z.string(),
  url: z.string(),
  status: z.enum(PROVIDER_STATES),
  amount: z.number().int(),
  currency: z.string(),
  reason: z.string().optional(),
});

const callbackSchema = z.object({ data: z.object({ payment: z.string().min(1).max(200) }) });

export interface SandboxProviderDeps {
  fetch: typeof fetch;
  clock: Clock;
  /** Where the sandbox is mounted, as this server reaches it. */
  baseUrl: string;
  apiKey: string;
  /** Any of these may have signed a callback; none: every callback is refused. */
  callbackSecrets: string[];
}

export function createSandboxProvider(deps: SandboxProviderDeps): PaymentProvider {
  const { clock, baseUrl, apiKey, callbackSecrets } = deps;

  function ask(
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    signal?: AbortSignal,
  ): Promise<Response> {
    return deps.fetch(`${baseUrl}/v1/payments${path}`, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  }

  async function payment(answer: Response): Promise<ProviderPayment> {
    if (!answer.ok) {
      await answer.body?.cancel();
      throw new Error(`The payment sandbox answered ${answer.status}.`);
    }
    const { status, amount, currency, reason } = paymentSchema.parse(await answer.json());
    return { status, amount, currency, ...(reason ? { reason } : {}) };
  }

  return {
    async create(order, signal) {
      const answer = await ask('POST', '', order, signal);
      if (answer.ok) {
        const { id, url } = paymentSchema.parse(await answer.json());
        return { kind: 'created', providerId: id, url };
      }
      await answer.body?.cancel();
      const pointless = answer.status >= 400 && answer.status < 500 && ![408, 429].includes(answer.status);
      const detail = `The payment provider answered ${answer.status}.`;
      if (pointless) return { kind: 'refused', detail };
      throw new Error(detail);
    },
    async fetch(providerId, signal) {
      return payment(await ask('GET', `/${encodeURIComponent(providerId)}`, undefined, signal));
    },
    async cancel(providerId, signal) {
      return payment(await ask('POST', `/${encodeURIComponent(providerId)}/cancel`, undefined, signal));
    },
    readCallback(body, headers) {
      if (callbackSecrets.length === 0) return { kind: 'refused', why: 'not_configured' };
      const verdict = verifyWebhook(body, headers, callbackSecrets, clock.now());
      if (!verdict.ok) return { kind: 'refused', why: verdict.why };
      try {
        const { data } = callbackSchema.parse(JSON.parse(body.toString('utf8')));
        return { kind: 'event', providerId: data.payment, eventId: verdict.id };
      } catch {
        return { kind: 'refused', why: 'malformed' };
      }
    },
  };
}
