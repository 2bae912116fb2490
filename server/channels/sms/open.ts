/** Puts the SMS channel together: its providers, their secrets, and the way in for those that call back. */
import type { Clock } from '../../clock.ts';
import type { Brand, Outbound, SmsProviderName } from '../port.ts';
import { createSmsChannel, type SmsChannel, type SmsChannelDeps } from './channel.ts';
import { openEmulatorSms, readEmulatorRequest } from './emulator.ts';
import { createHear, type HearDeps } from './hear.ts';
import type { ReadProviderRequest } from './provider.ts';
import type { CallProvider } from './provider-call.ts';
import { createRecentSecrets } from './recent-secrets.ts';
import { createSmsSecret, type SecretSource, type SmsSecret, WEBHOOK_KEY } from './secrets.ts';
import { openSmpp } from './smpp.ts';
import type { SmppLog } from './smpp-session.ts';
import { openSmsmode } from './smsmode.ts';
import { readSmsmodeRequest } from './smsmode-webhook.ts';
import { openTwilio } from './twilio.ts';
import { readTwilioRequest } from './twilio-webhook.ts';

export interface OpenSmsDeps extends HearDeps {
  brands: { list(workspace: string): Brand[] };
  workspace: string;
  secrets: SecretSource;
  /** How providers with an HTTP API are called. */
  call: CallProvider;
  clock: Clock;
  /** The turn of SMS among those of all processes, as in `SmsChannelDeps`. */
  turnOf?: SmsChannelDeps['turnOf'];
  /** In [0, 1). */
  random(): number;
  /** Where providers reach this server. */
  publicUrl: string;
  /** Where this server reaches itself, and with it the emulator. */
  own: string;
  /** What the emulator signs with and is shown; without it the emulator cannot be used. */
  emulatorKey?: string;
  linkFor(outbound: Outbound): Promise<string | undefined>;
  /** What SMPP connections tell of themselves. */
  log?: SmppLog;
}

export interface OpenedSms {
  channel: SmsChannel;
  secret: SmsSecret;
  /** The same, for what comes in: a change made by another process counts after a second. */
  recentSecret: SmsSecret;
  /** Opens the brand's connection anew, or ends it: after its settings or its secrets changed. */
  refresh(brand: Brand): Promise<void>;
  /** Opens every brand's connection, so that those that are called back over it hear. `failed` is told of each that does not open. */
  start(failed: (brand: Brand, error: unknown) => void): Promise<void>;
  close(): Promise<void>;
}

/** Who reads the requests of which provider; SMPP makes none. */
export const SMS_READERS: Partial<Record<SmsProviderName, ReadProviderRequest>> = {
  emulator: readEmulatorRequest,
  smsmode: readSmsmodeRequest,
  twilio: readTwilioRequest,
};

/** The address a brand's provider reports to. Ids and keys need no escaping. */
export function smsWebhookUrl(base: string, provider: SmsProviderName, brand: string, key?: string): string {
  const shown = key === undefined ? '' : `&key=${key}`;
  return `${base.replace(/\/+$/, '')}/webhooks/sms/${provider}?brand=${brand}${shown}`;
}

export function openSms(deps: OpenSmsDeps): OpenedSms {
  const { clock, call, random } = deps;
  const secret = createSmsSecret(deps.secrets, deps.emulatorKey);
  const recent = createRecentSecrets(secret, clock);
  const hear = createHear(deps);
  const channel = createSmsChannel({
    providers: {
      emulator: openEmulatorSms({ call, url: `${deps.own}/emulator` }),
      smsmode: openSmsmode({ call }),
      twilio: openTwilio({ call }),
      smpp: openSmpp({ clock, random, ...(deps.log ? { log: deps.log } : {}) }),
    },
    clock,
    turnOf: deps.turnOf,
    secret,
    async webhookUrl(brand) {
      const provider = brand.sms?.provider ?? 'emulator';
      const base = provider === 'emulator' ? deps.own : deps.publicUrl;
      return smsWebhookUrl(base, provider, brand.id, await secret(brand, WEBHOOK_KEY));
    },
    hear,
    linkFor: deps.linkFor,
  });

  return {
    channel,
    secret,
    recentSecret: recent.secret,
    refresh(brand) {
      recent.forget(brand);
      return channel.refresh(brand);
    },
    async start(failed) {
      const sending = deps.brands.list(deps.workspace).filter(({ sms }) => sms !== undefined);
      await Promise.all(
        sending.map((brand) => channel.refresh(brand).catch((error: unknown) => failed(brand, error))),
      );
    },
    close: channel.close,
  };
}
