/** Reads what a caller sent: bytes within a bound, JSON, uploads; refuses in Google's words. Knows no schema. */
import type { IncomingMessage } from 'node:http';
import { GoogleError } from './google-error.ts';

/** The whole body; 400 past `limit` bytes. A composition that parses bodies must do so after this router. */
export function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (request.headers['content-encoding'] !== undefined) {
      reject(new GoogleError(400, 'Compressed request bodies are not accepted.'));
      return;
    }
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      // Past the limit the rest is read and thrown away: an answer before the end breaks the caller's connection.
      if (length <= limit) chunks.push(chunk);
      else chunks.length = 0;
    });
    request.on('end', () => {
      if (length > limit) {
        reject(new GoogleError(400, `Request payload size exceeds the limit: ${limit} bytes.`));
      } else {
        resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length));
      }
    });
    request.on('error', () => reject(new GoogleError(400, 'The request was cut off.')));
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** An empty body counts as an empty message, as at Google. */
export function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return {};
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message : 'The body is not UTF-8.';
    throw new GoogleError(400, `Invalid JSON payload received. ${why}`);
  }
}

export interface Upload {
  /** The JSON part, if there is one. */
  metadata: unknown;
  contentType: string | undefined;
  bytes: Buffer;
}

/** A plain upload, or Google's multipart/related one: a JSON part, then the file. */
export function parseUpload(contentType: string | undefined, body: Buffer): Upload {
  if (!/^multipart\/related\b/i.test(contentType ?? '')) return { metadata: {}, contentType, bytes: body };
  const boundary = /boundary="?([^";]{1,70})"?/i.exec(contentType ?? '')?.[1];
  const [metadata, file, ...more] = boundary ? partsOf(body, boundary) : [];
  if (!metadata || !file || more.length > 0) {
    throw new GoogleError(400, 'A multipart upload must have two parts: JSON and the file.');
  }
  return { metadata: parseJson(metadata.bytes), contentType: file.contentType, bytes: file.bytes };
}

function partsOf(body: Buffer, boundary: string): { contentType: string | undefined; bytes: Buffer }[] {
  const delimiter = Buffer.from(`--${boundary}`);
  const parts = [];
  let from = body.indexOf(delimiter);
  // The third delimiter closes a well-formed upload; more than a few parts are refused by the caller.
  while (from !== -1 && parts.length < 4) {
    const start = from + delimiter.length;
    const next = body.indexOf(delimiter, start);
    if (next === -1) break;
    const part = body.subarray(start, next);
    const headEnd = part.indexOf('\r\n\r\n');
    const head = headEnd === -1 ? '' : part.subarray(0, headEnd).toString('latin1');
    const end = part.subarray(-2).toString('latin1') === '\r\n' ? -2 : part.length;
    parts.push({
      contentType: /^content-type:\s*(.+)$/im.exec(head)?.[1]?.trim(),
      bytes: part.subarray(headEnd === -1 ? 0 : headEnd + 4, end),
    });
    from = next;
  }
  return parts;
}
