/** How a page is sent: its status, its headers, its language. Knows Express; knows no record and no message. */
import { gzipSync } from 'node:zlib';
import type { Request, Response } from 'express';
import { endingPage } from './ending-page.ts';
import type { Page } from './page-frame.ts';
import { type Ending, LANGUAGES, type Language } from './page-texts.ts';

const GZIP_FROM = 1024;

export function reply(request: Request, response: Response, status: number, page: Page): void {
  response.status(status).set({
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': page.policy,
    Vary: 'Accept-Encoding',
  });
  const body = Buffer.from(page.html);
  // Phones without RCS are often those on slow networks.
  const zipped = body.length > GZIP_FROM && request.acceptsEncodings('gzip') === 'gzip';
  if (zipped) response.set('Content-Encoding', 'gzip');
  response.send(zipped ? gzipSync(body) : body);
}

const STATUS: Readonly<Record<Ending, number>> = {
  missing: 404,
  expired: 410,
  busy: 429,
  refused: 400,
  broken: 500,
};

/** Answers with a page that has no message. `lang` where it is known; else the browser's. */
export function end(
  request: Request,
  response: Response,
  ending: Ending,
  lang?: Language,
  status?: number,
): void {
  const asked = request.acceptsLanguages(...LANGUAGES);
  const shown = endingPage(ending, lang ?? (asked === 'fr' ? 'fr' : 'en'));
  reply(request, response, status ?? STATUS[ending], shown);
}

/** `wait` in milliseconds. */
export function tooFast(request: Request, response: Response, wait: number, lang?: Language): void {
  response.set('Retry-After', String(Math.max(1, Math.ceil(wait / 1000))));
  end(request, response, 'busy', lang);
}

/** The status that Express's own failures carry, if they are the request's fault. */
export function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}
