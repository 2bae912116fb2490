/**
 * POST /webhooks/rbm: Google's envelope in, one durable turn, exactly 200 out. Knows the RBM channel's readers and the
 * engine; anything but 200 makes Google send again for seven days, so only what may come again gets less.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Brand, Inbound } from '../channels/port.ts';
import { parse } from '../channels/rbm/parse.ts';
import { readWebhook } from '../channels/rbm/webhook.ts';
import type { Clock } from '../clock.ts';
import type { Brands } from '../engine/brands.ts';
import type { Engine } from '../engine/engine.ts';
import { CodedError, type ErrorCode, toProblem } from '../errors.ts';
import { SEEN_DAYS } from '../stores/port.ts';
import { createFailures } from './failures.ts';
import { describe, type Log } from './log.ts';
import type { Quarantine } from './quarantine.ts';
import { readBody } from './read-body.ts';

export interface RbmWebhookDeps {
  engine: Engine;
  brands: Brands;
  quarantine: Quarantine;
  /** Where what belongs to no brand is kept. */
  workspace: string;
  clientToken: string | undefined;
  clock: Clock;
  log: Log;
  count(outcome: string): void;
  /** A customer is typing. */
  typing?(brand: Brand, phone: string): Promise<void>;
}

/** A message of 250 KB in base64, with room for the envelope. */
const BODY_LIMIT = 512 * 1024;
/** Google gives up after seven days; what is older than the memory of ids could be an event that was taken before. */
const OLDEST_MS = (SEEN_DAYS - 1) * 24 * 3600 * 1000;
/** An event that fails this often is set aside, so that it does not come for seven days and slow all others. */
const MAX_FAILURES = 5;

export function createRbmWebhook(deps: RbmWebhookDeps) {
  const { engine, brands, quarantine, workspace, log } = deps;

  const failedTooOften = createFailures(MAX_FAILURES);

  /** Takes the event; one that can never be taken is set aside. Throws where another try may help. */
  async function takeOrSetAside(inbound: Inbound, raw: string): Promise<string> {
    try {
      return await take(inbound, raw);
    } catch (error) {
      const refused = error instanceof CodedError && error.status < 500;
      const ours = error instanceof CodedError && error.status >= 500;
      if (ours || (!refused && !failedTooOften(raw))) throw error;
      log.error({ err: describe(error) }, 'webhook set aside');
      await quarantine(workspace, refused ? error.code : 'fault', raw);
      return 'set-aside';
    }
  }

  function refuse(response: ServerResponse, code: ErrorCode): void {
    const problem = toProblem(new CodedError(code));
    deps.count(code);
    log.warn({ code }, 'webhook refused');
    response.writeHead(problem.status, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify(problem));
  }

  function accept(response: ServerResponse, outcome: string, body = ''): void {
    deps.count(outcome);
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.end(body);
  }

  async function take(inbound: Inbound, raw: string): Promise<string> {
    if (inbound.kind === 'unknown') {
      await quarantine(workspace, inbound.reason, raw);
      return 'unknown';
    }
    const brand = brands.byAgent(inbound.agentId);
    if (!brand) {
      await quarantine(workspace, 'wrong_agent', raw);
      return 'wrong_agent';
    }
    switch (inbound.kind) {
      case 'act':
        if (inbound.sentAt !== undefined && inbound.sentAt < deps.clock.now() - OLDEST_MS) {
          await quarantine(workspace, 'stale', raw);
          return 'stale';
        }
        return engine.hear('rbm', brand, inbound);
      case 'receipt':
        await engine.receipt('rbm', brand, inbound);
        return 'receipt';
      case 'typing':
        await deps.typing?.(brand, inbound.phone);
        return 'typing';
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, BODY_LIMIT);
    if (body === 'too-large') return refuse(response, 'payload_too_large');
    const { 'x-goog-signature': signature, 'x-goog-webhook-type': type } = request.headers;
    const read = readWebhook(
      body,
      {
        ...(typeof signature === 'string' ? { signature } : {}),
        ...(typeof type === 'string' ? { type } : {}),
      },
      deps.clientToken,
    );
    switch (read.kind) {
      case 'handshake':
        return accept(response, 'handshake', read.secret);
      case 'handshake-refused':
        return refuse(response, 'handshake_refused');
      case 'not-configured':
        return refuse(response, 'webhook_not_configured');
      case 'malformed':
        return refuse(response, 'bad_request');
      case 'unsigned':
        return refuse(response, 'signature_missing');
      case 'forged':
        return refuse(response, 'signature_invalid');
      case 'unreadable':
        await quarantine(workspace, read.reason, read.raw);
        return accept(response, 'unreadable');
      case 'event':
        return accept(response, await takeOrSetAside(parse(read.data), read.raw));
    }
  }

  return (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response).catch((error: unknown) => {
      const code = error instanceof CodedError ? error.code : 'internal';
      deps.count(code);
      log.error({ err: describe(error) }, 'webhook failed');
      if (response.headersSent || response.destroyed) return;
      // Nothing was accepted: not 200, so that it is delivered again.
      const problem = toProblem(error);
      response.writeHead(Math.max(500, problem.status), {
        'content-type': 'application/problem+json',
      });
      response.end(JSON.stringify(problem));
    });
  };
}
