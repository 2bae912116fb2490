/**
 * A route as data: its schemas check what comes in, describe it in OpenAPI, and nothing can be served without them.
 * Knows Express and problem+json; knows no business.
 */
import type { IncomingMessage } from 'node:http';
import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import type { z } from 'zod';
import { issueWords } from '../../flows/issue-words.ts';
import type { AuditAction, Permission } from '../contract/people.ts';
import { CodedError, type Fault, toProblem } from '../errors.ts';
import { type Audit, actorOf } from '../people/audit.ts';
import type { User } from '../people/identity.ts';
import { may } from '../people/roles.ts';
import type { BodyDeadline } from './body-deadline.ts';
import { describe, type Log } from './log.ts';

type Schema = z.ZodType;
type Out<S> = S extends Schema ? z.output<S> : undefined;

/** Who may ask: whoever may do this, whoever signed in, or anybody. */
export type Access = Permission | 'signed-in' | 'open';

export interface RouteInput<P, Q, B, A = Access> {
  /** Who asks; undefined only on an open route, for somebody we do not know. */
  who: A extends 'open' ? User | undefined : User;
  params: Out<P>;
  query: Out<Q>;
  body: Out<B>;
  /** The body of a route with `raw`, not read yet. */
  stream: IncomingMessage;
  header(name: string): string | undefined;
  /** Where it came from, as far as that can be trusted. */
  address: string;
  /** Keeps a session in the caller's browser, or with undefined ends the one that is there. */
  keepSession(token: string | undefined): void;
}

export interface Route<
  P extends Schema | undefined = Schema | undefined,
  Q extends Schema | undefined = Schema | undefined,
  B extends Schema | undefined = Schema | undefined,
  A extends Access = Access,
> {
  method: 'get' | 'post' | 'put' | 'delete';
  /** Below /api, in Express's form: "/flows/:id". */
  path: string;
  summary: string;
  access: A;
  params?: P;
  query?: Q;
  body?: B;
  /** The body is a file of one of these media types, which `handle` reads from `stream`. */
  raw?: { types: readonly string[]; sentence: string };
  /** A body of its own size, and the sentence for who sends more; 1 MB if left out. */
  limit?: { bytes: number; sentence: string };
  /** What is answered; undefined with status 204. */
  response?: Schema;
  /** What `handle` gives is a `FileAnswer`: kept by the browser as a file. */
  file?: true;
  status?: 200 | 201 | 202 | 204;
  /** What the audit log is told before it is done; where that cannot be written, it is not done. */
  audit?: RouteAudit<P, Q, B, A>;
  /** The conversations whose words are in the answer: it does not leave before the log says who read them. */
  shows?(answer: unknown): readonly string[];
  handle(input: RouteInput<P, Q, B, A>): Promise<unknown>;
}

export interface RouteAudit<P, Q, B, A> {
  /** "conversation.viewed" and "flow.edited" are noted once for a stretch of it; undefined: nothing to note this time. */
  action: AuditAction | ((input: RouteInput<P, Q, B, A>) => AuditAction | undefined);
  /** What it is done to; the id in the path if left out. */
  subject?(input: RouteInput<P, Q, B, A>): string;
  detail?(input: RouteInput<P, Q, B, A>): Record<string, string>;
}

export interface FileAnswer {
  /** Letters, digits, dots and hyphens only. */
  name: string;
  /** As it shall be read by people. */
  text: string;
  /** JSON if left out. */
  type?: string;
}

/** Gives `handle` the types of its schemas. */
export function route<
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
  A extends Access = Access,
>(definition: Route<P, Q, B, A>): Route {
  return definition as unknown as Route;
}

const BODY_LIMIT = 1024 * 1024;
/** For 100 MB at 3 Mbit/s. */
export const FILE_MS = 280_000;
const MAX_DEPTH = 40;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** How requests and people are put together; see `createSessionGate`. */
export interface Gate {
  /** Who asks, by what the request carries. Errors: "forbidden" for what another site made a browser send. */
  identify(request: IncomingMessage): Promise<User | undefined>;
  address(request: IncomingMessage): string;
  /** The Set-Cookie header that keeps a session, or ends it. */
  cookie(token: string | undefined): string;
}

/** Serves the routes, each for those whom its `access` lets in. */
export function serveRoutes(routes: Route[], gate: Gate, audit?: Audit, deadline?: BodyDeadline): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  for (const one of routes) {
    const before = letIn(one.access, gate);
    const body = one.raw
      ? [requireType(one.raw), takesLong(deadline)]
      : one.body
        ? [requireJson, readJson(one.limit)]
        : [];
    router[one.method](one.path, before, ...body, async (request: Request, response: Response) => {
      const input = {
        params: read(one.params, request.params, 'invalid_id'),
        query: read(one.query, request.query, 'invalid_query'),
        body: read(one.body, guard(request.body ?? {}), 'invalid_body'),
        stream: request,
        header: (name: string) => request.get(name),
        who: response.locals.who as User | undefined,
        address: gate.address(request),
        keepSession: (token: string | undefined) => response.append('Set-Cookie', gate.cookie(token)),
      } as RouteInput<undefined, undefined, undefined>;
      const result = await noted(one, input, audit);
      if (audit && one.shows) await seen(audit, input, one.shows(result));
      const status = one.status ?? 200;
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

/** Done so often that a stretch of it is one entry. */
const ONCE: ReadonlySet<AuditAction> = new Set(['conversation.viewed', 'flow.edited']);

/** Notes it, then does it; and notes as well where that came to nothing. */
async function noted(
  one: Route,
  input: RouteInput<undefined, undefined, undefined>,
  audit: Audit | undefined,
): Promise<unknown> {
  const told = one.audit;
  const action = typeof told?.action === 'function' ? told.action(input as never) : told?.action;
  if (!audit || !told || action === undefined) return one.handle(input as never);
  const { who, address } = input;
  const subject = told.subject?.(input as never) ?? (input.params as { id?: string } | undefined)?.id ?? '';
  if (ONCE.has(action)) {
    await audit.once(who, action, subject, address);
    return one.handle(input as never);
  }
  const detail = told.detail?.(input as never);
  const note = { who: actorOf(who), action, subject, address, ...(detail ? { detail } : {}) };
  const of = await audit.note(note);
  try {
    return await one.handle(input as never);
  } catch (error) {
    const failed = error instanceof CodedError ? error.code : 'internal';
    // The error itself is what the caller has to hear.
    await audit.note({ ...note, failed, of }).catch(() => {});
    throw error;
  }
}

function seen(
  audit: Audit,
  { who, address }: Pick<RouteInput<undefined, undefined, undefined>, 'who' | 'address'>,
  conversations: readonly string[],
): Promise<unknown> {
  const each = [...new Set(conversations)];
  return Promise.all(each.map((id) => audit.once(who, 'conversation.viewed', id, address)));
}

function sendFile(response: Response, { name, text, type }: FileAnswer): void {
  response.set('Content-Disposition', `attachment; filename="${name}"`);
  response.type(type ?? 'application/json').send(text);
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
  const { en, fr } = issueWords(issue);
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
  return {
    path: [...issue.path, ...keys].map(String).join('.'),
    code: issue.code,
    message: en,
    ...(fr === undefined ? {} : { messageFr: fr }),
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

/** Of these types no foreign page can send anything without having been asked for. */
function requireType({ types, sentence }: NonNullable<Route['raw']>) {
  return (request: Request, _response: Response, next: NextFunction) => {
    const given = (request.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
    if (given === undefined || !types.includes(given)) {
      throw new CodedError('unsupported_media_type', sentence);
    }
    next();
  };
}

/** A file takes its minutes on a slow line; asked for only after it is known who sends it. */
function takesLong(deadline: BodyDeadline | undefined) {
  return (request: Request, _response: Response, next: NextFunction) => {
    deadline?.extend(request, FILE_MS);
    next();
  };
}

/** Before the body is read: nobody makes us read what they may not send. */
function letIn(access: Access, gate: Gate) {
  return async (request: Request, response: Response, next: NextFunction) => {
    // Numbers and words of customers are not for any cache on the way, and neither is a refusal.
    response.set('Cache-Control', 'no-store');
    if (access !== 'open' && ('token' in request.query || 'access_token' in request.query)) {
      throw new CodedError('token_in_query');
    }
    const who = await gate.identify(request);
    if (access !== 'open' && !who) {
      response.set('WWW-Authenticate', 'Bearer');
      throw new CodedError('unauthorized');
    }
    if (access !== 'open' && access !== 'signed-in' && !may(who, access)) throw new CodedError('forbidden');
    response.locals.who = who;
    next();
  };
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
