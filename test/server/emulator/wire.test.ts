import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classify } from '../../../server/emulator/classification.ts';
import { GoogleError } from '../../../server/emulator/google-error.ts';
import {
  agentEventSchema,
  agentMessageSchema,
  cardsOf,
  parseWire,
  suggestionsOf,
} from '../../../server/emulator/wire.ts';

const url = 'https://example.com/a.png';
const media = { height: 'MEDIUM', contentInfo: { fileUrl: url } };
const reply = { reply: { text: 'Yes', postbackData: 'yes' } };

/** The 400's message, or nothing if the message is accepted. */
function refusal(message: unknown): string | undefined {
  try {
    parseWire(agentMessageSchema, message, 'agent_message');
  } catch (error) {
    if (error instanceof GoogleError && error.httpStatus === 400) return error.message;
    throw error;
  }
  return undefined;
}

const content = (contentMessage: object) => refusal({ contentMessage });
const action = (fields: object) =>
  content({ text: 'x', suggestions: [{ action: { text: 'Go', postbackData: 'go', ...fields } }] });
const card = (cardContent: object, more: object = {}) =>
  content({ richCard: { standaloneCard: { ...more, cardContent } } });
const carousel = (cardContents: object[], more: object = {}) =>
  content({ richCard: { carouselCard: { cardWidth: 'MEDIUM', ...more, cardContents } } });

describe('what Google accepts', () => {
  test.each([
    ['a text', { text: 'Hello' }],
    ['a text of 3072 characters', { text: 'x'.repeat(3072) }],
    ['eleven suggestions', { text: 'x', suggestions: Array(11).fill(reply) }],
    ['a file by address', { contentInfo: { fileUrl: url, thumbnailUrl: url, forceRefresh: true } }],
    ['an uploaded file', { uploadedRbmFile: { fileName: 'files/1', thumbnailName: 'files/2' } }],
    [
      'a card with four suggestions and eleven chips under it',
      {
        richCard: {
          standaloneCard: {
            cardOrientation: 'VERTICAL',
            cardContent: { title: 'T', description: 'D', media, suggestions: Array(4).fill(reply) },
          },
        },
        suggestions: Array(11).fill(reply),
      },
    ],
    [
      'an alignment on a vertical card, as in the guide',
      {
        richCard: {
          standaloneCard: {
            thumbnailImageAlignment: 'RIGHT',
            cardOrientation: 'VERTICAL',
            cardContent: { media },
          },
        },
      },
    ],
  ])('%s', (_, message) => {
    expect(content(message)).toBeUndefined();
  });

  test('carousels of two to ten cards', () => {
    expect(carousel(Array(2).fill({ title: 'x' }))).toBeUndefined();
    expect(carousel(Array(10).fill({ title: 'x' }))).toBeUndefined();
  });

  test('every kind of action', () => {
    for (const fields of [
      { dialAction: { phoneNumber: '1011' } },
      { dialAction: { phoneNumber: '*123#' } },
      { viewLocationAction: { latLong: { latitude: 48.85, longitude: 2.35 }, label: 'Here' } },
      { viewLocationAction: { query: 'pharmacy' } },
      { shareLocationAction: {} },
      {
        createCalendarEventAction: {
          startTime: '2026-11-23T10:00:00Z',
          endTime: '2026-11-23T12:30:00.5+01:00',
          title: 'x'.repeat(100),
          description: 'x'.repeat(500),
        },
      },
      { openUrlAction: { url, application: 'WEBVIEW', webviewViewMode: 'HALF', description: 'A page' } },
      { composeAction: { composeTextMessage: { phoneNumber: '+1', text: 'Hi' } } },
      { openUrlAction: { url }, fallbackUrl: url },
    ]) {
      expect(action(fields)).toBeUndefined();
    }
  });

  test('coordinates printed as strings, as in the guide', () => {
    expect(
      action({ viewLocationAction: { latLong: { latitude: '37.422', longitude: '-122.084' } } }),
    ).toBeUndefined();
  });

  test('output-only fields, which are ignored', () => {
    expect(
      refusal({ contentMessage: { text: 'x' }, name: 'phones/x', sendTime: 'now', carrier: 'c' }),
    ).toBeUndefined();
  });
});

describe('what Google refuses with 400', () => {
  test('unknown fields, named with their place', () => {
    expect(refusal({ contentMessage: { text: 'x', tex: 'y' } })).toBe(
      `Invalid JSON payload received. Unknown name "tex" at 'agent_message.content_message': Cannot find field.`,
    );
    expect(card({ title: 'x', titel: 'y' })).toContain(
      `Unknown name "titel" at 'agent_message.content_message.rich_card.standalone_card.card_content'`,
    );
  });

  test('a field called __proto__', () => {
    expect(refusal(JSON.parse('{"contentMessage":{"text":"x"},"__proto__":{"y":1}}'))).toContain('__proto__');
  });

  test.each([
    ['nothing', {}],
    ['no content', { suggestions: [reply] }],
    ['two contents', { text: 'x', contentInfo: { fileUrl: url } }],
    ['an empty text', { text: '' }],
    ['a text of 3073 characters', { text: 'x'.repeat(3073) }],
    ['twelve suggestions', { text: 'x', suggestions: Array(12).fill(reply) }],
    ['a suggestion that is neither', { text: 'x', suggestions: [{}] }],
    [
      'a suggestion that is both',
      { text: 'x', suggestions: [{ ...reply, action: { text: 'x', shareLocationAction: {} } }] },
    ],
    [
      'a label of 26 characters',
      { text: 'x', suggestions: [{ reply: { text: 'x'.repeat(26), postbackData: '' } }] },
    ],
    ['a label that is empty', { text: 'x', suggestions: [{ reply: { text: '', postbackData: 'x' } }] }],
    [
      'a postback of 2049 characters',
      { text: 'x', suggestions: [{ reply: { text: 'x', postbackData: 'x'.repeat(2049) } }] },
    ],
    ['a file address that is none', { contentInfo: { fileUrl: 'javascript:alert(1)' } }],
    ['a rich card without a card', { richCard: {} }],
  ])('%s', (_, message) => {
    expect(content(message)).toBeTypeOf('string');
  });

  test.each([
    ['no action at all', {}],
    ['two actions', { shareLocationAction: {}, dialAction: { phoneNumber: '1' } }],
    ['letters in a number to dial', { dialAction: { phoneNumber: '0800-HELP' } }],
    ['a latitude past the pole', { viewLocationAction: { latLong: { latitude: 90.1, longitude: 0 } } }],
    ['a longitude past 180', { viewLocationAction: { latLong: { latitude: 0, longitude: -180.5 } } }],
    ['a place and a query', { viewLocationAction: { latLong: { latitude: 0, longitude: 0 }, query: 'x' } }],
    [
      'a calendar entry without a title',
      { createCalendarEventAction: { startTime: '2026-11-23T10:00:00Z', endTime: '2026-11-23T11:00:00Z' } },
    ],
    [
      'a calendar title of 101 characters',
      {
        createCalendarEventAction: {
          startTime: '2026-11-23T10:00:00Z',
          endTime: '2026-11-23T11:00:00Z',
          title: 'x'.repeat(101),
        },
      },
    ],
    [
      'a calendar entry that ends before it starts',
      {
        createCalendarEventAction: {
          startTime: '2026-11-23T10:00:00Z',
          endTime: '2026-11-23T09:00:00Z',
          title: 'x',
        },
      },
    ],
    [
      'a start that is no timestamp',
      { createCalendarEventAction: { startTime: 'tomorrow', endTime: '2026-11-23T09:00:00Z', title: 'x' } },
    ],
    ['an address of 2049 characters', { openUrlAction: { url: `https://example.com/${'x'.repeat(2030)}` } }],
    ['an application Google does not know', { openUrlAction: { url, application: 'CHROME' } }],
    ['a fallback address that is none', { openUrlAction: { url }, fallbackUrl: 'nowhere' }],
  ])('%s', (_, fields) => {
    expect(action(fields)).toBeTypeOf('string');
  });

  test.each([
    ['no title, description or media', { suggestions: [reply] }],
    ['a title of 201 characters', { title: 'x'.repeat(201) }],
    ['a description of 2001 characters', { description: 'x'.repeat(2001) }],
    ['five suggestions', { title: 'x', suggestions: Array(5).fill(reply) }],
    ['a height that does not exist', { media: { ...media, height: 'HUGE' } }],
    ['media without a file', { media: { height: 'TALL' } }],
  ])('a card with %s', (_, cardContent) => {
    expect(card(cardContent)).toBeTypeOf('string');
  });

  test('a horizontal card with nothing but media', () => {
    expect(card({ media }, { cardOrientation: 'HORIZONTAL' })).toContain('horizontal');
    expect(card({ media, suggestions: [reply] }, { cardOrientation: 'HORIZONTAL' })).toBeUndefined();
  });

  test('a carousel of one or eleven cards, or tall media on small cards', () => {
    expect(carousel([{ title: 'x' }])).toBeTypeOf('string');
    expect(carousel(Array(11).fill({ title: 'x' }))).toBeTypeOf('string');
    const tall = { title: 'x', media: { ...media, height: 'TALL' } };
    expect(carousel([tall, tall], { cardWidth: 'SMALL' })).toContain('TALL');
    expect(carousel([tall, tall])).toBeUndefined();
  });

  test('both ttl and expireTime, or a malformed one', () => {
    const contentMessage = { text: 'x' };
    expect(refusal({ contentMessage, ttl: '10s' })).toBeUndefined();
    expect(refusal({ contentMessage, ttl: '10s', expireTime: '2030-01-01T00:00:00Z' })).toContain(
      'only one of',
    );
    for (const ttl of ['10', '-1s', '1m', '1e3s', 10])
      expect(refusal({ contentMessage, ttl })).toBeTypeOf('string');
    expect(refusal({ contentMessage, expireTime: '2030-01-01' })).toBeTypeOf('string');
    expect(refusal({ contentMessage, messageTrafficType: 'SPAM' })).toBeTypeOf('string');
  });

  test('a READ event that names no message', () => {
    const parse = (event: unknown) => agentEventSchema.safeParse(event).success;
    expect(parse({ eventType: 'IS_TYPING' })).toBe(true);
    expect(parse({ eventType: 'READ', messageId: 'm' })).toBe(true);
    expect(parse({ eventType: 'READ' })).toBe(false);
    expect(parse({ eventType: 'TYPE_UNSPECIFIED' })).toBe(false);
    expect(parse({ eventType: 'DELIVERED', messageId: 'm' })).toBe(false);
  });

  test('any JSON value whatever, without failing otherwise', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        refusal(value);
        refusal({ contentMessage: value });
        content({ richCard: { standaloneCard: { cardContent: value } } } as object);
      }),
    );
  });
});

test('suggestions are listed in reading order, those on cards first', () => {
  const chip = (words: string) => ({ reply: { text: words, postbackData: words } });
  const { contentMessage } = agentMessageSchema.parse({
    contentMessage: {
      richCard: {
        carouselCard: {
          cardContents: [
            { title: '1', suggestions: [chip('a')] },
            { title: '2', suggestions: [chip('b'), chip('c')] },
          ],
        },
      },
      suggestions: [chip('d')],
    },
  });
  expect(suggestionsOf(contentMessage).map(({ reply }) => reply?.text)).toEqual(['a', 'b', 'c', 'd']);
  expect(cardsOf(contentMessage)).toHaveLength(2);
});

describe('classification for United States billing', () => {
  test('counts segments of 160 UTF-8 bytes, suggestions aside', () => {
    const suggestions = [{ action: { text: 'Call', dialAction: { phoneNumber: '1' } } }];
    expect(classify({ text: 'x'.repeat(160), suggestions })).toEqual({
      classificationType: 'RICH_MESSAGE',
      segmentCount: 1,
    });
    expect(classify({ text: 'é'.repeat(81) }).segmentCount).toBe(2);
  });

  test('takes cards, files and other actions for rich media', () => {
    const rich = { classificationType: 'RICH_MEDIA_MESSAGE' };
    expect(classify({ contentInfo: { fileUrl: url } })).toEqual(rich);
    expect(classify({ richCard: { standaloneCard: { cardContent: { title: 'x' } } } })).toEqual(rich);
    expect(
      classify({ text: 'x', suggestions: [{ action: { text: 'x', shareLocationAction: {} } }] }),
    ).toEqual(rich);
    expect(
      classify({
        text: 'x',
        suggestions: [{ action: { text: 'x', openUrlAction: { url, application: 'WEBVIEW' } } }],
      }),
    ).toEqual(rich);
  });
});
