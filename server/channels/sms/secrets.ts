/** Where the passwords and keys of SMS connections are kept, and to whom they may be shown; knows no provider's wire. */
import { createHash } from 'node:crypto';
import { readUrl } from '../../../flows/read-url.ts';
import type { Brand, SmsConnection, SmsProviderName } from '../port.ts';

interface SecretField {
  name: string;
  /** Without it nothing can be sent. */
  needed: boolean;
}

/** What each provider must be shown. */
export const SMS_SECRETS: Readonly<Record<SmsProviderName, readonly SecretField[]>> = {
  emulator: [],
  smsmode: [{ name: 'apiKey', needed: true }],
  // The token also signs what Twilio sends; the key, if there is one, is shown instead of it.
  twilio: [
    { name: 'authToken', needed: true },
    { name: 'apiKeySecret', needed: false },
  ],
  smpp: [{ name: 'password', needed: true }],
};

/** In the address a provider reports to: 128 bits that only it and we know. Shown to nobody else. */
export const WEBHOOK_KEY = 'webhookKey';

/** No host has this name (RFC 6761), so what is bound to it goes nowhere. */
export const NOWHERE = 'nowhere.invalid';

/**
 * The name under which a secret of a brand is stored: "sms_acme_auth-token". A field has no underscore, so that no two
 * brands share a name; a brand whose id is not fit for a name is named by its digest.
 */
export function secretName(brand: string, field: string): string {
  const fits = /^[a-z0-9_-]{1,20}$/.test(brand);
  const id = fits ? brand : `x${createHash('sha256').update(brand).digest('hex').slice(0, 18)}`;
  return `sms_${id}_${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The host a connection's secrets are for; undefined where there is none to show them to. */
export function providerHost({ provider, settings }: SmsConnection): string | undefined {
  switch (provider) {
    case 'twilio':
      return hostOf(settings.rootUrl ?? TWILIO_ROOT);
    case 'smsmode':
      return hostOf(settings.rootUrl ?? SMSMODE_ROOT);
    case 'smpp':
      return typeof settings.host === 'string' ? settings.host.toLowerCase() : undefined;
    case 'emulator':
      return undefined;
  }
}

export const TWILIO_ROOT = 'https://api.twilio.com';
export const SMSMODE_ROOT = 'https://rest.smsmode.com';

function hostOf(url: string | number | boolean): string | undefined {
  return readUrl(String(url))?.hostname.toLowerCase();
}

/** What is asked of the store of secrets. */
export interface SecretSource {
  reveal(workspace: string, name: string): Promise<{ value: string; hosts: string[] } | undefined>;
}

export type SmsSecret = (brand: Brand, field: string) => Promise<string | undefined>;

/**
 * Reads a brand's secrets. One stored for another host than the connection's is none: whoever changes where the server
 * connects to must know the password. `emulatorKey` is what our own emulator signs with.
 */
export function createSmsSecret(source: SecretSource, emulatorKey?: string): SmsSecret {
  return async (brand, field) => {
    if (brand.sms?.provider === 'emulator' && field === 'key' && emulatorKey !== undefined)
      return emulatorKey;
    const found = await source.reveal(brand.workspace, secretName(brand.id, field));
    if (!found || field === WEBHOOK_KEY) return found?.value;
    const host = brand.sms && providerHost(brand.sms);
    return host !== undefined && found.hosts.includes(host) ? found.value : undefined;
  };
}
