import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WebhookStats } from '../../../server/emulator/webhooks.ts';
import { eventually, PHONE, type Running, runEmulator, TOKEN, text } from './running-emulator.ts';

let running: Running;

beforeEach(async () => {
  running = await runEmulator({ webhook: { maxInFlight: 4, timeoutMs: 10_000, maxPending: 50 } });
});
afterEach(() => running.stop());

const act = (body: object, phone = PHONE) => running.call('POST', `/handsets/${phone}/messages`, body);
const stats = async (): Promise<WebhookStats> => (await running.call('GET', '/control/webhooks')).body;
const statsWhen = (condition: (now: WebhookStats) => boolean) => eventually(stats, condition);
const HOUR = 3600 * 1000;

describe('retries', () => {
  test.each([201, 204, 301, 403, 500])('%s is a failure and tried again', async (status) => {
    running.receiver.respond = () => ({ status });
    await act({ text: 'x' });
    expect(await statsWhen((now) => now.retrying === 1)).toMatchObject({
      failures: 1,
      lastFailure: { agentId: 'bank', reason: `status ${status}` },
    });
    running.receiver.respond = () => ({ status: 200 });
    await running.clock.advance(1000);
    await running.receiver.callback({ text: 'x' });
    await running.settled();
  });

  test('send the same bytes under the same ids', async () => {
    const bodies: unknown[] = [];
    running.receiver.respond = (body) => {
      bodies.push(body);
      return { status: bodies.length === 1 ? 500 : 200 };
    };
    await act({ text: 'x' });
    await statsWhen((now) => now.retrying === 1);
    await running.clock.advance(1000);
    await running.settled();
    expect(bodies).toHaveLength(2);
    expect(bodies[1]).toEqual(bodies[0]);
  });

  test('come after 1, 2, 4 seconds and so on, at most ten minutes apart, for seven days', async () => {
    const times: number[] = [];
    running.receiver.respond = () => {
      times.push(running.clock.now());
      return { status: 500 };
    };
    const start = running.clock.now();
    await act({ text: 'x' });
    for (let made = 1; made <= 13; made += 1) {
      await statsWhen((now) => now.failures === made && now.retrying === 1);
      await running.clock.advance(Math.min(600_000, 1000 * 2 ** (made - 1)));
    }
    const pauses = times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / 1000);
    expect(pauses.slice(0, 12)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]);
    expect(times[0]).toBe(start);
    await statsWhen((now) => now.retrying === 1);
  });

  test('end after seven days', async () => {
    await running.call('PUT', '/control/faults', { webhookDown: true });
    await act({ text: 'x' });
    await running.clock.advance(7 * 24 * HOUR - 700_000);
    expect(await stats()).toMatchObject({ pending: 1, abandoned: 0 });
    await running.clock.advance(700_000);
    expect(await stats()).toMatchObject({ pending: 0, retrying: 0, abandoned: 1 });
  });

  test('a webhook that never answers is cut off after the timeout and tried again', async () => {
    running.receiver.respond = () => null;
    await act({ text: 'x' });
    await running.receiver.until(() => running.receiver.attempts === 1);
    running.receiver.respond = () => ({ status: 200 });
    await running.clock.advance(10_000);
    expect((await statsWhen((now) => now.failures === 1)).lastFailure?.reason).toBe('timeout');
    await running.clock.advance(1000);
    await running.receiver.callback({ text: 'x' });
  });

  test('a webhook that cannot be reached counts as failed, with the reason', async () => {
    running.emulator.putAgent({ agentId: 'bank', clientToken: TOKEN, webhookUrl: await closedAddress() });
    await act({ text: 'x' });
    const { lastFailure } = await statsWhen((now) => now.failures === 1);
    expect(lastFailure?.reason).toBe('ECONNREFUSED');
  });

  test('can all be made at once', async () => {
    running.receiver.respond = () => ({ status: 503 });
    await act({ text: 'one' });
    await act({ text: 'two' });
    await statsWhen((now) => now.retrying === 2);
    running.receiver.respond = () => ({ status: 200 });
    await running.call('POST', '/control/webhooks/flush');
    await running.settled();
    expect(running.receiver.received).toHaveLength(2);
  });
});

describe('the queue', () => {
  test('keeps the order of one phone where nothing fails', async () => {
    const words = Array.from({ length: 20 }, (_, n) => `line ${n}`);
    for (const line of words) await act({ text: line });
    await running.settled();
    expect(running.receiver.received.map(({ payload }) => payload.text)).toEqual(words);
  });

  test('lets a failed callback hold up nothing behind it', async () => {
    running.receiver.respond = (body) => ({ status: textOf(body) === 'poison' ? 500 : 200 });
    await act({ text: 'poison' });
    await act({ text: 'after' });
    await running.receiver.callback({ text: 'after' });
    expect(await statsWhen((now) => now.pending === 1)).toMatchObject({ retrying: 1 });
  });

  test('has a bounded number of calls under way, whatever the agent', async () => {
    running.receiver.respond = () => null;
    for (let n = 0; n < 10; n += 1) await act({ text: 'x' }, `+3361234000${n}`);
    await running.receiver.until(() => running.receiver.attempts === 4);
    expect(await stats()).toMatchObject({ inFlight: 4, pending: 10 });
    running.receiver.respond = () => ({ status: 200 });
    await running.clock.advance(10_000);
    await statsWhen((now) => now.acknowledged === 6);
    expect(running.receiver.attempts).toBe(10);
  });

  test('refuses more than it can hold', async () => {
    await running.call('PUT', '/control/faults', { webhookDown: true });
    for (let n = 0; n < 50; n += 1) expect((await act({ text: 'x' })).status).toBe(202);
    expect((await act({ text: 'x' })).status).toBe(429);
    expect((await running.send(text('x'))).status).toBe(429);
  });

  test('waits until the emulator is started', async () => {
    await running.stop();
    running = await runEmulator();
    running.emulator.stop();
    await act({ text: 'x' });
    expect(await stats()).toMatchObject({ pending: 1, inFlight: 0 });
    running.emulator.start();
    await running.receiver.callback({ text: 'x' });
  });
});

describe('the handshake', () => {
  const handshake = async (body: object = {}) =>
    (await running.call('POST', '/control/handshake', body)).body;

  test('passes when the secret comes back as the whole answer', async () => {
    let asked: Record<string, unknown> = {};
    running.receiver.respond = (body) => {
      asked = body;
      return { status: 200, text: String(body.secret) };
    };
    expect(await handshake()).toEqual({ verified: true, status: 200, reason: null });
    expect(asked).toEqual({ clientToken: TOKEN, secret: expect.any(String) });
    expect(await running.emulator.handshake('bank')).toMatchObject({ verified: true });
  });

  test('fails for another answer, another status or no answer', async () => {
    running.receiver.respond = (body) => ({ status: 200, text: `secret: ${body.secret}` });
    expect(await handshake()).toMatchObject({ verified: false, status: 200 });
    running.receiver.respond = (body) => ({ status: 201, text: String(body.secret) });
    expect(await handshake()).toMatchObject({ verified: false, status: 201 });
    running.emulator.putAgent({ agentId: 'far', clientToken: 'x', webhookUrl: await closedAddress() });
    expect(await handshake({ agentId: 'far' })).toMatchObject({ verified: false, status: null });
  });

  test('fails when the webhook does not answer in time', async () => {
    running.receiver.respond = () => null;
    const result = handshake();
    await running.receiver.until(() => running.receiver.attempts === 1);
    await running.clock.advance(10_000);
    expect(await result).toEqual({
      verified: false,
      status: null,
      reason: 'The webhook did not answer in time.',
    });
  });

  test('can be tried with a wrong token', async () => {
    running.receiver.respond = (body) => ({ status: body.clientToken === TOKEN ? 200 : 403 });
    expect(await handshake({ clientToken: 'wrong' })).toMatchObject({ verified: false, status: 403 });
    expect((await running.call('POST', '/control/handshake', { agentId: 'nobody' })).status).toBe(404);
  });
});

/** Of a port that was free a moment ago. */
async function closedAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/`;
}

function textOf(body: Record<string, unknown>): unknown {
  const { data } = body.message as { data: string };
  return JSON.parse(Buffer.from(data, 'base64').toString()).text;
}

test('every callback has an id of its own', async () => {
  await act({ text: randomUUID() });
  await act({ text: randomUUID() });
  await running.settled();
  const idsSeen = running.receiver.received.map(
    ({ envelope }) => (envelope.message as { messageId: string }).messageId,
  );
  expect(new Set(idsSeen).size).toBe(2);
});
