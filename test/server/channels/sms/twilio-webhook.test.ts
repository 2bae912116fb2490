/** What Twilio reports, in its documented form, and who else may say so: nobody. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProviderNews } from '../../../../server/channels/sms/provider.ts';
import { readTwilioRequest, signTwilio } from '../../../../server/channels/sms/twilio-webhook.ts';
import { ACCOUNT, ID, PHONE, smsBrand } from './samples.ts';

const TOKEN = 'a-token-of-thirty-two-characters';
const URL_ = `https://chat.example.com/webhooks/sms/twilio?brand=acme&key=k123&message=${ID}`;
const SID = 'SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';

/** www.twilio.com/docs/messaging/guides/webhook-request: what comes with an inbound message. */
const INBOUND = {
  ToCountry: 'FR',
  ToState: '',
  SmsMessageSid: SID,
  NumMedia: '0',
  ToCity: '',
  FromZip: '',
  SmsSid: SID,
  FromState: '',
  SmsStatus: 'received',
  FromCity: '',
  Body: 'Yes, 2 please',
  FromCountry: 'FR',
  To: '+33644630000',
  ToZip: '',
  NumSegments: '1',
  MessageSid: SID,
  AccountSid: ACCOUNT,
  From: PHONE,
  ApiVersion: '2010-04-01',
};

/** www.twilio.com/docs/messaging/guides/track-outbound-message-status. */
const REPORT = {
  SmsSid: SID,
  SmsStatus: 'sent',
  MessageStatus: 'sent',
  To: PHONE,
  MessageSid: SID,
  AccountSid: ACCOUNT,
  From: '+33644630000',
  ApiVersion: '2010-04-01',
};

function read(
  fields: Record<string, string>,
  {
    url = URL_,
    signature,
    body,
    token = TOKEN,
    type = 'application/x-www-form-urlencoded',
  }: {
    url?: string;
    signature?: string | null;
    body?: string;
    token?: string | undefined;
    type?: string;
  } = {},
): ProviderNews {
  const form = new URLSearchParams(fields);
  const raw = Buffer.from(body ?? form.toString());
  const signed =
    signature === undefined ? signTwilio(url, new URLSearchParams(raw.toString()), TOKEN) : signature;
  return readTwilioRequest(
    {
      method: 'POST',
      url,
      query: new URL(url).searchParams,
      headers: { 'content-type': type, ...(signed === null ? {} : { 'x-twilio-signature': signed }) },
      body: raw,
    },
    {
      brand: smsBrand({ settings: { accountSid: ACCOUNT } }),
      secret: (field) => (field === 'authToken' ? token : undefined),
    },
  );
}

const inboundOf = (news: ProviderNews) => (news.kind === 'news' ? news.inbound : []);

describe('a signature', () => {
  // www.twilio.com/docs/usage/security, the worked example, and the one of Twilio's libraries.
  test('is the documented one', () => {
    const fields = new URLSearchParams({
      CallSid: 'CA1234567890ABCDE',
      Caller: '+12349013030',
      Digits: '1234',
      From: '+12349013030',
      To: '+18005551212',
    });
    expect(signTwilio('https://mycompany.com/myapp.php?foo=1&bar=2', fields, '12345')).toBe(
      '0/KCTR6DLpKmkAf8muzZqo1nDgQ=',
    );
  });

  test('takes each value of a repeated field once, in order', () => {
    const repeated = new URLSearchParams('b=2&a=z&a=y&a=z');
    const once = new URLSearchParams('a=y&a=z&b=2');
    expect(signTwilio('https://a.example/', repeated, 't')).toBe(signTwilio('https://a.example/', once, 't'));
  });

  test('may cover the address with its port, or without', () => {
    const withPort = URL_.replace('example.com', 'example.com:443');
    const signature = signTwilio(withPort, new URLSearchParams(INBOUND), TOKEN);
    expect(read(INBOUND, { signature }).kind).toBe('news');
    const odd = URL_.replace('example.com', 'example.com:8443');
    const without = signTwilio(URL_, new URLSearchParams(INBOUND), TOKEN);
    expect(read(INBOUND, { url: odd, signature: without }).kind).toBe('news');
  });

  test.each([
    ['that is missing', { signature: null }],
    ['that is empty', { signature: '' }],
    ['of another token', { signature: signTwilio(URL_, new URLSearchParams(INBOUND), 'another') }],
    ['of another address', { signature: signTwilio(`${URL_}x`, new URLSearchParams(INBOUND), TOKEN) }],
    [
      'of other fields',
      { signature: signTwilio(URL_, new URLSearchParams({ ...INBOUND, Body: 'STOP' }), TOKEN) },
    ],
    ['where no token is known', { token: '' }],
  ])('%s makes a request forged', (_what, more) => {
    expect(read(INBOUND, more)).toEqual({ kind: 'forged' });
  });

  test('does not survive any change of the body', () => {
    const form = new URLSearchParams(INBOUND).toString();
    const signature = signTwilio(URL_, new URLSearchParams(form), TOKEN);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: form.length - 1 }),
        fc.constantFrom(...'abc019&=%+'),
        (at, letter) => {
          const body = form.slice(0, at) + letter + form.slice(at + 1);
          const same =
            [...new URLSearchParams(body)].sort().join() === [...new URLSearchParams(form)].sort().join();
          expect(read(INBOUND, { body, signature }).kind).toBe(same ? 'news' : 'forged');
        },
      ),
    );
  });
});

describe('an inbound message', () => {
  test('is what the person wrote, and is answered with nothing to do', () => {
    expect(read(INBOUND)).toEqual({
      kind: 'news',
      inbound: [
        {
          kind: 'act',
          remoteId: SID,
          agentId: 'acme_agent',
          phone: PHONE,
          sentAt: undefined,
          act: { kind: 'text', text: 'Yes, 2 please' },
        },
      ],
      answer: {
        contentType: 'text/xml',
        body: '<?xml version="1.0" encoding="UTF-8"?><Response></Response>',
      },
    });
  });

  test('with pictures is a file each, then the words', () => {
    const news = read({
      ...INBOUND,
      NumMedia: '2',
      MediaUrl0: 'https://api.twilio.com/2010-04-01/Accounts/AC/Messages/MM/Media/ME1',
      MediaContentType0: 'image/jpeg',
      MediaUrl1: 'https://api.twilio.com/2010-04-01/Accounts/AC/Messages/MM/Media/ME2',
      MediaContentType1: 'application/pdf',
    });
    expect(inboundOf(news).map((one) => (one.kind === 'act' ? [one.remoteId, one.act.kind] : one))).toEqual([
      [`${SID}:0`, 'file'],
      [`${SID}:1`, 'file'],
      [SID, 'text'],
    ]);
  });

  test('with a picture and no words is the picture', () => {
    const picture = { NumMedia: '1', MediaUrl0: 'https://api.twilio.com/x', MediaContentType0: 'image/png' };
    expect(inboundOf(read({ ...INBOUND, Body: '', ...picture }))).toMatchObject([
      { act: { kind: 'file', file: { url: 'https://api.twilio.com/x', mime: 'image/png' } } },
    ]);
  });

  test('without a word is still heard', () => {
    expect(inboundOf(read({ ...INBOUND, Body: '' }))).toMatchObject([{ act: { kind: 'text', text: '' } }]);
  });

  // help.twilio.com, "How to Track Opt-Out, Opt-In and Help Messages Using the OptOutType Parameter".
  test('that Twilio reads as STOP or START withdraws and resumes, whatever its words are', () => {
    expect(inboundOf(read({ ...INBOUND, Body: 'Arretez', OptOutType: 'STOP' }))).toMatchObject([
      { act: { kind: 'unsubscribe' } },
    ]);
    expect(inboundOf(read({ ...INBOUND, Body: 'Oui', OptOutType: 'START' }))).toMatchObject([
      { act: { kind: 'subscribe' } },
    ]);
    expect(read({ ...INBOUND, OptOutType: 'STOP' })).toMatchObject({ quiet: true });
    expect(read({ ...INBOUND, Body: 'STOP' })).not.toHaveProperty('quiet');
    expect(inboundOf(read({ ...INBOUND, Body: 'HELP', OptOutType: 'HELP' }))).toMatchObject([
      { act: { kind: 'text', text: 'HELP' } },
    ]);
  });

  test('from what is no phone, or to another account, is set aside', () => {
    expect(inboundOf(read({ ...INBOUND, From: '36111' }))).toMatchObject([
      { kind: 'unknown', reason: 'not_a_phone' },
    ]);
    expect(inboundOf(read({ ...INBOUND, From: 'whatsapp:+33639980001' }))).toMatchObject([
      { kind: 'unknown' },
    ]);
    expect(inboundOf(read({ ...INBOUND, AccountSid: `AC${'f'.repeat(32)}` }))).toMatchObject([
      { kind: 'unknown', reason: 'wrong_account' },
    ]);
  });

  test('has no NUL in it', () => {
    expect(inboundOf(read({ ...INBOUND, Body: 'a\0b' }))).toMatchObject([{ act: { text: 'ab' } }]);
  });
});

describe('a report', () => {
  test.each([
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['read', 'read'],
    ['undelivered', 'failed'],
    ['failed', 'failed'],
    ['canceled', 'failed'],
  ])('of "%s" says %s, of our own message', (status, state) => {
    expect(inboundOf(read({ ...REPORT, MessageStatus: status, SmsStatus: status }))).toMatchObject([
      { kind: 'receipt', remoteId: `${SID}:${status}`, phone: PHONE, message: ID, state },
    ]);
  });

  test.each(['accepted', 'scheduled', 'queued', 'sending'])('of "%s" says nothing yet', (status) => {
    expect(read({ ...REPORT, MessageStatus: status })).toMatchObject({ kind: 'news', inbound: [] });
  });

  test('of a failure says why', () => {
    expect(inboundOf(read({ ...REPORT, MessageStatus: 'undelivered', ErrorCode: '30006' }))).toMatchObject([
      { state: 'failed', fault: { code: 'sms_landline', detail: expect.stringContaining('30006') } },
    ]);
  });

  test('that the person had told Twilio to stop is a withdrawal as well', () => {
    const news = read({ ...REPORT, MessageStatus: 'failed', ErrorCode: '21610' });
    expect(inboundOf(news)).toMatchObject([
      { kind: 'receipt', state: 'failed', fault: { code: 'sms_opted_out' } },
      { kind: 'act', phone: PHONE, act: { kind: 'unsubscribe' } },
    ]);
  });

  test('of a status that is new, or a message that is not ours, is set aside', () => {
    expect(inboundOf(read({ ...REPORT, MessageStatus: 'teleported' }))).toMatchObject([
      { kind: 'unknown', reason: 'unknown_status' },
    ]);
    const url = 'https://chat.example.com/webhooks/sms/twilio?brand=acme&message=1';
    expect(inboundOf(read(REPORT, { url }))).toMatchObject([{ kind: 'unknown', reason: 'unknown_message' }]);
  });
});

describe('what cannot be read', () => {
  test('is malformed: another type, no id', () => {
    expect(read(INBOUND, { type: 'application/json' })).toMatchObject({ kind: 'malformed' });
    expect(read({ From: PHONE, Body: 'x' })).toMatchObject({ kind: 'malformed' });
  });

  test('never throws, whatever is signed', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.string({ unit: 'binary' })),
        fc.string({ unit: 'binary' }),
        (fields, odd) => {
          expect(() =>
            read({ ...fields, MessageSid: odd, From: odd, NumMedia: odd, ErrorCode: odd }),
          ).not.toThrow();
          expect(() => read({ ...INBOUND, ...fields }, { body: odd })).not.toThrow();
        },
      ),
    );
  });
});
