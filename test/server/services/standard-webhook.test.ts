import { describe, expect, test } from 'vitest';
import { signWebhook, verifyWebhook } from '../../../server/services/standard-webhook.ts';

const NOW = Date.parse('2026-11-24T07:00:00Z');
const BODY = Buffer.from('{"type":"payment.updated"}');
const SECRET = `whsec_${Buffer.from('a secret of some length, as bytes').toString('base64')}`;
const signed = (secret = SECRET, at = NOW) => signWebhook('evt_1', BODY.toString(), secret, at);

describe('signed webhooks', () => {
  test('match the vector printed in the specification', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const payload = '{"test": 2432232314}';
    const headers = signWebhook('msg_p5jXN8AQM9LWM0D4loKWxJek', payload, secret, 1_614_265_330_000);
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  test('are accepted unchanged, within five minutes either way', () => {
    for (const seconds of [0, 299, -299]) {
      expect(verifyWebhook(BODY, signed(), [SECRET], NOW + seconds * 1000)).toEqual({
        ok: true,
        id: 'evt_1',
      });
    }
    for (const seconds of [302, -302]) {
      expect(verifyWebhook(BODY, signed(), [SECRET], NOW + seconds * 1000)).toEqual({
        ok: false,
        why: 'stale',
      });
    }
  });

  test('are accepted by any current secret, and by any of several signatures', () => {
    expect(verifyWebhook(BODY, signed('old'), [SECRET, 'old'], NOW).ok).toBe(true);
    const both = `v1a,xyz v1,AAAA ${signed()['webhook-signature']}`;
    expect(verifyWebhook(BODY, { ...signed(), 'webhook-signature': both }, [SECRET], NOW).ok).toBe(true);
  });

  test.each([
    ['one byte of the body', Buffer.from('{"type":"payment.updatee"}'), {}, 'invalid'],
    ['another id', BODY, { 'webhook-id': 'evt_2' }, 'invalid'],
    ['another time', BODY, { 'webhook-timestamp': String(NOW / 1000 + 1) }, 'invalid'],
    ['a time that is no number', BODY, { 'webhook-timestamp': 'now' }, 'invalid'],
    ['a short signature', BODY, { 'webhook-signature': 'v1,AAAA' }, 'invalid'],
    ['another version', BODY, { 'webhook-signature': 'v2,AAAA' }, 'invalid'],
    ['a header twice', BODY, { 'webhook-id': ['evt_1', 'evt_1'] }, 'missing'],
    ['no signature', BODY, { 'webhook-signature': undefined }, 'missing'],
  ])('are refused with %s', (_what, body, change, why) => {
    expect(verifyWebhook(body, { ...signed(), ...change }, [SECRET], NOW)).toEqual({ ok: false, why });
  });

  test('are refused when signed with another secret, or when there is none', () => {
    expect(verifyWebhook(BODY, signed('other'), [SECRET], NOW)).toEqual({ ok: false, why: 'invalid' });
    expect(verifyWebhook(BODY, signed(), [], NOW)).toEqual({ ok: false, why: 'invalid' });
  });
});
