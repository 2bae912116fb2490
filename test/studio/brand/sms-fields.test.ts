/** What the API gets of the fields of an SMS connection; the fields offer exactly what it takes. */
import { describe, expect, test } from 'vitest';
import { senderKind as kindOnServer } from '../../../server/channels/sms/sender.ts';
import { saveSmsSchema } from '../../../server/http/api/brands.ts';
import {
  PROVIDER_IDS,
  PROVIDERS,
  type Provider,
  senderKind,
  smsBody,
  smsFieldsOf,
} from '../../../studio/brand/sms-fields.ts';

const REQUIRED: Record<Provider, Record<string, string>> = {
  emulator: {},
  smsmode: {},
  twilio: { accountSid: `AC${'0'.repeat(32)}` },
  smpp: { host: 'smsc.example', systemId: 'carillon' },
};

describe.each(PROVIDER_IDS)('%s', (provider) => {
  const fields = {
    ...smsFieldsOf(undefined),
    provider,
    sender: '+33 6 44 63 00 00',
    settings: REQUIRED[provider],
  };

  test('what must be given is enough', () => {
    expect(saveSmsSchema.safeParse(smsBody(fields)).error).toBeUndefined();
  });

  test('every setting and every secret offered is one the server takes', () => {
    const { settings, more, secrets } = PROVIDERS[provider];
    const filled = Object.fromEntries(
      [...settings, ...more].map(({ name, kind, initial }) => {
        if (kind === 'text') {
          const sids: Record<string, string> = { messagingServiceSid: 'MG', apiKeySid: 'SK' };
          const sid = sids[name];
          const text = sid ? `${sid}${'0'.repeat(32)}` : name === 'rootUrl' ? 'https://api.example' : 'x';
          return [name, REQUIRED[provider][name] ?? text];
        }
        return [name, initial ?? (kind === 'number' ? 5 : true)];
      }),
    );
    const given = Object.fromEntries(secrets.map(({ name }) => [name, 'secret']));
    const body = smsBody({ ...fields, settings: filled, secrets: given, stopMention: ' STOP 36111 ' });
    const parsed = saveSmsSchema.safeParse(body);
    expect(parsed.error).toBeUndefined();
    expect(Object.keys(parsed.data?.secrets ?? {})).toEqual(Object.keys(given));
  });

  test('every option of a choice is one the server takes', () => {
    for (const { name, kind } of [...PROVIDERS[provider].settings, ...PROVIDERS[provider].more]) {
      if (typeof kind === 'string') continue;
      for (const option of kind) {
        const body = smsBody({ ...fields, settings: { ...REQUIRED[provider], [name]: option } });
        expect(saveSmsSchema.safeParse(body).error).toBeUndefined();
      }
    }
  });
});

test('what belongs to another provider is not sent along', () => {
  const fields = {
    ...smsFieldsOf(undefined),
    provider: 'smsmode' as const,
    sender: '36111',
    settings: { host: 'smsc.example', perSecond: 3 },
    secrets: { password: 'secret', apiKey: 'key' },
  };
  expect(smsBody(fields)).toMatchObject({ settings: { perSecond: 3 }, secrets: { apiKey: 'key' } });
  expect(JSON.stringify(smsBody(fields))).not.toMatch(/smsc|secret"/);
});

test.each(['+33644630000', '36111', 'Carillon', 'Maison Carillon', '12', 'Ä', '', '+0'])(
  'the sender %j is of the kind the server says',
  (sender) => {
    expect(senderKind(sender)).toBe(kindOnServer(sender.replace(/[\s.()-]/g, '')));
  },
);
