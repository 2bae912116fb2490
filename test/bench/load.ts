/** Sends prepared HTTP requests over a fixed number of kept connections as fast as they are answered. */
import { connect } from 'node:net';

export interface LoadResult {
  /** Answers with status 200. */
  ok: number;
  other: number;
  seconds: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

/** One request, whole, as bytes: built before the clock starts. */
export function httpRequest(
  port: number,
  path: string,
  headers: Record<string, string>,
  body: string,
): Buffer {
  const sent = { 'Content-Type': 'application/json', ...headers };
  const lines = [
    `POST ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(sent).map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

/**
 * Each connection sends its next request when the one before is answered. Answers must have no body or a
 * Content-Length; only the status line is read.
 */
export async function load(port: number, requests: Buffer[], connections: number): Promise<LoadResult> {
  let next = 0;
  let ok = 0;
  let other = 0;
  const took: number[] = [];
  const began = performance.now();
  await Promise.all(
    Array.from(
      { length: connections },
      () =>
        new Promise<void>((resolve, reject) => {
          const socket = connect({ port, host: '127.0.0.1', noDelay: true });
          let sentAt = 0;
          let pending = '';
          const send = () => {
            const request = requests[next];
            next += 1;
            if (!request) {
              socket.end();
              resolve();
              return;
            }
            sentAt = performance.now();
            socket.write(request);
          };
          socket.on('connect', send);
          socket.on('error', reject);
          socket.on('data', (chunk) => {
            pending += chunk.toString('latin1');
            const end = pending.indexOf('\r\n\r\n');
            if (end === -1) return;
            const length = /content-length: (\d+)/i.exec(pending.slice(0, end))?.[1] ?? '0';
            if (pending.length < end + 4 + Number(length)) return;
            if (pending.startsWith('HTTP/1.1 200')) ok += 1;
            else other += 1;
            took.push(performance.now() - sentAt);
            pending = '';
            send();
          });
        }),
    ),
  );
  const seconds = (performance.now() - began) / 1000;
  took.sort((one, two) => one - two);
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0;
  return { ok, other, seconds, p50: at(0.5), p99: at(0.99) };
}
