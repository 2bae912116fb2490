/**
 * By when a request's body must be here: whoever sends a byte a minute holds nothing open for long. Knows Node's requests and
 * no route; what takes longer by its nature asks for more time.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import { CodedError, toProblem } from '../errors.ts';

export interface BodyDeadline {
  /** From now on its body has `BODY_MS`. A body that is late is answered 408, as far as nothing was answered yet, and cut off. */
  watch(request: IncomingMessage, response: ServerResponse): void;
  /** Gives the body `ms` from now instead. Nothing where it is not watched. */
  extend(request: IncomingMessage, ms: number): void;
}

/** Time for a document of some megabytes on a bad line. */
export const BODY_MS = 30_000;

/** What a request's body was given instead of `BODY_MS`, before its time began or after. */
const GIVEN = Symbol('given');
const EXTEND = Symbol('extend');
type Watched = IncomingMessage & { [GIVEN]?: number; [EXTEND]?: (ms: number) => void };

export function createBodyDeadline(clock: Clock): BodyDeadline {
  /** Those that came since the event loop last looked. */
  let arrived: { request: Watched; response: ServerResponse }[] = [];

  /** Nearly every body comes with its head: only of the others anything is kept, which the garbage collector would see. */
  function look(): void {
    const all = arrived;
    arrived = [];
    for (const { request, response } of all) {
      if (!request.complete && !request.destroyed) time(request, response);
    }
  }

  function time(request: Watched, response: ServerResponse): void {
    let callOff = clock.alarm(clock.now() + (request[GIVEN] ?? BODY_MS), cut);
    request[EXTEND] = (ms) => {
      callOff();
      callOff = clock.alarm(clock.now() + ms, cut);
    };
    // Answered before all of it came, as a refusal is, the rest still has its time and no more.
    response.once('close', () => {
      if (request.complete || request.destroyed) callOff();
    });

    function cut(): void {
      if (request.complete || request.destroyed) return;
      if (response.headersSent) {
        request.destroy();
        return;
      }
      const problem = toProblem(new CodedError('body_too_slow'));
      response.writeHead(problem.status, {
        'content-type': 'application/problem+json',
        connection: 'close',
      });
      response.end(JSON.stringify(problem), () => request.destroy());
    }
  }

  return {
    watch(request, response) {
      if (!hasBody(request)) return;
      if (arrived.length === 0) setImmediate(look);
      arrived.push({ request, response });
    },

    extend(request: Watched, ms) {
      request[GIVEN] = ms;
      request[EXTEND]?.(ms);
    },
  };
}

function hasBody({ headers }: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = headers;
  return encoding !== undefined || (length !== undefined && length !== '0');
}
