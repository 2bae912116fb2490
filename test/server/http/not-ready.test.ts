import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNotReady } from '../../../server/http/not-ready.ts';

const notReady = createNotReady();
let server: Server;

beforeAll(async () => {
  server = createServer(notReady.listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());

const get = (path: string) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);

test('while the server starts, everybody is told to come again', async () => {
  for (const path of ['/healthz', '/readyz', '/api/flows', '/webhooks/rbm']) {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await answer.json()).toMatchObject({ code: 'not_ready' });
  }
});

test('a start that takes long says that the process lives, and what it waits for', async () => {
  notReady.waiting('the indexes of messages');
  expect((await get('/healthz')).status).toBe(200);
  const ready = await get('/readyz');
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({
    status: 'not-ready',
    checks: { start: 'It waits for the indexes of messages.' },
  });
  expect((await get('/webhooks/rbm')).status).toBe(503);
  notReady.waiting(undefined);
  expect((await get('/healthz')).status).toBe(503);
});
