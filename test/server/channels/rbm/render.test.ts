import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../../../flows/limits.ts';
import { type Message, messageSchema, suggestionsOf, type TrafficType } from '../../../../flows/message.ts';
import { render } from '../../../../server/channels/rbm/render.ts';
import { FEATURES, type Schema$Suggestion } from '../../../../server/channels/rbm/schema.ts';

const BRAND = {
  workspace: 'w',
  id: 'b',
  name: 'Le Petit Salon',
  agentId: 'salon',
  locale: 'en-GB',
  timezone: 'Europe/Paris',
};
const OPTIONS = { publicUrl: 'https://chat.example.com/' };
const ALL = new Set<string>(FEATURES);

/** What `render` makes of a message written as input of its schema, so that defaults hold. */
function rendered(message: unknown, features?: ReadonlySet<string>) {
  const outbound = {
    brand: BRAND,
    message: messageSchema.parse(message),
    traffic: 'transaction' as TrafficType,
  };
  return render(outbound, features, OPTIONS).contentMessage;
}

function without(...names: string[]): Set<string> {
  return new Set(FEATURES.filter((name) => !names.includes(name)));
}

const OK = { kind: 'reply', label: 'OK', data: 'ok' };
const OK_WIRE = { reply: { text: 'OK', postbackData: 'ok' } };

describe('the envelope', () => {
  const outbound = { brand: BRAND, message: messageSchema.parse({ kind: 'text', text: 'Hi' }) };

  test.each<[TrafficType, string]>([
    ['authentication', 'AUTHENTICATION'],
    ['transaction', 'TRANSACTION'],
    ['promotion', 'PROMOTION'],
    ['service-request', 'SERVICEREQUEST'],
    ['acknowledgement', 'ACKNOWLEDGEMENT'],
  ])('traffic %s is %s', (traffic, expected) => {
    expect(render({ ...outbound, traffic }, undefined, OPTIONS)).toEqual({
      contentMessage: { text: 'Hi' },
      messageTrafficType: expected,
    });
  });

  test.each([
    [60, '60s'],
    [0.2, '1s'],
    [90.5, '91s'],
    [20 * 24 * 3600, '1296000s'],
  ])('a ttl of %d seconds is %s', (ttl, expected) => {
    expect(render({ ...outbound, traffic: 'transaction', ttl }, undefined, OPTIONS).ttl).toBe(expected);
  });
});

describe('messages', () => {
  test('a text with chips', () => {
    expect(rendered({ kind: 'text', text: 'Hi', suggestions: [OK] })).toEqual({
      text: 'Hi',
      suggestions: [OK_WIRE],
    });
  });

  test('media, with addresses of our own made absolute', () => {
    expect(
      rendered({ kind: 'media', url: '/media/a.png', thumbnail: 'https://cdn.example/t.png', alt: 'A' }),
    ).toEqual({
      contentInfo: {
        fileUrl: 'https://chat.example.com/media/a.png',
        thumbnailUrl: 'https://cdn.example/t.png',
        forceRefresh: false,
      },
    });
  });

  test('a vertical card', () => {
    const card = {
      title: 'Cut',
      description: 'An hour',
      media: { url: '/media/cut.jpg', height: 'tall' },
      suggestions: [OK],
    };
    expect(rendered({ kind: 'card', card, suggestions: [OK] })).toEqual({
      richCard: {
        standaloneCard: {
          cardOrientation: 'VERTICAL',
          cardContent: {
            title: 'Cut',
            description: 'An hour',
            media: {
              height: 'TALL',
              contentInfo: { fileUrl: 'https://chat.example.com/media/cut.jpg', forceRefresh: false },
            },
            suggestions: [OK_WIRE],
          },
        },
      },
      suggestions: [OK_WIRE],
    });
  });

  test('a horizontal card says the side of its picture', () => {
    const message = { kind: 'card', orientation: 'horizontal', align: 'right', card: { title: 'Cut' } };
    expect(rendered(message)?.richCard?.standaloneCard).toEqual({
      cardOrientation: 'HORIZONTAL',
      thumbnailImageAlignment: 'RIGHT',
      cardContent: { title: 'Cut' },
    });
  });

  test('a horizontal card of a picture alone, which Google refuses, stands upright', () => {
    const message = {
      kind: 'card',
      orientation: 'horizontal',
      card: { media: { url: 'https://a.example/b.png' } },
    };
    const card = rendered(message)?.richCard?.standaloneCard;
    expect(card?.cardOrientation).toBe('VERTICAL');
    expect(card).not.toHaveProperty('thumbnailImageAlignment');
  });

  test('a carousel; tall media, which Google refuses in a small one, is medium there', () => {
    const card = (height: string) => ({ title: 'A', media: { url: 'https://a.example/b.png', height } });
    const carousel = (width: string) =>
      rendered({ kind: 'carousel', width, cards: [card('tall'), card('short')] })?.richCard?.carouselCard;
    expect(carousel('small')?.cardWidth).toBe('SMALL');
    expect(carousel('small')?.cardContents?.map(({ media }) => media?.height)).toEqual(['MEDIUM', 'SHORT']);
    expect(carousel('medium')).toEqual({
      cardWidth: 'MEDIUM',
      cardContents: [
        {
          title: 'A',
          media: { height: 'TALL', contentInfo: { fileUrl: 'https://a.example/b.png', forceRefresh: false } },
        },
        {
          title: 'A',
          media: {
            height: 'SHORT',
            contentInfo: { fileUrl: 'https://a.example/b.png', forceRefresh: false },
          },
        },
      ],
    });
  });

  test('audio, which may not stand in a card, becomes a link', () => {
    const card = { title: 'Listen', media: { url: '/media/a.mp3?v=1', alt: 'Greeting' } };
    expect(rendered({ kind: 'card', card })?.richCard?.standaloneCard?.cardContent).toEqual({
      title: 'Listen',
      description: 'Greeting: https://chat.example.com/media/a.mp3?v=1',
    });
  });
});

describe('suggestions', () => {
  test.each<[object, object]>([
    [
      { kind: 'dial', data: 'd', phone: '+33 (0)1-23' },
      { postbackData: 'd', dialAction: { phoneNumber: '+330123' } },
    ],
    [
      { kind: 'view-location', latitude: 48.8, longitude: 2.3, place: 'Salon', query: 'ignored' },
      { viewLocationAction: { latLong: { latitude: 48.8, longitude: 2.3 }, label: 'Salon' } },
    ],
    [
      { kind: 'view-location', latitude: 0, longitude: 0 },
      { viewLocationAction: { latLong: { latitude: 0, longitude: 0 } } },
    ],
    [{ kind: 'view-location', query: 'pharmacy' }, { viewLocationAction: { query: 'pharmacy' } }],
    [{ kind: 'view-location', place: 'Salon' }, { viewLocationAction: { query: 'Salon' } }],
    [{ kind: 'share-location' }, { shareLocationAction: {} }],
    [
      {
        kind: 'calendar',
        title: 'Cut',
        description: 'With Léa',
        start: '2026-03-02T10:00:00+01:00',
        end: '2026-03-02T10:00:00Z',
      },
      {
        createCalendarEventAction: {
          startTime: '2026-03-02T09:00:00.000Z',
          endTime: '2026-03-02T10:00:00.000Z',
          title: 'Cut',
          description: 'With Léa',
        },
      },
    ],
    [
      { kind: 'open-url', url: '/pages/1', fallbackUrl: '/f', description: 'Opens the page' },
      {
        fallbackUrl: 'https://chat.example.com/f',
        openUrlAction: {
          url: 'https://chat.example.com/pages/1',
          application: 'BROWSER',
          description: 'Opens the page',
        },
      },
    ],
    ...(['full', 'half', 'tall'] as const).map((mode): [object, object] => [
      { kind: 'open-url', url: 'https://a.example', view: `webview-${mode}` },
      {
        openUrlAction: {
          url: 'https://a.example',
          application: 'WEBVIEW',
          webviewViewMode: mode.toUpperCase(),
        },
      },
    ]),
    [
      { kind: 'compose', phone: '+331', text: 'Hello' },
      { composeAction: { composeTextMessage: { phoneNumber: '+331', text: 'Hello' } } },
    ],
    [
      { kind: 'compose', phone: '+331', recording: 'video' },
      { composeAction: { composeRecordingMessage: { phoneNumber: '+331', type: 'VIDEO' } } },
    ],
  ])('%j', (suggestion, expected) => {
    const message = { kind: 'text', text: 'x', suggestions: [{ label: 'Label', ...suggestion }] };
    expect(rendered(message)?.suggestions).toEqual([{ action: { text: 'Label', ...expected } }]);
    expect(rendered(message, ALL)?.suggestions).toEqual([{ action: { text: 'Label', ...expected } }]);
  });

  test('texts too long for Google end in an ellipsis, never in half a character', () => {
    const label = `${'a'.repeat(23)}😀b`;
    const message = {
      kind: 'text',
      text: 'b'.repeat(4000),
      suggestions: [{ kind: 'reply', label, data: 'c'.repeat(2048) }],
    };
    const content = rendered(message);
    expect(content?.text).toBe(`${'b'.repeat(3071)}…`);
    expect(content?.suggestions).toEqual([
      { reply: { text: `${'a'.repeat(23)}…`, postbackData: 'c'.repeat(2048) } },
    ]);
  });
});

describe('a phone that can show less', () => {
  const chip = (suggestion: object, lacking: string, text = 'Hello') => {
    const message = { kind: 'text', text, suggestions: [{ label: 'Go', ...suggestion }, OK] };
    return rendered(message, without(lacking));
  };

  test.each<[string, object, string]>([
    ['ACTION_OPEN_URL', { kind: 'open-url', url: '/p/1' }, 'Go: https://chat.example.com/p/1'],
    ['ACTION_DIAL', { kind: 'dial', phone: '+331' }, 'Go: +331'],
    [
      'ACTION_VIEW_LOCATION',
      { kind: 'view-location', latitude: 48.8, longitude: -2.3, place: 'Salon' },
      'Go: https://www.google.com/maps/search/?api=1&query=48.8%2C-2.3',
    ],
    [
      'ACTION_VIEW_LOCATION',
      { kind: 'view-location', place: 'Rue & Co' },
      'Go: https://www.google.com/maps/search/?api=1&query=Rue%20%26%20Co',
    ],
  ])('without %s gets it in words', (lacking, suggestion, line) => {
    expect(chip(suggestion, lacking)).toEqual({ text: `Hello\n${line}`, suggestions: [OK_WIRE] });
  });

  test('without calendars gets the time, in the language and zone of the brand', () => {
    const calendar = {
      kind: 'calendar',
      title: 'Cut',
      start: '2026-03-02T09:00:00Z',
      end: '2026-03-02T10:00:00Z',
    };
    const text = chip(calendar, 'ACTION_CREATE_CALENDAR_EVENT')?.text ?? '';
    expect(text).toMatch(/^Hello\nGo: Cut, Monday,? 2 March 2026.*10:00.*11:00$/);
  });

  test('gets the words even where the text is as long as it may be', () => {
    const text = chip({ kind: 'dial', phone: '+331' }, 'ACTION_DIAL', 'b'.repeat(LIMITS.text))?.text;
    expect(text).toHaveLength(LIMITS.text);
    expect(text?.endsWith('b…\nGo: +331')).toBe(true);
  });

  test('keeps the postback a flow waits for, as a reply', () => {
    expect(chip({ kind: 'dial', phone: '+331', data: 'called' }, 'ACTION_DIAL')).toEqual({
      text: 'Hello\nGo: +331',
      suggestions: [{ reply: { text: 'Go', postbackData: 'called' } }, OK_WIRE],
    });
  });

  test('without location sharing answers by a reply', () => {
    expect(chip({ kind: 'share-location' }, 'ACTION_SHARE_LOCATION')).toEqual({
      text: 'Hello',
      suggestions: [{ reply: { text: 'Go', postbackData: 'Go' } }, OK_WIRE],
    });
  });

  test('is given the page an author named for it', () => {
    expect(chip({ kind: 'dial', phone: '+331', fallbackUrl: '/call' }, 'ACTION_DIAL')?.suggestions).toEqual([
      {
        action: {
          text: 'Go',
          openUrlAction: { url: 'https://chat.example.com/call', application: 'BROWSER' },
        },
      },
      OK_WIRE,
    ]);
  });

  test('without webview gets the browser', () => {
    const open = { kind: 'open-url', url: 'https://a.example', view: 'webview-half' };
    expect(chip(open, 'ACTION_OPEN_URL_IN_WEBVIEW')?.suggestions?.[0]).toEqual({
      action: { text: 'Go', openUrlAction: { url: 'https://a.example', application: 'BROWSER' } },
    });
  });

  test('without cards gets a text with the link of the picture, and all buttons', () => {
    const card = {
      title: 'Cut',
      description: 'An hour',
      media: { url: '/media/cut.jpg' },
      suggestions: [{ kind: 'reply', label: 'Book', data: 'book' }],
    };
    expect(rendered({ kind: 'card', card, suggestions: [OK] }, without('RICHCARD_STANDALONE'))).toEqual({
      text: 'Cut\nAn hour\nhttps://chat.example.com/media/cut.jpg',
      suggestions: [{ reply: { text: 'Book', postbackData: 'book' } }, OK_WIRE],
    });
  });

  test('without cards gets a card of a picture alone as the picture', () => {
    const card = { media: { url: '/media/cut.jpg', alt: 'A cut' }, suggestions: [OK] };
    expect(rendered({ kind: 'card', card }, without('RICHCARD_STANDALONE'))).toEqual({
      contentInfo: { fileUrl: 'https://chat.example.com/media/cut.jpg', forceRefresh: false },
      suggestions: [OK_WIRE],
    });
  });

  test('without carousels gets a numbered list, and buttons of equal name with its numbers', () => {
    const choose = (data: string) => ({ kind: 'reply', label: 'Choose', data });
    const cards = [
      { title: 'Cut', description: 'An hour', suggestions: [choose('cut')] },
      { title: 'Colour', suggestions: [choose('colour'), { kind: 'reply', label: 'Details', data: 'more' }] },
    ];
    expect(rendered({ kind: 'carousel', cards, suggestions: [OK] }, without('RICHCARD_CAROUSEL'))).toEqual({
      text: '1. Cut\nAn hour\n\n2. Colour',
      suggestions: [
        { reply: { text: 'Choose 1', postbackData: 'cut' } },
        { reply: { text: 'Choose 2', postbackData: 'colour' } },
        { reply: { text: 'Details', postbackData: 'more' } },
        OK_WIRE,
      ],
    });
  });

  test('without carousels keeps what leads on, even if the cards have buttons enough', () => {
    const cards = Array.from({ length: 10 }, (_, index) => ({
      title: `Card ${index}`,
      suggestions: [0, 1].map((n) => ({
        kind: 'reply',
        label: `Button ${index}.${n}`,
        data: `${index}.${n}`,
      })),
    }));
    const chips = rendered(
      { kind: 'carousel', cards, suggestions: [OK] },
      without('RICHCARD_CAROUSEL'),
    )?.suggestions;
    expect(chips).toHaveLength(11);
    expect(chips?.at(-1)).toEqual(OK_WIRE);
  });

  test('a card keeps its form where only a button is missing', () => {
    const card = { title: 'Cut', suggestions: [{ kind: 'dial', label: 'Call', phone: '+331' }] };
    expect(
      rendered({ kind: 'card', card }, without('ACTION_DIAL'))?.richCard?.standaloneCard?.cardContent,
    ).toEqual({
      title: 'Cut',
      description: 'Call: +331',
    });
  });

  test('a file with a button that must become words travels as a link', () => {
    const message = {
      kind: 'media',
      url: '/media/a.pdf',
      alt: 'The bill',
      suggestions: [{ kind: 'open-url', label: 'Pay', url: 'https://pay.example' }, OK],
    };
    expect(rendered(message, without('ACTION_OPEN_URL'))).toEqual({
      text: 'The bill\nhttps://chat.example.com/media/a.pdf\nPay: https://pay.example',
      suggestions: [OK_WIRE],
    });
  });

  test('PDFs stand in cards only where the phone says so', () => {
    const message = { kind: 'card', card: { title: 'Bill', media: { url: '/media/a.pdf' } } };
    const content = (features: Set<string>) =>
      rendered(message, features)?.richCard?.standaloneCard?.cardContent;
    expect(content(ALL)?.media).toBeDefined();
    expect(content(without('PDF_IN_RICH_CARDS'))).toEqual({
      title: 'Bill',
      description: 'https://chat.example.com/media/a.pdf',
    });
  });
});

describe('any message on any phone', () => {
  const short = fc.string({ minLength: 1, maxLength: 300 });
  const url = fc.constantFrom(
    '/media/a.png',
    'https://a.example/b.pdf',
    'https://a.example/c.mp3',
    '/m/d.mp4',
  );
  const base = { label: fc.string({ minLength: 1, maxLength: 40 }) };
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
  const action = { ...base, data: maybe(short), fallbackUrl: maybe(fc.constant('https://f.example')) };
  const suggestion = fc.oneof(
    fc.record({ kind: fc.constant('reply'), ...base, data: short }),
    fc.record({ kind: fc.constant('dial'), ...action, phone: fc.constant('+331') }),
    fc.record({ kind: fc.constant('view-location'), ...action, query: maybe(short) }),
    fc.record({ kind: fc.constant('share-location'), ...action }),
    fc.record({ kind: fc.constant('calendar'), ...action, title: short, start: short, end: short }),
    fc.record({
      kind: fc.constant('open-url'),
      ...action,
      url,
      view: fc.constantFrom('browser', 'webview-full', 'webview-half', 'webview-tall'),
    }),
  );
  const suggestions = fc.array(suggestion, { maxLength: 11 });
  const card = fc.record({
    title: fc.string({ minLength: 1, maxLength: 400 }),
    description: maybe(fc.string({ maxLength: 3000 })),
    media: maybe(fc.record({ url, height: fc.constantFrom('short', 'medium', 'tall') })),
    suggestions: fc.array(suggestion, { maxLength: 4 }),
  });
  const message = fc.oneof(
    fc.record({ kind: fc.constant('text'), text: fc.string({ minLength: 1, maxLength: 4000 }), suggestions }),
    fc.record({ kind: fc.constant('media'), url, alt: maybe(short), suggestions }),
    fc.record({
      kind: fc.constant('card'),
      orientation: fc.constantFrom('vertical', 'horizontal'),
      card,
      suggestions,
    }),
    fc.record({
      kind: fc.constant('carousel'),
      width: fc.constantFrom('small', 'medium'),
      cards: fc.array(card, { minLength: 2, maxLength: 10 }),
      suggestions,
    }),
  );

  const FEATURE_OF_ACTION = {
    dialAction: 'ACTION_DIAL',
    viewLocationAction: 'ACTION_VIEW_LOCATION',
    shareLocationAction: 'ACTION_SHARE_LOCATION',
    createCalendarEventAction: 'ACTION_CREATE_CALENDAR_EVENT',
    openUrlAction: 'ACTION_OPEN_URL',
  } as const;

  /** The features a wire message uses, read from the wire message itself. */
  function used(content: ReturnType<typeof rendered>): string[] {
    const { standaloneCard, carouselCard } = content?.richCard ?? {};
    const cards = [standaloneCard?.cardContent ?? [], carouselCard?.cardContents ?? []].flat();
    const chips: Schema$Suggestion[] = [
      content?.suggestions ?? [],
      ...cards.map((one) => one.suggestions ?? []),
    ].flat();
    return [
      ...(standaloneCard ? ['RICHCARD_STANDALONE'] : []),
      ...(carouselCard ? ['RICHCARD_CAROUSEL'] : []),
      ...chips.flatMap(({ action }) =>
        Object.entries(FEATURE_OF_ACTION).flatMap(([field, feature]) =>
          action && field in action ? [feature] : [],
        ),
      ),
      ...chips.flatMap(({ action }) =>
        action?.openUrlAction?.application === 'WEBVIEW' ? ['ACTION_OPEN_URL_IN_WEBVIEW'] : [],
      ),
    ];
  }

  test('uses nothing the phone lacks, keeps to the limits, and loses no reply below them', () => {
    fc.assert(
      fc.property(message, fc.subarray([...FEATURES]), (written, list) => {
        const features = new Set<string>(list);
        const said: Message = messageSchema.parse(written);
        const content = rendered(said, features);
        expect(used(content).filter((feature) => !features.has(feature))).toEqual([]);
        expect((content?.text ?? '').length).toBeLessThanOrEqual(LIMITS.text);
        expect(content?.suggestions?.length ?? 0).toBeLessThanOrEqual(LIMITS.suggestionsPerMessage);
        const { standaloneCard, carouselCard } = content?.richCard ?? {};
        const cards = [standaloneCard?.cardContent ?? [], carouselCard?.cardContents ?? []].flat();
        const chips = [content?.suggestions ?? [], ...cards.map((one) => one.suggestions ?? [])].flat();
        for (const one of cards) {
          expect((one.title ?? '').length).toBeLessThanOrEqual(LIMITS.cardTitle);
          expect((one.description ?? '').length).toBeLessThanOrEqual(LIMITS.cardDescription);
        }
        for (const { reply, action: act } of chips) {
          expect((reply ?? act)?.text?.length).toBeLessThanOrEqual(LIMITS.suggestionLabel);
        }
        const replies = suggestionsOf(said).filter(({ kind }) => kind === 'reply');
        if (suggestionsOf(said).length <= LIMITS.suggestionsPerMessage) {
          for (const { data } of replies) {
            expect(chips.some(({ reply }) => reply?.postbackData === data)).toBe(true);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('is what it always was where nothing is missing', () => {
    fc.assert(
      fc.property(message, (written) => {
        const said = messageSchema.parse(written);
        expect(rendered(said, ALL)).toEqual(rendered(said, undefined));
      }),
    );
  });
});
