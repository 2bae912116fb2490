/** Payments, the sandbox and a browser's part, over real HTTP on one port; for tests. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { CodedError } from '../../../server/errors.ts';
import { createPayments, type Payments } from '../../../server/services/payments.ts';
import type { Signal } from '../../../server/services/port.ts';
import { runCall } from '../../../server/services/registry.ts';
import { createSandboxPayments, type Sandbox } from '../../../server/services/sandbox-payments.ts';
import { createSandboxProvider } from '../../../server/services/sandbox-provider.ts';
import type { RecordStore } from '../../../server/stores/port.ts';
import { createFakeClock, type FakeClock } from '../../fake-clock.ts';
import { callContext, TUESDAY } from './call-context.ts';

export const SECRET = 'whsec_c2VjcmV0IG9mIHRoZSBjYWxsYmFja3M=';
const API_KEY = 'sandbox-key';

export type Told = Parameters<Signal>[0];

export interface PaymentRig {
  clock: FakeClock;
  payments: Payments;
  sandbox: Sandbox;
  /** What the conversations were told, by key: the receiver handles each key once. */
  told: Map<string, Told>;
  alerts: { code: string; fields: Record<string, unknown> }[];
  /** Answers callbacks with this status instead of handing them over; 0: hand them over. */
  refuse: { status: number };
  callbacks: { status: number }[];
  /** Lets signals fail, to see what comes after. */
  signal: { broken: boolean };
  baseUrl: string;
  call(
    operation: string,
    input: Record<string, unknown>,
    context?: Parameters<typeof callContext>[0],
  ): ReturnType<typeof runCall>;
  /** GET of a page, as its text. */
  page(url: string, language?: string): Promise<{ status: number; html: string }>;
  /** Fills the page's form in and sends it, as the button would; gives the page it leads to. */
  submit(
    url: string,
    fields: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<{ status: number; html: string }>;
  /** A second sandbox on the same records, as after a restart. */
  restart(): Promise<Sandbox>;
  api(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

export async function createPaymentRig(records: RecordStore): Promise<PaymentRig> {
  const clock = createFakeClock(TUESDAY);
  const app = express();
  const server: Server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const baseUrl = `${origin}/sandbox-pay`;
  const told = new Map<string, Told>();
  const alerts: PaymentRig['alerts'] = [];
  const callbacks: PaymentRig['callbacks'] = [];
  const refuse = { status: 0 };
  const signal = { broken: false };

  const newSandbox = () =>
    createSandboxPayments({
      records,
      clock,
      fetch,
      publicUrl: baseUrl,
      merchant: 'Maison <Carillon>',
      apiKey: API_KEY,
      callbackUrl: `${origin}/callback`,
      callbackSecret: SECRET,
    });
  const sandboxes = [newSandbox()];
  const [sandbox] = sandboxes as [Sandbox];
  const provider = createSandboxProvider({
    fetch,
    clock,
    baseUrl,
    apiKey: API_KEY,
    callbackSecrets: [SECRET],
  });
  const payments = createPayments({
    records,
    provider,
    clock,
    signal: async (one) => {
      if (signal.broken) throw new Error('nothing can be told right now');
      if (!told.has(one.key)) told.set(one.key, one);
    },
    alert: (code, fields) => alerts.push({ code, fields }),
  });

  app.use('/sandbox-pay', sandbox.router);
  app.post('/callback', express.raw({ type: '*/*' }), async (req, res) => {
    let status = refuse.status;
    if (!status) {
      try {
        await payments.settle({ body: req.body, headers: req.headers });
        status = 200;
      } catch (error) {
        status = error instanceof CodedError ? error.status : 500;
      }
    }
    callbacks.push({ status });
    res.sendStatus(status);
  });

  async function page(url: string, language = 'en') {
    const answer = await fetch(url, { headers: { 'accept-language': language } });
    return { status: answer.status, html: await answer.text() };
  }

  return {
    clock,
    payments,
    sandbox,
    told,
    alerts,
    refuse,
    callbacks,
    signal,
    baseUrl,
    call: (operation, input, context) =>
      runCall({ payments: payments.service }, 'payments', operation, input, callContext(context)),
    page,
    async submit(url, fields, headers = {}) {
      const { html } = await page(url);
      const token = /name="token" value="([^"]+)"/.exec(html)?.[1] ?? '';
      const answer = await fetch(url, {
        method: 'POST',
        headers,
        body: new URLSearchParams({ token, action: 'pay', ...fields }),
      });
      return { status: answer.status, html: await answer.text() };
    },
    async restart() {
      await sandbox.stop();
      const next = newSandbox();
      sandboxes.push(next);
      await next.start();
      return next;
    },
    api: (path, init) =>
      fetch(`${baseUrl}/v1/payments${path}`, {
        ...init,
        headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json', ...init?.headers },
      }),
    async close() {
      await Promise.all(sandboxes.map((one) => one.stop()));
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
