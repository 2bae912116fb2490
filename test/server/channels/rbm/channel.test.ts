import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { messageSchema } from '../../../../flows/message.ts';
import type { Outbound, Outcome } from '../../../../server/channels/port.ts';
import { createCapabilities } from '../../../../server/channels/rbm/capabilities.ts';
import { createRbmChannel } from '../../../../server/channels/rbm/channel.ts';
import { rcsbusinessmessaging } from '../../../../server/channels/rbm/client.ts';
import { toOutcome } from '../../../../server/channels/rbm/outcome.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { googleError, type Reply, startStandIn } from './google-stand-in.ts';

const ID = '6f7a7d0e-4b5a-4f43-9d0a-0b8f1d9d1a00';
const BRAND = {
  workspace: 'w',
  id: 'b',
  name: 'S',
  agentId: 'salon',
  locale: 'en',
  timezone: 'Europe/Paris',
};
const CARD = {
  kind: 'card',
  card: { title: 'Cut', suggestions: [{ kind: 'dial', label: 'Call', phone: '+331' }] },
};

function outbound(message: object = { kind: 'text', text: 'Hi' }, more: Partial<Outbound> = {}): Outbound {
  return {
    id: ID,
    brand: BRAND,
    phone: '+33612345678',
    message: messageSchema.parse(message),
    traffic: 'transaction',
    locale: 'en',
    ...more,
  };
}

async function started(reply?: Parameters<typeof startStandIn>[0]) {
  const { asked, rootUrl, trusted } = await startStandIn(reply);
  const client = rcsbusinessmessaging({ version: 'v1', rootUrl, fetch: trusted });
  const clock = createFakeClock();
  const capabilities = createCapabilities({ client, clock, newId: randomUUID, ttlMs: 60_000, max: 100 });
  return {
    channel: createRbmChannel({ client, capabilities, publicUrl: 'https://p.example', clock }),
    asked,
    clock,
  };
}

describe('send', () => {
  test('posts the message under the outbound id and is accepted', async () => {
    const { channel, asked } = await started();
    expect(await channel.send(outbound(undefined, { ttl: 60 }))).toEqual({ kind: 'accepted' });
    expect(asked).toMatchObject([
      {
        method: 'POST',
        path: '/v1/phones/+33612345678/agentMessages',
        query: { messageId: ID, agentId: 'salon' },
      },
    ]);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
      contentMessage: { text: 'Hi' },
      messageTrafficType: 'TRANSACTION',
      ttl: '60s',
    });
  });

  test('asks what the phone can show only for what a phone may lack', async () => {
    const { channel, asked } = await started(({ method }) =>
      method === 'GET' ? { body: { features: ['ACTION_DIAL'] } } : { body: {} },
    );
    await channel.send(outbound());
    await channel.send(
      outbound({ kind: 'text', text: 'Hi', suggestions: [{ kind: 'reply', label: 'a', data: 'b' }] }),
    );
    expect(asked.map(({ method }) => method)).toEqual(['POST', 'POST']);
    await channel.send(outbound(CARD));
    await channel.send(outbound(CARD));
    expect(asked.map(({ method }) => method)).toEqual(['POST', 'POST', 'GET', 'POST', 'POST']);
    // The phone has no cards but can dial.
    expect(JSON.parse(asked[3]?.body ?? '').contentMessage).toEqual({
      text: 'Cut',
      suggestions: [{ action: { text: 'Call', dialAction: { phoneNumber: '+331' } } }],
    });
  });

  test('goes ahead in full where the check fails', async () => {
    const { channel, asked } = await started(({ method }) => (method === 'GET' ? googleError(500, 'x') : {}));
    expect(await channel.send(outbound(CARD))).toEqual({ kind: 'accepted' });
    expect(JSON.parse(asked[1]?.body ?? '').contentMessage.richCard).toBeDefined();
  });

  test('is repeated in plainer words, under the same id, where the phone turns out to show less', async () => {
    const features = [['RICHCARD_STANDALONE', 'ACTION_DIAL'], ['ACTION_DIAL']];
    const { channel, asked } = await started(({ method, body }): Reply => {
      if (method === 'GET') return { body: { features: features.shift() } };
      return body.includes('richCard') ? googleError(400, 'Unsupported feature') : {};
    });
    expect(await channel.send(outbound(CARD))).toEqual({ kind: 'accepted' });
    const posts = asked.filter(({ method }) => method === 'POST');
    expect(posts.map(({ query }) => query.messageId)).toEqual([ID, ID]);
    expect(JSON.parse(posts[1]?.body ?? '').contentMessage.text).toBe('Cut');
  });

  test('is refused after one attempt where nothing plainer can be said', async () => {
    const { channel, asked } = await started(({ method }) =>
      method === 'GET'
        ? { body: { features: ['RICHCARD_STANDALONE', 'ACTION_DIAL'] } }
        : googleError(400, 'Bad.'),
    );
    expect(await channel.send(outbound(CARD))).toMatchObject({ kind: 'refused', code: 'rbm_invalid' });
    expect(asked.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  test.each(['33612345678', '+1/agentMessages', '+33 6', ''])('to %j asks nobody', async (phone) => {
    const { channel, asked } = await started();
    expect(await channel.send(outbound(undefined, { phone }))).toMatchObject({
      kind: 'refused',
      code: 'rbm_phone',
    });
    expect(await channel.signal?.(BRAND, phone, ID, { kind: 'typing' })).toMatchObject({ code: 'rbm_phone' });
    expect(asked).toEqual([]);
  });
});

describe('what an answer means', () => {
  test.each<[number, Partial<Outcome>]>([
    [400, { kind: 'refused', code: 'rbm_invalid' }],
    [401, { kind: 'refused', code: 'rbm_unauthorized' }],
    [403, { kind: 'refused', code: 'rbm_forbidden' }],
    [404, { kind: 'unreachable', code: 'rbm_unreachable' }],
    [408, { kind: 'again', code: 'rbm_unavailable' }],
    [409, { kind: 'accepted' }],
    [413, { kind: 'refused', code: 'rbm_refused' }],
    [429, { kind: 'again', code: 'rbm_busy' }],
    [500, { kind: 'again', code: 'rbm_unavailable' }],
    [503, { kind: 'again', code: 'rbm_unavailable' }],
    [302, { kind: 'refused', code: 'rbm_refused' }],
  ])('%i', async (status, expected) => {
    const { channel, asked } = await started(() => googleError(status, 'Google says so.'));
    const outcome = await channel.send(outbound());
    expect(outcome).toMatchObject(expected);
    if ('detail' in outcome) expect(outcome.detail).toContain('Google says so');
    expect(outcome).not.toHaveProperty('afterMs');
    expect(asked).toHaveLength(1);
  });

  test('a configuration fault says what to look at', async () => {
    const forbidden = await (await started(() => googleError(403, 'No.'))).channel.send(outbound());
    expect(forbidden).toMatchObject({ detail: expect.stringContaining('RBM_AGENT_ID') });
    const unauthorized = await (await started(() => googleError(401, 'No.'))).channel.send(outbound());
    expect(unauthorized).toMatchObject({ detail: expect.stringContaining('RBM_SERVICE_ACCOUNT') });
  });

  test.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Mon, 02 Mar 2026 12:00:30 GMT', 30_000],
    ['Mon, 02 Mar 2026 11:00:00 GMT', 0],
    ['999999999', 3_600_000],
    ['soon', undefined],
    ['-5', undefined],
  ])('Retry-After %j is a wait of %s ms', async (header, afterMs) => {
    for (const status of [429, 503]) {
      const { channel } = await started(() => googleError(status, 'Busy', { 'retry-after': header }));
      const outcome = await channel.send(outbound());
      expect(outcome.kind === 'again' ? outcome.afterMs : 'not again').toBe(afterMs);
    }
  });

  test('a silent server is a timeout, not a failure', async () => {
    const { channel } = await started(() => ({ body: 'silence' }));
    expect(await channel.send(outbound())).toMatchObject({ kind: 'again', code: 'rbm_timeout' });
  });

  test('a broken connection is asked again', async () => {
    const { channel } = await started(() => ({ body: 'hang up' }));
    expect(await channel.send(outbound())).toMatchObject({ kind: 'again', code: 'rbm_network' });
  });

  test('a refused service account is no fault of the message', () => {
    const error = {
      status: 400,
      response: { data: { error: 'invalid_grant', error_description: 'Bad JWT.' } },
    };
    expect(toOutcome(error, 0)).toMatchObject({
      kind: 'refused',
      code: 'rbm_unauthorized',
      detail: expect.stringContaining('Bad JWT'),
    });
  });

  test.each([
    undefined,
    null,
    'text',
    new Error('boom'),
    { response: null },
    { response: { data: { error: 5 } } },
  ])('anything thrown has an outcome: %j', (error) => {
    expect(toOutcome(error, 0).kind).toBe('again');
  });
});

describe('revoke', () => {
  test.each([
    [200, 'revoked'],
    [404, 'delivered'],
    [403, 'unknown'],
    [500, 'unknown'],
  ] as const)('%i is "%s"', async (status, expected) => {
    const { channel, asked } = await started(() => (status === 200 ? {} : googleError(status, 'x')));
    expect(await channel.revoke?.(BRAND, '+33612345678', ID)).toBe(expected);
    expect(asked).toMatchObject([
      {
        method: 'DELETE',
        path: `/v1/phones/+33612345678/agentMessages/${ID}`,
        query: { agentId: 'salon' },
      },
    ]);
  });
});

describe('signal', () => {
  test('typing and read are events under the given id', async () => {
    const { channel, asked } = await started();
    expect(await channel.signal?.(BRAND, '+33612345678', ID, { kind: 'typing' })).toEqual({
      kind: 'accepted',
    });
    await channel.signal?.(BRAND, '+33612345678', ID, { kind: 'read', remoteId: 'm1' });
    expect(asked.map(({ path, query, body }) => [path, query, JSON.parse(body)])).toEqual([
      ['/v1/phones/+33612345678/agentEvents', { eventId: ID, agentId: 'salon' }, { eventType: 'IS_TYPING' }],
      [
        '/v1/phones/+33612345678/agentEvents',
        { eventId: ID, agentId: 'salon' },
        { eventType: 'READ', messageId: 'm1' },
      ],
    ]);
  });

  test('to a phone without RCS is unreachable', async () => {
    const { channel } = await started(() => googleError(404, 'x'));
    expect(await channel.signal?.(BRAND, '+33612345678', ID, { kind: 'typing' })).toMatchObject({
      kind: 'unreachable',
    });
  });
});

describe('a phone that was out of reach', () => {
  const SMS = {
    provider: 'emulator',
    sender: 'Salon',
    smart: 'never',
    whenUnsure: 'hold',
    settings: {},
  } as const;
  const WITH_SMS = { ...BRAND, sms: SMS };
  const toSms = (message?: object) => outbound(message, { brand: WITH_SMS });
  const unreachable = { kind: 'unreachable', code: 'rbm_unreachable' };

  test('is not asked again for ten minutes, where SMS can take the place of RCS', async () => {
    const { channel, asked, clock } = await started(() => googleError(404, 'No RCS.'));
    expect(await channel.send(toSms())).toMatchObject(unreachable);
    expect(asked).toHaveLength(1);
    expect(await channel.send(toSms())).toMatchObject(unreachable);
    await clock.advance(10 * 60_000 - 1);
    expect(await channel.send(toSms(CARD))).toMatchObject(unreachable);
    expect(asked).toHaveLength(1);
    await clock.advance(1);
    await channel.send(toSms());
    expect(asked).toHaveLength(2);
  });

  test('is not remembered longer for being asked about meanwhile', async () => {
    const { channel, asked, clock } = await started(() => googleError(404, 'No RCS.'));
    await channel.send(toSms());
    await clock.advance(9 * 60_000);
    await channel.send(toSms());
    await clock.advance(60_000);
    await channel.send(toSms());
    expect(asked).toHaveLength(2);
  });

  test('is asked each time where there is nothing else', async () => {
    const { channel, asked } = await started(() => googleError(404, 'No RCS.'));
    await channel.send(outbound());
    await channel.send(outbound());
    expect(asked).toHaveLength(2);
  });

  test('is asked again once it was heard of, and only that phone', async () => {
    const { channel, asked } = await started(() => googleError(404, 'No RCS.'));
    await channel.send(toSms());
    channel.heard?.(WITH_SMS, '+33699999999');
    await channel.send(toSms());
    expect(asked).toHaveLength(1);
    channel.heard?.(WITH_SMS, '+33612345678');
    await channel.send(toSms());
    expect(asked).toHaveLength(2);
  });

  test('is found out by the check of what it can show, before anything is sent', async () => {
    const { channel, asked } = await started(() => googleError(404, 'No RCS.'));
    expect(await channel.send(toSms(CARD))).toMatchObject(unreachable);
    expect(asked.map(({ method }) => method)).toEqual(['GET']);
    // A check may be stale: where there is nothing else the message itself is tried.
    await channel.send(outbound(CARD, { phone: '+33612345679' }));
    expect(asked.map(({ method }) => method)).toEqual(['GET', 'GET', 'POST']);
  });

  test('a check that failed says nothing about it', async () => {
    const { channel } = await started(({ method }) => (method === 'GET' ? googleError(500, 'x') : {}));
    expect(await channel.send(toSms(CARD))).toEqual({ kind: 'accepted' });
    expect(await channel.send(toSms(CARD))).toEqual({ kind: 'accepted' });
  });

  test('what Google refuses otherwise is no such thing', async () => {
    const { channel, asked } = await started(() => googleError(403, 'No.'));
    await channel.send(toSms());
    await channel.send(toSms());
    expect(asked).toHaveLength(2);
  });
});

describe('who can be reached', () => {
  test('is asked of Google for numbers alone, for the brand’s agent', async () => {
    const { channel, asked } = await started(({ path }) =>
      path.includes('+33612345678') ? { body: { features: [] } } : googleError(404, 'x'),
    );
    const phones = ['+33612345678', '+33612345679', 'nobody', '+1/agentMessages'];
    expect(await channel.reachable?.(BRAND, phones)).toEqual(new Set(['+33612345678']));
    expect(asked.map(({ query }) => query.agentId)).toEqual(['salon', 'salon']);
  });

  test('is asked in bulk where they are many, and ends what was remembered to the contrary', async () => {
    const { channel, asked } = await started(({ path, body }) =>
      path.endsWith(':batchGet')
        ? { body: { reachableUsers: (JSON.parse(body) as { users: string[] }).users } }
        : path.endsWith('/agentMessages') && asked.length === 1
          ? googleError(404, 'x')
          : {},
    );
    const brand = {
      ...BRAND,
      sms: { provider: 'emulator', sender: 'Salon', smart: 'never', whenUnsure: 'hold', settings: {} },
    } as const;
    expect(await channel.send(outbound(undefined, { brand }))).toMatchObject({ kind: 'unreachable' });
    const phones = ['+33612345678', ...Array.from({ length: 599 }, (_, n) => `+336${10_000_000 + n}`)];
    expect((await channel.reachable?.(BRAND, phones))?.size).toBe(600);
    expect(asked).toHaveLength(2);
    expect(await channel.send(outbound(undefined, { brand }))).toEqual({ kind: 'accepted' });
  });
});

test('the channel serves brands that have an agent, and knows an id it has seen', async () => {
  const { channel } = await started();
  expect(channel.serves(BRAND)).toBe(true);
  expect(channel.serves({ ...BRAND, agentId: '' })).toBe(false);
  expect(channel.idempotent(BRAND)).toBe(true);
});
