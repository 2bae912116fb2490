/** What is missing until a brand can write, and inviting testers: over real HTTP, with the real RBM channel on the emulator. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Brand } from '../../../server/channels/port.ts';
import { openRbm } from '../../../server/channels/rbm/open.ts';
import { systemClock } from '../../../server/clock.ts';
import { PROJECT_ROOT } from '../../../server/config.ts';
import { type Onboarding, onboardingSchema, type Tester, testerSchema } from '../../../server/contract.ts';
import { createEgress, type Egress } from '../../../server/egress.ts';
import { createEmulator, type Emulator } from '../../../server/emulator/emulator.ts';
import { type Brands, loadBrands } from '../../../server/engine/brands.ts';
import { type Catalogues, createCatalogues } from '../../../server/engine/catalogue.ts';
import { type OnboardingRoutesDeps, onboardingRoutes } from '../../../server/http/api/onboarding.ts';
import { createLog } from '../../../server/http/log.ts';
import { createQuarantine } from '../../../server/http/quarantine.ts';
import { problemHandler, serveRoutes } from '../../../server/http/route.ts';
import { newId } from '../../../server/new-id.ts';
import { seed } from '../../../server/seed.ts';
import { type Store, UNTOUCHED } from '../../../server/stores/port.ts';
import { openSqliteStore } from '../../../server/stores/sqlite.ts';
import { ownerGate } from './owner-gate.ts';

const TOKEN = 'a'.repeat(32);
const BRAND: Brand = {
  workspace: 'w',
  id: 'acme',
  name: 'Acme',
  agentId: 'acme-agent',
  locale: 'en',
  timezone: 'Europe/Paris',
};
const PHONE = '+33639980001';

let folder: string;
let store: Store;
let brands: Brands;
let emulator: Emulator;
let egress: Egress;
let server: Server;
let url: string;
let deps: OnboardingRoutesDeps;
let catalogues: Catalogues;

async function start(platform: Partial<OnboardingRoutesDeps['platform']> = {}): Promise<void> {
  const app = express();
  app.use('/emulator', emulator.router);
  app.use('/api', (request, response, next) => {
    Object.assign(deps.platform, platform);
    serveRoutes(onboardingRoutes(deps), ownerGate(TOKEN))(request, response, next);
  });
  app.use(problemHandler(createLog({ level: 'silent', personal: false })));
  server.on('request', app);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carillon-onboarding-'));
  store = openSqliteStore({ path: join(folder, 'store.db') });
  brands = await loadBrands(store.records, ['w']);
  await brands.put(BRAND);
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  egress = createEgress({ allowPrivate: [] });
  emulator = createEmulator({
    clock: systemClock,
    newId,
    fetch: egress.trusted,
    agents: [
      {
        agentId: 'acme-agent',
        name: 'Acme',
        clientToken: 'token-of-the-webhook',
        webhookUrl: `${url}/none`,
        launched: false,
      },
    ],
    log: createLog({ level: 'silent', personal: false }),
  });
  const channel = openRbm(
    { rootUrl: `${url}/emulator/`, publicUrl: url },
    { egress, clock: systemClock, newId },
  );
  catalogues = createCatalogues(store.records);
  deps = {
    workspace: 'w',
    store,
    brands,
    catalogues,
    clock: systemClock,
    invite: channel.invite,
    platform: {
      channel: 'google',
      publicUrl: 'https://chat.example.com/',
      serviceAccount: 'carillon@project.iam.gserviceaccount.com',
      webhookReady: true,
      demoAgent: 'carillon-demo',
    },
  };
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await egress.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ask<T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> {
  const answer = await fetch(`${url}/api/brands${path}`, {
    method,
    headers: {
      authorization: `Bearer ${TOKEN}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text ? JSON.parse(text) : undefined) as T };
}

async function steps(): Promise<Record<string, Onboarding['steps'][number]>> {
  const { status, body } = await ask('GET', '/acme/onboarding');
  expect(status).toBe(200);
  return Object.fromEntries(onboardingSchema.parse(body).steps.map((step) => [step.id, step]));
}

describe('what is missing', () => {
  test('a brand that has only a name misses what customers look at, and a way to reach it', async () => {
    await start();
    expect((await steps()).profile).toMatchObject({
      state: 'todo',
      facts: ['logo', 'description', 'color', 'contact'],
    });
  });

  test('a colour on which white text is not read is named; one on which it is, is not', async () => {
    await start();
    const full = { ...BRAND, logo: '/media/a.png', description: 'Anvils', website: 'https://acme.example' };
    await brands.put({ ...full, color: '#ffd54a' });
    expect((await steps()).profile).toMatchObject({ state: 'todo', facts: ['color-contrast'] });
    await brands.put({ ...full, color: '#1f5661' });
    expect((await steps()).profile).toMatchObject({ state: 'done', facts: [] });
  });

  test('the agent of the demonstration is none', async () => {
    await start();
    expect((await steps()).agent?.state).toBe('done');
    await brands.put({ ...BRAND, agentId: 'carillon-demo' });
    expect((await steps()).agent?.state).toBe('todo');
  });

  test.each([
    ['http://chat.example.com', 'todo'],
    ['https://localhost:3000', 'todo'],
    ['https://192.168.1.4', 'todo'],
    ['https://carillon.internal', 'todo'],
    ['https://chat.example.com', 'done'],
  ])('the address %s is %s', async (publicUrl, state) => {
    await start({ publicUrl });
    const now = await steps();
    expect(now['public-url']?.state).toBe(state);
    expect(now.webhook?.facts).toEqual([`${publicUrl}/webhooks/rbm`]);
  });

  test('a webhook waits until a customer was heard', async () => {
    await start();
    expect((await steps()).webhook?.state).toBe('waiting');
    await store.conversations.commit({
      conversation: {
        workspace: 'w',
        id: newId(),
        brand: 'acme',
        phone: PHONE,
        channel: 'rbm',
        rev: 0,
        locale: 'en',
        optedOut: false,
        owner: { kind: 'bot' },
        ...UNTOUCHED,
        run: undefined,
        timers: [],
        createdAt: 1,
        updatedAt: 1,
        heardAt: 1,
      },
      messages: [],
      outbox: [],
    });
    expect((await steps()).webhook?.state).toBe('done');
  });

  test('on the emulator nothing counts as connected to Google', async () => {
    await start({ channel: 'emulator', serviceAccount: undefined });
    const now = await steps();
    expect(now['service-account']?.state).toBe('todo');
    expect(now.webhook?.state).toBe('todo');
    expect(now.testers?.state).toBe('optional');
  });

  test('a published flow that answers whoever writes is asked for', async () => {
    await start();
    expect((await steps()).flow?.state).toBe('todo');
    const library = join(PROJECT_ROOT, 'flows', 'library');
    const publishing = { records: store.records, catalogues, services: undefined };
    await seed({ ...publishing, brands, folder: library, now: 1 }, BRAND);
    const now = await steps();
    expect(now.flow?.state).toBe('done');
    expect(now.flow?.facts).toHaveLength(1);
  });

  test('the newest of what Google told about the launch counts, and only of this agent', async () => {
    await start();
    const quarantine = createQuarantine({
      records: store.records,
      clock: systemClock,
      newId,
      report: () => undefined,
    });
    const told = (agentId: string, state: string) =>
      quarantine('w', `agent-launch ${state}`, JSON.stringify({ agentId, newLaunchState: state }));
    expect((await steps()).launch).toMatchObject({ state: 'todo', facts: [] });
    await told('other@rbm.goog', 'LAUNCHED');
    expect((await steps()).launch?.facts).toEqual([]);
    await told('acme-agent@rbm.goog', 'PENDING');
    expect((await steps()).launch).toMatchObject({ state: 'waiting', facts: ['PENDING'] });
  });

  test('a brand that is not there is not found', async () => {
    await start();
    expect((await ask('GET', '/nobody/onboarding')).status).toBe(404);
  });
});

describe('testers', () => {
  test('an invited phone waits, and once its owner agreed the next question says so', async () => {
    await start();
    const invited = await ask<Tester>('POST', '/acme/testers', { phone: PHONE });
    expect(invited.status).toBe(200);
    expect(testerSchema.parse(invited.body)).toMatchObject({ phone: PHONE, status: 'pending' });
    expect((await steps()).testers?.state).toBe('waiting');

    const answered = await fetch(`${url}/emulator/handsets/${encodeURIComponent(PHONE)}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ invite: 'accept' }),
    });
    expect(answered.ok).toBe(true);
    const again = await ask<Tester>('POST', '/acme/testers', { phone: PHONE });
    expect(again.body).toMatchObject({ status: 'accepted', invitedAt: invited.body.invitedAt });
    expect((await steps()).testers).toMatchObject({ state: 'done', facts: [PHONE] });
  });

  test('a phone is listed once, however often it is asked, and can be taken off', async () => {
    await start();
    await ask('POST', '/acme/testers', { phone: PHONE });
    await ask('POST', '/acme/testers', { phone: PHONE });
    const listed = await ask<{ items: Tester[] }>('GET', '/acme/testers');
    expect(listed.body.items.map(({ phone }) => phone)).toEqual([PHONE]);
    expect((await ask('DELETE', `/acme/testers/${encodeURIComponent(PHONE)}`)).status).toBe(204);
    expect((await ask('DELETE', `/acme/testers/${encodeURIComponent(PHONE)}`)).status).toBe(404);
    expect((await ask<{ items: Tester[] }>('GET', '/acme/testers')).body.items).toEqual([]);
  });

  test('what is no phone number is refused before anybody is asked', async () => {
    await start();
    const answer = await ask<{ code: string }>('POST', '/acme/testers', { phone: '12/../3' });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_body']);
  });

  test('an agent that Google does not know is said to be refused, and nothing is listed', async () => {
    await start();
    await brands.put({ ...BRAND, agentId: 'unknown-agent' });
    const answer = await ask<{ code: string; detail: string }>('POST', '/acme/testers', { phone: PHONE });
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    expect(answer.body.detail).toContain('agent');
    expect((await ask<{ items: Tester[] }>('GET', '/acme/testers')).body.items).toEqual([]);
  });

  test('the twenty-first of a day is told to wait', async () => {
    await start();
    for (let n = 0; n < 20; n += 1) {
      const phone = `+336399800${String(10 + n)}`;
      expect((await ask('POST', '/acme/testers', { phone })).status).toBe(200);
    }
    const answer = await ask<{ code: string }>('POST', '/acme/testers', { phone: PHONE });
    expect([answer.status, answer.body.code]).toEqual([429, 'too_many_requests']);
  });
});
