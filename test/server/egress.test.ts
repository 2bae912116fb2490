import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { createEgress, type EgressOptions, EgressRefused, isPublicAddress } from '../../server/egress.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function egress(options: Partial<EgressOptions> = {}) {
  const made = createEgress({ allowPrivate: [], timeoutMs: 5_000, ...options });
  closers.push(() => made.close());
  return made;
}

async function serve(handler: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, host: `127.0.0.1:${port}`, url: `http://127.0.0.1:${port}`, server };
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof EgressRefused)) throw new Error(`expected a refusal, got ${String(error)}`);
  expect(error.code).toBe('egress_blocked');
  return error.reason;
}

describe('where a guarded call may go', () => {
  test.each([
    ['https://127.0.0.1/', 'address'],
    ['https://127.1/', 'address'],
    ['https://0x7f.1/', 'address'],
    ['https://2130706433/', 'address'],
    ['https://0177.0.0.1/', 'address'],
    ['https://017700000001/', 'address'],
    ['https://①②⑦.⓪.⓪.①/', 'address'],
    ['https://127。0。0。1/', 'address'],
    ['https://127.0.0.1./', 'address'],
    ['https://0.0.0.0/', 'address'],
    ['https://0/', 'address'],
    ['https://[::]/', 'address'],
    ['https://[::1]/', 'address'],
    ['https://[0:0:0:0:0:0:0:1]/', 'address'],
    ['https://[::ffff:127.0.0.1]/', 'address'],
    ['https://[::ffff:7f00:1]/', 'address'],
    ['https://[::127.0.0.1]/', 'address'],
    ['https://[::8.8.8.8]/', 'address'],
    ['https://[64:ff9b::127.0.0.1]/', 'address'],
    ['https://[2002:7f00:1::]/', 'address'],
    ['https://[2001:0:1::1]/', 'address'],
    ['https://[fe80::1]/', 'address'],
    ['https://[fec0::1]/', 'address'],
    ['https://[fd00:ec2::254]/', 'address'],
    ['https://10.0.0.1/', 'address'],
    ['https://172.16.0.1/', 'address'],
    ['https://192.168.1.1/', 'address'],
    ['https://169.254.169.254/latest/meta-data', 'address'],
    ['https://0xa9fea9fe/', 'address'],
    ['https://100.100.100.200/', 'address'],
    ['https://192.0.0.192/', 'address'],
    ['https://168.63.129.16/', 'address'],
    ['https://198.18.0.1/', 'address'],
    ['https://224.0.0.1/', 'address'],
    ['https://255.255.255.255/', 'address'],
    ['https://metadata.google.internal/', 'name'],
    ['https://METADATA.google.internal./', 'name'],
    ['https://metadata/', 'name'],
    ['https://localhost/', 'name'],
    ['https://LOCALHOST./', 'name'],
    ['https://%6c%6fcalhost/', 'name'],
    ['https://anything.localhost/', 'name'],
    ['https://printer.local/', 'name'],
    ['http://example.com/', 'scheme'],
    ['ftp://example.com/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['data:text/plain,hello', 'scheme'],
    ['gopher://example.com/', 'scheme'],
    ['https://example.com:22/', 'port'],
    ['https://example.com:6379/', 'port'],
    ['https://example.com:27017/', 'port'],
    ['https://example.com@127.0.0.1/', 'user-info'],
    ['https://user:secret@example.com/', 'user-info'],
    ['/relative', 'bad-url'],
    ['https://', 'bad-url'],
    ['https://[::1', 'bad-url'],
  ])('%s is refused: %s', async (url, reason) => {
    const asked: string[] = [];
    const { guarded } = egress({
      resolve: async (hostname) => {
        asked.push(hostname);
        return [{ address: '127.0.0.1', family: 4 }];
      },
    });
    expect(await refusal(guarded(url))).toBe(reason);
    expect(asked).toEqual([]);
  });

  test.each([
    ['one private address', ['10.1.2.3']],
    ['a private address among public ones', ['93.184.215.14', '192.168.0.10']],
    ['a mapped loopback address', ['::ffff:127.0.0.1']],
    ['no address', []],
  ])('a name with %s is refused before anything connects', async (_case, addresses) => {
    const { guarded } = egress({
      resolve: async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    });
    expect(await refusal(guarded('https://shop.example/'))).toBe('address');
  });

  test('a name is judged by the very answer its connection uses, at every connection', async () => {
    let asked = 0;
    const { guarded } = egress({
      resolve: async () => {
        asked++;
        return [{ address: '127.0.0.1', family: 4 }];
      },
    });
    expect(await refusal(guarded('https://rebind.example/'))).toBe('address');
    expect(await refusal(guarded('https://rebind.example/'))).toBe('address');
    expect(asked).toBe(2);
  });

  test('a name server that never answers does not hold a call, nor the closing', async () => {
    const { guarded, close } = egress({ timeoutMs: 100, resolve: () => new Promise(() => {}) });
    expect(await refusal(guarded('https://slow.example/'))).toBe('too-slow');
    await close();
  });

  test('a name that does not resolve is a failure of the network, not a refusal', async () => {
    const { guarded } = egress({
      resolve: () => Promise.reject(Object.assign(new Error('not found'), { code: 'ENOTFOUND' })),
    });
    await expect(guarded('https://nowhere.example/')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  test.each([
    ['8.8.8.8', true],
    ['2001:4860:4860::8888', true],
    ['::7f00:1', false],
    ['64:ff9b:1::1', false],
    ['5f00::1', false],
    ['not an address', false],
  ])('isPublicAddress(%s) is %s', (address, expected) => {
    expect(isPublicAddress(address)).toBe(expected);
  });
});

describe('exceptions', () => {
  test('an allowed host and port is called over http', async () => {
    const { host, url } = await serve((request, response) =>
      response.end(`${request.method} ${request.url}`),
    );
    const { guarded } = egress({ allowPrivate: [host] });
    const response = await guarded(`${url}/a%20b?c=d#e`, { method: 'POST', body: 'x' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('POST /a%20b?c=d');
  });

  test('an allowed host and port opens no other port of that host', async () => {
    const { guarded } = egress({ allowPrivate: ['127.0.0.1:4010', 'shop.internal'] });
    expect(await refusal(guarded('http://127.0.0.1:4011/'))).toBe('scheme');
    expect(await refusal(guarded('https://127.0.0.1/'))).toBe('address');
    expect(await refusal(guarded('http://shop.internal:6379/'))).toBe('scheme');
    expect(await refusal(guarded('https://other.internal/'))).toBe('name');
  });

  test('an IPv6 host may be allowed', async () => {
    const { guarded } = egress({ allowPrivate: ['[::1]:9', '::1'] });
    await expect(guarded('http://[::1]:9/')).rejects.not.toBeInstanceOf(EgressRefused);
  });

  test.each(['', 'http://host', 'a b', 'host:port', 'user@host', 'host:99/path'])(
    '%j is no exception',
    (entry) => {
      expect(() => createEgress({ allowPrivate: [entry] })).toThrow('neither');
    },
  );
});

describe('what a guarded call may carry', () => {
  test.each([
    ['Host', 'intranet'],
    ['Metadata-Flavor', 'Google'],
    ['Metadata', 'true'],
    ['X-aws-ec2-metadata-token', 'x'],
    ['X-aws-ec2-metadata-token-ttl-seconds', '60'],
    ['Transfer-Encoding', 'chunked'],
    ['Proxy-Authorization', 'x'],
    ['X-Forwarded-For', '127.0.0.1'],
    ['X-Name', 'a\r\nX-Other: b'],
    ['X Name', 'a'],
  ])('the header %j: %j is refused', async (name, value) => {
    const { guarded } = egress();
    expect(await refusal(guarded('https://shop.example/', { headers: { [name]: value } }))).toBe('header');
  });

  test.each(['TRACE', 'CONNECT', 'PURGE'])('the method %s is refused', async (method) => {
    const { guarded } = egress();
    expect(await refusal(guarded('https://shop.example/', { method }))).toBe('method');
  });

  test('a Request and its own headers are judged like an address', async () => {
    const { guarded } = egress();
    expect(await refusal(guarded(new Request('https://127.0.0.1/')))).toBe('address');
    const request = new Request('https://shop.example/', { headers: { 'metadata-flavor': 'Google' } });
    expect(await refusal(guarded(request))).toBe('header');
  });
});

describe('what a guarded call may bring back', () => {
  async function answer(handler: (request: IncomingMessage, response: ServerResponse) => void, options = {}) {
    const { host, url } = await serve(handler);
    return egress({ allowPrivate: [host], ...options }).guarded(url);
  }

  test.each([301, 302, 303, 307, 308])('a redirect (%i) is refused and not followed', async (status) => {
    const asked: (string | undefined)[] = [];
    const promise = answer((request, response) => {
      asked.push(request.url);
      response.writeHead(status, { location: '/secret' }).end();
    });
    expect(await refusal(promise)).toBe('redirect');
    expect(asked).toEqual(['/']);
  });

  test('a body beyond the cap is cut, announced or not', async () => {
    const big = Buffer.alloc(5_000, 'a');
    const announced = answer((_request, response) => response.end(big), { maxBytes: 4_096 });
    expect(await refusal(announced)).toBe('too-large');
    const endless = answer(
      (_request, response) => {
        const flood = () => {
          while (!response.destroyed && response.write(big));
        };
        response.on('drain', flood);
        flood();
      },
      { maxBytes: 100_000 },
    );
    expect(await refusal(endless)).toBe('too-large');
  });

  test('a body of exactly the cap is read', async () => {
    const response = await answer((_request, out) => out.end('a'.repeat(4_096)), { maxBytes: 4_096 });
    expect(await response.text()).toHaveLength(4_096);
  });

  test('a packed body is unpacked, but not beyond the cap', async () => {
    const send = (body: Buffer, encoding: string) => (_request: IncomingMessage, response: ServerResponse) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(body);
    const small = await answer(send(gzipSync('{"a":1}'), 'gzip'));
    expect(await small.json()).toEqual({ a: 1 });
    const bomb = gzipSync(Buffer.alloc(3_000_000));
    expect(bomb.length).toBeLessThan(10_000);
    expect(await refusal(answer(send(bomb, 'gzip')))).toBe('too-large');
    expect(await refusal(answer(send(Buffer.from('not gzip'), 'gzip')))).toBe('encoding');
    expect(await refusal(answer(send(bomb, 'gzip, gzip')))).toBe('encoding');
  });

  test('too many headers are refused, by number and by size', async () => {
    const many = answer((_request, response) => {
      for (let index = 0; index < 70; index++) response.setHeader(`x-${index}`, 'a');
      response.end('x');
    });
    expect(await refusal(many)).toBe('too-many-headers');
    const long = answer((_request, response) => {
      response.setHeader('x-long', 'a'.repeat(20_000));
      response.end('x');
    });
    expect(await refusal(long)).toBe('too-many-headers');
  });

  test.each(['before the headers', 'in the middle of the body'])('silence %s ends the call', async (when) => {
    const promise = answer(
      (_request, response) => {
        if (when === 'in the middle of the body') response.write('a');
      },
      { timeoutMs: 150 },
    );
    expect(await refusal(promise)).toBe('too-slow');
  });

  test('drops of data do not extend the deadline', async () => {
    const { host, url } = await serve((_request, response) => {
      const drip = setInterval(() => response.write('a'), 20);
      response.on('close', () => clearInterval(drip));
    });
    const { guarded } = egress({ allowPrivate: [host], timeoutMs: 200 });
    expect(await refusal(guarded(url))).toBe('too-slow');
  });

  test('a server that never stops sending headers is cut', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.write('HTTP/1.1 200 OK\r\n');
      const flood = () => {
        while (!socket.destroyed && socket.write(`x-a: ${'b'.repeat(1_000)}\r\n`));
      };
      socket.on('drain', flood);
      flood();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const { guarded } = egress({ allowPrivate: [`127.0.0.1:${port}`] });
    expect(await refusal(guarded(`http://127.0.0.1:${port}`))).toBe('too-many-headers');
  });

  test("the caller's own signal calls it off", async () => {
    const { host, url } = await serve(() => {});
    const { guarded } = egress({ allowPrivate: [host] });
    const controller = new AbortController();
    const promise = guarded(url, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(promise).rejects.toThrow('enough');
    await expect(guarded(url, { signal: controller.signal })).rejects.toThrow('enough');
  });
});

describe('a trusted call', () => {
  test('goes to a loopback address and carries method, headers and body as given', async () => {
    const { url } = await serve(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          method: request.method,
          type: request.headers['content-type'],
          key: request.headers['x-key'],
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    const { trusted } = egress();
    const json = async (init: RequestInit) => (await trusted(url, init)).json();
    expect(await json({})).toEqual({ method: 'GET', body: '' });
    expect(await json({ method: 'POST', headers: { 'X-Key': 'k' }, body: 'héllo' })).toEqual({
      method: 'POST',
      type: 'text/plain;charset=UTF-8',
      key: 'k',
      body: 'héllo',
    });
    expect(await json({ method: 'PUT', body: new URLSearchParams({ a: '1 2' }) })).toMatchObject({
      type: 'application/x-www-form-urlencoded;charset=UTF-8',
      body: 'a=1+2',
    });
    const stream = Readable.from(['a', 'b']) as unknown as BodyInit;
    expect(await json({ method: 'POST', body: stream })).toMatchObject({ body: 'ab' });
    const request = new Request(url, { method: 'POST', body: 'from a request', headers: { 'x-key': 'r' } });
    expect(await (await trusted(request)).json()).toMatchObject({ key: 'r', body: 'from a request' });
  });

  test('returns a redirect as it is', async () => {
    const { url } = await serve((_request, response) => response.writeHead(302, { location: '/x' }).end());
    const response = await egress().trusted(url);
    expect([response.status, response.headers.get('location')]).toEqual([302, '/x']);
  });

  test('returns errors and empty answers as responses', async () => {
    const { url } = await serve((request, response) =>
      response.writeHead(Number(request.url?.slice(1))).end(),
    );
    const { trusted } = egress();
    for (const status of [204, 304, 404, 500])
      expect((await trusted(`${url}/${status}`)).status).toBe(status);
  });

  test('rejects with the code of a broken connection', async () => {
    const { url } = await serve((request) => request.socket.destroy());
    await expect(egress().trusted(url)).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
  });

  test('rejects when the server stays silent', async () => {
    const { url } = await serve(() => {});
    await expect(egress({ timeoutMs: 100 }).trusted(url)).rejects.toMatchObject({
      code: 'UND_ERR_HEADERS_TIMEOUT',
    });
  });

  test('uses a connection again, but not past its time', async () => {
    const { url, server } = await serve((_request, response) => response.end('x'));
    let connections = 0;
    server.on('connection', () => connections++);
    const keeps = egress();
    for (let index = 0; index < 5; index++) await keeps.trusted(url);
    // The second may open before the first connection is known to be free.
    expect(connections).toBeLessThan(3);
    const short = egress({ connectionMs: 1 });
    await expect
      .poll(async () => {
        await short.trusted(url);
        return connections;
      })
      .toBeGreaterThan(5);
  });
});
