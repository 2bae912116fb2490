/** Channels over a real thread, in which a stand-in for the platforms writes down what it is asked. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { Brand, Outbound } from '../../../server/channels/port.ts';
import { overThread } from '../../../server/channels/threaded.ts';
import { startThread } from '../../../server/thread.ts';

const BRAND: Brand = {
  workspace: 'w',
  id: 'b',
  name: 'Salon',
  agentId: 'salon',
  locale: 'en',
  timezone: 'Europe/Paris',
};
const outbound = (phone: string): Outbound => ({
  id: '6f7a7d0e-4b5a-4f43-9d0a-0b8f1d9d1a00',
  brand: BRAND,
  phone,
  message: { kind: 'text', text: 'Hi', suggestions: [] },
  traffic: 'transaction',
  locale: 'en',
});

/** Numbers that end in 0 are out of reach. "reachable" tells what was asked before. */
const STAND_IN = `
  import { parentPort } from 'node:worker_threads';
  const asked = [];
  const answer = {
    send: ({ phone }) => phone.endsWith('0')
      ? { kind: 'unreachable', code: 'rbm_unreachable', detail: 'no' }
      : { kind: 'accepted' },
    heard: () => null,
    reachable: () => asked,
    callProvider: (who, request) => ({ status: 201, body: { who, asked: request.url } }),
  };
  parentPort.on('message', (text) => {
    const answers = JSON.parse(text).map(({ id, method, args }) => {
      const result = answer[method](...args);
      asked.push(method + ' ' + (method === 'heard' ? args[1] : ''));
      return { id, result };
    });
    parentPort.postMessage(JSON.stringify(answers));
  });
  parentPort.postMessage('ready');
`;

async function opened() {
  const folder = mkdtempSync(join(tmpdir(), 'carillon-thread-'));
  const file = join(folder, 'stand-in.mjs');
  writeFileSync(file, STAND_IN);
  const threaded = overThread(await startThread(pathToFileURL(file), {}, () => {}));
  onTestFinished(async () => {
    await threaded.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return threaded;
}

test('the thread hears of a phone only where that phone was out of reach, and once', async () => {
  const { rbm: channel } = await opened();
  expect(await channel.send(outbound('+331'))).toEqual({ kind: 'accepted' });
  expect(await channel.send(outbound('+3310'))).toMatchObject({ kind: 'unreachable' });
  channel.heard?.(BRAND, '+331');
  channel.heard?.(BRAND, '+3310');
  channel.heard?.(BRAND, '+3310');
  channel.heard?.({ ...BRAND, agentId: 'other' }, '+3310');
  const asked = await channel.reachable?.(BRAND, []);
  expect(asked).toBeInstanceOf(Set);
  expect([...(asked ?? [])].filter((line) => line.startsWith('heard'))).toEqual(['heard +3310']);
});

test('what needs no thread is answered without one', async () => {
  const { rbm: channel } = await opened();
  expect(channel.serves(BRAND)).toBe(true);
  expect(channel.serves({ ...BRAND, agentId: '' })).toBe(false);
  expect(channel.idempotent(BRAND)).toBe(true);
});

test('an SMS provider is called from the thread, and its answer comes back as it was', async () => {
  const { callProvider } = await opened();
  const request = { url: 'http://127.0.0.1:9/sms', headers: {}, body: 'Hi' };
  expect(await callProvider('Twilio', request)).toEqual({
    status: 201,
    body: { who: 'Twilio', asked: request.url },
  });
});
