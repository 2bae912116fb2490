/** A body over a real socket: whole, too large, or never finished. */
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readBody } from '../../../server/http/read-body.ts';

let server: Server;
let port: number;
/** What each request's body came to; `before` runs first. */
let results: Promise<string>[];
let before: (closed: Promise<void>) => Promise<void>;
let seen: () => void;
beforeEach(async () => {
  results = [];
  before = async () => undefined;
  seen = () => undefined;
  server = createServer((request, response) => {
    const closed = new Promise<void>((resolve) => response.once('close', () => resolve()));
    const result = before(closed)
      .then(() => readBody(request, 10))
      .then(String, (error: Error) => error.message);
    results.push(result);
    seen();
    result.then((text) => response.end(text));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const post = async (body: string) =>
  (await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body })).text();

test('is read as it came, up to the limit', async () => {
  expect(await post('0123456789')).toBe('0123456789');
  expect(await post('')).toBe('');
  expect(await post('é€')).toBe('é€');
});

test('of one byte more is too large', async () => {
  expect(await post('0123456789a')).toBe('too-large');
});

test.each([
  ['while it is read', async () => undefined],
  ['before anybody reads it', (closed: Promise<void>) => closed],
])('that ends in the middle, %s, is none', async (_when, wait) => {
  before = wait;
  const came = new Promise<void>((resolve) => {
    seen = resolve;
  });
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n0123');
  await came;
  socket.destroy();
  expect(await results[0]).toBe('The sender hung up.');
});
