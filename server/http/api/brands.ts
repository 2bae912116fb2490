/** /api/brands/{id}/sms: how a brand sends and hears SMS, and the secrets for it, which go in and never come out. */
import { z } from 'zod';
import { type Brand, SMS_PROVIDERS, type SmsConnection } from '../../channels/port.ts';
import { perSecondSchema } from '../../channels/sms/rest-settings.ts';
import {
  NOWHERE,
  providerHost,
  SMS_SECRETS,
  type SmsSecret,
  secretName,
  WEBHOOK_KEY,
} from '../../channels/sms/secrets.ts';
import { canBeAnswered, SENDER_RULE, type SenderKind, senderKind } from '../../channels/sms/sender.ts';
import { smppSettingsSchema } from '../../channels/sms/smpp-settings.ts';
import { smsmodeSettingsSchema } from '../../channels/sms/smsmode.ts';
import { TWILIO_RETRIES, twilioSettingsSchema } from '../../channels/sms/twilio.ts';
import { idSchema, type SmsView, saveSmsShape, smsViewSchema } from '../../contract.ts';
import type { Brands } from '../../engine/brands.ts';
import { CodedError } from '../../errors.ts';
import type { Secrets } from '../../services/secrets.ts';
import { type Route, route } from '../route.ts';

export interface BrandRoutesDeps {
  workspace: string;
  brands: Pick<Brands, 'get' | 'list' | 'put'>;
  secrets: Pick<Secrets, 'set' | 'remove'>;
  /** Reads a secret as the connection would. */
  secret: SmsSecret;
  /** The address a provider reports to. */
  webhookUrl(provider: SmsConnection['provider'], brand: string, key: string): string;
  /** 128 random bits or more, in letters that need no escaping in an address. */
  newKey(): string;
  /** Opens the brand's connection anew. Rejects with why it does not open. */
  changed(brand: Brand): Promise<void>;
}

const idParams = z.strictObject({ id: idSchema });
const secretSchema = z.string().min(1).max(500);

/** What can be saved, by provider. A secret left out stays as it is. */
export const saveSmsSchema = z.discriminatedUnion('provider', [
  z.strictObject({
    provider: z.literal('emulator'),
    ...saveSmsShape,
    settings: z.strictObject({ perSecond: perSecondSchema.optional() }).default({}),
    secrets: z.strictObject({}).default({}),
  }),
  z.strictObject({
    provider: z.literal('smsmode'),
    ...saveSmsShape,
    settings: smsmodeSettingsSchema.default({}),
    secrets: z.strictObject({ apiKey: secretSchema.optional() }).default({}),
  }),
  z.strictObject({
    provider: z.literal('twilio'),
    ...saveSmsShape,
    settings: twilioSettingsSchema,
    secrets: z
      .strictObject({ authToken: secretSchema.optional(), apiKeySecret: secretSchema.optional() })
      .default({}),
  }),
  z.strictObject({
    provider: z.literal('smpp'),
    ...saveSmsShape,
    settings: smppSettingsSchema,
    secrets: z.strictObject({ password: secretSchema.optional() }).default({}),
  }),
]);

export function brandRoutes(deps: BrandRoutesDeps): Route[] {
  const { workspace, brands, secrets, secret } = deps;

  function brandOf(id: string): Brand {
    const brand = brands.get(workspace, id);
    if (!brand) throw new CodedError('not_found', `There is no brand "${id}".`);
    return brand;
  }

  function connected(id: string): Brand & { sms: SmsConnection } {
    const brand = brandOf(id);
    if (!brand.sms) throw new CodedError('not_found', 'This brand sends no SMS.');
    return { ...brand, sms: brand.sms };
  }

  /** Where two brands share a number, nobody could tell whose the answers are. */
  function refuseShared(id: string, sender: string): void {
    if (kindOf(sender) === 'alphanumeric') return;
    const other = brands.list(workspace).find((one) => one.id !== id && one.sms?.sender === sender);
    if (!other) return;
    throw new CodedError('already_exists', {
      en: `${other.name} sends as ${sender} already: its answers would be mixed up.`,
      fr: `${other.name} envoie déjà sous ${sender} : ses réponses seraient mélangées.`,
    });
  }

  async function makeKey(brand: Brand): Promise<string> {
    const key = deps.newKey();
    // It is shown to nobody but the provider, in an address, so no flow may send it anywhere.
    await secrets.set(workspace, secretName(brand.id, WEBHOOK_KEY), key, [NOWHERE]);
    return key;
  }

  /** Forgets what was kept for another provider than `keep`. */
  async function dropSecrets(brand: string, keep?: SmsConnection['provider']): Promise<void> {
    const kept = keep ? SMS_SECRETS[keep].map(({ name }) => name) : [];
    const known = SMS_PROVIDERS.flatMap((provider) => SMS_SECRETS[provider].map(({ name }) => name));
    for (const field of known.filter((name) => !kept.includes(name))) {
      await secrets.remove(workspace, secretName(brand, field));
    }
    if (!keep) await secrets.remove(workspace, secretName(brand, WEBHOOK_KEY));
  }

  /** `key`: the webhook's, where it is shown; otherwise it is masked. */
  async function view(brand: Brand & { sms: SmsConnection }, key?: string, fault?: string): Promise<SmsView> {
    const { provider, sender, smart, stopMention, whenUnsure, settings } = brand.sms;
    const stored: Record<string, boolean> = {};
    for (const { name } of SMS_SECRETS[provider]) stored[name] = (await secret(brand, name)) !== undefined;
    const kind = kindOf(sender);
    return {
      provider,
      sender,
      senderKind: kind,
      smart,
      ...(stopMention === undefined ? {} : { stopMention }),
      whenUnsure,
      settings,
      secrets: stored,
      ...(hasWebhook(provider) ? { webhookUrl: shownUrl(provider, brand.id, key) } : {}),
      warnings: [
        ...warningsOf(brand.sms, stored),
        ...(fault === undefined ? [] : [warning('sms_connection', fault)]),
      ],
    };
  }

  function shownUrl(provider: SmsConnection['provider'], brand: string, key = '••••'): string {
    const url = deps.webhookUrl(provider, brand, key);
    return provider === 'twilio' ? url + TWILIO_RETRIES : url;
  }

  /** The settings are kept even where the connection does not open yet: the answer says why. */
  async function opened(brand: Brand): Promise<string | undefined> {
    try {
      await deps.changed(brand);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  return [
    route({
      method: 'get',
      path: '/brands/:id/sms',
      access: 'brand.read',
      summary: 'How a brand sends and hears SMS',
      params: idParams,
      response: smsViewSchema,
      handle: ({ params: { id } }) => view(connected(id)),
    }),
    route({
      method: 'put',
      path: '/brands/:id/sms',
      access: 'brand.write',
      audit: { action: 'brand.changed', detail: () => ({ what: 'sms' }) },
      summary:
        'Connects a brand to an SMS provider, or changes the connection; secrets left out stay as they are',
      params: idParams,
      body: saveSmsSchema,
      response: smsViewSchema,
      async handle({ params: { id }, body }) {
        const brand = brandOf(id);
        const { secrets: given, settings, ...rest } = body;
        refuseShared(id, rest.sender);
        const sms: SmsConnection = { ...rest, settings: withoutGaps(settings) };
        const host = providerHost(sms) ?? NOWHERE;
        for (const [field, value] of Object.entries(withoutGaps(given))) {
          await secrets.set(workspace, secretName(id, field), String(value), [host]);
        }
        const hasKey = (await secret(brand, WEBHOOK_KEY)) !== undefined;
        const key = hasKey || !hasWebhook(sms.provider) ? undefined : await makeKey(brand);
        const changed = { ...brand, sms };
        await brands.put(changed);
        await dropSecrets(id, sms.provider);
        const fault = missing(sms, await view(changed)) ? undefined : await opened(changed);
        return view(changed, key, fault);
      },
    }),
    route({
      method: 'post',
      path: '/brands/:id/sms/webhook-key',
      access: 'brand.write',
      audit: { action: 'secret.set', detail: () => ({ what: 'webhook key' }) },
      summary: 'Makes a new key for the webhook; the provider must be told the new address at once',
      params: idParams,
      response: smsViewSchema,
      async handle({ params: { id } }) {
        const brand = connected(id);
        if (!hasWebhook(brand.sms.provider)) {
          throw new CodedError('not_found', 'This provider reports over its own connection.');
        }
        const key = await makeKey(brand);
        return view(brand, key, await opened(brand));
      },
    }),
    route({
      method: 'delete',
      path: '/brands/:id/sms',
      access: 'brand.write',
      audit: { action: 'brand.changed', detail: () => ({ what: 'sms' }) },
      summary: 'Ends a brand’s SMS connection and forgets its secrets',
      params: idParams,
      status: 204,
      async handle({ params: { id } }) {
        const { sms: _sms, ...brand } = connected(id);
        await brands.put(brand);
        await opened(brand);
        await dropSecrets(id);
      },
    }),
  ];
}

/** SMPP reports over the connection itself; the emulator is told by this server. */
function hasWebhook(provider: SmsConnection['provider']): boolean {
  return provider === 'twilio' || provider === 'smsmode';
}

function kindOf(sender: string): SenderKind {
  const kind = senderKind(sender);
  if (!kind) throw new CodedError('invalid_sender', SENDER_RULE);
  return kind;
}

function withoutGaps(
  fields: Record<string, string | number | boolean | undefined>,
): Record<string, string | number | boolean> {
  const known: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) known[name] = value;
  return known;
}

/** Whether a secret is missing without which the connection cannot open: the warning says so already. */
function missing({ provider }: SmsConnection, { secrets }: SmsView): boolean {
  return SMS_SECRETS[provider].some(({ name, needed }) => needed && !secrets[name]);
}

type Warning = SmsView['warnings'][number];

function warningsOf(sms: SmsConnection, stored: Record<string, boolean>): Warning[] {
  const { provider, settings, stopMention } = sms;
  const gaps = SMS_SECRETS[provider]
    .filter(
      ({ name, needed }) => !stored[name] && (needed || (name === 'apiKeySecret' && settings.apiKeySid)),
    )
    .map(({ name }) =>
      warning(
        'sms_secret_missing',
        `"${name}" is not stored for this host: nothing can be sent or heard.`,
        `« ${name} » n'est pas enregistré pour cet hôte : rien ne peut partir ni arriver.`,
      ),
    );
  if (canBeAnswered(sms)) return gaps;
  const silent = warning(
    'sms_sender_unanswerable',
    `A name such as "${sms.sender}" cannot be answered: flows that wait for a reply stop by SMS.`,
    `Un nom comme « ${sms.sender} » ne reçoit pas de réponse : les parcours qui en attendent une s'arrêtent par SMS.`,
  );
  const mute = warning(
    'sms_stop_mention_missing',
    'Promotion under a name must say where STOP goes, such as "STOP 36111"; without it none is sent in France.',
    'Une promotion envoyée sous un nom doit dire où envoyer STOP, par exemple « STOP 36111 » ; sans cela, aucune ne part en France.',
  );
  return stopMention === undefined ? [...gaps, silent, mute] : [...gaps, silent];
}

function warning(code: string, en: string, fr: string = en): Warning {
  return { code, message: { en, fr } };
}
