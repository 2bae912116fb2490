/** What smsmode reports, in its documented form; it signs nothing, so only the key in the address counts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProviderNews } from '../../../../server/channels/sms/provider.ts';
import { readSmsmodeRequest } from '../../../../server/channels/sms/smsmode-webhook.ts';
import { ID, PHONE, smsBrand } from './samples.ts';

const KEY = 'a-key-of-128-bits-and-more';
const ADDRESS = `https://chat.example.com/webhooks/sms/smsmode?brand=acme&key=${KEY}&message=${ID}`;

/** A report is the message as dev.smsmode.com/sms/v1 shows it. */
const REPORT = {
  messageId: '67c15045-1067-4588-ba3c-737cc5051438',
  acceptedAt: '2021-10-14T12:00:00',
  type: 'SMS',
  direction: 'MT',
  recipient: { to: '33639980001' },
  from: '33644630000',
  body: { text: 'message', encoding: 'GSM7', messagePartCount: 1, length: 7 },
  status: { deliveryDate: '2021-10-14T12:00:00', value: 'DELIVERED' },
  refClient: ID,
};
const REPLY = {
  messageId: '11111111-1067-4588-ba3c-737cc5051438',
  type: 'SMS',
  direction: 'MO',
  from: '33639980001',
  recipient: { to: '33644630000' },
  body: { text: 'Oui' },
  originMessageId: REPORT.messageId,
};

function read(
  content: unknown,
  { url = ADDRESS, secret = KEY }: { url?: string; secret?: string } = {},
): ProviderNews {
  return readSmsmodeRequest(
    {
      method: 'POST',
      url,
      query: new URL(url).searchParams,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)),
    },
    {
      brand: smsBrand({ provider: 'smsmode' }),
      secret: (field) => (field === 'webhookKey' ? secret : undefined),
    },
  );
}
const inboundOf = (news: ProviderNews) => (news.kind === 'news' ? news.inbound : []);

describe('the key', () => {
  test.each(['', '&key=', '&key=wrong', `&key=${KEY}x`])('"%s" instead of ours makes it forged', (query) => {
    const url = `https://chat.example.com/webhooks/sms/smsmode?brand=acme${query}`;
    expect(read(REPORT, { url })).toEqual({ kind: 'forged' });
  });

  test('that nobody has stored opens nothing', () => {
    const url = 'https://chat.example.com/webhooks/sms/smsmode?brand=acme&key=';
    expect(read(REPORT, { url, secret: '' })).toEqual({ kind: 'forged' });
  });
});

describe('a report', () => {
  test.each([
    ['ENROUTE', 'sent'],
    ['DELIVERED', 'delivered'],
    ['READ', 'read'],
    ['UNDELIVERABLE', 'failed'],
    ['UNDELIVERED', 'failed'],
    ['delivered', 'delivered'],
  ])('of %s says %s', (value, state) => {
    expect(inboundOf(read({ ...REPORT, status: { value } }))).toMatchObject([
      { kind: 'receipt', phone: PHONE, message: ID, state, agentId: 'acme_agent' },
    ]);
  });

  test.each(['SCHEDULED', 'UNKNOWN'])('of %s says nothing yet', (value) => {
    expect(read({ ...REPORT, status: { value } })).toEqual({ kind: 'news', inbound: [] });
  });

  test('of a failure says what smsmode says', () => {
    const status = { value: 'UNDELIVERABLE', detail: 'Unknown subscriber' };
    expect(inboundOf(read({ ...REPORT, status }))).toMatchObject([
      { fault: { code: 'sms_unreached', detail: 'smsmode: UNDELIVERABLE, Unknown subscriber' } },
    ]);
  });

  test('that the number is blacklisted is a withdrawal as well', () => {
    const status = { value: 'UNDELIVERABLE', detail: 'Blacklisted number' };
    expect(inboundOf(read({ ...REPORT, status }))).toMatchObject([
      { kind: 'receipt', state: 'failed', fault: { code: 'sms_opted_out' } },
      { kind: 'act', phone: PHONE, act: { kind: 'unsubscribe' } },
    ]);
    expect(read({ ...REPORT, status })).toMatchObject({ quiet: true });
    expect(read(REPORT)).not.toHaveProperty('quiet');
  });

  test('without our reference is known by the address it came to', () => {
    const { refClient: _ref, ...report } = REPORT;
    expect(inboundOf(read(report))).toMatchObject([{ kind: 'receipt', message: ID }]);
    const url = ADDRESS.replace(/&message=.*/, '');
    expect(inboundOf(read(report, { url }))).toMatchObject([{ kind: 'unknown', reason: 'unknown_message' }]);
  });

  test('of a new status is set aside', () => {
    expect(inboundOf(read({ ...REPORT, status: { value: 'TELEPORTED' } }))).toMatchObject([
      { kind: 'unknown', reason: 'unknown_status' },
    ]);
  });

  test('may come with others', () => {
    const other = { ...REPORT, messageId: 'm2', status: { value: 'ENROUTE' } };
    expect(inboundOf(read([REPORT, other]))).toMatchObject([{ state: 'delivered' }, { state: 'sent' }]);
  });
});

describe('a reply', () => {
  test('is what the person wrote', () => {
    expect(inboundOf(read(REPLY))).toEqual([
      {
        kind: 'act',
        remoteId: REPLY.messageId,
        agentId: 'acme_agent',
        phone: PHONE,
        sentAt: undefined,
        act: { kind: 'text', text: 'Oui' },
      },
    ]);
  });

  test.each([
    ['the other field', { from: '33644630000', recipient: { to: '33639980001' } }],
    ['with a plus', { from: '+33639980001' }],
    ['with two zeros', { from: '0033639980001' }],
    ['beside a short code', { from: '36180', recipient: { to: '33639980001' } }],
    ['beside a name', { from: 'ACME', recipient: { to: '33639980001' } }],
  ])('is from the person: %s', (_what, more) => {
    expect(inboundOf(read({ ...REPLY, ...more }))).toMatchObject([{ kind: 'act', phone: PHONE }]);
  });

  test('from nobody, or without words, is set aside', () => {
    expect(inboundOf(read({ ...REPLY, from: 'ACME' }))).toMatchObject([
      { kind: 'unknown', reason: 'not_a_phone' },
    ]);
    expect(inboundOf(read({ ...REPLY, body: {} }))).toMatchObject([{ kind: 'unknown', reason: 'no_text' }]);
  });

  test('without an id is one happening each time the same request comes', () => {
    const { messageId: _id, ...reply } = REPLY;
    const [first] = inboundOf(read(reply));
    const [again] = inboundOf(read(reply));
    const [other] = inboundOf(read({ ...reply, acceptedAt: '2026-01-01T00:00:01' }));
    expect(first?.remoteId).toBe(again?.remoteId);
    expect(first?.remoteId).not.toBe(other?.remoteId);
  });

  test('has no NUL and no halves of characters in it', () => {
    const raw = JSON.stringify({ ...REPLY, body: { text: 'TEXT' } }).replace('TEXT', 'a\\u0000b\\ud83d');
    expect(inboundOf(read(raw))).toMatchObject([{ act: { text: 'ab\ufffd' } }]);
  });
});

describe('what cannot be read', () => {
  test.each(['', 'x', 'null', '[]x', '"text"', '{"status":1}', '[1]', '{"messageId":7}'])(
    '%j is malformed',
    (body) => {
      expect(read(body).kind).toBe('malformed');
    },
  );

  test('never throws, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.json(), fc.jsonValue(), (text, value) => {
        expect(() => read(text)).not.toThrow();
        expect(() => read({ ...REPLY, from: value, body: { text: value } })).not.toThrow();
        expect(() => read({ ...REPORT, status: value })).not.toThrow();
      }),
    );
  });
});
