/** Reads a request's body as it came, up to a limit; knows no framework. */
import type { IncomingMessage } from 'node:http';

/** The bytes; "too-large" as soon as there are more than `limit`. Rejects if the sender hangs up. */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer | 'too-large'> {
  return new Promise((resolve, reject) => {
    let whole = false;
    // Every request is closed in the end; an error made for nothing costs as much as a signature.
    const hungUp = () => whole || reject(new Error('The sender hung up.'));
    // It may have gone before anybody listened.
    if (request.destroyed) {
      hungUp();
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        chunks.length = 0;
        resolve('too-large');
      } else {
        chunks.push(chunk);
      }
    });
    request.on('end', () => {
      whole = true;
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    });
    request.on('error', hungUp);
    request.on('close', hungUp);
  });
}
