/** Which settings and secrets each SMS provider wants; knows no markup and no server. */
import type { SmsView } from '../../server/contract.ts';
import type { brandTexts } from './brand-texts.ts';

export type Provider = SmsView['provider'];
type Text = keyof (typeof brandTexts)['en'];

export interface SettingField {
  name: Text;
  kind: 'text' | 'number' | 'boolean' | readonly string[];
  required?: boolean;
  /** Where it is left out. */
  initial?: string | number | boolean;
  min?: number;
  max?: number;
  /** The texts of the options: "bind" for "bind-transceiver". */
  prefix?: string;
}

interface ProviderFields {
  /** A name of its own; the emulator has a text. */
  label: string | undefined;
  settings: readonly SettingField[];
  /** Behind "more settings". */
  more: readonly SettingField[];
  secrets: readonly {
    name: 'apiKey' | 'authToken' | 'apiKeySecret' | 'password';
    needed: boolean;
    /** Asked for only beside this setting. */
    beside?: string;
  }[];
}

const PER_SECOND: SettingField = { name: 'perSecond', kind: 'number', min: 0.1, max: 1000 };

export const PROVIDERS: Record<Provider, ProviderFields> = {
  emulator: { label: undefined, settings: [], more: [PER_SECOND], secrets: [] },
  smsmode: {
    label: 'smsmode',
    settings: [],
    more: [{ name: 'rootUrl', kind: 'text' }, PER_SECOND],
    secrets: [{ name: 'apiKey', needed: true }],
  },
  twilio: {
    label: 'Twilio',
    settings: [
      { name: 'accountSid', kind: 'text', required: true },
      { name: 'messagingServiceSid', kind: 'text' },
    ],
    more: [{ name: 'apiKeySid', kind: 'text' }, { name: 'rootUrl', kind: 'text' }, PER_SECOND],
    secrets: [
      { name: 'authToken', needed: true },
      { name: 'apiKeySecret', needed: false, beside: 'apiKeySid' },
    ],
  },
  smpp: {
    label: 'SMPP',
    settings: [
      { name: 'host', kind: 'text', required: true },
      { name: 'port', kind: 'number', initial: 2775, min: 1, max: 65_535 },
      { name: 'systemId', kind: 'text', required: true },
      { name: 'tls', kind: 'boolean', initial: false },
    ],
    more: [
      { name: 'systemType', kind: 'text' },
      {
        name: 'bindMode',
        kind: ['transceiver', 'transmitter+receiver'],
        initial: 'transceiver',
        prefix: 'bind',
      },
      { name: 'window', kind: 'number', initial: 10, min: 1, max: 100 },
      { name: 'perSecond', kind: 'number', min: 0.1, max: 10_000 },
      { name: 'enquireSeconds', kind: 'number', initial: 30, min: 5, max: 600 },
      { name: 'longMessages', kind: ['udh', 'sar', 'payload'], initial: 'udh', prefix: 'long' },
      { name: 'gsm7', kind: ['unpacked', 'packed'], initial: 'unpacked', prefix: 'gsm7' },
    ],
    secrets: [{ name: 'password', needed: true }],
  },
};
export const PROVIDER_IDS = Object.keys(PROVIDERS) as Provider[];

export interface SmsFields {
  provider: Provider;
  sender: string;
  smart: SmsView['smart'];
  stopMention: string;
  whenUnsure: SmsView['whenUnsure'];
  settings: Record<string, string | number | boolean | undefined>;
  secrets: Record<string, string>;
}

export function smsFieldsOf(view: SmsView | undefined): SmsFields {
  return {
    provider: view?.provider ?? 'emulator',
    sender: view?.sender ?? '',
    smart: view?.smart ?? 'when-shorter',
    stopMention: view?.stopMention ?? '',
    whenUnsure: view?.whenUnsure ?? 'hold',
    settings: { ...view?.settings },
    secrets: {},
  };
}

/** As the API takes it: only what the provider knows, and nothing that is empty. */
export function smsBody(fields: SmsFields): Record<string, unknown> {
  const { provider, sender, smart, stopMention, whenUnsure, settings, secrets } = fields;
  const { settings: first, more, secrets: known } = PROVIDERS[provider];
  const set = [...first, ...more].flatMap(({ name }) => {
    const value = settings[name];
    const empty = value === undefined || (typeof value === 'string' && value.trim() === '');
    return empty ? [] : [[name, typeof value === 'string' ? value.trim() : value]];
  });
  const given = known.flatMap(({ name }) => (secrets[name] ? [[name, secrets[name]]] : []));
  return {
    provider,
    sender: sender.replace(/[\s.()-]/g, ''),
    smart,
    whenUnsure,
    ...(stopMention.trim() === '' ? {} : { stopMention: stopMention.trim() }),
    settings: Object.fromEntries(set),
    secrets: Object.fromEntries(given),
  };
}

/** As the server tells the kinds apart; undefined: no phone would show it. */
export function senderKind(sender: string): SmsView['senderKind'] | undefined {
  const plain = sender.replace(/[\s.()-]/g, '');
  if (/^\+[1-9]\d{6,14}$/.test(plain)) return 'number';
  if (/^\d{3,8}$/.test(plain)) return 'short-code';
  return /^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/.test(plain) ? 'alphanumeric' : undefined;
}
