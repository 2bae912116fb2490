/**
 * A route as data: its schemas check what comes in, describe it in OpenAPI, and nothing can be served without them.
 * Knows Express and problem+json; knows no business.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import type { z } from 'zod';
import { CodedError, type Fault, toProblem } from '../errors.ts';
import { describe, type Log } from './log.ts';

type Schema = z.ZodType;
type Out<S> = S extends Schema ? z.output<S> : undefined;

export interface RouteInput<P, Q, B> {
  params: Out<P>;
  query: Out<Q>;
  body: Out<B>;
  header(name: string): string | undefined;
}

export interface Route<
  P extends Schema | undefined = Schema | undefined,
  Q extends Schema | undefined = Schema | undefined,
  B extends Schema | undefined = Schema | undefined,
> {
  method: 'get' | 'post' | 'put' | 'delete';
  /** Below /api, in Express's form: "/flows/:id". */
  path: string;
  summary: string;
  /** True for the few paths anybody may read. */
  open?: boolean;
  params?: P;
  query?: Q;
  body?: B;
  /** A body of its own size, and the sentence for who sends more; 1 MB if left out. */
  limit?: { bytes: number; sentence: string };
  /** What is answered; undefined with status 204. */
  response?: Schema;
  /** What `handle` gives is a `FileAnswer`: kept by the browser as a file. */
  file?: true;
  status?: 200 | 201 | 202 | 204;
  handle(input: RouteInput<P, Q, B>): Promise<unknown>;
}

export interface FileAnswer {
  /** Letters, digits, dots and hyphens only. */
  name: string;
  /** JSON as it shall be read by people. */
  text: string;
}

/** Gives `handle` the types of its schemas. */
export function route<
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
>(definition: Route<P, Q, B>): Route {
  return definition as unknown as Route;
}

const BODY_LIMIT = 1024 * 1024;
const MAX_DEPTH = 40;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Serves the routes; everything that is not `open` wants the owner's token. */
export function serveRoutes(routes: Route[], options: { token: string }): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  for (const one of routes) {
    const before = one.open ? [] : [requireToken(options.token)];
    const body = one.body ? [requireJson, readJson(one.limit)] : [];
    router[one.method](one.path, ...before, ...body, async (request: Request, response: Response) => {
      const result = await one.handle({
        params: read(one.params, request.params, 'invalid_id'),
        query: read(one.query, request.query, 'invalid_query'),
        body: read(one.body, guard(request.body ?? {}), 'invalid_body'),
        header: (name: string) => request.get(name),
      } as never);
      const status = one.status ?? 200;
      // Numbers and words of customers are not for any cache on the way.
      response.set('Cache-Control', 'no-store');
      if (one.file) sendFile(response, result as FileAnswer);
      else if (status === 204) response.status(204).end();
      else response.status(status).json(result);
    });
  }
  return router;
}

function readJson(limit: Route['limit']) {
  const json = express.json({
    limit: limit?.bytes ?? BODY_LIMIT,
    strict: true,
    type: 'application/json',
  });
  return (request: Request, response: Response, next: NextFunction) =>
    json(request, response, (error?: unknown) => {
      const tooLarge = (error as { status?: number } | undefined)?.status === 413;
      next(limit && tooLarge ? new CodedError('payload_too_large', limit.sentence) : error);
    });
}

function sendFile(response: Response, { name, text }: FileAnswer): void {
  response.set('Content-Disposition', `attachment; filename="${name}"`);
  response.type('application/json').send(text);
}

function read(
  schema: Schema | undefined,
  value: unknown,
  code: 'invalid_id' | 'invalid_query' | 'invalid_body',
): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.flatMap(nearest);
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys');
  throw new CodedError(unknown ? 'unknown_field' : code, undefined, issues.map(faultOf));
}

/** Where several shapes would do, the faults of the one that came nearest. */
function nearest(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const [best] = [...issue.errors].sort((one, other) => one.length - other.length);
  if (!best) return [issue];
  return best.flatMap((inner) => nearest({ ...inner, path: [...issue.path, ...inner.path] }));
}

function faultOf(issue: z.core.$ZodIssue): Fault {
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
  return {
    path: [...issue.path, ...keys].map(String).join('.'),
    code: issue.code,
    message: issue.message,
  };
}

/** Refuses keys that reach for prototypes, and depths that break what comes after parsing. */
function guard(value: unknown): unknown {
  const visit = (part: unknown, depth: number) => {
    if (part === null || typeof part !== 'object') return;
    if (depth > MAX_DEPTH) throw new CodedError('invalid_body', `Nested deeper than ${MAX_DEPTH} levels.`);
    for (const [key, inner] of Object.entries(part)) {
      if (FORBIDDEN_KEYS.has(key)) throw new CodedError('forbidden_key', `"${key}" is not accepted.`);
      visit(inner, depth + 1);
    }
  };
  visit(value, 0);
  return value;
}

function requireJson(request: Request, _response: Response, next: NextFunction): void {
  const {
    'content-length': length = '0',
    'transfer-encoding': encoding,
    'content-type': type,
  } = request.headers;
  const empty = encoding === undefined && Number(length) === 0;
  // Without a body any type will do but one that a foreign page could send unasked.
  const fits = empty
    ? type === undefined || /^application\/json\b/i.test(type)
    : request.is('application/json');
  if (!fits) throw new CodedError('unsupported_media_type');
  next();
}

function requireToken(token: string) {
  const wanted = digest(token);
  return (request: Request, response: Response, next: NextFunction) => {
    if ('token' in request.query || 'access_token' in request.query) throw new CodedError('token_in_query');
    const given = /^Bearer (.+)$/.exec(request.get('authorization') ?? '')?.[1];
    if (given === undefined || !timingSafeEqual(digest(given), wanted)) {
      response.set('WWW-Authenticate', 'Bearer');
      throw new CodedError('unauthorized');
    }
    next();
  };
}

/** Hashes make both sides equally long, as a constant-time comparison wants. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Express's own failures as coded errors; the last handler of the app. */
export function problemHandler(log: Log) {
  return (error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const requestId = String(response.locals.requestId ?? '');
    const coded = codedOf(error);
    if (!(coded instanceof CodedError)) log.error({ requestId, err: describe(error) }, 'request failed');
    const problem = toProblem(coded, requestId);
    if (response.headersSent) response.end();
    else response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  };
}

function codedOf(error: unknown): unknown {
  if (error instanceof CodedError) return error;
  const { status, type } = (error ?? {}) as { status?: number; type?: string };
  if (status === 413) return new CodedError('payload_too_large');
  if (status === 415) return new CodedError('unsupported_media_type');
  if (type === 'entity.parse.failed') return new CodedError('bad_request', 'The body is not JSON.');
  if (status !== undefined && status >= 400 && status < 500) return new CodedError('bad_request');
  return error;
}
