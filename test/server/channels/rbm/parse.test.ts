import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Inbound } from '../../../../server/channels/port.ts';
import { parse } from '../../../../server/channels/rbm/parse.ts';

const HEAD = {
  senderPhoneNumber: '+33612345678',
  agentId: 'salon',
  sendTime: '2026-03-02T12:00:00.123456789Z',
};
const SENT_AT = Date.UTC(2026, 2, 2, 12, 0, 0, 123);
const MESSAGE = { ...HEAD, messageId: 'm1' };
const READ_HEAD = { agentId: 'salon', phone: '+33612345678', sentAt: SENT_AT };

function act(act: object, remoteId = 'm1') {
  return { kind: 'act', remoteId, ...READ_HEAD, act };
}

describe('what a customer says', () => {
  test.each<[string, object, object]>([
    ['a text', { text: 'Bonjour' }, { kind: 'text', text: 'Bonjour' }],
    ['an empty text', { text: '' }, { kind: 'text', text: '' }],
    [
      'a tap on a reply',
      { suggestionResponse: { postbackData: 'yes', text: 'Yes', type: 'REPLY' } },
      { kind: 'tap', data: 'yes', label: 'Yes' },
    ],
    [
      'a tap without type',
      { suggestionResponse: { postbackData: 'yes', text: 'Yes' } },
      { kind: 'tap', data: 'yes', label: 'Yes' },
    ],
    ['a tap with an empty postback', { suggestionResponse: { postbackData: '' } }, { kind: 'tap', data: '' }],
    [
      'a tap with a label only',
      { suggestionResponse: { text: 'Yes' } },
      { kind: 'tap', data: 'Yes', label: 'Yes' },
    ],
    [
      'a location',
      { location: { latitude: 48.85, longitude: 2.35 } },
      { kind: 'location', latitude: 48.85, longitude: 2.35 },
    ],
    [
      'a location in texts, as a guide prints it',
      { location: { latitude: '37.4220188', longitude: '-122.0844786' } },
      { kind: 'location', latitude: 37.4220188, longitude: -122.0844786 },
    ],
    [
      'a location on the equator, whose zero Google leaves out',
      { location: { longitude: 9.4 } },
      { kind: 'location', latitude: 0, longitude: 9.4 },
    ],
    [
      'a file',
      {
        userFile: {
          thumbnail: {
            mimeType: 'image/jpeg',
            fileSizeBytes: 10,
            fileUri: 'https://f.example/t',
            fileName: 't.jpg',
          },
          payload: {
            mimeType: 'image/png',
            fileSizeBytes: 2048,
            fileUri: 'https://f.example/p',
            fileName: 'p.png',
          },
        },
      },
      {
        kind: 'file',
        file: {
          url: 'https://f.example/p',
          mime: 'image/png',
          bytes: 2048,
          name: 'p.png',
          thumbnail: 'https://f.example/t',
        },
      },
    ],
    [
      'a file with a size in a text and little else',
      { userFile: { payload: { fileSizeBytes: '7', fileUri: 'https://f.example/p' } } },
      { kind: 'file', file: { url: 'https://f.example/p', mime: 'application/octet-stream', bytes: 7 } },
    ],
    [
      'fields from the future',
      { text: 'Hi', richMessageClassification: {}, novelty: [1] },
      { kind: 'text', text: 'Hi' },
    ],
  ])('%s', (_case, content, expected) => {
    expect(parse({ ...MESSAGE, ...content })).toEqual(act(expected));
  });

  test('a tap on an action has the form of an event', () => {
    const { sendTime: _none, ...head } = HEAD;
    expect(parse({ ...head, eventId: 'e1', suggestionResponse: { postbackData: 'map' } })).toEqual({
      ...act({ kind: 'tap', data: 'map' }, 'e1'),
      sentAt: undefined,
    });
  });

  test('the agent is known without its domain, the time may be missing or wrong', () => {
    expect(parse({ ...MESSAGE, agentId: 'salon@rbm.goog', sendTime: 'yesterday', text: 'x' })).toMatchObject({
      agentId: 'salon',
      sentAt: undefined,
    });
  });

  test('half characters are mended and NULs removed', () => {
    expect(parse({ ...MESSAGE, text: 'a\uD83Db\u0000c😀' })).toEqual(
      act({ kind: 'text', text: 'a\uFFFDbc😀' }),
    );
    expect(parse({ ...MESSAGE, suggestionResponse: { postbackData: 'x\u0000', text: '\uDC00' } })).toEqual(
      act({ kind: 'tap', data: 'x', label: '\uFFFD' }),
    );
  });
});

describe('events', () => {
  const EVENT = { ...HEAD, eventId: 'e1' };

  test.each<[string, object, object]>([
    ['DELIVERED', { messageId: 'o1' }, { kind: 'receipt', message: 'o1', state: 'delivered' }],
    ['READ', { messageId: 'o1' }, { kind: 'receipt', message: 'o1', state: 'read' }],
    ['TTL_EXPIRATION_REVOKED', { messageId: 'o1' }, { kind: 'receipt', message: 'o1', state: 'revoked' }],
    [
      'TTL_EXPIRATION_REVOKE_FAILED',
      { messageId: 'o1' },
      { kind: 'receipt', message: 'o1', state: 'revoke-failed' },
    ],
    ['UNSUBSCRIBE', {}, { kind: 'act', act: { kind: 'unsubscribe' } }],
    ['SUBSCRIBE', {}, { kind: 'act', act: { kind: 'subscribe' } }],
  ])('%s', (eventType, content, expected) => {
    expect(parse({ ...EVENT, ...content, eventType })).toEqual({ remoteId: 'e1', ...READ_HEAD, ...expected });
  });

  test('IS_TYPING', () => {
    const { sentAt: _none, ...head } = READ_HEAD;
    expect(parse({ ...EVENT, eventType: 'IS_TYPING' })).toEqual({ kind: 'typing', remoteId: 'e1', ...head });
  });

  test('a server event names its phone differently', () => {
    const { senderPhoneNumber: phoneNumber, ...rest } = EVENT;
    const event = { ...rest, phoneNumber, messageId: 'o1', eventType: 'TTL_EXPIRATION_REVOKED' };
    expect(parse(event)).toMatchObject({ kind: 'receipt', phone: '+33612345678', state: 'revoked' });
  });

  test('receipts without an id of their own are told apart by kind', () => {
    const ids = ['DELIVERED', 'READ'].map(
      (eventType) => parse({ ...HEAD, messageId: 'o1', eventType }).remoteId,
    );
    expect(ids).toEqual(['DELIVERED:o1', 'READ:o1']);
  });

  test('an event with a text is no message', () => {
    expect(parse({ ...EVENT, eventType: 'NEW_KIND', text: 'x' })).toMatchObject({ kind: 'unknown' });
  });
});

describe('what nobody knows', () => {
  test.each<[unknown, Partial<Extract<Inbound, { kind: 'unknown' }>>]>([
    [null, { reason: 'not-an-object' }],
    ['text', { reason: 'not-an-object' }],
    [[], { reason: 'not-an-object' }],
    [{}, { reason: 'no-id' }],
    [{ messageId: 'm' }, { reason: 'no-agent', remoteId: 'm' }],
    [
      { messageId: 'm', agentId: 'a' },
      { reason: 'no-phone', remoteId: 'm', agentId: 'a' },
    ],
    [{ ...MESSAGE, senderPhoneNumber: '+0', text: 'x' }, { reason: 'no-phone' }],
    [{ ...MESSAGE, senderPhoneNumber: 33612345678, text: 'x' }, { reason: 'no-phone' }],
    [{ ...MESSAGE }, { reason: 'message without content', remoteId: 'm1', agentId: 'salon' }],
    [{ ...MESSAGE, text: { a: 1 } }, { reason: 'message without content' }],
    [{ ...MESSAGE, suggestionResponse: {} }, { reason: 'tap without postback' }],
    [{ ...MESSAGE, location: {} }, { reason: 'location without coordinates' }],
    [{ ...MESSAGE, location: { latitude: 91, longitude: 0 } }, { reason: 'location out of range' }],
    [{ ...MESSAGE, userFile: {} }, { reason: 'file without address' }],
    [
      { ...MESSAGE, userFile: { payload: { fileUri: 'javascript:alert(1)' } } },
      { reason: 'file without address' },
    ],
    [{ ...HEAD, eventId: 'e', eventType: 'DELIVERED' }, { reason: 'DELIVERED without messageId' }],
    [{ ...HEAD, eventId: 'e', eventType: 'WAVED' }, { reason: 'event WAVED' }],
    [{ ...HEAD, eventId: 'e', eventType: 'a\nb' }, { reason: 'event of an unreadable name' }],
    [
      { eventId: 'e', agentId: 'a@rbm.goog', newLaunchState: 'LAUNCHED', oldLaunchState: 'PENDING' },
      { reason: 'agent-launch LAUNCHED', agentId: 'a', remoteId: 'e' },
    ],
    [{ requestId: 'r', phoneNumber: '+33612345678', rbmEnabled: true }, { reason: 'no-id' }],
  ])('%j', (payload, expected) => {
    expect(parse(payload)).toMatchObject({ kind: 'unknown', ...expected });
  });

  test('fields of a hostile prototype are not fields', () => {
    const payload = JSON.parse(
      '{"__proto__":{"text":"x","messageId":"m"},"constructor":{"prototype":{"text":"y"}},"agentId":"a"}',
    );
    expect(parse(payload)).toMatchObject({ kind: 'unknown', reason: 'no-id' });
    expect(({} as { text?: string }).text).toBeUndefined();
  });

  test('a payload nested too deep is not read', () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 100_000; level++) deep = { deep };
    expect(parse({ ...MESSAGE, text: 'x', deep })).toMatchObject({ kind: 'unknown', reason: 'too-deep' });
  });

  test('no JSON value makes it throw, and whatever it reads is whole', () => {
    const field = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.jsonValue());
    const names = [
      'senderPhoneNumber',
      'phoneNumber',
      'messageId',
      'eventId',
      'agentId',
      'eventType',
      'sendTime',
      'text',
      'suggestionResponse',
      'location',
      'userFile',
    ];
    const likely = fc.record(
      {
        ...Object.fromEntries(names.map((name) => [name, field])),
        senderPhoneNumber: fc.oneof(fc.constant('+33612345678'), field),
        messageId: fc.oneof(fc.constant('m'), field),
        agentId: fc.oneof(fc.constant('a'), field),
        suggestionResponse: fc.oneof(fc.record({ postbackData: field, text: field }), field),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          likely,
          fc.jsonValue(),
          fc.json().map((json) => JSON.parse(json)),
        ),
        (payload) => {
          const inbound = parse(payload);
          expect(['act', 'receipt', 'typing', 'unknown']).toContain(inbound.kind);
          if (inbound.kind === 'act') {
            expect(inbound.phone).toMatch(/^\+\d+$/);
            const said = JSON.stringify(inbound.act);
            expect(said).not.toContain('\\u0000');
            // JSON.stringify writes half a surrogate pair as an escape.
            expect(said).not.toMatch(/(^|[^\\])(\\\\)*\\ud[89a-f]/i);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
