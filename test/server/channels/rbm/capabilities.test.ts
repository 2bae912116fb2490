import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  type CapabilitiesOptions,
  createCapabilities,
} from '../../../../server/channels/rbm/capabilities.ts';
import { rcsbusinessmessaging } from '../../../../server/channels/rbm/client.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { googleError, startStandIn } from './google-stand-in.ts';

const HOUR = 3_600_000;

async function started(
  reply: Parameters<typeof startStandIn>[0] = () => ({ body: { features: ['ACTION_DIAL'] } }),
  options: Partial<CapabilitiesOptions> = {},
) {
  const { asked, rootUrl, trusted } = await startStandIn(reply);
  const client = rcsbusinessmessaging({ version: 'v1', rootUrl, fetch: trusted });
  const clock = createFakeClock();
  const capabilities = createCapabilities({
    client,
    clock,
    newId: randomUUID,
    ttlMs: HOUR,
    max: 100,
    ...options,
  });
  return { capabilities, asked, clock };
}

function phones(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `+336${String(index).padStart(8, '0')}`);
}

describe('features', () => {
  test('are asked once, remembered, and asked again when the answer is old', async () => {
    const { capabilities, asked, clock } = await started();
    expect(await capabilities.features('a', '+331')).toEqual(new Set(['ACTION_DIAL']));
    await capabilities.features('a', '+331');
    expect(asked).toHaveLength(1);
    await clock.advance(HOUR);
    await capabilities.features('a', '+331');
    expect(asked).toHaveLength(2);
  });

  test('are those of one agent and one phone, each asked under an id of its own', async () => {
    const { capabilities, asked } = await started();
    for (const [agent, phone] of [
      ['a', '+331'],
      ['b', '+331'],
      ['a', '+332'],
    ] as const) {
      await capabilities.features(agent, phone);
    }
    expect(asked.map(({ path, query }) => [path, query.agentId])).toEqual([
      ['/v1/phones/+331/capabilities', 'a'],
      ['/v1/phones/+331/capabilities', 'b'],
      ['/v1/phones/+332/capabilities', 'a'],
    ]);
    expect(new Set(asked.map(({ query }) => query.requestId)).size).toBe(3);
  });

  test('asked twice at the same time are asked of Google once', async () => {
    const { capabilities, asked } = await started();
    await Promise.all([capabilities.features('a', '+331'), capabilities.features('a', '+331')]);
    expect(asked).toHaveLength(1);
  });

  test('that Google never named are kept; no features at all is an answer', async () => {
    const answers = [{ features: ['NEW_THING', 7] }, {}];
    const { capabilities } = await started((_asked, index) => ({ body: answers[index] }));
    expect(await capabilities.features('a', '+331')).toEqual(new Set(['NEW_THING']));
    expect(await capabilities.features('a', '+332')).toEqual(new Set());
  });

  test.each([404, 403, 500])('after a %i nobody knows them, for a minute', async (status) => {
    const { capabilities, asked, clock } = await started((_asked, index) =>
      index === 0 ? googleError(status, 'No.') : { body: { features: [] } },
    );
    expect(await capabilities.features('a', '+331')).toBeUndefined();
    expect(await capabilities.features('a', '+331')).toBeUndefined();
    expect(asked).toHaveLength(1);
    await clock.advance(60_000);
    expect(await capabilities.features('a', '+331')).toEqual(new Set());
  });

  test('that do not come in time hold nobody up', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const client = rcsbusinessmessaging({
      version: 'v1',
      fetch: async () => {
        await held;
        return Response.json({ features: ['ACTION_DIAL'] });
      },
    });
    const clock = createFakeClock();
    const capabilities = createCapabilities({
      client,
      clock,
      newId: randomUUID,
      ttlMs: HOUR,
      max: 10,
      patienceMs: 500,
    });
    const waiting = capabilities.features('a', '+331');
    await clock.advance(500);
    expect(await waiting).toBeUndefined();
    release();
    // The late answer serves the next message.
    expect(await capabilities.features('a', '+331')).toEqual(new Set(['ACTION_DIAL']));
    expect(clock.alarms).toBe(0);
  });

  test('of the phone longest unused are forgotten first', async () => {
    const { capabilities, asked } = await started(undefined, { max: 2 });
    await capabilities.features('a', '+331');
    await capabilities.features('a', '+332');
    await capabilities.features('a', '+331');
    await capabilities.features('a', '+333');
    asked.length = 0;
    await capabilities.features('a', '+331');
    await capabilities.features('a', '+333');
    expect(asked).toEqual([]);
    await capabilities.features('a', '+332');
    expect(asked).toHaveLength(1);
  });

  test('can be forgotten', async () => {
    const { capabilities, asked } = await started();
    await capabilities.features('a', '+331');
    capabilities.forget('a', '+331');
    await capabilities.features('a', '+331');
    expect(asked).toHaveLength(2);
  });
});

describe('a phone out of reach', () => {
  test('is known from a check for a minute, from a message for ten', async () => {
    const { capabilities, clock } = await started(() => googleError(404, 'No RCS.'));
    expect(capabilities.isUnreachable('a', '+331')).toBe(false);
    await capabilities.features('a', '+331');
    expect(capabilities.isUnreachable('a', '+331')).toBe(true);
    expect(capabilities.isUnreachable('b', '+331')).toBe(false);
    await clock.advance(60_000);
    expect(capabilities.isUnreachable('a', '+331')).toBe(false);
    capabilities.lost('a', '+331');
    await clock.advance(599_999);
    expect(capabilities.isUnreachable('a', '+331')).toBe(true);
    await clock.advance(1);
    expect(capabilities.isUnreachable('a', '+331')).toBe(false);
  });

  test.each([403, 500])('is not concluded from a %i', async (status) => {
    const { capabilities } = await started(() => googleError(status, 'No.'));
    await capabilities.features('a', '+331');
    expect(capabilities.isUnreachable('a', '+331')).toBe(false);
  });

  test('is forgotten when it is heard of, and what others can show is not', async () => {
    const { capabilities, asked } = await started();
    await capabilities.features('a', '+331');
    capabilities.heard('a', '+331');
    await capabilities.features('a', '+331');
    expect(asked).toHaveLength(1);
    capabilities.lost('a', '+331');
    capabilities.heard('a', '+331');
    expect(capabilities.isUnreachable('a', '+331')).toBe(false);
  });

  test('counts among the phones that are remembered', async () => {
    const { capabilities } = await started(undefined, { max: 2 });
    for (const phone of ['+331', '+332', '+333']) capabilities.lost('a', phone);
    expect(['+331', '+332', '+333'].map((phone) => capabilities.isUnreachable('a', phone))).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe('who can be reached', () => {
  const users = (body: string): string[] => (JSON.parse(body) as { users: string[] }).users;

  test.each([
    [500, [500]],
    [10_000, [10_000]],
    [10_001, [5_001, 5_000]],
    [20_500, [6_834, 6_834, 6_832]],
  ])('%i phones are asked in bulk, in parts Google takes', async (count, sizes) => {
    const { capabilities, asked } = await started(({ body }) => ({
      body: { reachableUsers: users(body).filter((phone) => phone.endsWith('7')) },
    }));
    const list = phones(count);
    const reachable = await capabilities.reachable('a', [...list, ...list.slice(0, 10)]);
    expect([...reachable]).toEqual(list.filter((phone) => phone.endsWith('7')));
    expect(asked.map(({ body }) => users(body).length)).toEqual(sizes);
    expect(asked.every(({ path }) => path === '/v1/users:batchGet')).toBe(true);
  });

  test('fewer are asked one by one', async () => {
    const { capabilities, asked } = await started(({ path }) =>
      path.includes('7/') ? { body: { features: [] } } : googleError(404, 'Not found'),
    );
    expect([...(await capabilities.reachable('a', phones(40)))].sort()).toEqual(
      phones(40).filter((phone) => phone.endsWith('7')),
    );
    expect(asked).toHaveLength(40);
  });

  test('is not guessed where Google does not answer', async () => {
    const { capabilities } = await started(() => googleError(503, 'Busy'));
    await expect(capabilities.reachable('a', phones(3))).rejects.toMatchObject({ status: 503 });
    await expect(capabilities.reachable('a', phones(600))).rejects.toMatchObject({ status: 503 });
  });

  test('nobody of nobody', async () => {
    const { capabilities, asked } = await started();
    expect(await capabilities.reachable('a', [])).toEqual(new Set());
    expect(asked).toEqual([]);
  });
});
