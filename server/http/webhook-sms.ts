/**
 * POST /webhooks/sms/{provider}?brand=...&key=...: what SMS providers report, each taken durably before it is
 * acknowledged. Knows the readers and the engine's ears; knows no provider's wire.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Brand, type Inbound, SMS_PROVIDERS, type SmsProviderName } from '../channels/port.ts';
import type { ReadProviderRequest } from '../channels/sms/provider.ts';
import { sameSecret } from '../channels/sms/same-secret.ts';
import { type SmsSecret, WEBHOOK_KEY } from '../channels/sms/secrets.ts';
import { CodedError, type ErrorCode, toProblem } from '../errors.ts';
import { createFailures } from './failures.ts';
import { describe, type Log } from './log.ts';
import type { Quarantine } from './quarantine.ts';
import { readBody } from './read-body.ts';

/** Who takes what came in; both resolve when it is durable. */
export interface SmsEars {
  hear(
    channel: 'sms',
    brand: Brand,
    inbound: Extract<Inbound, { kind: 'act' }>,
    options?: { quiet?: true },
  ): Promise<string>;
  /** "unknown": no message has this id, or not yet. */
  receipt(
    channel: 'sms',
    brand: Brand,
    inbound: Extract<Inbound, { kind: 'receipt' }>,
  ): Promise<'marked' | 'late' | 'unknown'>;
}

export interface SmsWebhookDeps {
  engine: SmsEars;
  brands: { get(workspace: string, id: string): Brand | undefined };
  readers: Partial<Record<SmsProviderName, ReadProviderRequest>>;
  secret: SmsSecret;
  quarantine: Quarantine;
  workspace: string;
  /** As providers call this server: their signatures cover it. Never taken from a header. */
  publicUrl: string;
  log: Log;
  count(outcome: string): void;
}

/** Its body, and whether an opt-out in it was confirmed already. */
interface Delivery {
  raw: Buffer;
  quiet: true | undefined;
}

const BODY_LIMIT = 64 * 1024;
/** What fails this often is set aside, so that it does not come for ever. */
const MAX_FAILURES = 5;

/** The secret by which a provider proves itself. */
const PROOF: Readonly<Partial<Record<SmsProviderName, string>>> = {
  emulator: 'key',
  twilio: 'authToken',
  smsmode: WEBHOOK_KEY,
};

/** Whatever is not answered with 200 comes again, so of what is genuine only that which may help later gets less. */
export function createSmsWebhook(deps: SmsWebhookDeps) {
  const { engine, brands, readers, secret, quarantine, workspace, log } = deps;
  const base = deps.publicUrl.replace(/\/+$/, '');

  const failedTooOften = createFailures(MAX_FAILURES);

  function refuse(response: ServerResponse, code: ErrorCode, why: string = code, hint?: object): void {
    const problem = toProblem(new CodedError(code));
    deps.count(why);
    log.warn({ code: why, ...hint }, 'SMS webhook refused');
    response.writeHead(problem.status, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify(problem));
  }

  async function take(brand: Brand, inbound: Inbound, { raw, quiet }: Delivery): Promise<string> {
    switch (inbound.kind) {
      case 'act':
        return engine.hear('sms', brand, inbound, quiet ? { quiet } : {});
      case 'receipt': {
        const known = await engine.receipt('sms', brand, inbound);
        // A report by the provider's own id may overtake the answer that tells us this id.
        if (known === 'unknown' && typeof inbound.message !== 'string') throw new Error('unknown message');
        return known === 'unknown' ? 'unknown_message' : 'receipt';
      }
      case 'unknown':
        await quarantine(workspace, inbound.reason, raw.toString('utf8'));
        return 'unknown';
      case 'typing':
        return 'typing';
    }
  }

  /** Takes it; what can never be taken is set aside. Throws where another try may help. */
  async function takeOrSetAside(brand: Brand, inbound: Inbound, delivery: Delivery): Promise<string> {
    const { raw } = delivery;
    try {
      return await take(brand, inbound, delivery);
    } catch (error) {
      const refused = error instanceof CodedError && error.status < 500;
      const ours = error instanceof CodedError && error.status >= 500;
      if (ours || (!refused && !failedTooOften(raw))) throw error;
      log.error({ err: describe(error) }, 'SMS webhook set aside');
      await quarantine(workspace, refused ? error.code : 'fault', raw.toString('utf8'));
      return 'set-aside';
    }
  }

  /** The brand a request is for, and the reader of its provider; undefined where there is no such address. */
  function addressee(path: string, query: URLSearchParams) {
    const name = SMS_PROVIDERS.find((one) => path === `/webhooks/sms/${one}`);
    const read = name && readers[name];
    const brand = name && brands.get(workspace, query.get('brand') ?? '');
    return read && brand?.sms?.provider === name ? { name, read, brand } : undefined;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '', search = ''] = (request.url ?? '').split('?', 2);
    const query = new URLSearchParams(search);
    const found = request.method === 'POST' ? addressee(path, query) : undefined;
    if (!found) return refuse(response, 'not_found');
    const { name, read, brand } = found;

    const proof = PROOF[name] ?? WEBHOOK_KEY;
    const known = await secret(brand, proof);
    if (!known) return refuse(response, 'webhook_not_configured');
    // Who cannot sign shows the key; who signs need not, but a wrong key is a wrong address for all.
    const shown = query.get('key');
    if (proof === WEBHOOK_KEY || shown !== null) {
      const key = proof === WEBHOOK_KEY ? known : await secret(brand, WEBHOOK_KEY);
      if (!sameSecret(shown, key)) return refuse(response, 'not_found', 'wrong_key');
    }

    const body = await readBody(request, BODY_LIMIT);
    if (body === 'too-large') return refuse(response, 'payload_too_large');
    const news = read(
      { method: 'POST', url: `${base}${request.url ?? ''}`, query, headers: request.headers, body },
      { brand, secret: (field) => (field === proof ? known : undefined) },
    );
    if (news.kind === 'forged') {
      const expected = `${base}${path}`;
      return refuse(response, 'forbidden', 'forged', {
        provider: name,
        brand: brand.id,
        expected,
        hint: FORGED,
      });
    }
    if (news.kind === 'malformed') {
      return refuse(response, 'bad_request', 'malformed', { provider: name, reason: news.reason });
    }
    const { inbound, quiet } = news;
    for (const one of inbound) deps.count(await takeOrSetAside(brand, one, { raw: body, quiet }));
    response.writeHead(200, { 'content-type': news.answer?.contentType ?? 'text/plain' });
    response.end(news.answer?.body ?? '');
  }

  return (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response).catch((error: unknown) => {
      const code = error instanceof CodedError ? error.code : 'internal';
      deps.count(code);
      log.error({ err: describe(error) }, 'SMS webhook failed');
      if (response.headersSent || response.destroyed) return;
      // Nothing was acknowledged: not 200, so that it is sent again.
      const problem = toProblem(error);
      response.writeHead(Math.max(500, problem.status), { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify(problem));
    });
  };
}

/** For the operator who looks why nothing arrives. */
const FORGED =
  'The signature does not fit. Is PUBLIC_URL the address the provider calls, and the stored secret the current one?';
