/**
 * A payment service provider for trying things out: its own small app, reached over HTTP like a real one. It knows
 * merchants by one API key and one callback address; it knows nothing of conversations and moves no money.
 *
 * For the merchant: POST /v1/payments, GET /v1/payments/{id}, POST /v1/payments/{id}/cancel, and a signed callback
 * (Standard Webhooks) once a payment is settled, sent again until it is answered with a 2xx. For the customer: a page
 * at /pay/{id} where one of a few made-up cards is chosen; no card number is ever asked for.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import { changeRecord } from '../change-record.ts';
import type { Clock } from '../clock.ts';
import { CodedError, toProblem } from '../errors.ts';
import type { RecordStore } from '../stores/port.ts';
import { createSandboxCallbacks } from './sandbox-callbacks.ts';
import { checkoutPage, missingPage, outcomePage, pageLanguage, TEST_CARDS } from './sandbox-pages.ts';
import { SANDBOX_STYLE } from './sandbox-style.ts';

const orderSchema = z.strictObject({
  id: z.string().min(1).max(100),
  amount: z.number().int().min(1).max(99_999_999),
  currency: z.string().regex(/^[A-Z]{3}$/),
  description: z.string().min(1).max(200),
  /** Milliseconds since the epoch. */
  expiresAt: z.number().int(),
  returnUrl: z
    .url({ protocol: /^https?$/ })
    .max(2048)
    .optional(),
});

export interface SandboxPayment extends z.infer<typeof orderSchema> {
  providerId: string;
  /** "confirming": the bank asked for a code. */
  status: 'pending' | 'confirming' | 'succeeded' | 'declined' | 'expired' | 'cancelled';
  reason?: string;
  /** Wrong codes so far. */
  misses: number;
}

export interface SandboxDeps {
  records: RecordStore;
  clock: Clock;
  /** For the callbacks. */
  fetch: typeof fetch;
  /** What browsers reach this app under, such as "https://example.org/sandbox-pay". */
  publicUrl: string;
  /** What the page calls the business that is paid. */
  merchant: string;
  apiKey: string;
  callbackUrl: string;
  callbackSecret: string;
  log?: (event: string, fields: Record<string, unknown>) => void;
  /** What this process is called, where others share the records. */
  by?: string;
}

export interface Sandbox {
  router: Router;
  /** Takes up what an earlier process left undone. */
  start(): Promise<void>;
  /** Calls off what waits, and waits for callbacks that are under way. */
  stop(): Promise<void>;
}

const WORKSPACE = '_sandbox-pay';
const PAYMENT_KIND = 'sandbox-payment';
const CODE_TRIES = 3;

export function createSandboxPayments(deps: SandboxDeps): Sandbox {
  const { records, clock, apiKey, callbackSecret, log = () => {} } = deps;
  const name = (providerId: string) => ({ workspace: WORKSPACE, kind: PAYMENT_KIND, key: providerId });

  const digest = (purpose: string, of: string) =>
    createHmac('sha256', callbackSecret).update(`${purpose}:${of}`).digest();
  /** Unguessable, and the same for the same order, so that asking twice makes one payment. */
  const providerIdOf = (id: string) => `sp_${digest('payment', id).toString('hex').slice(0, 32)}`;
  const codeOf = (providerId: string) =>
    String(digest('code', providerId).readUInt32BE(0) % 1_000_000).padStart(6, '0');
  const formToken = (payment: SandboxPayment) =>
    digest('form', `${payment.providerId}:${payment.status}:${payment.misses}`).toString('base64url');

  /** As it stands now: one whose time is over counts as expired before anything has written so. */
  const asOf = (payment: SandboxPayment): SandboxPayment =>
    isOpen(payment) && payment.expiresAt <= clock.now() ? { ...payment, status: 'expired' } : payment;

  async function read(providerId: string): Promise<SandboxPayment | undefined> {
    const found = await records.get<SandboxPayment>(WORKSPACE, PAYMENT_KIND, providerId);
    return found && asOf(found.data);
  }

  /** Changes a payment that is still open, and tells the merchant if that settled it. */
  async function move(
    providerId: string,
    change: (payment: SandboxPayment) => SandboxPayment,
  ): Promise<SandboxPayment | undefined> {
    const { payment, settled } = await changeRecord<
      SandboxPayment,
      { payment?: SandboxPayment; settled?: boolean }
    >(records, name(providerId), (stored) => {
      if (!stored || !isOpen(stored)) return { answer: { payment: stored } };
      const current = asOf(stored);
      const next = isOpen(current) ? change(current) : current;
      if (next === stored) return { answer: { payment: stored } };
      return { answer: { payment: next, settled: !isOpen(next) }, write: next };
    });
    if (settled) callbacks.pursue(providerId);
    return payment;
  }

  const callbacks = createSandboxCallbacks({
    records,
    workspace: WORKSPACE,
    clock,
    fetch: deps.fetch,
    url: deps.callbackUrl,
    secret: callbackSecret,
    log,
    ...(deps.by === undefined ? {} : { by: deps.by }),
    async look(providerId) {
      const payment = await move(providerId, (open) => open);
      return (
        payment && { status: payment.status, openUntil: isOpen(payment) ? payment.expiresAt : undefined }
      );
    },
  });

  // === for the merchant ==========================================================================================

  const router = express.Router();
  router.use((_req, res, next) => {
    res.set({
      'Content-Security-Policy':
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'",
      'X-Frame-Options': 'SAMEORIGIN',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'same-origin',
      'Cache-Control': 'no-store',
    });
    next();
  });

  const api = express.Router();
  api.use((req, _res, next) => {
    const given = Buffer.from(req.get('authorization') ?? '');
    const expected = Buffer.from(`Bearer ${apiKey}`);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new CodedError('unauthorized');
    }
    next();
  });

  api.post('/payments', express.json({ limit: '16kb' }), async (req, res) => {
    const parsed = orderSchema.safeParse(req.body);
    if (!parsed.success) throw new CodedError('invalid_body', z.prettifyError(parsed.error));
    const order = parsed.data;
    const providerId = providerIdOf(order.id);
    const fresh: SandboxPayment = { ...order, providerId, status: 'pending', misses: 0 };
    // First remembered, then made: a payment that nobody lets lapse would stay open for ever.
    await callbacks.remember(providerId, order.expiresAt);
    const made = await records.insert(WORKSPACE, PAYMENT_KIND, providerId, fresh);
    const stored = made ? fresh : await read(providerId);
    if (!stored) throw new CodedError('not_found');
    if (stored.amount !== order.amount || stored.currency !== order.currency) {
      throw new CodedError('conflict', 'There is another payment under this id.');
    }
    res.status(made ? 201 : 200).json(forMerchant(stored));
  });

  api.get('/payments/:id', async (req, res) => {
    const payment = await read(req.params.id);
    if (!payment) throw new CodedError('not_found');
    res.json(forMerchant(payment));
  });

  api.post('/payments/:id/cancel', async (req, res) => {
    const payment = await move(req.params.id, (open) => ({ ...open, status: 'cancelled' }));
    if (!payment) throw new CodedError('not_found');
    res.json(forMerchant(payment));
  });

  function forMerchant(payment: SandboxPayment) {
    const { providerId, amount, currency, status, reason } = payment;
    return {
      id: providerId,
      url: `${deps.publicUrl}/pay/${providerId}`,
      amount,
      currency,
      status: status === 'confirming' ? 'pending' : status,
      ...(reason ? { reason } : {}),
    };
  }

  router.use('/v1', api);

  // === for the customer ==========================================================================================

  router.get('/style.css', (_req, res) => {
    res.set('Cache-Control', 'public, max-age=3600').type('css').send(SANDBOX_STYLE);
  });

  function view(req: Request) {
    const lang = pageLanguage(req.query.lang, req.get('accept-language'));
    return { lang, base: req.baseUrl, merchant: deps.merchant };
  }

  router.get('/pay/:id', async (req, res) => {
    const payment = await read(req.params.id);
    if (!payment) {
      res
        .status(404)
        .type('html')
        .send(missingPage(view(req)));
      return;
    }
    const page = isOpen(payment)
      ? checkoutPage(view(req), {
          payment,
          token: formToken(payment),
          minutesLeft: Math.ceil((payment.expiresAt - clock.now()) / 60_000),
          ...(payment.status === 'confirming'
            ? { confirm: { code: codeOf(payment.providerId), triesLeft: CODE_TRIES - payment.misses } }
            : {}),
        })
      : outcomePage(view(req), payment);
    res
      .status(payment.status === 'expired' ? 410 : 200)
      .type('html')
      .send(page);
  });

  const formSchema = z.object({
    token: z.string().max(100),
    action: z.enum(['pay', 'cancel']),
    card: z.string().max(40).optional(),
    code: z.string().max(40).optional(),
  });

  router.post('/pay/:id', express.urlencoded({ extended: false, limit: '4kb' }), async (req, res) => {
    const { id } = req.params;
    const payment = await read(id);
    const form = formSchema.safeParse(req.body);
    const site = req.get('sec-fetch-site');
    const foreign = site !== undefined && site !== 'same-origin' && site !== 'none';
    if (payment && form.success && !foreign && isOpen(payment)) {
      // A token fits one step only: a form sent twice, or from an old page, shows where things stand instead.
      if (sameText(form.data.token, formToken(payment))) {
        const { action, card, code = '' } = form.data;
        await move(id, (open) => {
          if (open.status !== payment.status || open.misses !== payment.misses) return open;
          if (action === 'cancel') return { ...open, status: 'declined', reason: 'cancelled_by_customer' };
          return open.status === 'confirming' ? confirmed(open, code) : charged(open, card);
        });
      }
    } else if (foreign) {
      throw new CodedError('forbidden');
    }
    const { lang } = view(req);
    res.redirect(303, `${req.baseUrl}/pay/${encodeURIComponent(id)}?lang=${lang}`);
  });

  function charged(payment: SandboxPayment, card: string | undefined): SandboxPayment {
    const chosen = TEST_CARDS.find((one) => one.id === card);
    if (!chosen) return payment;
    return { ...payment, status: chosen.outcome, ...('reason' in chosen ? { reason: chosen.reason } : {}) };
  }

  function confirmed(payment: SandboxPayment, code: string): SandboxPayment {
    if (sameText(code.replace(/\s/g, ''), codeOf(payment.providerId)))
      return { ...payment, status: 'succeeded' };
    const misses = payment.misses + 1;
    return misses < CODE_TRIES
      ? { ...payment, misses }
      : { ...payment, misses, status: 'declined', reason: 'confirmation_failed' };
  }

  router.use((error: unknown, _req: Request, res: Response, _next: express.NextFunction) => {
    const coded = error instanceof CodedError ? error : bodyError(error);
    if (!coded) log('sandbox_failed', { error: String(error) });
    const problem = toProblem(coded);
    res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  });

  return { router, start: callbacks.start, stop: callbacks.stop };
}

function isOpen({ status }: SandboxPayment): boolean {
  return status === 'pending' || status === 'confirming';
}

function sameText(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** What Express's body parsers throw, by the status they carry. */
function bodyError(error: unknown): CodedError | undefined {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (status === 413) return new CodedError('payload_too_large');
  return status === 400 ? new CodedError('bad_request') : undefined;
}
