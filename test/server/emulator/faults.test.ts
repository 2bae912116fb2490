import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFaults, faultsSchema } from '../../../server/emulator/faults.ts';
import { eventually, PHONE, type Running, runEmulator, text } from './running-emulator.ts';

let running: Running;

beforeEach(async () => {
  running = await runEmulator();
});
afterEach(() => running.stop());

const set = (faults: object) => running.call('PUT', '/control/faults', faults);
const act = (body: object) => running.call('POST', `/handsets/${PHONE}/messages`, body);
const ledger = async () => (await running.call('GET', '/control/ledger')).body.entries;
const texts = () => running.receiver.received.map(({ payload }) => payload.text);

describe('chance', () => {
  const draws = (seed: number) => {
    const faults = createFaults();
    faults.set(faultsSchema.parse({ seed, duplicate: 0.3, delayMs: [10, 20] }));
    return Array.from({ length: 2000 }, () => [faults.strikes('duplicate'), faults.delay()] as const);
  };

  test('repeats with the seed', () => {
    expect(draws(7)).toEqual(draws(7));
    expect(draws(7)).not.toEqual(draws(8));
  });

  test('strikes about as often as asked, and delays within the bounds', () => {
    const seen = draws(7);
    const share = seen.filter(([strike]) => strike).length / seen.length;
    expect(share).toBeGreaterThan(0.25);
    expect(share).toBeLessThan(0.35);
    expect(seen.every(([, delay]) => delay >= 10 && delay < 20)).toBe(true);
  });

  test('of one kind does not depend on how often another was asked', () => {
    const alone = createFaults();
    const busy = createFaults();
    for (const faults of [alone, busy]) faults.set(faultsSchema.parse({ hang: 0.5, drop: 0.5 }));
    const ask = (faults: typeof alone) => Array.from({ length: 50 }, () => faults.strikes('hang'));
    for (let n = 0; n < 33; n += 1) busy.strikes('drop');
    expect(ask(busy)).toEqual(ask(alone));
  });
});

describe('the controls', () => {
  test('a field left out is off again', async () => {
    await set({ duplicate: 0.5, seed: 9 });
    const off = {
      duplicate: 0,
      reorder: 0,
      delayMs: [0, 0],
      dropReceipts: 0,
      api: null,
      hang: 0,
      drop: 0,
      webhookDown: false,
    };
    expect((await set({ reorder: 1 })).body).toEqual({
      seed: 1,
      ...off,
      reorder: 1,
      dropExpiries: 0,
      revokeFails: 0,
      sms: { ...off, undelivered: 0 },
    });
    expect((await running.call('GET', '/control/faults')).body.reorder).toBe(1);
  });

  test.each([{ duplicate: 2 }, { delayMs: [5, 1] }, { api: { status: 200, rate: 1 } }, { chaos: true }])(
    '%j is refused',
    async (faults) => {
      expect((await set(faults)).status).toBe(400);
    },
  );

  test('a reset forgets everything but the agents', async () => {
    await running.send(text('x'), { messageId: 'm1' });
    await running.settled();
    await set({ webhookDown: true });
    await act({ text: 'lost' });
    expect((await running.call('POST', '/control/reset')).status).toBe(200);
    expect((await running.call('GET', `/handsets/${PHONE}/thread`)).body).toEqual([]);
    expect(await ledger()).toEqual([]);
    expect((await running.call('GET', '/control/webhooks')).body).toMatchObject({ pending: 0, retrying: 0 });
    expect((await running.call('GET', '/control/agents')).body).toMatchObject([{ agentId: 'bank' }]);
    expect(running.clock.alarms).toBe(0);
    await running.send(text('x'), { messageId: 'm1' });
    expect(await ledger()).toMatchObject([{ messageId: 'm1', calls: 1 }]);
    await running.settled();
    expect(texts()).not.toContain('lost');
  });

  test('a reset while a webhook call is under way counts nothing of it', async () => {
    running.receiver.respond = () => null;
    await act({ text: 'x' });
    await running.receiver.until(() => running.receiver.attempts === 1);
    await running.call('POST', '/control/reset');
    running.receiver.respond = () => ({ status: 200 });
    await act({ text: 'y' });
    await running.settled();
    expect((await running.call('GET', '/control/webhooks')).body).toMatchObject({
      acknowledged: 1,
      failures: 0,
    });
  });
});

describe('faults of the webhook', () => {
  test('duplicate: the same callback comes twice', async () => {
    await set({ duplicate: 1 });
    await act({ text: 'x' });
    await running.settled();
    expect(running.receiver.received).toHaveLength(2);
    expect(running.receiver.received[0]?.envelope).toEqual(running.receiver.received[1]?.envelope);
  });

  test('reorder: a callback comes after the next one of its phone', async () => {
    await set({ reorder: 0.5, seed: 3 });
    const lines = Array.from({ length: 12 }, (_, n) => `line ${n}`);
    for (const line of lines) await act({ text: line });
    await running.clock.advance(500);
    await running.settled();
    expect(texts()).not.toEqual(lines);
    expect(texts().toSorted()).toEqual(lines.toSorted());
  });

  test('reorder: one that nothing follows comes after half a second', async () => {
    await set({ reorder: 1 });
    await act({ text: 'x' });
    await running.clock.advance(499);
    expect(running.receiver.attempts).toBe(0);
    await running.clock.advance(1);
    await running.receiver.callback({ text: 'x' });
  });

  test('delayMs: callbacks come late', async () => {
    await set({ delayMs: [2000, 3000] });
    await act({ text: 'x' });
    await running.clock.advance(1999);
    expect(running.receiver.attempts).toBe(0);
    await running.clock.advance(1001);
    await running.receiver.callback({ text: 'x' });
  });

  test('dropReceipts: DELIVERED and READ never come, everything else does', async () => {
    await set({ dropReceipts: 1 });
    await running.send(text('x'), { messageId: 'm1' });
    await act({ read: 'm1' });
    await act({ typing: true });
    await act({ text: 'x' });
    await running.settled();
    expect(running.receiver.received.map(({ payload }) => payload.eventType)).toEqual([
      'IS_TYPING',
      undefined,
    ]);
    expect(await ledger()).toMatchObject([{ messageId: 'm1', state: 'read' }]);
  });

  test('webhookDown: nothing leaves until it is over', async () => {
    await set({ webhookDown: true });
    await act({ text: 'x' });
    await running.clock.advance(60_000);
    expect(running.receiver.attempts).toBe(0);
    await set({});
    await running.call('POST', '/control/webhooks/flush');
    await running.receiver.callback({ text: 'x' });
  });

  test('revokeFails: an expiry whose outcome nobody knows', async () => {
    await set({ revokeFails: 1 });
    await running.call('PUT', `/handsets/${PHONE}`, { online: false });
    await running.send(text('x', { ttl: '10s' }), { messageId: 'm1' });
    await running.clock.advance(10_000);
    await running.receiver.callback({ eventType: 'TTL_EXPIRATION_REVOKE_FAILED', messageId: 'm1' });
  });
});

describe('faults of receipts', () => {
  test('dropExpiries: nobody is told that a message expired', async () => {
    await set({ dropExpiries: 1 });
    await running.call('PUT', `/handsets/${PHONE}`, { online: false });
    await running.send(text('x', { ttl: '10s' }), { messageId: 'm1' });
    await running.clock.advance(10_000);
    await running.call('PUT', `/handsets/${PHONE}`, { online: true });
    await running.settled();
    expect(running.receiver.received).toEqual([]);
    expect(await ledger()).toMatchObject([{ messageId: 'm1', state: 'expired' }]);
  });

  test('some are late, some are lost, some come twice or out of order, alike in every run of a seed', async () => {
    const run = async (seed: number) => {
      await running.call('POST', '/control/reset');
      running.receiver.received.length = 0;
      await set({ seed, duplicate: 0.3, reorder: 0.3, dropReceipts: 0.3, delayMs: [0, 5_000] });
      for (let n = 0; n < 30; n += 1) await running.send(text('x'), { messageId: `m${n}` });
      // Each callback is answered before time goes on, so that chance alone decides the order.
      for (let passed = 0; passed < 6_000; passed += 100) {
        await running.clock.advance(100);
        await eventually(
          async () => (await running.call('GET', '/control/webhooks')).body.inFlight,
          (calls) => calls === 0,
        );
      }
      await running.settled();
      return running.receiver.received.map(({ payload }) => payload.messageId);
    };
    const first = await run(7);
    const told = new Set(first);
    expect(told.size).toBeGreaterThan(10);
    expect(told.size).toBeLessThan(30);
    expect(first.length).toBeGreaterThan(told.size);
    const sent = Array.from({ length: 30 }, (_, n) => `m${n}`).filter((id) => told.has(id));
    expect([...told]).not.toEqual(sent);
    expect(await run(7)).toEqual(first);
    expect(await run(8)).not.toEqual(first);
  });
});

describe('faults of the REST surface', () => {
  test.each([
    [429, 'RESOURCE_EXHAUSTED'],
    [500, 'INTERNAL'],
    [503, 'UNAVAILABLE'],
  ])('api: %s, with nothing accepted', async (status, name) => {
    await set({ api: { status, rate: 1, retryAfter: 7 } });
    const sent = await running.send(text('x'));
    expect(sent.status).toBe(status);
    expect(sent.body.error).toMatchObject({ code: status, status: name });
    expect(sent.headers.get('retry-after')).toBe('7');
    expect((await running.call('GET', `/v1/phones/${PHONE}/capabilities?agentId=bank`)).status).toBe(status);
    expect(await ledger()).toEqual([]);
  });

  test('api: an error behind which the message was accepted', async () => {
    await set({ api: { status: 503, rate: 1, accepted: true } });
    expect((await running.send(text('x'), { messageId: 'm1' })).status).toBe(503);
    expect(await ledger()).toMatchObject([{ messageId: 'm1', calls: 1, state: 'delivered' }]);
    await running.receiver.callback({ eventType: 'DELIVERED', messageId: 'm1' });
  });

  test('api: at a rate, the same calls fail in every run', async () => {
    const run = async () => {
      await set({ seed: 42, api: { status: 503, rate: 0.5 } });
      const statuses = [];
      for (let n = 0; n < 20; n += 1) statuses.push((await running.send(text('x'))).status);
      return statuses;
    };
    const first = await run();
    expect(await run()).toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 503]));
  });

  test('hang: the message is accepted and the call never answered', async () => {
    await set({ hang: 1 });
    const controller = new AbortController();
    const path = `${running.base}/v1/phones/${PHONE}/agentMessages?messageId=m1&agentId=bank`;
    const call = fetch(path, { method: 'POST', body: JSON.stringify(text('x')), signal: controller.signal });
    await running.receiver.callback({ eventType: 'DELIVERED', messageId: 'm1' });
    controller.abort();
    await expect(call).rejects.toThrow();
    await set({});
    expect((await running.send(text('x'), { messageId: 'm1' })).status).toBe(200);
    expect(await ledger()).toMatchObject([{ messageId: 'm1', calls: 2 }]);
  });

  test('hang: a withheld answer ends with a reset', async () => {
    await set({ hang: 1 });
    const call = running.send(text('x'), { messageId: 'm1' });
    const ended = call.then(
      () => 'answered',
      () => 'cut off',
    );
    await running.receiver.callback({ eventType: 'DELIVERED', messageId: 'm1' });
    await running.call('POST', '/control/reset');
    expect(await ended).toBe('cut off');
  });

  test('drop: the message is accepted and the connection closed', async () => {
    await set({ drop: 1 });
    await expect(running.send(text('x'), { messageId: 'm1' })).rejects.toThrow();
    expect(await ledger()).toMatchObject([{ messageId: 'm1', calls: 1 }]);
  });
});

describe('the agents', () => {
  test('are added and changed, their token never shown', async () => {
    const added = await running.call('PUT', '/control/agents/shop@rbm.goog', {
      name: 'Shop',
      clientToken: 'secret-of-the-shop',
      webhookUrl: running.receiver.url,
      useCase: 'PROMOTIONAL',
    });
    expect(added.body).toEqual({
      agentId: 'shop',
      name: 'Shop',
      webhookUrl: running.receiver.url,
      useCase: 'PROMOTIONAL',
      launched: true,
    });
    expect(JSON.stringify((await running.call('GET', '/control/agents')).body)).not.toContain(
      'secret-of-the-shop',
    );
    expect((await running.send(text('x'), { agentId: 'shop' })).status).toBe(200);
    expect((await running.call('PUT', '/control/agents/shop', { webhookUrl: 'nowhere' })).status).toBe(400);
  });
});
