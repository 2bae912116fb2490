import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEgress, type Egress } from '../../../server/egress.ts';
import { createHttpService } from '../../../server/services/http.ts';
import type { CallContext, CallOutcome } from '../../../server/services/port.ts';
import { runCall } from '../../../server/services/registry.ts';
import { createSecrets, type Secrets } from '../../../server/services/secrets.ts';
import { createFakeClock, type FakeClock } from '../../fake-clock.ts';
import { callContext, codeOf, resultOf } from './call-context.ts';
import { openRecords } from './open-records.ts';

interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

let server: Server;
let host: string;
let egress: Egress;
let secrets: Secrets;
let clock: FakeClock;
let seen: Seen[];
let answer: (res: ServerResponse, request: Seen) => void;

beforeEach(async () => {
  seen = [];
  answer = (res) => res.setHeader('content-type', 'application/json').end('{"ok":true}');
  server = createServer((req, res) => {
    let body = '';
    req.on('data', (chunk) => {
      body += chunk;
    });
    req.on('end', () => {
      const request = { method: req.method ?? '', url: req.url ?? '', headers: req.headers, body };
      seen.push(request);
      answer(res, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  egress = createEgress({ allowPrivate: [host], timeoutMs: 500 });
  clock = createFakeClock();
  secrets = createSecrets({ records: openRecords(), key: Buffer.alloc(32, 7) });
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await egress.close();
});

/** Sends a request, moving time forward while it waits between attempts. */
async function request(
  input: Record<string, unknown>,
  context: Partial<CallContext> = {},
): Promise<CallOutcome> {
  const services = { http: createHttpService({ egress, secrets, clock }) };
  const full = { url: `http://${host}/things`, ...input };
  let over = false;
  const call = runCall(services, 'http', 'request', full, callContext(context)).finally(() => {
    over = true;
  });
  while (!over) await clock.advance(1000);
  return call;
}

describe('a request', () => {
  test('sends JSON and gives the JSON answer', async () => {
    answer = (res) =>
      res
        .writeHead(201, { 'content-type': 'application/json', etag: '"1"', 'set-cookie': 'a=b' })
        .end('{"id":7}');
    const outcome = await request({
      method: 'POST',
      query: { q: 'a&b=c', n: 2, list: ['x', 'y'] },
      body: { a: [1] },
    });
    expect(resultOf(outcome)).toEqual({
      status: 201,
      body: { id: 7 },
      headers: { 'content-type': 'application/json', etag: '"1"' },
    });
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: '/things?q=a%26b%3Dc&n=2&list=x&list=y',
      body: '{"a":[1]}',
    });
    expect(seen[0]?.headers['content-type']).toBe('application/json');
  });

  test('carries the call’s id, so that a server can tell a repetition', async () => {
    const id = '0d2f6b8e-7b1c-4a53-9a0e-0f1f6d1c2000';
    await request({}, { id });
    expect(seen[0]?.headers['idempotency-key']).toBe(id);
  });

  test('may have an empty answer', async () => {
    answer = (res) => res.writeHead(204).end();
    expect(resultOf(await request({ method: 'DELETE' }))).toMatchObject({ status: 204, body: null });
  });

  test.each([
    [404, 'http_4xx', 1],
    [429, 'http_4xx', 1],
    [500, 'http_5xx', 3],
    [503, 'http_5xx', 3],
  ])('answered %i fails with %s after %i attempts', async (status, code, attempts) => {
    answer = (res) => res.writeHead(status).end('a stack trace');
    const outcome = await request({ retries: 2 });
    expect(outcome).toEqual({ kind: 'failed', code, message: `The server answered ${status}.` });
    expect(seen).toHaveLength(attempts);
  });

  test('works when a later attempt does, under the same key', async () => {
    answer = (res) => (seen.length < 3 ? res.writeHead(502).end() : res.end('{"ok":1}'));
    expect(resultOf(await request({ method: 'POST', body: {}, retries: 3 }))).toMatchObject({
      body: { ok: 1 },
    });
    expect(new Set(seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });

  test('that is not answered in time fails with timeout', async () => {
    answer = () => {};
    const given = new AbortController();
    setImmediate(() => given.abort());
    expect(codeOf(await request({}, { signal: given.signal }))).toBe('timeout');
  });

  test('to nobody fails with unreachable', async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(codeOf(await request({ retries: 0 }))).toBe('unreachable');
  });

  test.each([
    ['<html>', 'not_json'],
    ['{"a":', 'not_json'],
    [`${'['.repeat(40)}${']'.repeat(40)}`, 'too_large'],
    [`"${'x'.repeat(1024 * 1024)}"`, 'too_large'],
  ])('answered with %.10s fails with %s', async (body, code) => {
    answer = (res) => res.end(body);
    expect(codeOf(await request({}))).toBe(code);
  });

  test('keeps keys that reach into prototypes out of the answer', async () => {
    answer = (res) => res.end('{"a":{"__proto__":{"x":1},"constructor":2,"b":3}}');
    expect(JSON.stringify(resultOf<{ body: unknown }>(await request({})).body)).toBe('{"a":{"b":3}}');
  });

  test.each([
    'https://127.0.0.1/',
    'http://127.0.0.1:9/',
    'https://[::1]/',
    'https://169.254.169.254/',
    'http://example.org/',
  ])('to %s is blocked', async (url) => {
    expect(codeOf(await request({ url }))).toBe('blocked');
  });

  test('follows no redirect', async () => {
    answer = (res) => res.writeHead(302, { location: 'http://127.0.0.1:9/' }).end();
    expect(codeOf(await request({}))).toBe('blocked');
    expect(seen).toHaveLength(1);
  });

  test.each([
    [{ headers: { 'x-name': 'Ann\r\nx-admin: 1' } }, 'headers.x-name'],
    [{ headers: { 'x name': 'Ann' } }, 'headers.x name'],
    [{ headers: { Host: 'evil.example' } }, 'headers.Host'],
    [{ headers: { 'Transfer-Encoding': 'chunked' } }, 'headers.Transfer-Encoding'],
    [{ method: 'TRACE' }, 'method'],
    [{ url: 'file:///etc/passwd' }, 'url'],
    [{ url: 'nowhere' }, 'url'],
    [{ body: { a: 1 } }, 'body'],
    [{ retries: 9 }, 'retries'],
  ])('with %j is refused before it is sent', async (input, where) => {
    const outcome = await request(input);
    expect(outcome).toMatchObject({ kind: 'failed', code: 'invalid_input' });
    expect(outcome.kind === 'failed' && outcome.message).toContain(where);
    expect(seen).toHaveLength(0);
  });
});

describe('secrets', () => {
  const VALUE = 'canary-0123456789';

  test('are put into header values, and nowhere else', async () => {
    await secrets.set('main', 'crm', VALUE);
    await request({
      method: 'POST',
      headers: { authorization: 'Bearer {secret:crm}' },
      query: { q: '{secret:crm}' },
      body: { text: '{secret:crm}' },
    });
    expect(seen[0]?.headers.authorization).toBe(`Bearer ${VALUE}`);
    expect(seen[0]?.url + (seen[0]?.body ?? '')).not.toContain(VALUE);
  });

  test('are hidden in an answer that repeats them', async () => {
    await secrets.set('main', 'crm', VALUE);
    answer = (res, { headers }) => res.setHeader('x-request-id', VALUE).end(JSON.stringify({ you: headers }));
    const outcome = await request({ headers: { authorization: 'Bearer {secret:crm}' } });
    expect(resultOf(outcome)).toMatchObject({ headers: { 'x-request-id': '••••' } });
    expect(JSON.stringify(outcome)).not.toContain(VALUE);
  });

  test('are sent only to the hosts they are for', async () => {
    await secrets.set('main', 'crm', VALUE, ['api.example.org']);
    expect(codeOf(await request({ headers: { authorization: '{secret:crm}' } }))).toBe('blocked');
    expect(seen).toHaveLength(0);
    await secrets.set('main', 'crm', VALUE, ['127.0.0.1']);
    expect(codeOf(await request({ headers: { authorization: '{secret:crm}' } }))).toBe('done');
  });

  test('nobody stored, or another workspace’s, send nothing', async () => {
    await secrets.set('other', 'crm', VALUE);
    expect(codeOf(await request({ headers: { authorization: '{secret:crm}' } }))).toBe('unknown_secret');
    expect(seen).toHaveLength(0);
  });
});
