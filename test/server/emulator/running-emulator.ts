/** An emulator on a real port, with a real webhook beside it that records what arrives; knows no test. */
import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Clock } from '../../../server/clock.ts';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../../server/emulator/emulator.ts';
import { createFakeClock, type FakeClock } from '../../fake-clock.ts';

export const TOKEN = 'token-of-the-partner';
export const SMS_KEY = 'key-of-the-sms-account';
export const PHONE = '+33612345678';

/** A callback as the webhook got it. */
export interface Received {
  /** The decoded payload. */
  payload: Record<string, unknown>;
  envelope: Record<string, unknown>;
  headers: IncomingHttpHeaders;
  signed: boolean;
}

/** What the SMS centre posted. */
export interface ReceivedSms {
  body: Record<string, unknown>;
  /** With its query. */
  path: string;
  signed: boolean;
}

export interface Receiver {
  url: string;
  received: Received[];
  smsUrl: string;
  sms: ReceivedSms[];
  /** Requests of any kind, also those that were refused. */
  attempts: number;
  /** What to answer; null leaves the caller waiting. Told the body as JSON. */
  respond: (body: Record<string, unknown>) => { status: number; text?: string } | null;
  /** Resolves when the condition holds, looking again whenever something arrives. */
  until(condition: () => boolean): Promise<void>;
  /** Resolves with the first callback, past or future, whose payload has these fields. */
  callback(fields: Record<string, unknown>): Promise<Received>;
  /** The same for what the SMS centre posts. */
  smsCallback(fields: Record<string, unknown>): Promise<ReceivedSms>;
}

export interface Running {
  emulator: Emulator;
  clock: FakeClock;
  receiver: Receiver;
  /** ".../emulator", without a slash at the end. */
  base: string;
  /** One call; the answer's JSON is parsed. A string or bytes as body are sent as they are. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Sends a message over the REST surface. */
  send(message: unknown, options?: { phone?: string; messageId?: string; agentId?: string }): Promise<Answer>;
  /** Sends an SMS through the centre, with the key unless other headers are given. */
  sendSms(sms?: object, headers?: Record<string, string>): Promise<Answer>;
  /** Resolves when the emulator has had an answer to every callback; before that, time may not be moved. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers are compared as they are
  body: any;
}

export async function runEmulator(
  options: Partial<Omit<EmulatorOptions, 'clock'>> = {},
  agent: Partial<EmulatorOptions['agents'][number]> = {},
): Promise<Running> {
  const clock = createFakeClock();
  const { receiver, server: hook } = await runReceiver();
  const emulator = createEmulator({
    clock: clock satisfies Clock,
    fetch: globalThis.fetch,
    newId: randomUUID,
    agents: [{ agentId: 'bank', name: 'Bank', clientToken: TOKEN, webhookUrl: receiver.url, ...agent }],
    sms: [{ key: SMS_KEY, webhookUrl: receiver.smsUrl }],
    log: { info: () => {}, warn: () => {} },
    ...options,
  });
  const server = createServer(express().use('/emulator', emulator.router));
  const base = `${await listen(server)}/emulator`;
  emulator.start();

  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(base + path, {
      method,
      headers: { ...(body !== undefined && !raw ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body === undefined
        ? {}
        : { body: raw ? (body as string | Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.startsWith('application/json') && text !== '';
    return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
  }

  return {
    emulator,
    clock,
    receiver,
    base,
    call,
    send: (message, { phone = PHONE, messageId = randomUUID(), agentId = 'bank' } = {}) =>
      call('POST', `/v1/phones/${phone}/agentMessages?messageId=${messageId}&agentId=${agentId}`, message),
    sendSms: (sms = {}, headers = { authorization: `Bearer ${SMS_KEY}` }) =>
      call(
        'POST',
        '/sms/v1/messages',
        { id: randomUUID(), from: '38600', to: PHONE, text: 'Bonjour', ...sms },
        headers,
      ),
    async settled() {
      await eventually(
        async () => (await call('GET', '/control/webhooks')).body,
        ({ pending, sms }) => pending === 0 && sms.pending === 0,
      );
    },
    async stop() {
      emulator.stop();
      await Promise.all([server, hook].map(close));
    },
  };
}

async function runReceiver(): Promise<{ receiver: Receiver; server: Server }> {
  const waiting = new Set<() => void>();
  const receiver: Receiver = {
    url: '',
    received: [],
    smsUrl: '',
    sms: [],
    attempts: 0,
    respond: () => ({ status: 200 }),
    until: (condition) =>
      new Promise((resolve) => {
        const look = () => {
          if (!condition()) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    async callback(fields) {
      const find = () => receiver.received.find(({ payload }) => has(payload, fields));
      await receiver.until(() => find() !== undefined);
      return find() as Received;
    },
    async smsCallback(fields) {
      const find = () => receiver.sms.find(({ body }) => has(body, fields));
      await receiver.until(() => find() !== undefined);
      return find() as ReceivedSms;
    },
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      const body = JSON.parse(raw.toString());
      const answer = receiver.respond(body);
      receiver.attempts += 1;
      if (answer?.status === 200 && body.message) {
        const data = Buffer.from(body.message.data, 'base64');
        const signature = createHmac('sha512', TOKEN).update(data).digest('base64');
        receiver.received.push({
          payload: JSON.parse(data.toString()),
          envelope: body,
          headers: request.headers,
          signed: request.headers['x-goog-signature'] === signature,
        });
      }
      if (answer?.status === 200 && request.url?.startsWith('/webhooks/sms/')) {
        const signature = createHmac('sha256', SMS_KEY).update(raw).digest('hex');
        const signed = request.headers['x-carillon-signature'] === signature;
        receiver.sms.push({ body, path: request.url, signed });
      }
      if (answer) response.writeHead(answer.status).end(answer.text);
      for (const look of [...waiting]) look();
    });
  });
  const origin = await listen(server);
  receiver.url = `${origin}/webhooks/rbm`;
  receiver.smsUrl = `${origin}/webhooks/sms/emulator`;
  return { receiver, server };
}

function has(payload: Record<string, unknown>, fields: Record<string, unknown>): boolean {
  return Object.entries(fields).every(([name, value]) => payload[name] === value);
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** An AgentMessage with this text. */
export function text(words: string, more: object = {}): object {
  return { contentMessage: { text: words }, ...more };
}

/** Runs `once` now and after every turn of the event loop until the condition holds. */
export async function eventually<Value>(
  once: () => Promise<Value> | Value,
  condition: (value: Value) => boolean,
): Promise<Value> {
  for (;;) {
    const value = await once();
    if (condition(value)) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
