/** What is answered while the server starts or stops. Knows what is waited for in a word, and none of its parts. */
import type { RequestListener } from 'node:http';
import { CodedError, toProblem } from '../errors.ts';

export interface NotReady {
  listener: RequestListener;
  /** The start waits long for this; undefined when it waits no longer. The process lives meanwhile, and says so. */
  waiting(what: string | undefined): void;
}

/** Everybody is told to come again. While something takes long, those who watch the process are told that, and what. */
export function createNotReady(): NotReady {
  let awaited: string | undefined;
  return {
    listener(request, response) {
      const answer = (status: number, type: string, body: unknown) => {
        response.writeHead(status, {
          'content-type': type,
          ...(status === 503 ? { 'retry-after': '1' } : {}),
        });
        response.end(JSON.stringify(body));
      };
      if (awaited !== undefined && request.url === '/healthz') {
        answer(200, 'application/json', { status: 'alive' });
      } else if (awaited !== undefined && request.url === '/readyz') {
        const checks = { start: `It waits for ${awaited}.` };
        answer(503, 'application/json', { status: 'not-ready', checks });
      } else {
        const problem = toProblem(new CodedError('not_ready', 'The server is starting or stopping.'));
        answer(problem.status, 'application/problem+json', problem);
      }
    },
    waiting(what) {
      awaited = what;
    },
  };
}
