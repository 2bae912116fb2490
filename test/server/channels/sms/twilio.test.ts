/** Twilio's Messages API over real HTTP: what is asked, and what each of its answers means for the SMS. */

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../../../server/channels/port.ts';
import type { Sms, SmsProvider } from '../../../../server/channels/sms/provider.ts';
import { createProviderCall } from '../../../../server/channels/sms/provider-call.ts';
import { openTwilio } from '../../../../server/channels/sms/twilio.ts';
import { faultOf } from '../../../../server/channels/sms/twilio-errors.ts';
import { createEgress, type Egress } from '../../../../server/egress.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { openStandIn, type StandIn } from './provider-stand-in.ts';
import { ACCOUNT, ID, SMS, smsBrand } from './samples.ts';

const TOKEN = 'a-token-of-thirty-two-characters';
const WEBHOOK = 'https://chat.example.com/webhooks/sms/twilio?brand=acme&key=k123';

/** www.twilio.com/docs/messaging/api/message-resource, "Create a Message"; with a messaging service. */
const CREATED = {
  account_sid: ACCOUNT,
  api_version: '2010-04-01',
  body: 'Hi there',
  date_created: 'Thu, 24 Aug 2023 05:01:45 +0000',
  date_sent: null,
  date_updated: 'Thu, 24 Aug 2023 05:01:45 +0000',
  direction: 'outbound-api',
  error_code: null,
  error_message: null,
  from: '+15557122661',
  num_media: '0',
  num_segments: '1',
  price: null,
  price_unit: null,
  messaging_service_sid: null,
  sid: 'SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  status: 'queued',
  to: '+15558675310',
  uri: `/2010-04-01/Accounts/${ACCOUNT}/Messages/SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.json`,
};

/** www.twilio.com/docs/usage/twilios-response: the form of every error. */
const refusal = (code: number, message: string, status = 400) => ({
  status,
  body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
});

let standIn: StandIn;
let egress: Egress;
let provider: SmsProvider;
beforeEach(async () => {
  standIn = await openStandIn({ status: 201, body: CREATED });
  egress = createEgress({ allowPrivate: [], timeoutMs: 300 });
  provider = await open();
});
afterEach(async () => {
  await egress.close();
  await standIn.close();
});

function open(
  settings: Record<string, string> = {},
  secrets: Record<string, string> = { authToken: TOKEN },
): Promise<SmsProvider> {
  return openTwilio({ call: createProviderCall({ fetch: egress.trusted, clock: createFakeClock() }) })({
    brand: smsBrand({ settings: { accountSid: ACCOUNT, rootUrl: standIn.url, ...settings } }),
    secret: async (field) => secrets[field],
    webhookUrl: WEBHOOK,
    hear: async () => undefined,
  });
}

async function sent(sms: Partial<Sms> = {}): Promise<URLSearchParams> {
  await provider.send({ ...SMS, ...sms });
  return new URLSearchParams(standIn.asked[0]?.body);
}

async function answered(answer: StandIn['answer']): Promise<Outcome> {
  standIn.answer = answer;
  return provider.send(SMS);
}

describe('a request', () => {
  test('is a form to the account, signed in with its token', async () => {
    const form = await sent();
    const [asked] = standIn.asked;
    expect(asked).toMatchObject({ method: 'POST', path: `/2010-04-01/Accounts/${ACCOUNT}/Messages.json` });
    expect(asked?.headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`,
    });
    expect(Object.fromEntries(form)).toEqual({
      To: '+33639980001',
      From: '+33644630000',
      Body: 'Your table is booked.',
      StatusCallback: `${WEBHOOK}&message=${ID}#rc=5&rp=5xx,ct,rt`,
      SmartEncoded: 'false',
    });
  });

  test('says nothing of a text but the text', async () => {
    const text = 'Soirée à 19 h: €5 & plus = 100 % «ok» 🎉\nBye';
    expect((await sent({ text })).get('Body')).toBe(text);
  });

  test('lets a messaging service pick the sender', async () => {
    const messagingServiceSid = `MG${'0123456789abcdef'.repeat(2)}`;
    provider = await open({ messagingServiceSid });
    const form = await sent();
    expect(form.get('MessagingServiceSid')).toBe(messagingServiceSid);
    expect(form.has('From')).toBe(false);
  });

  test('signs in with an API key where there is one', async () => {
    const apiKeySid = `SK${'0123456789abcdef'.repeat(2)}`;
    provider = await open({ apiKeySid }, { authToken: TOKEN, apiKeySecret: 'key-secret' });
    await sent();
    expect(standIn.asked[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from(`${apiKeySid}:key-secret`).toString('base64')}`,
    );
  });

  test.each([
    [0.2, '1'],
    [90, '90'],
    [90.5, '91'],
    [86_400, '36000'],
  ])('with a validity of %d seconds asks for %s', async (validity, asked) => {
    expect((await sent({ validity })).get('ValidityPeriod')).toBe(asked);
  });

  test('is never made without a token', async () => {
    await expect(open({}, {})).rejects.toThrow('Twilio needs its auth token');
    await expect(open({ apiKeySid: `SK${'0'.repeat(32)}` }, { authToken: TOKEN })).rejects.toThrow('API key');
    await expect(open({ rootUrl: 'http://example.com' })).rejects.toThrow();
  });
});

describe('an answer', () => {
  test('of 201 with a SID is a message taken; its reports will name ours', async () => {
    expect(await answered({ status: 201, body: CREATED })).toEqual({ kind: 'accepted' });
  });

  test.each([
    [refusal(21211, "The 'To' number +33 is not a valid phone number."), 'refused', 'sms_number'],
    [refusal(21614, "'To' number is not a valid mobile number"), 'refused', 'sms_landline'],
    [refusal(21635, "'To' number cannot be a landline"), 'refused', 'sms_landline'],
    [refusal(21610, 'Attempt to send to unsubscribed recipient'), 'opted-out', 'sms_opted_out'],
    [refusal(21408, 'Permission to send an SMS has not been enabled'), 'refused', 'sms_region'],
    [refusal(21606, "The 'From' phone number provided is not valid"), 'refused', 'sms_sender'],
    [
      refusal(21617, 'The concatenated message body exceeds the 1600 character limit'),
      'refused',
      'sms_too_long',
    ],
    [refusal(20003, 'Authenticate', 401), 'refused', 'sms_unauthorized'],
    [refusal(20404, 'The requested resource was not found', 404), 'refused', 'sms_account'],
    [
      refusal(21611, 'This From number has exceeded the maximum number of queued messages'),
      'again',
      'sms_busy',
    ],
    [refusal(20429, 'Too Many Requests', 429), 'again', 'sms_busy'],
    [refusal(63038, 'Daily message limit exceeded', 429), 'again', 'sms_busy'],
    [refusal(30001, 'Queue overflow'), 'again', 'sms_busy'],
    [refusal(99999, 'Something new'), 'refused', 'sms_refused'],
    [{ status: 403, body: {} }, 'refused', 'sms_unauthorized'],
    [{ status: 302, headers: { location: 'https://elsewhere.example.com/' } }, 'refused', 'sms_refused'],
  ] as const)('%j is %s, %s', async (answer, kind, code) => {
    const outcome = await answered(answer);
    expect(outcome).toMatchObject({ kind, code });
    expect(outcome).not.toHaveProperty('unsure');
  });

  test('keeps what Twilio said of a code we do not know', async () => {
    expect(await answered(refusal(99999, 'Something new'))).toMatchObject({
      detail: 'Twilio answered 400: Something new (Twilio 99999)',
    });
  });

  test('says when to come back, in seconds or as a date', async () => {
    expect(
      await answered({ ...refusal(20429, 'Too Many Requests', 429), headers: { 'retry-after': '7' } }),
    ).toMatchObject({
      kind: 'again',
      afterMs: 7000,
    });
    const date = new Date(createFakeClock().now() + 9000).toUTCString();
    expect(await answered({ status: 503, headers: { 'retry-after': date } })).toMatchObject({
      afterMs: 9000,
    });
    expect(await answered(refusal(63038, 'Daily message limit exceeded', 429))).toMatchObject({
      afterMs: 3_600_000,
    });
  });

  // www.twilio.com/docs/errors/20500: a POST that was answered 500 may have sent the SMS.
  test.each([
    [
      { status: 500, body: { code: 20500, message: 'Internal Server Error', status: 500 } },
      'sms_unavailable',
    ],
    [{ status: 502, body: '<html>Bad Gateway</html>' }, 'sms_unavailable'],
    [{ status: 504 }, 'sms_unavailable'],
    [{ status: 408 }, 'sms_unavailable'],
    [{ status: 201, body: '<html>Welcome to the hotel</html>' }, 'sms_unclear'],
    [{ status: 200, body: '' }, 'sms_unclear'],
    ['drop', 'sms_network'],
    ['hang', 'sms_timeout'],
  ] as const)('%j leaves in doubt whether it left', async (answer, code) => {
    expect(await answered(answer)).toMatchObject({ kind: 'again', code, unsure: true });
    expect(standIn.asked).toHaveLength(1);
  });

  test('that is missing because nobody is there means that nothing left', async () => {
    await standIn.close();
    const outcome = await provider.send(SMS);
    expect(outcome).toMatchObject({ kind: 'again', code: 'sms_network' });
    expect(outcome).not.toHaveProperty('unsure');
    standIn = await openStandIn({ status: 201 });
  });

  test('that is missing because the name leads nowhere means that nothing left', async () => {
    provider = await open({ rootUrl: 'https://twilio.invalid' });
    expect(await provider.send(SMS)).toMatchObject({ kind: 'again', code: 'sms_network' });
    expect(await provider.send(SMS)).not.toHaveProperty('unsure');
  });

  test('from a server that does not speak TLS leaves it in doubt, at worst', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined).resume();
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    provider = await open({ rootUrl: `https://127.0.0.1:${(server.address() as AddressInfo).port}` });
    expect(await provider.send(SMS)).toMatchObject({ kind: 'again', code: 'sms_network' });
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('a failure told later', () => {
  test.each([
    [30003, 'sms_unreached'],
    [30004, 'sms_blocked'],
    [30005, 'sms_number'],
    [30006, 'sms_landline'],
    [30007, 'sms_blocked'],
    [30008, 'sms_unreached'],
    [21610, 'sms_opted_out'],
    [12345, 'sms_unreached'],
    [undefined, 'sms_unreached'],
  ])('%s is %s', (code, ours) => {
    const fault = faultOf(code);
    expect(fault.code).toBe(ours);
    if (code !== undefined) expect(fault.detail).toContain(String(code));
  });
});
