/** What the handset's page calls: settings, thread, the person's acts, the live stream, files; knows no rule of RBM. */
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { type Act, actSchema, type RequestedAct } from './acts.ts';
import { answerJson } from './answer.ts';
import { parseJson, readBytes } from './body.ts';
import type { FileInfo } from './callbacks.ts';
import { acceptedType, FILE_LIMITS, type Files } from './files.ts';
import { GoogleError } from './google-error.ts';
import { type Handset, type Handsets, viewOf } from './handsets.ts';
import { checkPhone } from './phone.ts';
import type { Platform } from './platform.ts';
import type { HandsetEvent } from './thread.ts';
import { parseWire } from './wire.ts';

/** What `GET` shows can be sent back as it is: the number and the count are taken and ignored. */
const settingsSchema = z.strictObject({
  phone: z.string().optional(),
  queued: z.number().optional(),
  rcs: z.boolean().optional(),
  online: z.boolean().optional(),
  platform: z.enum(['android', 'ios']).optional(),
  features: z.array(z.string().max(60)).max(40).optional(),
  autoRead: z.boolean().optional(),
});

const SETTINGS_BYTES = 16 * 1024;
/** A file in base64 with the JSON around it. */
const ACT_BYTES = Math.ceil(FILE_LIMITS.fileBytes * 1.4);
const LISTED = 200;
const MOST_STREAMS = 500;
const STREAM_BEAT_MS = 25_000;
/** A page that reads slower than this loses its stream and comes back for the thread. */
const STREAM_BACKLOG_BYTES = 1024 * 1024;

export interface HandsetRoutes {
  router: Router;
  /** Ends all live streams. */
  close(): void;
}

export function createHandsetRoutes({
  clock,
  files,
  handsets,
  platform,
  publicUrl,
}: {
  clock: Clock;
  files: Files;
  handsets: Handsets;
  platform: Platform;
  /** Where the emulator is reached from outside, "http://127.0.0.1:3000/emulator"; left out, as the caller reached it. */
  publicUrl: string | undefined;
}): HandsetRoutes {
  const streams = new Set<() => void>();

  function open(request: Request): Handset {
    return handsets.open(checkPhone(String(request.params.phone)));
  }

  async function changeSettings(request: Request, response: Response) {
    const phone = checkPhone(String(request.params.phone));
    const body = parseJson(await readBytes(request, SETTINGS_BYTES));
    const { phone: _phone, queued: _queued, ...change } = parseWire(settingsSchema, body, 'handset');
    answerJson(response, 200, viewOf(platform.configure(phone, change)));
  }

  /** JSON as `actSchema` has it, or a file's bytes with its media type (`?fileName=`, `?agentId=`). */
  async function act(request: Request, response: Response) {
    const phone = checkPhone(String(request.params.phone));
    const type = request.headers['content-type'];
    const body = await readBytes(request, ACT_BYTES);
    const { fileName, agentId } = request.query;
    const act: Act = /^(image|video|audio)\/|^application\/(pdf|ogg)\b/.test(type ?? '')
      ? {
          file: keep(request, body, type, typeof fileName === 'string' ? fileName : 'file'),
          ...(typeof agentId === 'string' ? { agentId } : {}),
        }
      : withFile(request, parseWire(actSchema, parseJson(body), 'act'));
    answerJson(response, 202, platform.act(phone, act));
  }

  function withFile(request: Request, { file, ...act }: RequestedAct): Act {
    if (!file) return act;
    if (file.data !== undefined) {
      return { ...act, file: keep(request, Buffer.from(file.data, 'base64'), file.mimeType, file.fileName) };
    }
    const { mimeType, fileName, fileSizeBytes } = file;
    return { ...act, file: { mimeType, fileName, fileSizeBytes, fileUri: file.fileUri ?? file.url ?? '' } };
  }

  function keep(request: Request, bytes: Buffer, contentType: string | undefined, name: string): FileInfo {
    if (bytes.length === 0) throw new GoogleError(400, 'The file is empty.');
    if (bytes.length > FILE_LIMITS.fileBytes) {
      throw new GoogleError(400, `The file is larger than ${FILE_LIMITS.fileBytes} bytes.`);
    }
    const mimeType = acceptedType(contentType);
    const fileName = name.slice(0, 255);
    const file = files.add({ mimeType, fileName, bytes });
    const base =
      publicUrl ?? `${request.protocol}://${request.headers.host ?? 'localhost'}${request.baseUrl}`;
    return { mimeType, fileName, fileSizeBytes: bytes.length, fileUri: `${base}/files/${file.id}` };
  }

  function sendFile(request: Request, response: Response) {
    const file = files.get(String(request.params.id));
    if (!file?.bytes) throw new GoogleError(404, 'There is no such file, or it was forgotten.');
    response.writeHead(200, {
      'content-type': file.mimeType,
      'content-length': file.bytes.length,
      // Strangers' bytes: never guessed at, never run, never shown as a page of this server.
      'x-content-type-options': 'nosniff',
      'content-disposition': `attachment; filename*=UTF-8''${encodeName(file.fileName)}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, max-age=3600',
    });
    response.end(file.bytes);
  }

  /** Server-sent events named as `HandsetEvent.type`, each with the event as JSON; the first is the handset itself. */
  function stream(request: Request, response: Response) {
    if (streams.size >= MOST_STREAMS) throw new GoogleError(429, 'Too many handsets are being watched.');
    const handset = open(request);
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const write = (event: HandsetEvent) => {
      response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
      if (response.writableLength > STREAM_BACKLOG_BYTES) end();
    };
    const unwatch = handsets.watch(handset.phone, write);
    let stopBeat = () => {};
    const beat = () => {
      response.write(': still here\n\n');
      stopBeat = clock.alarm(clock.now() + STREAM_BEAT_MS, beat);
    };
    stopBeat = clock.alarm(clock.now() + STREAM_BEAT_MS, beat);
    function end() {
      unwatch();
      stopBeat();
      streams.delete(end);
      response.end();
    }
    streams.add(end);
    response.on('close', end);
    write({ type: 'handset', handset: viewOf(handset) });
  }

  const router = Router();
  router.get('/handsets', (_request, response) => {
    const list = handsets.list().slice(0, LISTED);
    answerJson(
      response,
      200,
      list.map((handset) => ({ ...viewOf(handset), last: handset.thread.at(-1) ?? null })),
    );
  });
  router.get('/handsets/:phone', (request, response) => answerJson(response, 200, viewOf(open(request))));
  router.put('/handsets/:phone', changeSettings);
  router.get('/handsets/:phone/thread', (request, response) => {
    const { agentId } = request.query;
    const { thread } = open(request);
    answerJson(
      response,
      200,
      agentId === undefined ? thread : thread.filter((one) => one.via === 'rcs' && one.agentId === agentId),
    );
  });
  router.post('/handsets/:phone/messages', act);
  router.get('/handsets/:phone/events', stream);
  router.get('/files/:id', sendFile);
  return {
    router,
    close() {
      for (const end of [...streams]) end();
    },
  };
}

/** RFC 8187. A lone surrogate, which `encodeURIComponent` would throw at, becomes U+FFFD on its way through bytes. */
function encodeName(name: string): string {
  return encodeURIComponent(Buffer.from(name).toString()).replace(/['()*]/g, '_');
}
