/**
 * Files that authors upload for their messages: taken in at /api/media, handed out at /media/u. Knows what a file is by its
 * first bytes and never by its name; knows no flow.
 */
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type NextFunction, type Request, type Response, Router } from 'express';
import { LIMITS } from '../../../flows/limits.ts';
import { MEDIA_TYPES, type UploadedMedia, uploadedMediaSchema } from '../../contract.ts';
import { CodedError } from '../../errors.ts';
import { type Route, route } from '../route.ts';

export interface MediaDeps {
  /** Where the files lie; made if it is not there. */
  folder: string;
  /** At least 128 bits that nobody can guess: letters, digits, - and _. */
  newName(): string;
  /** Bytes of all files together; more is refused. 5 GB if left out. */
  quota?: number;
  /** Bytes of one file; what RBM takes if left out. */
  limit?: number;
}

export interface Media {
  /** Takes a file as the body of POST /api/media. */
  routes: Route[];
  /** For `MEDIA_PATH`: anybody who knows a name gets the file, as phones must. */
  files: Router;
}

export const MEDIA_PATH = '/media/u';

const QUOTA_BYTES = 5 * 1024 ** 3;
/** Pictures are unpacked on phones: more pixels than any phone shows are an attack, or a mistake. */
const PIXELS_MOST = 50_000_000;
const SIDE_MOST = 20_000;
/** Enough of the beginning to know what it is and, of nearly every picture, how large. */
const HEAD_BYTES = 256 * 1024;

export function createMedia({
  folder,
  newName,
  quota = QUOTA_BYTES,
  limit = LIMITS.fileBytes,
}: MediaDeps): Media {
  let ready: Promise<unknown> | undefined;
  /** Of the files there and those on their way. */
  let used = 0;

  async function prepare(): Promise<void> {
    ready ??= (async () => {
      await mkdir(folder, { recursive: true });
      for (const name of await readdir(folder)) {
        // Begun before the last stop, and never to be finished.
        if (name.endsWith(PART)) await rm(join(folder, name), { force: true });
        else used += (await stat(join(folder, name))).size;
      }
    })();
    await ready;
  }

  async function take(request: IncomingMessage): Promise<UploadedMedia> {
    const announced = Number(request.headers['content-length'] ?? Number.NaN);
    if (announced > limit) throw tooLarge(limit);
    if (announced === 0) throw new CodedError('bad_request', 'The body is empty.');
    await prepare();
    if (used + (Number.isNaN(announced) ? 0 : announced) > quota) {
      throw new CodedError('payload_too_large', 'There is no more room for files on this server.');
    }
    const name = newName();
    const part = join(folder, `${name}${PART}`);
    let bytes = 0;
    try {
      const head: Buffer[] = [];
      let kept = 0;
      // Before anything is read: a file still being opened when its beginning is refused would be made after its removal.
      const file = await open(part, 'wx', 0o640);
      await pipeline(
        request,
        async function* counted(source: AsyncIterable<Buffer>) {
          for await (const chunk of source) {
            bytes += chunk.length;
            used += chunk.length;
            if (bytes > limit) throw tooLarge(limit);
            if (used > quota) {
              throw new CodedError('payload_too_large', 'There is no more room for files on this server.');
            }
            if (kept < HEAD_BYTES) {
              head.push(chunk);
              kept += chunk.length;
              // What it is shows in its first bytes: the rest of what is refused is not waited for.
              if (kept >= SNIFF_BYTES && !sniff(Buffer.concat(head))) throw notAllowed();
            }
            yield chunk;
          }
        },
        file.createWriteStream(),
      );
      if (bytes === 0) throw new CodedError('bad_request', 'The body is empty.');
      const found = sniff(Buffer.concat(head));
      if (!found) throw notAllowed();
      const { width, height } = found;
      if (found.type.startsWith('image/') && (width === undefined || height === undefined)) {
        throw new CodedError('unsupported_media_type', 'The picture cannot be read.');
      }
      if (width !== undefined && height !== undefined && isHuge(width, height)) {
        throw new CodedError(
          'payload_too_large',
          `The picture has ${width} × ${height} pixels, which is too many.`,
        );
      }
      const named = `${name}.${found.ending}`;
      await rename(part, join(folder, named));
      return {
        url: `${MEDIA_PATH}/${named}`,
        type: found.type,
        bytes,
        ...(width === undefined || height === undefined ? {} : { width, height }),
      };
    } catch (error) {
      used -= bytes;
      await rm(part, { force: true });
      throw hungUp(error, request) ? new CodedError('bad_request', 'The upload was broken off.') : error;
    }
  }

  const upload = route({
    method: 'post',
    path: '/media',
    access: 'media.write',
    summary: 'Keeps a picture, a film or a PDF for messages',
    raw: { types: MEDIA_TYPES, sentence: KINDS_SENTENCE },
    response: uploadedMediaSchema,
    status: 201,
    handle: ({ stream }) => take(stream),
  });

  const files = Router({ caseSensitive: true, strict: true });
  files.get('/:name', harmless, (request: Request, response: Response, next: NextFunction) => {
    // Only names of ours: no path, no hidden file, nothing half uploaded.
    const found = /^[A-Za-z0-9_-]{16,128}\.([a-z0-9]{2,4})$/.exec(String(request.params.name));
    const ending = found?.[1];
    if (!found || !isEnding(ending)) return next(new CodedError('not_found'));
    response.set({
      'Content-Type': TYPES[ending],
      'Cache-Control': 'public, max-age=31536000, immutable',
      // Phones of customers load it from wherever their messages are.
      'Cross-Origin-Resource-Policy': 'cross-origin',
      // Shown inside of pages, kept as a file when opened by itself.
      'Content-Disposition': 'attachment',
    });
    response.sendFile(found[0], { root: folder, dotfiles: 'deny', cacheControl: false }, (error) => {
      if (!error || response.headersSent) return;
      response.removeHeader('Content-Type');
      response.removeHeader('Cache-Control');
      next(new CodedError('not_found'));
    });
  });
  return { routes: [upload], files };
}

const KINDS_SENTENCE = 'Phones show JPEG, PNG, GIF, MP4, WebM and PDF.';
/** While a file is on its way. */
const PART = '.part';

/** Nothing in these files may ever run in our origin, whatever they pretend to be. */
function harmless(_request: Request, response: Response, next: NextFunction): void {
  response.set({
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'Referrer-Policy': 'no-referrer',
    'X-Frame-Options': 'DENY',
  });
  next();
}

function tooLarge(limit: number): CodedError {
  const most = Math.floor(limit / (1024 * 1024));
  return new CodedError('payload_too_large', `A file may have at most ${most} MB.`);
}

function notAllowed(): CodedError {
  return new CodedError('unsupported_media_type', KINDS_SENTENCE);
}

function isHuge(width: number, height: number): boolean {
  return width > SIDE_MOST || height > SIDE_MOST || width * height > PIXELS_MOST;
}

function hungUp(error: unknown, request: IncomingMessage): boolean {
  return (
    !(error instanceof CodedError) && (request.destroyed || request.errored !== null) && !request.complete
  );
}

// --- what a file is ----------------------------------------------------------------------------------------------

export interface Sniffed {
  type: UploadedMedia['type'];
  ending: string;
  /** Of a picture, where its head says so. */
  width?: number;
  height?: number;
}

/** Every kind is known from so many bytes. */
const SNIFF_BYTES = 64;

const TYPES = {
  jpg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  pdf: 'application/pdf',
  mp4: 'video/mp4',
  webm: 'video/webm',
} as const satisfies Record<string, UploadedMedia['type']>;
type Ending = keyof typeof TYPES;

function isEnding(text: string | undefined): text is Ending {
  return text !== undefined && Object.hasOwn(TYPES, text);
}

/** What the first bytes of a file say it is; undefined for everything that phones do not show. */
export function sniff(head: Buffer): Sniffed | undefined {
  const starts = (signature: readonly number[], at = 0) =>
    signature.every((byte, n) => head[at + n] === byte);
  const made = (ending: Ending, size?: { width: number; height: number }): Sniffed => ({
    type: TYPES[ending],
    ending,
    ...size,
  });
  if (starts([0xff, 0xd8, 0xff])) return made('jpg', jpegSize(head));
  if (starts([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return made('png', pngSize(head));
  if (/^GIF8[79]a$/.test(head.subarray(0, 6).toString('latin1'))) return made('gif', gifSize(head));
  if (head.subarray(0, 5).toString('latin1') === '%PDF-') return made('pdf');
  if (head.subarray(4, 8).toString('latin1') === 'ftyp' && isMp4Brand(head)) return made('mp4');
  if (starts([0x1a, 0x45, 0xdf, 0xa3]) && head.subarray(0, SNIFF_BYTES).includes('webm')) return made('webm');
  return undefined;
}

/** The container holds much else: pictures and sounds that phones do not show as a film. */
function isMp4Brand(head: Buffer): boolean {
  return /^(?:isom|iso[2-9]|mp4[12v]|avc1|M4V |dash|3gp[4-9]|MSNV)/.test(
    head.subarray(8, 12).toString('latin1'),
  );
}

function pngSize(head: Buffer) {
  if (head.length < 24 || head.subarray(12, 16).toString('latin1') !== 'IHDR') return undefined;
  return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
}

function gifSize(head: Buffer) {
  return head.length < 10 ? undefined : { width: head.readUInt16LE(6), height: head.readUInt16LE(8) };
}

/** Walks from marker to marker to the frame's head, which is behind all that cameras write. */
function jpegSize(head: Buffer) {
  let at = 2;
  while (at + 9 < head.length) {
    if (head[at] !== 0xff) return undefined;
    const marker = head[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: head.readUInt16BE(at + 5), width: head.readUInt16BE(at + 7) };
    if (marker === 0xd9 || marker === 0xda) return undefined;
    at += 2 + head.readUInt16BE(at + 2);
  }
  return undefined;
}
