/** A whole process at its most talkative, and everything personal that went through it: none of it is in what it wrote. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { sign } from '../../../server/channels/rbm/webhook.ts';
import { type Child, freePort, startProcess } from '../../faults/process.ts';
import { until } from '../../journeys/world.ts';

const TOKEN = 'canary-owner-token-0123456789';
const PHONE = '+447700987654';
const DIGITS = '7700987654';
const WORDS = 'canary words of a customer';
const SECRET = 'canary-secret-value';

let folder: string;
let child: Child | undefined;
afterEach(async () => {
  await child?.kill();
  child = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** Sends something personal through every door there is, welcome or not; returns what the process wrote. */
async function talk(environment: Record<string, string>): Promise<string> {
  folder = mkdtempSync(join(tmpdir(), 'carillon-canary-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  child = await startProcess(
    'main.js',
    [],
    { PORT: String(port), DATA_DIR: folder, ADMIN_TOKEN: TOKEN, LOG_LEVEL: 'debug', ...environment },
    /"msg":"started"/,
  );
  let written = '';
  const keep = (chunk: Buffer) => {
    written += chunk.toString();
  };
  child.process.stdout?.on('data', keep);
  child.process.stderr?.on('data', keep);

  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: answer.status, text: await answer.text() };
  };
  const handset = `/emulator/handsets/${encodeURIComponent(PHONE)}`;
  const parked = async () =>
    JSON.parse((await ask('GET', '/api/outbox/parked')).text) as { items: { code: string }[] };

  // A customer: understood, not understood, with a file, gone.
  for (const act of [
    { text: WORDS },
    { text: 'claim' },
    { text: WORDS },
    { location: { latitude: 1, longitude: 2 } },
    { unsubscribe: true },
    { subscribe: true },
  ]) {
    await ask('POST', `${handset}/messages`, act);
  }
  await ask('DELETE', '/api/brands/default/sms');
  await ask('PUT', handset, { rcs: false });
  await ask('POST', '/api/conversations', { to: PHONE, flow: 'welcome', variables: { name: WORDS } });
  await until('a message to a phone without RCS, of a brand without SMS, is parked', async () =>
    (await parked()).items.some(({ code }) => code === 'rbm_unreachable') ? true : undefined,
  );
  // Requests that go wrong.
  await ask('PUT', '/api/secrets/crm', { value: SECRET });
  await ask('GET', `/api/flows/${encodeURIComponent(PHONE)}?x=${encodeURIComponent(WORDS)}`);
  await ask('POST', '/api/conversations', `{"to":"${PHONE}", ${WORDS}`);
  await ask('POST', '/api/conversations', { to: PHONE, flow: 'welcome', [WORDS]: PHONE });
  await ask('POST', '/webhooks/rbm', {
    message: { data: Buffer.from(`${WORDS} ${PHONE}`).toString('base64') },
  });
  await ask('GET', `/api/flows?token=${TOKEN}`);
  await ask('POST', '/webhooks/payments', { phone: PHONE, text: WORDS });
  // Genuine, and not to be read.
  const { clientToken } = JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8')) as {
    clientToken: string;
  };
  for (const text of [
    `{"text":"${WORDS}`,
    JSON.stringify({ senderPhoneNumber: PHONE, text: WORDS }),
    JSON.stringify({ senderPhoneNumber: PHONE, agentId: 'x', messageId: '1', text: WORDS }),
  ]) {
    const bytes = Buffer.from(text);
    const { status } = await ask(
      'POST',
      '/webhooks/rbm',
      { message: { data: bytes.toString('base64') } },
      { 'x-goog-signature': sign(bytes, clientToken) },
    );
    expect(status).toBe(200);
  }
  await child.terminate();
  child = undefined;
  expect(written).toContain('"msg":"turn"');
  expect(written).toContain('"msg":"parked"');
  expect(written).toContain('"msg":"quarantined"');
  for (const secret of [TOKEN, clientToken, SECRET]) expect(written).not.toContain(secret);
  return written;
}

test('no number and no words are in the log', async () => {
  const written = await talk({});
  for (const canary of [DIGITS, WORDS, 'canary']) expect(written).not.toContain(canary);
});

test('with LOG_PERSONAL_DATA the numbers are, the words are not', async () => {
  const written = await talk({ LOG_PERSONAL_DATA: 'true' });
  expect(written).toContain(PHONE);
  expect(written).not.toContain(WORDS);
});
