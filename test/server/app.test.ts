/** What stands around every answer: headers, liveness, readiness, errors, and heads that no honest client sends. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestOptions, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../server/app.ts';
import { readySchema } from '../../server/contract.ts';
import { CodedError } from '../../server/errors.ts';
import { createLog } from '../../server/http/log.ts';
import { createMetrics } from '../../server/http/metrics.ts';
import { route } from '../../server/http/route.ts';
import type { Store } from '../../server/stores/port.ts';
import { openSqliteStore } from '../../server/stores/sqlite.ts';
import { ownerGate } from './http/owner-gate.ts';

const TOKEN = 'owner-token-0123456789';
const failures: Record<string, unknown> = {
  coded: new CodedError('conflict', 'Read it again.'),
  plain: new Error('SELECT token FROM secrets'),
  text: 'just a text',
  nothing: undefined,
  posing: Object.assign(new Error('secret'), { code: 'not_found', expose: true }),
};

let folder: string;
let studio: string;
let store: Store;
let server: Server;
let url: string;
let logged: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carillon-app-'));
  studio = folder;
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Studio</title>');
  writeFileSync(join(folder, 'picture.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(folder, '.hidden'), 'secret');
});
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(async () => {
  logged = [];
  store = openSqliteStore({ path: ':memory:' });
  const listener = createApp({
    routes: [
      route({
        method: 'get',
        path: '/ok',
        access: 'flows.read',
        summary: 'Fine',
        response: z.object({}),
        handle: async () => ({}),
      }),
      route({
        method: 'get',
        path: '/fail/:how',
        access: 'flows.read',
        summary: 'Fails',
        params: z.strictObject({ how: z.string() }),
        handle: async ({ params: { how } }) => {
          throw failures[how];
        },
      }),
    ],
    gate: ownerGate(TOKEN),
    version: '1.0.0',
    log: createLog({ level: 'debug', personal: false }, { write: (line) => logged.push(line) }),
    metrics: createMetrics({ parked: async () => 0 }),
    channel: 'emulator',
    ready: async () => ({
      store: await store.ping().then(
        () => 'ok',
        (error: unknown) => (error as Error).message,
      ),
    }),
    webhooks: {
      rbm: (_request, response) => response.end('rbm'),
      sms: (_request, response) => response.end('sms'),
      payments: async () => {
        throw new CodedError('signature_invalid');
      },
    },
    mounted: [],
    files: [{ path: '/files', folder }],
    studio,
  });
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await store.close();
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(url + path, { headers });
const owner = { authorization: `Bearer ${TOKEN}` };

/** What comes back for bytes as they are. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
    socket.write(bytes);
  });
}

describe('headers', () => {
  test.each([
    '/',
    '/handset',
    '/files/picture.svg',
    '/api/ok',
    '/api/openapi.json',
    '/healthz',
    '/metrics',
    '/nothing',
  ])('on %s nothing foreign may run, nothing is guessed, nothing is framed', async (path) => {
    const { headers } = await get(path, owner);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy).not.toMatch(/unsafe-(inline|eval)|script-src[^;]*(\*|https:)/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('no origin of another site is let in', async () => {
    const { headers } = await get('/api/ok', { ...owner, origin: 'https://evil.example' });
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  test('two requests have two ids', async () => {
    const ids = await Promise.all([get('/healthz'), get('/healthz')]);
    expect(ids[0].headers.get('x-request-id')).not.toBe(ids[1].headers.get('x-request-id'));
  });

  test("a request's own idea of its id is not taken", async () => {
    const { headers } = await get('/healthz', { 'x-request-id': 'mine' });
    expect(headers.get('x-request-id')).not.toBe('mine');
  });
});

describe('health', () => {
  test('alive and ready while everything works', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ status: 'alive' });
    const ready = await get('/readyz');
    const body = await ready.json();
    expect(ready.status).toBe(200);
    expect(readySchema.parse(body)).toEqual({
      status: 'ready',
      checks: { store: 'ok' },
      channel: 'emulator',
    });
  });

  test('alive but not ready while nothing can be stored, with the reason', async () => {
    await store.close();
    expect((await get('/healthz')).status).toBe(200);
    const ready = await get('/readyz');
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      status: 'not-ready',
      checks: { store: 'The store is closed.' },
    });
  });

  test('metrics are text for Prometheus', async () => {
    const answer = await get('/metrics');
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await answer.text()).toContain('# TYPE carillon_turns_total counter');
  });
});

describe('failures', () => {
  test('an expected one says its code', async () => {
    const answer = await get('/api/fail/coded', owner);
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: 'conflict', detail: 'Read it again.' });
    expect(logged).toEqual([]);
  });

  test.each(['plain', 'text', 'nothing', 'posing'])(
    'an unexpected one (%s) says nothing, and is logged under its id',
    async (how) => {
      const answer = await get(`/api/fail/${how}`, owner);
      const text = await answer.text();
      expect(answer.status).toBe(500);
      expect(text).not.toMatch(/secret|SELECT|just a text|stack/);
      const { requestId, code } = JSON.parse(text) as { requestId: string; code: string };
      expect(code).toBe('internal');
      expect(logged.join('')).toContain(requestId);
    },
  );

  test('what is nowhere is a coded 404, whatever the method', async () => {
    for (const method of ['GET', 'POST', 'DELETE', 'PUT', 'PATCH']) {
      const answer = await fetch(`${url}/nowhere`, { method });
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
  });

  test('a payment callback that is refused, or too large, is coded too', async () => {
    const post = (body: string) => fetch(`${url}/webhooks/payments`, { method: 'POST', body });
    expect(await (await post('{}')).json()).toMatchObject({ code: 'signature_invalid' });
    expect(await (await post('x'.repeat(70_000))).json()).toMatchObject({ code: 'payload_too_large' });
  });
});

describe('the webhook', () => {
  test('is answered before the framework, by POST at its very path only', async () => {
    const post = async (path: string, method = 'POST') => (await fetch(url + path, { method })).text();
    expect(await post('/webhooks/rbm')).toBe('rbm');
    expect(await post('/webhooks/rbm?x=1')).toBe('rbm');
    for (const path of [
      '/webhooks/rbm/',
      '/webhooks/rbmx',
      '/webhooks/rbm/x',
      '/webhooks//rbm',
      '/WEBHOOKS/RBM',
    ]) {
      expect(JSON.parse(await post(path)), path).toMatchObject({ code: 'not_found' });
    }
    expect(JSON.parse(await post('/webhooks/rbm', 'PUT'))).toMatchObject({ code: 'not_found' });
  });
});

describe('files', () => {
  test('are served; what lies beside, above or hidden is not', async () => {
    expect((await get('/files/picture.svg')).status).toBe(200);
    for (const path of [
      '/files/.hidden',
      '/files/',
      '/files/%2e%2e/%2e%2e/etc/passwd',
      '/files/..%2f..%2fetc%2fpasswd',
      '/files/picture.svg%00.jpg',
      '/files/\\..\\x',
      '/.hidden',
    ]) {
      const { status } = await get(path);
      expect([400, 403, 404], path).toContain(status);
    }
  });

  test('the page of the studio is always asked for anew', async () => {
    const answer = await get('/');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(await answer.text()).toContain('<title>Studio');
  });

  test('a mistyped address is a page for who reads it in a browser, and a problem for a program', async () => {
    const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
    const page = await get('/nowhere', browser);
    expect([page.status, page.headers.get('cache-control')]).toEqual([404, 'no-cache']);
    expect(await page.text()).toContain('<title>Studio');
    for (const [path, headers] of [
      ['/nowhere', {}],
      ['/api/nowhere', browser],
    ] as const) {
      const answer = await get(path, headers);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        404,
        expect.stringContaining('application/problem+json'),
      ]);
    }
  });
});

describe('heads that no honest client sends', () => {
  const start = (path = '/healthz') => `GET ${path} HTTP/1.1\r\n`;

  test.each([
    [
      'two lengths',
      `POST /webhooks/rbm HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}`,
    ],
    [
      'a length and chunks',
      `POST /webhooks/rbm HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['no host', `${start()}\r\n`],
    ['a line that ends in LF within a name', `${start()}host: a\r\nx\ny: 1\r\n\r\n`],
    ['a folded name', `${start()}host: a\r\nx : 1\r\n\r\n`],
    ['nonsense', 'hello\r\n\r\n'],
  ])('%s: 400, and the connection is closed', async (_name, bytes) => {
    expect(await raw(bytes)).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('a head of 20 KB: 431', async () => {
    expect(await raw(`${start()}host: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('two hosts, a foreign one, or one a proxy is said to have seen, change nothing', async () => {
    const hosts = [
      'host: a\r\nhost: evil.example\r\n',
      'host: evil.example\r\n',
      'host: a\r\nx-forwarded-host: evil.example\r\nx-forwarded-proto: gopher\r\n',
    ];
    for (const host of hosts) {
      const answer = await raw(`${start('/readyz')}${host}connection: close\r\n\r\n`);
      expect(answer).not.toContain('evil.example');
    }
  });

  test('the process lives on', async () => {
    await raw('hello\r\n\r\n');
    expect((await get('/healthz')).status).toBe(200);
  });

  test('a body that ends before its length is no request', async () => {
    const options: RequestOptions = {
      method: 'POST',
      headers: { 'content-length': '100', 'content-type': 'application/json' },
    };
    await new Promise<void>((resolve) => {
      const cut = request(`${url}/webhooks/payments`, options);
      cut.on('error', () => resolve());
      cut.on('close', () => resolve());
      cut.write('{"a":');
      setImmediate(() => cut.destroy());
    });
    expect((await get('/healthz')).status).toBe(200);
  });
});
