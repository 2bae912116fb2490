/** Where passwords are kept, and that none is shown to another host than the one it was stored for. */
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createSmsSecret, secretName, WEBHOOK_KEY } from '../../../../server/channels/sms/secrets.ts';
import { createSecrets } from '../../../../server/services/secrets.ts';
import { openRecords } from '../../services/open-records.ts';
import { ACCOUNT, smsBrand } from './samples.ts';

describe('a name', () => {
  test('can be read where the brand can', () => {
    expect(secretName('acme', 'authToken')).toBe('sms_acme_auth-token');
    expect(secretName('acme', WEBHOOK_KEY)).toBe('sms_acme_webhook-key');
  });

  test('is fit to be stored, whatever the brand is called', () => {
    for (const brand of ['Acme', 'a'.repeat(64), '_', '-x-', 'ÄÖ']) {
      expect(secretName(brand, 'apiKeySecret')).toMatch(/^[a-z][a-z0-9_-]{0,39}$/);
    }
  });

  test('never belongs to two brands', () => {
    const names = ['a', 'a_b', 'A', 'a-b', 'a_key', 'a_webhook', 'xa', 'Xa'].flatMap((brand) =>
      ['key', 'webhookKey', 'password', 'apiKey'].map((field) => secretName(brand, field)),
    );
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('a secret', () => {
  const open = () => {
    const secrets = createSecrets({ records: openRecords(), key: randomBytes(32) });
    return { secrets, secret: createSmsSecret(secrets, 'emulator-key') };
  };

  test('is shown to the host it was stored for, and to no other', async () => {
    const { secrets, secret } = open();
    await secrets.set('w', secretName('acme', 'authToken'), 'the-token', ['api.twilio.com']);
    expect(await secret(smsBrand({ settings: { accountSid: ACCOUNT } }), 'authToken')).toBe('the-token');
    const elsewhere = smsBrand({ settings: { accountSid: ACCOUNT, rootUrl: 'https://evil.example.com' } });
    expect(await secret(elsewhere, 'authToken')).toBeUndefined();
    const { sms: _sms, ...silent } = smsBrand();
    expect(await secret(silent, 'authToken')).toBeUndefined();
  });

  test('stored for no host is shown to none', async () => {
    const { secrets, secret } = open();
    await secrets.set('w', secretName('acme', 'password'), 'the-password');
    expect(
      await secret(smsBrand({ provider: 'smpp', settings: { host: 'smsc.example.com' } }), 'password'),
    ).toBe(undefined);
  });

  test('of the emulator is the one the server was given', async () => {
    const { secret } = open();
    expect(await secret(smsBrand({ provider: 'emulator' }), 'key')).toBe('emulator-key');
    expect(await secret(smsBrand({ provider: 'twilio' }), 'key')).toBeUndefined();
  });
});
