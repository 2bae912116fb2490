/** Writes JSON answers and turns every failure into Google's error shape; knows no route. */
import type { ServerResponse } from 'node:http';
import type { ErrorRequestHandler } from 'express';
import { GoogleError, toGoogleBody } from './google-error.ts';
import type { EmulatorLog } from './log.ts';

/** Without Express's `json`: an ETag for every answer would cost more than the rest of the call. */
export function answerJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=UTF-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
}

export function answerError(response: ServerResponse, error: GoogleError): void {
  if (error.retryAfter !== undefined) response.setHeader('retry-after', String(error.retryAfter));
  answerJson(response, error.httpStatus, toGoogleBody(error));
}

/** The last handler of the emulator's routes. */
export function handleError(log: EmulatorLog): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    if (error instanceof GoogleError) {
      answerError(response, error);
      return;
    }
    // Express marks a path it cannot decode with its status.
    if (error instanceof Error && 'status' in error && error.status === 400) {
      answerError(response, new GoogleError(400, 'The request cannot be read.'));
      return;
    }
    log.warn({ err: error, path: request.path }, 'the emulator failed to answer');
    answerError(response, new GoogleError(500, 'Internal error encountered.'));
  };
}
