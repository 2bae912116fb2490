/** A provider's HTTP API as an answer to each request, over a real socket; keeps what it was asked. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export type Answer =
  | { status: number; body?: unknown; headers?: Record<string, string> }
  /** Takes the request and ends the connection without a word. */
  | 'drop'
  /** Takes the request and says nothing. */
  | 'hang';

export interface StandIn {
  url: string;
  asked: Asked[];
  /** What it answers from now on. */
  answer: Answer;
  close(): Promise<void>;
}

export async function openStandIn(answer: Answer, port = 0): Promise<StandIn> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      standIn.asked.push({ method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') });
      const now = standIn.answer;
      if (now === 'hang') return;
      if (now === 'drop') {
        request.socket.destroy();
        return;
      }
      response.writeHead(now.status, { 'content-type': 'application/json', ...now.headers });
      response.end(typeof now.body === 'string' ? now.body : JSON.stringify(now.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const standIn: StandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    answer,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return standIn;
}
