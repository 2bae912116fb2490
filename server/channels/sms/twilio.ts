/** SMS by Twilio's Messages API; knows its requests and answers, nothing of what the text says. */
import { z } from 'zod';
import type { Outcome } from '../port.ts';
import type { OpenSmsProvider } from './provider.ts';
import { type CallProvider, clip, type ProviderAnswer, toAgain, unclear } from './provider-call.ts';
import { perSecondSchema, rootUrlSchema } from './rest-settings.ts';
import { TWILIO_ROOT } from './secrets.ts';
import { meaningOf } from './twilio-errors.ts';

const sid = (letters: string) =>
  z.string().regex(new RegExp(`^${letters}[0-9a-fA-F]{32}$`), `${letters} and 32 hexadecimal digits`);

export const twilioSettingsSchema = z.strictObject({
  accountSid: sid('AC'),
  /** Then Twilio picks a sender of this service. */
  messagingServiceSid: sid('MG').optional(),
  /** An API key instead of the account's own token; its secret is `apiKeySecret`. */
  apiKeySid: sid('SK').optional(),
  /** Another region's, such as https://api.dublin.ie1.twilio.com. */
  rootUrl: rootUrlSchema.optional(),
  perSecond: perSecondSchema.optional(),
});

const createdSchema = z.object({ sid: z.string().min(1), error_code: z.number().nullish() });
const refusalSchema = z.object({ code: z.number(), message: z.string().optional() });

/** Seconds; the documented range of ValidityPeriod. */
const LONGEST_VALIDITY = 36_000;

/** Twilio repeats a report that was not taken only if the address asks for it; the fragment is not signed. */
export const TWILIO_RETRIES = '#rc=5&rp=5xx,ct,rt';

/**
 * Source: www.twilio.com/docs/messaging/api/message-resource. Twilio knows no ids of ours: the same SMS asked for twice
 * is sent twice. Our id goes into the address of the status callback, so reports name it.
 */
export function openTwilio({ call }: { call: CallProvider }): OpenSmsProvider {
  return async ({ brand, secret, webhookUrl }) => {
    const settings = twilioSettingsSchema.parse(brand.sms?.settings);
    const { accountSid, messagingServiceSid, apiKeySid } = settings;
    const shown = await secret(apiKeySid === undefined ? 'authToken' : 'apiKeySecret');
    if (!shown) throw new Error('Twilio needs its auth token, or the secret of the API key.');
    const headers = {
      authorization: `Basic ${Buffer.from(`${apiKeySid ?? accountSid}:${shown}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    };
    const url = new URL(
      `/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`,
      settings.rootUrl ?? TWILIO_ROOT,
    ).href;

    return {
      idempotent: false,
      async send({ id, to, sender, text, validity }) {
        const body = formOf({
          To: to,
          ...(messagingServiceSid ? { MessagingServiceSid: messagingServiceSid } : { From: sender }),
          Body: text,
          StatusCallback: `${webhookUrl}&message=${id}${TWILIO_RETRIES}`,
          // Which characters are replaced was decided before, and shown to the author.
          SmartEncoded: 'false',
          ...(validity === undefined
            ? {}
            : { ValidityPeriod: String(Math.min(Math.max(1, Math.ceil(validity)), LONGEST_VALIDITY)) }),
        });
        const answer = await call('Twilio', { url, headers, body });
        return 'failure' in answer ? answer.failure : toOutcome(answer);
      },
      async close() {},
    };
  };
}

/** A fifth of what URLSearchParams takes. */
function formOf(fields: Record<string, string>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`)
    .join('&');
}

function toOutcome(answer: ProviderAnswer): Outcome {
  const { status, body, afterMs } = answer;
  if (status >= 200 && status < 300) {
    const created = createdSchema.safeParse(body);
    if (!created.success) return unclear('Twilio', status);
    return meaningOf(created.data.error_code ?? undefined) ?? { kind: 'accepted' };
  }
  const refusal = refusalSchema.safeParse(body).data;
  const meaning = meaningOf(refusal?.code);
  if (meaning) {
    return meaning.kind === 'again' && afterMs !== undefined ? { ...meaning, afterMs } : meaning;
  }
  const again = toAgain(answer, 'Twilio');
  if (again) return again;
  const said = refusal
    ? `${clip(refusal.message ?? 'no reason given')} (Twilio ${refusal.code})`
    : 'no reason given';
  const code = status === 401 || status === 403 ? 'sms_unauthorized' : 'sms_refused';
  return { kind: 'refused', code, detail: `Twilio answered ${status}: ${said}` };
}
