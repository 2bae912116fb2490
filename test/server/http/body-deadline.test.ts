/** Bodies that come a byte at a time, over real sockets to the real app; only time is moved by hand. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../../server/app.ts';
import { BODY_MS, createBodyDeadline } from '../../../server/http/body-deadline.ts';
import { createLog } from '../../../server/http/log.ts';
import { createMetrics } from '../../../server/http/metrics.ts';
import { readBody } from '../../../server/http/read-body.ts';
import { FILE_MS, route } from '../../../server/http/route.ts';
import type { User } from '../../../server/people/identity.ts';
import { createFakeClock, type FakeClock } from '../../fake-clock.ts';

const ANA: User = { kind: 'user', workspace: 'default', id: 'ana', name: 'Ana', roles: ['owner'] };

let clock: FakeClock;
let server: Server;
let sockets: Socket[];
/** What became of each body that was read. */
let bodies: string[];
/** Called when a request has come as far as being watched. */
let came: () => void;
beforeEach(async () => {
  clock = createFakeClock();
  sockets = [];
  bodies = [];
  came = () => undefined;
  const webhook = (request: Parameters<typeof readBody>[0], response: { end(text: string): void }) => {
    readBody(request, 1000).then(
      (body) => {
        bodies.push(String(body));
        response.end('taken');
      },
      (error: Error) => bodies.push(error.message),
    );
  };
  const app = createApp({
    routes: [
      route({
        method: 'post',
        path: '/things',
        access: 'signed-in',
        summary: 'A thing',
        body: z.strictObject({ a: z.string() }),
        status: 204,
        async handle() {},
      }),
      route({
        method: 'post',
        path: '/files',
        access: 'signed-in',
        summary: 'A file',
        raw: { types: ['image/png'], sentence: 'Pictures only.' },
        status: 204,
        async handle({ stream }) {
          bodies.push(String(await readBody(stream, 1000)));
        },
      }),
    ],
    gate: {
      identify: async ({ headers }) => (headers.authorization === 'Bearer ana' ? ANA : undefined),
      address: () => '127.0.0.1',
      cookie: () => '',
    },
    deadline: createBodyDeadline(clock),
    version: '1',
    log: createLog({ level: 'silent', personal: false }),
    metrics: createMetrics({ parked: async () => 0 }),
    ready: async () => ({}),
    channel: 'emulator',
    webhooks: { rbm: webhook, sms: webhook, payments: async () => undefined },
    mounted: [],
    files: [],
    studio: undefined,
  });
  server = createServer((request, response) => {
    app(request, response);
    setImmediate(() => came());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Sends a head that announces 20 bytes, and the first 4 of them; resolves once the server has it. */
async function begin(path: string, { type = 'application/json', token = 'ana', length = 20 } = {}) {
  const arrived = new Promise<void>((resolve) => {
    came = resolve;
  });
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  let heard = '';
  let first = () => {};
  const spoken = new Promise<void>((resolve) => {
    first = resolve;
  });
  socket.on('data', (chunk) => {
    heard += chunk;
    first();
  });
  let isClosed = false;
  const closed = once(socket, 'close').then(() => {
    isClosed = true;
    return heard;
  });
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\n\r\n{"a"`,
  );
  await arrived;
  return { socket, closed, spoken, isClosed: () => isClosed, heard: () => heard };
}

describe.each(['/webhooks/rbm', '/webhooks/sms/twilio?brand=x', '/webhooks/payments', '/api/things'])(
  'a body that dribbles in to %s',
  (path) => {
    test('is answered 408 and cut off after half a minute, however often a byte comes', async () => {
      const { socket, closed, isClosed } = await begin(path);
      for (let sent = 0; sent < 9; sent += 1) {
        await clock.advance(BODY_MS / 10);
        socket.write(' ');
      }
      expect(isClosed()).toBe(false);
      await clock.advance(BODY_MS / 10);
      expect(await closed).toMatch(/^HTTP\/1\.1 408 [\s\S]*"code":"body_too_slow"/);
      expect(bodies.filter((body) => body !== 'The sender hung up.')).toEqual([]);
      expect(clock.alarms).toBe(0);
    });
  },
);

test('a body that comes in time is taken, and nothing is left that would ring', async () => {
  const { socket, spoken, heard } = await begin('/webhooks/rbm');
  await clock.advance(BODY_MS - 1);
  socket.write(':"0123456789abc"');
  await spoken;
  expect(heard()).toMatch(/^HTTP\/1\.1 200 /);
  expect(bodies).toEqual(['{"a":"0123456789abc"']);
  await expect.poll(() => clock.alarms).toBe(0);
});

test('a file has minutes, for who may send one', async () => {
  const { socket, spoken, heard, isClosed } = await begin('/api/files', { type: 'image/png' });
  await expect.poll(() => clock.alarms).toBe(1);
  await clock.advance(FILE_MS - 1000);
  expect(isClosed()).toBe(false);
  socket.write(':"0123456789abc"');
  await spoken;
  expect(heard()).toMatch(/^HTTP\/1\.1 204 /);
  expect(bodies).toEqual(['{"a":"0123456789abc"']);
});

test('a file that takes longer still is cut off', async () => {
  const { closed } = await begin('/api/files', { type: 'image/png' });
  await clock.advance(FILE_MS);
  expect(await closed).toMatch(/^HTTP\/1\.1 408 /);
});

test('nobody we do not know gets the minutes: refused at once, they cannot hold the connection either', async () => {
  const { closed, spoken, heard } = await begin('/api/files', { type: 'image/png', token: 'nobody' });
  await spoken;
  expect(heard()).toMatch(/^HTTP\/1\.1 401 /);
  await clock.advance(BODY_MS);
  await closed;
});
