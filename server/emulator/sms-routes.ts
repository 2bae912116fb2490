/** What a partner calls to send SMS: paths, bodies, answers; leaves behaviour to the SMS centre. */
import type { ServerResponse } from 'node:http';
import { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { answerJson } from './answer.ts';
import { parseJson, readBytes } from './body.ts';
import type { SideFaults } from './faults.ts';
import { GoogleError } from './google-error.ts';
import { type SmsAccounts, smsSenderSchema } from './sms-accounts.ts';
import type { SmsCentre } from './sms-centre.ts';
import { SmsRefused, toSmsErrorBody } from './sms-refused.ts';

const BODY_BYTES = 256 * 1024;
const LONGEST_VALIDITY = 7 * 24 * 3600;

const requestSchema = z.strictObject({
  /** The sender's own; the same twice is one SMS. */
  id: z.string().regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 letters without a space'),
  from: smsSenderSchema,
  to: z.string().max(40),
  text: z.string().min(1).max(50_000),
  /** Seconds it may wait for the phone. */
  validity: z.number().min(1).max(LONGEST_VALIDITY).optional(),
  /** Left out: the webhook of the account. */
  reportUrl: z
    .url({ protocol: /^https?$/ })
    .max(2048)
    .optional(),
});

export function createSmsRoutes({
  accounts,
  faults,
  centre,
  requireAuth,
  hung,
}: {
  accounts: SmsAccounts;
  faults: SideFaults;
  centre: SmsCentre;
  requireAuth: boolean;
  /** Receives the answers that the fault "hang" withholds. */
  hung: Set<ServerResponse>;
}): Router {
  async function send(request: Request, response: Response) {
    const bytes = await readBytes(request, BODY_BYTES);
    const account = accounts.ofKey(keyOf(request), requireAuth);
    const fault = faults.apiError();
    if (fault && !fault.accepted) throw injected(fault);
    const sms = read(parseJson(bytes));
    centre.accept(account, sms);
    if (fault) throw injected(fault);
    if (faults.strikes('hang')) {
      hung.add(response);
      response.on('close', () => hung.delete(response));
    } else if (faults.strikes('drop')) {
      response.destroy();
    } else {
      answerJson(response, 202, { id: sms.id });
    }
  }

  const router = Router();
  router.post('/v1/messages', send);
  router.use((request) => {
    throw new SmsRefused(404, 'not_found', `There is no ${request.method} ${request.path}.`);
  });
  router.use(handleSmsError);
  return router;
}

const handleSmsError: ErrorRequestHandler = (error, _request, response, next) => {
  const refused = error instanceof GoogleError ? fromReading(error) : error;
  if (!(refused instanceof SmsRefused) || response.headersSent) {
    next(error);
    return;
  }
  if (refused.retryAfter !== undefined) response.setHeader('retry-after', String(refused.retryAfter));
  answerJson(response, refused.status, toSmsErrorBody(refused));
};

/** Reading the body and opening a handset are shared with RBM, and refuse in its words. */
function fromReading({ httpStatus, message }: GoogleError): SmsRefused {
  return new SmsRefused(httpStatus, httpStatus === 429 ? 'too_many_requests' : 'invalid_request', message);
}

function read(body: unknown): z.infer<typeof requestSchema> {
  const parsed = requestSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = String(issue?.path[0] ?? 'The body');
  const code = field === 'to' ? 'invalid_number' : field === 'from' ? 'invalid_sender' : 'invalid_request';
  throw new SmsRefused(400, code, `${field}: ${issue?.message}`);
}

function keyOf(request: Request): string | undefined {
  const given = request.headers.authorization;
  return given === undefined ? undefined : given.replace(/^Bearer /, '');
}

function injected({ status, retryAfter }: { status: number; retryAfter?: number }): SmsRefused {
  const code = status === 429 ? 'too_many_requests' : status >= 500 ? 'unavailable' : 'refused';
  return new SmsRefused(status, code, 'This error was asked for.', retryAfter);
}
