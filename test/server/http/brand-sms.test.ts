/** /api/brands/{id}/sms over real HTTP and a real database: what goes in, and what never comes out. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Brand } from '../../../server/channels/port.ts';
import { smsWebhookUrl } from '../../../server/channels/sms/open.ts';
import { createSmsSecret, secretName, WEBHOOK_KEY } from '../../../server/channels/sms/secrets.ts';
import { type SmsView, smsViewSchema } from '../../../server/contract.ts';
import { type Brands, loadBrands } from '../../../server/engine/brands.ts';
import { brandRoutes } from '../../../server/http/api/brands.ts';
import { createLog } from '../../../server/http/log.ts';
import { describeRoutes } from '../../../server/http/openapi.ts';
import { problemHandler, type Route, serveRoutes } from '../../../server/http/route.ts';
import { createSecrets, type Secrets } from '../../../server/services/secrets.ts';
import type { Store } from '../../../server/stores/port.ts';
import { openSqliteStore } from '../../../server/stores/sqlite.ts';
import { ACCOUNT, smsBrand } from '../channels/sms/samples.ts';
import { ownerGate } from './owner-gate.ts';

const TOKEN = 'a'.repeat(32);
const CANARY = 'canary-4f1d8a7b6c5e4d3c2b1a';

let folder: string;
let store: Store;
let secrets: Secrets;
let brands: Brands;
let routes: Route[];
let server: Server;
let url: string;
let changed: Brand[];
let fails: Error | undefined;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carillon-brand-'));
  store = openSqliteStore({ path: join(folder, 'store.db') });
  secrets = createSecrets({ records: store.records, key: randomBytes(32) });
  brands = await loadBrands(store.records, ['w']);
  const { sms: _sms, ...acme } = smsBrand();
  await brands.put(acme);
  [changed, fails] = [[], undefined];
  let keys = 0;
  routes = brandRoutes({
    workspace: 'w',
    brands,
    secrets,
    secret: createSmsSecret(secrets),
    webhookUrl: (provider, brand, key) => smsWebhookUrl('https://chat.example.com', provider, brand, key),
    newKey: () => {
      keys += 1;
      return `key-number-${keys}-of-22-chars`;
    },
    async changed(brand) {
      changed.push(brand);
      if (fails) throw fails;
    },
  });
  const app = express();
  app.use('/api', serveRoutes(routes, ownerGate(TOKEN)));
  app.use(problemHandler(createLog({ level: 'silent', personal: false })));
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/brands`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; text: string; view: SmsView }> {
  const answer = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${TOKEN}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, text, view: text ? JSON.parse(text) : undefined };
}
const twilio = (more: object = {}) => ({
  provider: 'twilio',
  sender: '+33644630000',
  settings: { accountSid: ACCOUNT },
  secrets: { authToken: CANARY },
  ...more,
});
const codes = (view: SmsView) => view.warnings.map(({ code }) => code);

describe('a connection', () => {
  test('is saved, opened, and shown without its secrets; the key of its webhook once', async () => {
    const put = await ask('PUT', '/acme/sms', twilio());
    expect(put.status).toBe(200);
    expect(smsViewSchema.parse(put.view)).toEqual({
      provider: 'twilio',
      sender: '+33644630000',
      senderKind: 'number',
      smart: 'when-shorter',
      whenUnsure: 'hold',
      settings: { accountSid: ACCOUNT },
      secrets: { authToken: true, apiKeySecret: false },
      webhookUrl:
        'https://chat.example.com/webhooks/sms/twilio?brand=acme&key=key-number-1-of-22-chars#rc=5&rp=5xx,ct,rt',
      warnings: [],
    });
    expect(changed.map(({ sms }) => sms?.provider)).toEqual(['twilio']);
    expect(brands.get('w', 'acme')?.sms).toMatchObject({ provider: 'twilio', whenUnsure: 'hold' });

    const get = await ask('GET', '/acme/sms');
    expect(get.view).toEqual({ ...put.view, webhookUrl: expect.stringContaining('key=••••#') });
    const again = await ask('PUT', '/acme/sms', twilio({ secrets: {} }));
    expect(again.view.webhookUrl).toContain('key=••••');
    for (const { text } of [put, get, again]) expect(text).not.toContain(CANARY);
  });

  test('keeps a secret that is left out, for the same host only', async () => {
    await ask('PUT', '/acme/sms', twilio());
    expect((await ask('PUT', '/acme/sms', twilio({ secrets: {} }))).view.secrets.authToken).toBe(true);
    const settings = { accountSid: ACCOUNT, rootUrl: 'https://elsewhere.example.com' };
    const moved = await ask('PUT', '/acme/sms', twilio({ secrets: {}, settings }));
    expect(moved.view.secrets.authToken).toBe(false);
    expect(codes(moved.view)).toEqual(['sms_secret_missing']);
    expect(changed).toHaveLength(2);
  });

  test('that changes its provider forgets the secrets of the one before', async () => {
    await ask('PUT', '/acme/sms', twilio());
    const { status } = await ask('PUT', '/acme/sms', {
      provider: 'smsmode',
      sender: '36111',
      secrets: { apiKey: CANARY },
    });
    expect(status).toBe(200);
    const names = (await secrets.names('w')).map(({ name }) => name);
    expect(names.sort()).toEqual([secretName('acme', 'apiKey'), secretName('acme', WEBHOOK_KEY)].sort());
  });

  test('by SMPP has its defaults filled in and no webhook', async () => {
    const settings = { host: 'smsc.example.com', systemId: 'acme' };
    const { view, status } = await ask('PUT', '/acme/sms', {
      provider: 'smpp',
      sender: '36111',
      settings,
      secrets: { password: CANARY },
    });
    expect(status).toBe(200);
    expect(view).toMatchObject({
      settings: { ...settings, port: 2775, window: 10 },
      secrets: { password: true },
    });
    expect(view).not.toHaveProperty('webhookUrl');
  });

  test('to the emulator needs nothing', async () => {
    const { view } = await ask('PUT', '/acme/sms', { provider: 'emulator', sender: '36111' });
    expect(view).toMatchObject({ provider: 'emulator', settings: {}, secrets: {}, warnings: [] });
  });

  test('under the number of another brand is refused: its answers would be mixed up; a name may be shared', async () => {
    await brands.put({ ...smsBrand(), id: 'other', name: 'Other', sms: undefined });
    expect((await ask('PUT', '/other/sms', twilio())).status).toBe(200);
    const refused = await ask('PUT', '/acme/sms', twilio());
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('Other sends as +33644630000 already');
    expect((await ask('GET', '/acme/sms')).status).toBe(404);
    expect((await ask('PUT', '/other/sms', twilio({ sender: 'ACME' }))).status).toBe(200);
    expect((await ask('PUT', '/acme/sms', twilio({ sender: 'ACME' }))).status).toBe(200);
  });

  test('that does not open is kept, and says why', async () => {
    fails = new Error('The centre refuses the password.');
    const { status, view } = await ask('PUT', '/acme/sms', twilio());
    expect(status).toBe(200);
    expect(view.warnings).toMatchObject([
      { code: 'sms_connection', message: { en: 'The centre refuses the password.' } },
    ]);
  });

  test('gets a new key when asked, and the one before opens nothing', async () => {
    await ask('PUT', '/acme/sms', twilio());
    const { status, view } = await ask('POST', '/acme/sms/webhook-key');
    expect(status).toBe(200);
    expect(view.webhookUrl).toContain('key=key-number-2-of-22-chars');
    const brand = brands.get('w', 'acme') as Brand;
    expect(await createSmsSecret(secrets)(brand, WEBHOOK_KEY)).toBe('key-number-2-of-22-chars');
  });

  test('is ended, and its secrets are forgotten', async () => {
    await ask('PUT', '/acme/sms', twilio());
    expect((await ask('DELETE', '/acme/sms')).status).toBe(204);
    expect(brands.get('w', 'acme')).not.toHaveProperty('sms');
    expect(changed.at(-1)).not.toHaveProperty('sms');
    expect(await secrets.names('w')).toEqual([]);
    expect((await ask('GET', '/acme/sms')).status).toBe(404);
    expect((await ask('DELETE', '/acme/sms')).status).toBe(404);
  });

  test('of a brand that is not there is not found', async () => {
    for (const [method, body] of [
      ['GET', undefined],
      ['PUT', twilio()],
      ['DELETE', undefined],
    ] as const) {
      expect((await ask(method, '/nobody/sms', body)).status).toBe(404);
    }
  });
});

describe('a warning', () => {
  test('says that a name cannot be answered, and that promotion under it needs a STOP', async () => {
    const { view } = await ask('PUT', '/acme/sms', twilio({ sender: 'ACME' }));
    expect(view.senderKind).toBe('alphanumeric');
    expect(codes(view)).toEqual(['sms_sender_unanswerable', 'sms_stop_mention_missing']);
    expect(view.warnings[0]?.message.en).toContain('cannot be answered');
    const told = await ask('PUT', '/acme/sms', twilio({ sender: 'ACME', stopMention: 'STOP 36111' }));
    expect(codes(told.view)).toEqual(['sms_sender_unanswerable']);
  });

  test('names the secret that is missing', async () => {
    const { view } = await ask('PUT', '/acme/sms', twilio({ secrets: {} }));
    expect(view.warnings[0]?.message.en).toContain('"authToken"');
    const apiKeySid = `SK${'0'.repeat(32)}`;
    const keyed = await ask('PUT', '/acme/sms', twilio({ settings: { accountSid: ACCOUNT, apiKeySid } }));
    expect(keyed.view.warnings[0]?.message.en).toContain('"apiKeySecret"');
  });
});

describe('a bad body', () => {
  test.each(['ACME-FR', 'ACME FR', '12', 'ABCDEFGHIJKL', '', 'ACMÉ'])(
    'with the sender %j says the rule',
    async (sender) => {
      const { status, text } = await ask('PUT', '/acme/sms', twilio({ sender }));
      expect(status).toBe(422);
      expect(JSON.parse(text)).toMatchObject({
        code: 'invalid_sender',
        detail: expect.stringContaining('11 letters'),
      });
      expect(brands.get('w', 'acme')).not.toHaveProperty('sms');
      expect(await secrets.names('w')).toEqual([]);
    },
  );

  test.each([
    [twilio({ settings: {} }), 'settings.accountSid'],
    [twilio({ settings: { accountSid: 'AC123' } }), 'settings.accountSid'],
    [twilio({ settings: { accountSid: ACCOUNT, rootUrl: 'http://example.com' } }), 'settings.rootUrl'],
    [twilio({ settings: { accountSid: ACCOUNT, rootUrl: 'file:///etc/passwd' } }), 'settings.rootUrl'],
    [twilio({ settings: { accountSid: ACCOUNT, host: 'x' } }), 'settings.host'],
    [twilio({ secrets: { apiKey: 'x' } }), 'secrets.apiKey'],
    [twilio({ secrets: { authToken: '' } }), 'secrets.authToken'],
    [twilio({ whenUnsure: 'maybe' }), 'whenUnsure'],
    [twilio({ workspace: 'other' }), 'workspace'],
    [{ provider: 'nobody', sender: 'ACME' }, 'provider'],
    [
      { provider: 'smpp', sender: 'ACME', settings: { host: 'x', systemId: 'y', window: 1000 } },
      'settings.window',
    ],
  ])('%j is refused at its field', async (body, path) => {
    const { status, text } = await ask('PUT', '/acme/sms', body);
    expect(status).toBe(400);
    expect((JSON.parse(text) as { errors: { path: string }[] }).errors.map((one) => one.path)).toContain(
      path,
    );
    expect(text).not.toContain(CANARY);
  });

  test('with a rootUrl of this machine is good, for a stand-in', async () => {
    const settings = { accountSid: ACCOUNT, rootUrl: 'http://127.0.0.1:4000' };
    expect((await ask('PUT', '/acme/sms', twilio({ settings }))).status).toBe(200);
  });
});

test('the routes can be described', () => {
  expect(JSON.stringify(describeRoutes(routes, '1.0.0'))).toContain('/api/brands/{id}/sms');
});
