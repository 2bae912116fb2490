/** smsmode's REST API over real HTTP: what is asked, and what each of its answers means for the SMS. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../../../server/channels/port.ts';
import type { Sms, SmsProvider } from '../../../../server/channels/sms/provider.ts';
import { createProviderCall } from '../../../../server/channels/sms/provider-call.ts';
import { openSmsmode } from '../../../../server/channels/sms/smsmode.ts';
import { createEgress, type Egress } from '../../../../server/egress.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { openStandIn, type StandIn } from './provider-stand-in.ts';
import { ID, SMS, smsBrand } from './samples.ts';

const WEBHOOK = 'https://chat.example.com/webhooks/sms/smsmode?brand=acme&key=k123';

/** dev.smsmode.com/sms/v1, "Send a message": the example of a good answer. */
const ACCEPTED = {
  messageId: '67c15045-1067-4588-ba3c-737cc5051438',
  acceptedAt: '2021-10-14T12:00:00',
  channel: {
    channelId: 'cbc76dcd-72a8-43ee-a39f-acba2157e81c',
    name: 'marketing_channel',
    type: 'SMS',
    flow: 'MARKETING',
  },
  type: 'SMS',
  direction: 'MT',
  recipient: { to: '3600000000' },
  from: '36034',
  body: { text: 'message', encoding: 'GSM7', messagePartCount: 1, length: 7 },
  status: { deliveryDate: '2021-10-14T12:00:00', value: 'ENROUTE' },
  href: 'https://rest.smsmode.com/sms/v1/messages/67c15045-1067-4588-ba3c-737cc5051438',
};

let standIn: StandIn;
let egress: Egress;
let provider: SmsProvider;
beforeEach(async () => {
  standIn = await openStandIn({ status: 201, body: ACCEPTED });
  egress = createEgress({ allowPrivate: [], timeoutMs: 300 });
  provider = await open();
});
afterEach(async () => {
  await egress.close();
  await standIn.close();
});

function open(key: string | undefined = 'the-api-key'): Promise<SmsProvider> {
  return openSmsmode({ call: createProviderCall({ fetch: egress.trusted, clock: createFakeClock() }) })({
    brand: smsBrand({ provider: 'smsmode', settings: { rootUrl: standIn.url } }),
    secret: async (field) => (field === 'apiKey' ? key : undefined),
    webhookUrl: WEBHOOK,
    hear: async () => undefined,
  });
}

async function sent(sms: Partial<Sms> = {}): Promise<unknown> {
  await provider.send({ ...SMS, ...sms });
  return JSON.parse(standIn.asked[0]?.body ?? '');
}

async function answered(answer: StandIn['answer']): Promise<Outcome> {
  standIn.answer = answer;
  return provider.send(SMS);
}

describe('a request', () => {
  test('is the documented JSON, with our id to come back in reports', async () => {
    expect(await sent()).toEqual({
      recipient: { to: '33639980001' },
      body: { text: 'Your table is booked.', encoding: 'GSM7' },
      from: '33644630000',
      refClient: ID,
      callbackUrlStatus: `${WEBHOOK}&message=${ID}`,
      callbackUrlMo: `${WEBHOOK}&message=${ID}`,
    });
    expect(standIn.asked[0]).toMatchObject({ method: 'POST', path: '/sms/v1/messages' });
    expect(standIn.asked[0]?.headers).toMatchObject({
      'x-api-key': 'the-api-key',
      'content-type': 'application/json',
    });
  });

  test('says in which alphabet the text is, and leaves a name as it is', async () => {
    expect(await sent({ text: 'Merci 🎉', encoding: 'ucs2', sender: 'ACME' })).toMatchObject({
      body: { text: 'Merci 🎉', encoding: 'UNICODE' },
      from: 'ACME',
    });
  });

  test('is never made without a key', async () => {
    await expect(open('')).rejects.toThrow('smsmode needs its API key');
  });
});

describe('an answer', () => {
  test('of 201 with an id is a message taken', async () => {
    expect(await answered({ status: 201, body: ACCEPTED })).toEqual({ kind: 'accepted' });
  });

  test.each([
    [{ status: 401, body: { title: 'Unauthorized', message: 'Invalid API key' } }, 'sms_unauthorized'],
    [{ status: 403, body: { message: 'Channel type mismatch' } }, 'sms_unauthorized'],
    [{ status: 402, body: { message: 'Not enough credits' } }, 'sms_account'],
    [
      { status: 400, body: { message: 'Bad request', detail: 'recipient.to is invalid', errorCode: 1234 } },
      'sms_refused',
    ],
    [{ status: 404, body: 'not json' }, 'sms_refused'],
  ])('%j is refused: %s', async (answer, code) => {
    expect(await answered(answer)).toMatchObject({ kind: 'refused', code });
  });

  test('keeps what smsmode said', async () => {
    const body = {
      title: 'Bad Request',
      message: 'Invalid parameter',
      detail: 'from is too long',
      errorCode: 'E12',
    };
    expect(await answered({ status: 400, body })).toMatchObject({
      detail: 'smsmode answered 400: Invalid parameter: from is too long (smsmode E12)',
    });
  });

  test('that asks for patience gets it', async () => {
    expect(await answered({ status: 429, headers: { 'retry-after': '3' } })).toEqual({
      kind: 'again',
      code: 'sms_busy',
      detail: 'smsmode asks for patience.',
      afterMs: 3000,
    });
  });

  test.each([
    [{ status: 500 }, 'sms_unavailable'],
    [{ status: 201, body: { ok: true } }, 'sms_unclear'],
    ['drop', 'sms_network'],
    ['hang', 'sms_timeout'],
  ] as const)('%j leaves in doubt whether it left', async (answer, code) => {
    expect(await answered(answer)).toMatchObject({ kind: 'again', code, unsure: true });
  });
});
