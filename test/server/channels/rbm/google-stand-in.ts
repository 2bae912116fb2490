/** A server on a loopback port that records what it is asked and answers as told; knows no RBM. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createEgress } from '../../../../server/egress.ts';

export interface Asked {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON; "hang up" closes the connection, "silence" never answers. */
  body?: object | string;
}

/** Runs until the test is over. `trusted` is a fetch with a short patience. */
export async function startStandIn(reply: (asked: Asked, index: number) => Reply = () => ({ body: {} })) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const entry: Asked = {
      method: request.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    asked.push(entry);
    const { status = 200, headers = {}, body = {} } = reply(entry, asked.length - 1);
    if (body === 'hang up') return request.socket.destroy();
    if (body === 'silence') return;
    const json = typeof body === 'object';
    response.writeHead(status, json ? { 'content-type': 'application/json', ...headers } : headers);
    response.end(json ? JSON.stringify(body) : body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const egress = createEgress({ allowPrivate: [], timeoutMs: 250 });
  onTestFinished(async () => {
    await egress.close();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { asked, rootUrl: `http://127.0.0.1:${port}/`, trusted: egress.trusted };
}

/** Google's way of saying no. */
export function googleError(status: number, message: string, headers?: Record<string, string>): Reply {
  return { status, headers, body: { error: { code: status, message, status: 'SOME_STATUS' } } };
}
