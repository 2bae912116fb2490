/** Everything RBM can show, drawn in a flow, published, sent, and found on the phone as Google's wire JSON; and phones that cannot show it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FlowInput } from '../../flows/flow.ts';
import { openWorld, type ThreadLine, textOf, until, type World } from './world.ts';

const MEDIA = 'https://media.example/';
const picture = (height: 'short' | 'medium' | 'tall' = 'medium') => ({
  url: `${MEDIA}picture.jpg`,
  thumbnail: `${MEDIA}thumb.jpg`,
  alt: 'A picture',
  height,
});

// --- actions ----------------------------------------------------------------------------------------------------

/** Each action as an author writes it, and as it must stand on the wire. */
const ACTIONS = [
  [
    { kind: 'dial', label: 'Call', data: 'a:dial', phone: '+33 1 23 45 67 89' },
    { dialAction: { phoneNumber: '+33123456789' } },
  ],
  [
    {
      kind: 'view-location',
      label: 'Shop',
      data: 'a:place',
      latitude: 48.8584,
      longitude: 2.2945,
      place: 'The shop',
    },
    { viewLocationAction: { latLong: { latitude: 48.8584, longitude: 2.2945 }, label: 'The shop' } },
  ],
  [
    { kind: 'view-location', label: 'Nearby', data: 'a:near', query: 'pharmacy near me' },
    { viewLocationAction: { query: 'pharmacy near me' } },
  ],
  [{ kind: 'share-location', label: 'Where I am', data: 'a:share' }, { shareLocationAction: {} }],
  [
    {
      kind: 'calendar',
      label: 'Note it',
      data: 'a:calendar',
      title: 'Haircut',
      description: 'Bring a picture',
      start: '2027-03-02T10:00:00+01:00',
      end: '2027-03-02T11:00:00+01:00',
    },
    {
      createCalendarEventAction: {
        title: 'Haircut',
        description: 'Bring a picture',
        startTime: '2027-03-02T09:00:00.000Z',
        endTime: '2027-03-02T10:00:00.000Z',
      },
    },
  ],
  [
    {
      kind: 'open-url',
      label: 'Site',
      data: 'a:site',
      url: 'https://shop.example/',
      fallbackUrl: 'https://m.shop.example/',
    },
    {
      openUrlAction: { url: 'https://shop.example/', application: 'BROWSER' },
      fallbackUrl: 'https://m.shop.example/',
    },
  ],
  ...(['full', 'half', 'tall'] as const).map(
    (mode) =>
      [
        {
          kind: 'open-url',
          label: `Pay (${mode})`,
          data: `a:${mode}`,
          url: 'https://pay.example/',
          view: `webview-${mode}`,
          description: 'The payment page',
        },
        {
          openUrlAction: {
            url: 'https://pay.example/',
            application: 'WEBVIEW',
            webviewViewMode: mode.toUpperCase(),
            description: 'The payment page',
          },
        },
      ] as const,
  ),
  [
    { kind: 'compose', label: 'Write', data: 'a:write', phone: '+33123456789', text: 'Hello, I …' },
    { composeAction: { composeTextMessage: { phoneNumber: '+33123456789', text: 'Hello, I …' } } },
  ],
  [
    { kind: 'compose', label: 'Speak', data: 'a:speak', phone: '+33123456789', recording: 'audio' },
    { composeAction: { composeRecordingMessage: { phoneNumber: '+33123456789', type: 'AUDIO' } } },
  ],
  [
    { kind: 'compose', label: 'Film', data: 'a:film', phone: '+33123456789', recording: 'video' },
    { composeAction: { composeRecordingMessage: { phoneNumber: '+33123456789', type: 'VIDEO' } } },
  ],
] as const;

const suggestion = ([written, wire]: (typeof ACTIONS)[number]) => ({
  action: { text: written.label, postbackData: written.data, ...wire },
});

// --- cards and files --------------------------------------------------------------------------------------------

const HEIGHTS = ['short', 'medium', 'tall'] as const;
const STANDALONE = [
  ...HEIGHTS.map((height) => ({ orientation: 'vertical' as const, align: 'left' as const, height })),
  ...(['left', 'right'] as const).flatMap((align) =>
    HEIGHTS.map((height) => ({ orientation: 'horizontal' as const, align, height })),
  ),
];
const WIDTHS = ['small', 'medium'] as const;
const FILES = {
  image: `${MEDIA}a.png`,
  video: `${MEDIA}a.mp4`,
  document: `${MEDIA}a.pdf`,
  audio: `${MEDIA}a.mp3`,
};

const cardName = ({ orientation, align, height }: (typeof STANDALONE)[number]) =>
  `${orientation} ${align} ${height}`;

type Say = Extract<FlowInput['nodes'][string], { kind: 'say' }>;
type Written = Say['say'][number];

const utterances: Written[] = [
  // Eleven suggestions, the most a message has; the last action goes under the next one.
  {
    message: {
      kind: 'text',
      text: 'Eleven suggestions',
      suggestions: ACTIONS.slice(0, 11).map(([written]) => ({ ...written })),
    },
  },
  {
    message: {
      kind: 'text',
      text: 'The twelfth',
      suggestions: ACTIONS.slice(11).map(([written]) => ({ ...written })),
    },
  },
  ...STANDALONE.map(
    (card): Written => ({
      message: {
        kind: 'card',
        orientation: card.orientation,
        align: card.align,
        card: {
          title: cardName(card),
          description: 'With all a card can have',
          media: picture(card.height),
          suggestions: ACTIONS.slice(0, 4).map(([written]) => ({ ...written })),
        },
        suggestions: [{ kind: 'reply', label: 'More', data: 'more' }],
      },
    }),
  ),
  ...WIDTHS.map(
    (width): Written => ({
      message: {
        kind: 'carousel',
        width,
        cards: HEIGHTS.map((height) => ({
          title: `${width} carousel, ${height}`,
          media: picture(height === 'tall' && width === 'small' ? 'medium' : height),
          suggestions: [{ kind: 'reply', label: `Take ${height}`, data: `take:${height}` }],
        })),
        suggestions: [{ kind: 'reply', label: 'None', data: 'none' }],
      },
    }),
  ),
  ...Object.values(FILES).map(
    (url): Written => ({ message: { kind: 'media', url, thumbnail: `${MEDIA}thumb.jpg`, alt: 'A file' } }),
  ),
];

/** As a node says at most five things, one after another. */
function document(id: string, said: Written[], more: Partial<FlowInput> = {}): FlowInput {
  const parts = Array.from({ length: Math.ceil(said.length / 5) }, (_, n) => said.slice(n * 5, n * 5 + 5));
  const nodes = parts.map((say, n) => [
    `part${n}`,
    { kind: 'say', say, to: n + 1 < parts.length ? `part${n + 1}` : 'over' },
  ]);
  return {
    format: 1,
    id,
    name: id,
    start: 'part0',
    triggers: [{ kind: 'keyword', words: [id] }, { kind: 'api' }],
    nodes: { ...Object.fromEntries(nodes), over: { kind: 'end' } },
    ...more,
  };
}

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await publish(document('everything', utterances));
});
afterAll(() => world.close());

async function publish(flow: FlowInput): Promise<void> {
  const created = await world.api('POST', '/flows', { document: flow });
  expect(created, JSON.stringify(created.body)).toMatchObject({ status: 201 });
  const published = await world.api('POST', `/flows/${flow.id}/publish`, {});
  expect(published, JSON.stringify(published.body)).toMatchObject({ status: 201 });
}

type Wire = Record<string, unknown>;
const contentOf = (line: ThreadLine | undefined) =>
  (line?.message as { contentMessage: Wire } | undefined)?.contentMessage;
const saidTo = async (phone: string) =>
  (await world.handset(phone).thread()).filter(({ direction }) => direction === 'out').map(contentOf);
interface Parked {
  id: string;
  code: string;
  detail: string;
  attempts: number;
}
const parked = async () => (await world.api<{ items: Parked[] }>('GET', '/outbox/parked')).body.items;
async function messagesOf(phone: string) {
  const { items } = (
    await world.api<{ items: { id: string; phone: string }[] }>('GET', '/conversations?limit=200')
  ).body;
  const id = items.find((one) => one.phone === phone)?.id;
  return (
    await world.api<{ items: { direction: string; state: string; fault?: { code: string } }[] }>(
      'GET',
      `/conversations/${id}/messages`,
    )
  ).body.items;
}
const start = (to: string, flow: string) => world.api('POST', '/conversations', { to, flow });

describe('[issue: every action and card kind appears in the thread]', () => {
  let shown: (Wire | undefined)[];
  beforeAll(async () => {
    const phone = world.handset('+447700901001');
    await phone.say('everything');
    shown = await until('all of it arrived', async () => {
      const lines = await saidTo(phone.phone);
      return lines.length === utterances.length ? lines : undefined;
    });
  });

  test('in the order it was drawn, each as one message', () => {
    expect(shown).toHaveLength(2 + STANDALONE.length + WIDTHS.length + 4);
    expect(shown[0]).toMatchObject({ text: 'Eleven suggestions' });
    expect(shown.at(-1)).toMatchObject({ contentInfo: { fileUrl: FILES.audio } });
  });

  test.each(ACTIONS.map((action, n) => [action[0].label, n] as const))('the action "%s"', (_label, n) => {
    const action = ACTIONS[n];
    if (!action) throw new Error('There is no such action.');
    const list = (n < 11 ? shown[0] : shown[1])?.suggestions as Wire[];
    expect(list[n < 11 ? n : n - 11]).toEqual(suggestion(action));
  });

  test('eleven suggestions under a text', () => {
    expect(shown[0]?.suggestions).toHaveLength(11);
  });

  test.each(STANDALONE.map((card, n) => [cardName(card), card, n] as const))(
    'a card, %s',
    (name, card, n) => {
      expect(shown[2 + n]).toEqual({
        richCard: {
          standaloneCard: {
            cardOrientation: card.orientation.toUpperCase(),
            ...(card.orientation === 'horizontal'
              ? { thumbnailImageAlignment: card.align.toUpperCase() }
              : {}),
            cardContent: {
              title: name,
              description: 'With all a card can have',
              media: {
                height: card.height.toUpperCase(),
                contentInfo: {
                  fileUrl: `${MEDIA}picture.jpg`,
                  thumbnailUrl: `${MEDIA}thumb.jpg`,
                  forceRefresh: false,
                },
              },
              suggestions: ACTIONS.slice(0, 4).map(suggestion),
            },
          },
        },
        suggestions: [{ reply: { text: 'More', postbackData: 'more' } }],
      });
    },
  );

  test.each(WIDTHS.map((width, n) => [width, n] as const))('a carousel, %s', (width, n) => {
    const content = shown[2 + STANDALONE.length + n] as {
      richCard: { carouselCard: { cardWidth: string; cardContents: Wire[] } };
      suggestions: Wire[];
    };
    const { cardWidth, cardContents } = content.richCard.carouselCard;
    expect(cardWidth).toBe(width.toUpperCase());
    expect(cardContents.map((card) => (card.media as Wire).height)).toEqual([
      'SHORT',
      'MEDIUM',
      width === 'small' ? 'MEDIUM' : 'TALL',
    ]);
    expect(cardContents.map((card) => card.suggestions)).toEqual(
      HEIGHTS.map((height) => [{ reply: { text: `Take ${height}`, postbackData: `take:${height}` } }]),
    );
    expect(content.suggestions).toEqual([{ reply: { text: 'None', postbackData: 'none' } }]);
  });

  test.each(Object.entries(FILES).map(([kind, url], n) => [kind, url, n] as const))(
    'a file: %s',
    (_kind, url, n) => {
      expect(shown[2 + STANDALONE.length + WIDTHS.length + n]).toEqual({
        contentInfo: { fileUrl: url, thumbnailUrl: `${MEDIA}thumb.jpg`, forceRefresh: false },
      });
    },
  );

  test('and every one is known to be delivered', async () => {
    await until('all are delivered', async () => {
      const out = (await messagesOf('+447700901001')).filter(({ direction }) => direction === 'out');
      return out.length === utterances.length && out.every(({ state }) => state === 'delivered')
        ? true
        : undefined;
    });
  });
});

describe('a phone that can show less', () => {
  test('gets all of it in a form it can show; nothing is refused', async () => {
    const phone = world.handset('+447700901002');
    await phone.set({ features: [] });
    await phone.say('everything');
    const shown = await until('all of it arrived', async () => {
      const lines = await saidTo(phone.phone);
      return lines.length === utterances.length ? lines : undefined;
    });
    expect(await parked()).toEqual([]);
    for (const content of shown) expect(content).not.toHaveProperty('richCard');
    const words = textOf(shown);
    for (const part of [
      ...STANDALONE.map(cardName),
      '+33 1 23 45 67 89',
      'https://shop.example/',
      'https://pay.example/',
      'Haircut',
      'small carousel, tall',
      FILES.audio,
    ]) {
      expect(words).toContain(part);
    }
  });

  test.each([
    [
      'webviews',
      [
        'RICHCARD_STANDALONE',
        'RICHCARD_CAROUSEL',
        'ACTION_OPEN_URL',
        'ACTION_DIAL',
        'ACTION_SHARE_LOCATION',
        'ACTION_VIEW_LOCATION',
        'ACTION_CREATE_CALENDAR_EVENT',
      ],
    ],
    ['carousels', ['RICHCARD_STANDALONE', 'ACTION_OPEN_URL', 'ACTION_DIAL']],
    ['cards', ['RICHCARD_CAROUSEL', 'ACTION_OPEN_URL_IN_WEBVIEW', 'ACTION_OPEN_URL']],
  ])('without %s: nothing is refused', async (name, features) => {
    const phone = world.handset(`+4477009011${name.length}0`);
    await phone.set({ features });
    await phone.say('everything');
    await until('all of it arrived', async () =>
      (await saidTo(phone.phone)).length === utterances.length ? true : undefined,
    );
    expect(await parked()).toEqual([]);
  });

  test('that forgot a feature since it was asked gets the plainer message all the same', async () => {
    const phone = world.handset('+447700901003');
    await phone.say('everything');
    await until('all of it arrived', async () =>
      (await saidTo(phone.phone)).length === utterances.length ? true : undefined,
    );
    await phone.set({ features: [] });
    await phone.say('everything');
    const shown = await until('all of it arrived again', async () => {
      const lines = await saidTo(phone.phone);
      return lines.length === 2 * utterances.length ? lines.slice(utterances.length) : undefined;
    });
    for (const content of shown) expect(content).not.toHaveProperty('richCard');
  });
});

describe('a phone that is not there, where the author wants no SMS', () => {
  const short: Written = { message: { kind: 'text', text: 'Are you there?' } };
  /** Its one step travels so. */
  function carried(flow: FlowInput, delivery: object): FlowInput {
    const part0 = { ...flow.nodes.part0, delivery } as FlowInput['nodes'][string];
    return { ...flow, nodes: { ...flow.nodes, part0 } };
  }

  test('with RCS off: set aside with the reason, to be seen, and delivered by hand once it is on', async () => {
    await publish(carried(document('knock', [short]), { sms: 'never' }));
    const phone = world.handset('+447700901004');
    await phone.set({ rcs: false });
    expect((await start(phone.phone, 'knock')).status).toBe(201);
    const [item] = await until('it is parked', async () => {
      const items = await parked();
      return items.length > 0 ? items : undefined;
    });
    expect(item).toMatchObject({ code: 'rbm_unreachable', attempts: 1 });
    expect((await messagesOf(phone.phone))[0]).toMatchObject({
      state: 'failed',
      fault: { code: 'rbm_unreachable' },
    });
    expect((await world.api('GET', '/conversations')).status).toBe(200);

    // Tried while nothing has changed, it comes back.
    expect((await world.api('POST', `/outbox/parked/${item?.id}/retry`)).status).toBe(204);
    await until('it is parked again', async () => ((await parked()).length === 1 ? true : undefined));

    await phone.set({ rcs: true });
    expect((await world.api('POST', `/outbox/parked/${item?.id}/retry`)).status).toBe(204);
    await phone.hears(/Are you there/);
    expect(await parked()).toEqual([]);
    await until('it is delivered', async () =>
      (await messagesOf(phone.phone))[0]?.state === 'delivered' ? true : undefined,
    );
    // There is nothing to try any more.
    expect((await world.api('POST', `/outbox/parked/${item?.id}/retry`)).status).toBe(404);
  });

  test('offline: sent, and delivered when it comes back, in order', async () => {
    const phone = world.handset('+447700901005');
    await phone.set({ online: false });
    await start(phone.phone, 'knock');
    await until('it is sent', async () =>
      (await messagesOf(phone.phone))[0]?.state === 'sent' ? true : undefined,
    );
    expect(await saidTo(phone.phone)).toEqual([]);
    await phone.set({ online: true });
    await phone.hears(/Are you there/);
    await until('it is delivered', async () =>
      (await messagesOf(phone.phone))[0]?.state === 'delivered' ? true : undefined,
    );
    await phone.act({ read: (await phone.thread())[0]?.id });
    await until('it is read', async () =>
      (await messagesOf(phone.phone))[0]?.state === 'read' ? true : undefined,
    );
  });

  test('offline past the time a message is good for: withdrawn, and known to be expired', async () => {
    const fleeting = document('fleeting', [{ message: { kind: 'text', text: 'Only now' } }]);
    await publish(carried(fleeting, { ttl: '1s', sms: 'never' }));
    const phone = world.handset('+447700901006');
    await phone.set({ online: false });
    await start(phone.phone, 'fleeting');
    await until('it is expired', async () =>
      (await messagesOf(phone.phone))[0]?.state === 'expired' ? true : undefined,
    );
    await phone.set({ online: true });
    await start(phone.phone, 'knock');
    await phone.hears(/Are you there/);
    expect(textOf(await saidTo(phone.phone))).not.toContain('Only now');
  });

  test('an unsubscribed one is not written to, and says so to who asks', async () => {
    const phone = world.handset('+447700901007');
    await start(phone.phone, 'knock');
    await phone.hears(/Are you there/);
    await phone.act({ unsubscribe: true });
    await phone.hears(/won't|any more messages/);
    expect((await start(phone.phone, 'knock')).body).toMatchObject({ code: 'contact_opted_out' });
    await phone.act({ subscribe: true });
    await phone.hears(/Welcome back/);
    expect((await start(phone.phone, 'knock')).status).toBe(201);
    await phone.hears(/Are you there/);
    expect(
      (await saidTo(phone.phone)).filter((content) => /any more messages/.test(textOf(content))),
    ).toHaveLength(1);
  });
});
