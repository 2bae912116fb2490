/** The SMS webhook over real HTTP and a real database: what is taken, what is refused, and what comes again. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Brand, Inbound, SmsConnection } from '../../../server/channels/port.ts';
import type { ReadProviderRequest } from '../../../server/channels/sms/provider.ts';
import { createSmsSecret, NOWHERE, secretName, WEBHOOK_KEY } from '../../../server/channels/sms/secrets.ts';
import { readSmsmodeRequest } from '../../../server/channels/sms/smsmode-webhook.ts';
import { readTwilioRequest, signTwilio } from '../../../server/channels/sms/twilio-webhook.ts';
import { CodedError } from '../../../server/errors.ts';
import { createLog } from '../../../server/http/log.ts';
import { createQuarantine, QUARANTINE, type Quarantined } from '../../../server/http/quarantine.ts';
import { createSmsWebhook, type SmsEars } from '../../../server/http/webhook-sms.ts';
import { createSecrets, type Secrets } from '../../../server/services/secrets.ts';
import type { Store } from '../../../server/stores/port.ts';
import { openSqliteStore } from '../../../server/stores/sqlite.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { ACCOUNT, ID, PHONE, smsBrand } from '../channels/sms/samples.ts';
import { BRAND, ECHO, openRig, type Rig } from '../engine/engine-rig.ts';

const TOKEN = 'the-auth-token';
const KEY = 'k'.repeat(22);
const PUBLIC = 'https://chat.example.com';
const TWILIO = `/webhooks/sms/twilio?brand=acme&key=${KEY}`;
const SMSMODE = `/webhooks/sms/smsmode?brand=other&key=${KEY}`;

let folder: string;
let store: Store;
let secrets: Secrets;
let server: Server;
let url: string;
let counted: string[];
let logged: string[];
/** What the engine was told, and how it answers. */
let taken: { brand: string; inbound: Inbound }[];
let ears: SmsEars;
let brands: Brand[];
let readers: Partial<Record<string, ReadProviderRequest>>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carillon-sms-'));
  store = openSqliteStore({ path: join(folder, 'store.db') });
  secrets = createSecrets({ records: store.records, key: randomBytes(32) });
  await secrets.set('w', secretName('acme', 'authToken'), TOKEN, ['api.twilio.com']);
  await secrets.set('w', secretName('acme', WEBHOOK_KEY), KEY, [NOWHERE]);
  await secrets.set('w', secretName('other', WEBHOOK_KEY), KEY, [NOWHERE]);
  [counted, logged, taken] = [[], [], []];
  ears = {
    async hear(_channel, brand, inbound) {
      taken.push({ brand: brand.id, inbound });
      return 'turn';
    },
    async receipt(_channel, brand, inbound) {
      taken.push({ brand: brand.id, inbound });
      return 'marked';
    },
  };
  brands = [
    smsBrand({ settings: { accountSid: ACCOUNT } }),
    { ...smsBrand({ provider: 'smsmode' }), id: 'other' },
    { ...smsBrand({ provider: 'smpp' }), id: 'wired' },
  ];
  readers = { twilio: readTwilioRequest, smsmode: readSmsmodeRequest };
  const webhook = createSmsWebhook({
    engine: {
      hear: (...args) => ears.hear(...args),
      receipt: (...args) => ears.receipt(...args),
    },
    brands: { get: (workspace, id) => brands.find((one) => one.workspace === workspace && one.id === id) },
    readers,
    secret: createSmsSecret(secrets),
    quarantine: createQuarantine({
      records: store.records,
      clock: createFakeClock(),
      newId: () => crypto.randomUUID(),
      report: () => undefined,
    }),
    workspace: 'w',
    publicUrl: `${PUBLIC}/`,
    log: createLog({ level: 'debug', personal: false }, { write: (line) => logged.push(line) }),
    count: (outcome) => counted.push(outcome),
  });
  server = createServer(webhook);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const SAID = {
  MessageSid: 'SM1',
  AccountSid: ACCOUNT,
  From: PHONE,
  To: '+33644630000',
  Body: 'STOP',
  NumMedia: '0',
};

async function post(
  path: string,
  body: string,
  headers: Record<string, string> = {},
  method = 'POST',
): Promise<{ status: number; text: string; type: string | null }> {
  const answer = await fetch(url + path, { method, headers, ...(method === 'GET' ? {} : { body }) });
  return { status: answer.status, text: await answer.text(), type: answer.headers.get('content-type') };
}
function fromTwilio(
  fields: Record<string, string>,
  { path = TWILIO, signature }: { path?: string; signature?: string } = {},
) {
  const form = new URLSearchParams(fields);
  return post(path, form.toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    'x-twilio-signature': signature ?? signTwilio(PUBLIC + path, form, TOKEN),
  });
}
const setAside = async () =>
  (await store.records.list<Quarantined>('w', QUARANTINE, { limit: 50 })).items.map(({ data }) => data);

describe('what is genuine', () => {
  test('is told to the engine before it is acknowledged, as the provider wants it acknowledged', async () => {
    let done = false;
    ears.hear = async (_channel, brand, inbound) => {
      await new Promise((resolve) => setImmediate(resolve));
      taken.push({ brand: brand.id, inbound });
      done = true;
      return 'turn';
    };
    const answer = await fromTwilio(SAID);
    expect(done).toBe(true);
    expect(answer).toEqual({
      status: 200,
      text: '<?xml version="1.0" encoding="UTF-8"?><Response></Response>',
      type: 'text/xml',
    });
    expect(taken).toMatchObject([
      { brand: 'acme', inbound: { phone: PHONE, act: { kind: 'text', text: 'STOP' } } },
    ]);
    expect(counted).toEqual(['turn']);
  });

  test('is judged by the configured address, whatever host is named', async () => {
    const form = new URLSearchParams(SAID);
    const signature = signTwilio(`https://evil.example.com${TWILIO}`, form, TOKEN);
    const answer = await post(TWILIO, form.toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signature,
      'x-forwarded-host': 'evil.example.com',
      'x-forwarded-proto': 'https',
    });
    expect(answer.status).toBe(403);
  });

  test('may be a report, and is marked', async () => {
    const path = `${TWILIO}&message=${ID}`;
    expect((await fromTwilio({ ...SAID, MessageStatus: 'delivered' }, { path })).status).toBe(200);
    expect(taken).toMatchObject([{ inbound: { kind: 'receipt', message: ID, state: 'delivered' } }]);
    expect(counted).toEqual(['receipt']);
  });

  test('of a provider that cannot sign shows the key', async () => {
    const report = { direction: 'MO', messageId: 'm', from: '33639980001', body: { text: 'Oui' } };
    expect(await post(SMSMODE, JSON.stringify(report))).toMatchObject({ status: 200, text: '' });
    expect(taken).toMatchObject([{ brand: 'other', inbound: { act: { text: 'Oui' } } }]);
  });

  test('of a provider that signs needs no key', async () => {
    expect((await fromTwilio(SAID, { path: '/webhooks/sms/twilio?brand=acme' })).status).toBe(200);
  });

  test('but means nothing to us is kept, and acknowledged: refused it would come again', async () => {
    expect((await fromTwilio({ ...SAID, From: '36111' })).status).toBe(200);
    expect(await setAside()).toMatchObject([
      { reason: 'not_a_phone', raw: expect.stringContaining('36111') },
    ]);
    expect(taken).toEqual([]);
  });
});

describe('before the engine itself', () => {
  const sms: SmsConnection = {
    provider: 'twilio',
    sender: '+33644630000',
    smart: 'when-shorter',
    whenUnsure: 'hold',
    settings: { accountSid: ACCOUNT },
  };
  let rig: Rig;
  beforeEach(async () => {
    rig = await openRig([ECHO], sms);
    brands = [{ ...BRAND, workspace: 'w', id: 'acme', sms }];
    const own = { ...BRAND, sms };
    ears = {
      hear: (channel, _brand, inbound, options) => rig.engine.hear(channel, own, inbound, options),
      receipt: (channel, _brand, inbound) => rig.engine.receipt(channel, own, inbound),
    };
  });
  afterEach(() => rig.close());

  test('a text is durable when it is acknowledged, and answered by SMS', async () => {
    expect((await fromTwilio({ ...SAID, Body: 'hello' })).status).toBe(200);
    expect((await rig.thread(PHONE))[0]).toMatchObject({
      direction: 'in',
      channel: 'sms',
      content: { text: 'hello' },
    });
    await rig.until('an answer', () => rig.delivered.length > 0);
    expect(rig.delivered.map(({ via }) => via)).not.toContain('rbm');
    expect((await fromTwilio({ ...SAID, Body: 'hello' })).status).toBe(200);
    expect(counted).toEqual(['turn', 'duplicate']);
  });

  test('a report of its answer is marked', async () => {
    await fromTwilio({ ...SAID, Body: 'hello' });
    await rig.until('an answer', () => rig.delivered.length > 0);
    const id = rig.delivered[0]?.id ?? '';
    await rig.until('it is settled', async () => (await rig.pending(PHONE)).length === 0);
    expect(
      (await fromTwilio({ ...SAID, MessageStatus: 'delivered' }, { path: `${TWILIO}&message=${id}` })).status,
    ).toBe(200);
    expect((await rig.thread(PHONE)).find((line) => line.id === id)).toMatchObject({ state: 'delivered' });
  });

  test('a STOP is confirmed once; one that Twilio confirmed is not confirmed again', async () => {
    await fromTwilio(SAID);
    await rig.until('a confirmation', () => rig.delivered.length === 1);
    expect((await rig.conversation(PHONE)).optedOut).toBe(true);
    const other = '+33639980002';
    await fromTwilio({ ...SAID, MessageSid: 'SM2', From: other, OptOutType: 'STOP' });
    await rig.rest();
    expect((await rig.conversation(other)).optedOut).toBe(true);
    expect(rig.heard(other)).toEqual([]);
  });
});

describe('what is not', () => {
  test.each([
    ['another provider', '/webhooks/sms/nobody?brand=acme'],
    ['the provider of another brand', `/webhooks/sms/smsmode?brand=acme&key=${KEY}`],
    ['a provider that does not call', `/webhooks/sms/smpp?brand=wired&key=${KEY}`],
    ['an unknown brand', `/webhooks/sms/twilio?brand=nobody&key=${KEY}`],
    ['no brand', '/webhooks/sms/twilio'],
    ['a wrong key', '/webhooks/sms/twilio?brand=acme&key=wrong'],
    ['an empty key', '/webhooks/sms/twilio?brand=acme&key='],
    ['no key where there must be one', '/webhooks/sms/smsmode?brand=other'],
    ['a path below', '/webhooks/sms/twilio/x?brand=acme'],
  ])('names %s: there is nothing here', async (_what, path) => {
    const answer = await fromTwilio(SAID, { path });
    expect(answer).toMatchObject({ status: 404, type: 'application/problem+json' });
    expect(taken).toEqual([]);
    expect(await setAside()).toEqual([]);
  });

  test('is signed by somebody else: forbidden, with a hint in the log and none in the answer', async () => {
    const signature = signTwilio(PUBLIC + TWILIO, new URLSearchParams(SAID), 'another token');
    const answer = await fromTwilio(SAID, { signature });
    expect(answer.status).toBe(403);
    expect(answer.text).not.toContain('PUBLIC_URL');
    expect(logged.join()).toContain('PUBLIC_URL');
    expect(logged.join()).not.toContain(KEY);
    expect(counted).toEqual(['forged']);
    expect(taken).toEqual([]);
    expect(await setAside()).toEqual([]);
  });

  test('is never taken where the secret is missing', async () => {
    await secrets.remove('w', secretName('acme', 'authToken'));
    const signature = signTwilio(PUBLIC + TWILIO, new URLSearchParams(SAID), '');
    expect((await fromTwilio(SAID, { signature })).status).toBe(503);
    await secrets.remove('w', secretName('other', WEBHOOK_KEY));
    expect((await post('/webhooks/sms/smsmode?brand=other&key=', '{}')).status).toBe(503);
    expect(counted).toEqual(['webhook_not_configured', 'webhook_not_configured']);
    expect(taken).toEqual([]);
  });

  test('can be read is a mistake of the sender, and leaves nothing', async () => {
    expect((await post(SMSMODE, 'not json')).status).toBe(400);
    expect(await setAside()).toEqual([]);
    expect(counted).toEqual(['malformed']);
    expect(logged).toHaveLength(1);
  });

  test('fits into 64 kB is not read', async () => {
    expect((await post(SMSMODE, `"${'x'.repeat(64 * 1024)}"`)).status).toBe(413);
    expect(taken).toEqual([]);
  });

  test('is asked for by GET changes nothing', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await post(`${SMSMODE}&direction=MO`, '{}', {}, method);
      expect(answer.status).toBe(404);
    }
    expect(taken).toEqual([]);
  });

  test('whole, because the sender hung up, is not taken', async () => {
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
    socket.write(`POST ${SMSMODE} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"direction":"MO"`);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.destroy();
    await closed;
    expect((await fromTwilio(SAID)).status).toBe(200);
    expect(taken).toHaveLength(1);
  });
});

describe('what fails here', () => {
  test('is asked for again, and taken then', async () => {
    const hear = ears.hear;
    ears.hear = async () => {
      throw new CodedError('storage_unavailable');
    };
    for (let n = 0; n < 8; n++) expect((await fromTwilio(SAID)).status).toBe(503);
    expect(await setAside()).toEqual([]);
    ears.hear = hear;
    expect((await fromTwilio(SAID)).status).toBe(200);
    expect(taken).toHaveLength(1);
  });

  test('by a fault of ours again and again is set aside', async () => {
    ears.hear = async () => {
      throw new Error('a fault');
    };
    const statuses: number[] = [];
    for (let n = 0; n < 5; n++) statuses.push((await fromTwilio(SAID)).status);
    expect(statuses).toEqual([500, 500, 500, 500, 200]);
    expect(await setAside()).toMatchObject([{ reason: 'fault', raw: expect.stringContaining('Body=STOP') }]);
  });

  test('because it can never be taken is set aside at once', async () => {
    ears.hear = async () => {
      throw new CodedError('invalid_id');
    };
    expect((await fromTwilio(SAID)).status).toBe(200);
    expect(await setAside()).toMatchObject([{ reason: 'invalid_id' }]);
  });

  test('in the second of two is repeated as a whole', async () => {
    const media = { NumMedia: '1', MediaUrl0: 'https://api.twilio.com/m', MediaContentType0: 'image/png' };
    const hear = ears.hear;
    let calls = 0;
    ears.hear = async (...args) => {
      calls += 1;
      if (calls === 2) throw new CodedError('storage_unavailable');
      return hear(...args);
    };
    expect((await fromTwilio({ ...SAID, ...media })).status).toBe(503);
    expect((await fromTwilio({ ...SAID, ...media })).status).toBe(200);
    expect(taken.map(({ inbound }) => inbound.remoteId)).toEqual(['SM1:0', 'SM1:0', 'SM1']);
  });

  test('because a report came before the answer that names its message: again, for a while', async () => {
    // By the provider's own id, as SMS centres report.
    const receipt: Inbound = {
      kind: 'receipt',
      remoteId: 'r',
      agentId: 'acme_agent',
      phone: PHONE,
      message: { ref: 'their-id' },
      state: 'delivered',
      sentAt: undefined,
    };
    readers.twilio = () => ({ kind: 'news', inbound: [receipt] });
    ears.receipt = async () => 'unknown';
    expect((await fromTwilio(SAID)).status).toBe(500);
    ears.receipt = async () => 'marked';
    expect((await fromTwilio(SAID)).status).toBe(200);
    ears.receipt = async () => 'unknown';
    const statuses: number[] = [];
    for (let n = 0; n < 5; n++) statuses.push((await fromTwilio({ ...SAID, Body: 'other' })).status);
    expect(statuses.at(-1)).toBe(200);
  });

  test('is not a report of a message that is gone: nothing will bring it back', async () => {
    ears.receipt = async () => 'unknown';
    const path = `${TWILIO}&message=${ID}`;
    expect((await fromTwilio({ ...SAID, MessageStatus: 'delivered' }, { path })).status).toBe(200);
    expect(counted).toEqual(['unknown_message']);
  });
});
