/** SMS by smsmode's REST API; knows its requests and answers, nothing of what the text says. */
import { z } from 'zod';
import type { Outcome } from '../port.ts';
import type { OpenSmsProvider } from './provider.ts';
import { type CallProvider, clip, type ProviderAnswer, toAgain, unclear } from './provider-call.ts';
import { perSecondSchema, rootUrlSchema } from './rest-settings.ts';
import { SMSMODE_ROOT } from './secrets.ts';

export const smsmodeSettingsSchema = z.strictObject({
  rootUrl: rootUrlSchema.optional(),
  perSecond: perSecondSchema.optional(),
});

const acceptedSchema = z.object({ messageId: z.string().min(1) });
const refusalSchema = z.object({
  title: z.string().optional(),
  message: z.string().optional(),
  detail: z.string().optional(),
  errorCode: z.union([z.string(), z.number()]).optional(),
});

/**
 * Source: dev.smsmode.com/sms/v1. `refClient` comes back in reports but does not make a request happen once: the same
 * SMS asked for twice is sent twice. How long it is valid cannot be said.
 */
export function openSmsmode({ call }: { call: CallProvider }): OpenSmsProvider {
  return async ({ brand, secret, webhookUrl }) => {
    const { rootUrl = SMSMODE_ROOT } = smsmodeSettingsSchema.parse(brand.sms?.settings);
    const key = await secret('apiKey');
    if (!key) throw new Error('smsmode needs its API key.');
    const url = new URL('/sms/v1/messages', rootUrl).href;
    const headers = { 'x-api-key': key, 'content-type': 'application/json', accept: 'application/json' };

    return {
      idempotent: false,
      async send({ id, to, sender, text, encoding }) {
        const callback = `${webhookUrl}&message=${id}`;
        const body = JSON.stringify({
          recipient: { to: digits(to) },
          body: { text, encoding: encoding === 'gsm7' ? 'GSM7' : 'UNICODE' },
          from: digits(sender),
          refClient: id,
          callbackUrlStatus: callback,
          callbackUrlMo: callback,
        });
        const answer = await call('smsmode', { url, headers, body });
        return 'failure' in answer ? answer.failure : toOutcome(answer);
      },
      async close() {},
    };
  };
}

/** Numbers are written without "+". */
function digits(number: string): string {
  return number.replace(/^\+/, '');
}

function toOutcome(answer: ProviderAnswer): Outcome {
  const { status, body } = answer;
  if (status >= 200 && status < 300) {
    return acceptedSchema.safeParse(body).success ? { kind: 'accepted' } : unclear('smsmode', status);
  }
  const again = toAgain(answer, 'smsmode');
  if (again) return again;
  const refusal = refusalSchema.safeParse(body).data ?? {};
  const said = [refusal.message ?? refusal.title, refusal.detail].filter((part) => part !== undefined);
  const named = refusal.errorCode === undefined ? '' : ` (smsmode ${refusal.errorCode})`;
  const detail = `smsmode answered ${status}: ${clip(said.join(': ') || 'no reason given')}${named}`;
  switch (status) {
    case 401:
    case 403:
      return { kind: 'refused', code: 'sms_unauthorized', detail };
    case 402:
      return { kind: 'refused', code: 'sms_account', detail };
    default:
      return { kind: 'refused', code: 'sms_refused', detail };
  }
}
