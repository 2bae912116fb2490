/** Uploading and handing out authors' files, over real HTTP into a real folder. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMedia, sniff } from '../../../../server/http/api/media.ts';
import { problemHandler, serveRoutes } from '../../../../server/http/route.ts';
import { ownerGate } from '../owner-gate.ts';

const TOKEN = 'a-token-of-some-length';
/** A picture of one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const GIF = Buffer.from('R0lGODlhAgADAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const PDF = Buffer.from(`%PDF-1.7\n${' '.repeat(100)}\n%%EOF`);
/** As a camera writes it: a long head before the frame's. */
function jpeg(width: number, height: number): Buffer {
  const camera = Buffer.alloc(4 + 40_000);
  camera.set([0xff, 0xe1]);
  camera.writeUInt16BE(40_002, 2);
  const frame = Buffer.alloc(19);
  frame.set([0xff, 0xc0, 0, 17, 8]);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), camera, frame, Buffer.from([0xff, 0xd9])]);
}

describe('files of authors', () => {
  let folder: string;
  let server: Server;
  let root: string;

  async function start(options: { quota?: number; limit?: number } = {}): Promise<void> {
    let serial = 0;
    const media = createMedia({
      folder,
      newName: () => `name-of-some-length-${serial++}`,
      ...options,
    });
    const app = express();
    app.use('/api', serveRoutes(media.routes, ownerGate(TOKEN)));
    app.use('/media/u', media.files);
    app.use(problemHandler(pino({ level: 'silent' })));
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'carillon-media-'));
  });

  afterEach(async () => {
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });

  const post = (body: Buffer, headers: Record<string, string> = {}) =>
    fetch(`${root}/api/media`, {
      method: 'POST',
      body: new Uint8Array(body),
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'image/png', ...headers },
    });
  const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;

  test.each([
    ['a PNG', PNG, { type: 'image/png', width: 1, height: 1 }, 'png'],
    ['a GIF', GIF, { type: 'image/gif', width: 2, height: 3 }, 'gif'],
    ['a photo with a long head', jpeg(1440, 720), { type: 'image/jpeg', width: 1440, height: 720 }, 'jpg'],
    ['a PDF', PDF, { type: 'application/pdf' }, 'pdf'],
  ])('%s is kept and handed out as it is', async (_, bytes, facts, ending) => {
    await start();
    const answer = await post(bytes);
    expect(answer.status).toBe(201);
    const kept = (await answer.json()) as { url: string };
    expect(kept).toEqual({ url: `/media/u/name-of-some-length-0.${ending}`, bytes: bytes.length, ...facts });
    const file = await fetch(root + kept.url);
    expect(file.status).toBe(200);
    expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true);
    expect(file.headers.get('content-type')).toBe(facts.type);
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    expect(file.headers.get('content-security-policy')).toContain('sandbox');
    expect(file.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  });

  test('part of a film can be asked for, as phones do', async () => {
    await start();
    const film = Buffer.concat([Buffer.from('\0\0\0\x18ftypisom', 'latin1'), Buffer.alloc(1000, 7)]);
    const { url } = (await (await post(film)).json()) as { url: string };
    const some = await fetch(root + url, { headers: { range: 'bytes=0-99' } });
    expect(some.status).toBe(206);
    expect((await some.arrayBuffer()).byteLength).toBe(100);
  });

  test.each([
    [
      'a drawing with a script',
      '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'.padEnd(200),
    ],
    ['a page', '<!doctype html><script>alert(1)</script>'.padEnd(200)],
    ['a page behind the name of a picture', 'GIF8<html><script>alert(1)</script>'.padEnd(200)],
    ['a text', 'hello '.repeat(100)],
    ['a short text', 'hi'],
  ])('%s is refused, whatever it is called, and leaves nothing', async (_, text) => {
    await start();
    const answer = await post(Buffer.from(text), { 'content-type': 'image/png' });
    expect(answer.status).toBe(415);
    expect(await codeOf(answer)).toBe('unsupported_media_type');
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(['', 'text/plain', 'image/svg+xml', 'multipart/form-data; boundary=x'])(
    'sent as "%s" nothing is taken, so no foreign page can upload in a form',
    async (type) => {
      await start();
      expect((await post(PNG, { 'content-type': type })).status).toBe(415);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  test('a picture that unpacks to more than any phone shows is refused', async () => {
    await start();
    const bomb = Buffer.from(PNG);
    bomb.writeUInt32BE(30_000, 16);
    bomb.writeUInt32BE(30_000, 20);
    const answer = await post(bomb);
    expect(answer.status).toBe(413);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a picture whose size cannot be read is refused', async () => {
    await start();
    expect((await post(Buffer.from([0xff, 0xd8, 0xff, 0xd9]))).status).toBe(415);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('without the token nothing is taken', async () => {
    await start();
    expect((await post(PNG, { authorization: '' })).status).toBe(401);
    expect((await post(PNG, { authorization: 'Bearer something-else-entirely' })).status).toBe(401);
    const answer = await fetch(`${root}/api/media?token=${TOKEN}`, { method: 'POST', body: 'x' });
    expect(await codeOf(answer)).toBe('token_in_query');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('more than the limit is refused, announced or not', async () => {
    await start({ limit: 1000 });
    const large = Buffer.concat([PNG, Buffer.alloc(2000)]);
    expect((await post(large)).status).toBe(413);
    const unannounced = await fetch(`${root}/api/media`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'image/png' },
      body: new ReadableStream({
        start(controller) {
          controller.enqueue(new Uint8Array(large));
          controller.close();
        },
      }),
      duplex: 'half',
    } as RequestInit).catch(() => undefined);
    // The connection may end before the answer is read; nothing is kept either way.
    expect(unannounced === undefined || unannounced.status === 413).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('what is there already counts towards the room there is', async () => {
    await start({ quota: PNG.length + 10 });
    expect((await post(PNG)).status).toBe(201);
    const second = await post(PNG);
    expect(second.status).toBe(413);
    expect(readdirSync(folder)).toHaveLength(1);
    await new Promise((resolve) => server.close(resolve));
    await start({ quota: PNG.length + 10 });
    expect((await post(PNG)).status).toBe(413);
  });

  test('an upload broken off in the middle leaves no file behind', async () => {
    await start();
    await new Promise<void>((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      const socket = connect(port, '127.0.0.1', () => {
        const head = `POST /api/media HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Type: image/png\r\nContent-Length: 100000\r\n\r\n`;
        socket.write(head);
        socket.write(PNG, () => socket.destroy());
      });
      socket.on('close', () => resolve());
      socket.on('error', reject);
    });
    await expect.poll(() => readdirSync(folder)).toEqual([]);
    // And the server goes on.
    expect((await post(PNG)).status).toBe(201);
  });

  test.each([
    '..%2f..%2fetc%2fpasswd',
    'name-of-some-length-0.png.part',
    '.hidden',
    'a.svg',
    'nobody-knows-this-one.png',
  ])('there is no file called %s', async (name) => {
    await start();
    await post(PNG);
    const answer = await fetch(`${root}/media/u/${name}`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('cache-control') ?? '').not.toContain('immutable');
  });

  test('any bytes are read without throwing, and only known kinds are something', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const found = sniff(Buffer.from(bytes));
        expect(found === undefined || found.type.length > 0).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.constantFrom(PNG, GIF, jpeg(10, 10)), fc.nat(200), (whole, cut) => {
        expect(() => sniff(whole.subarray(0, cut))).not.toThrow();
      }),
    );
  });
});
