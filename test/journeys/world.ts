/** A whole server with its emulator for one test: real HTTP, real SQLite, a folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../server/clock.ts';
import { readConfig } from '../../server/config.ts';
import { startServer } from '../../server/main.ts';

export const ADMIN_TOKEN = 'journey-admin-token-0123456789';

export interface ThreadLine {
  id: string;
  direction: 'in' | 'out';
  via: 'rcs' | 'sms';
  state: string;
  at: number;
  message: Record<string, unknown>;
  /** Of an SMS, as the emulator's own count has it. */
  encoding?: 'gsm7' | 'ucs2';
  segments?: number;
}

export interface World {
  url: string;
  folder: string;
  /** Saves a flow and publishes it; its new version. */
  publish(document: object): Promise<number>;
  /** The conversation with a phone; waits until there is one. */
  conversation(phone: string): Promise<ConversationLine>;
  /** What the server keeps of what was said with a phone, oldest first. */
  messages(phone: string): Promise<MessageLine[]>;
  /** What waits for a person to decide. */
  parked(): Promise<ParkedLine[]>;
  /** A series of `/metrics` and its value; 0 where it was not counted yet. */
  metric(series: string): Promise<number>;
  /** How the emulator misbehaves from now on; left out, not at all. */
  faults(faults?: object): Promise<void>;
  api<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: T }>;
  handset(phone: string): Handset;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface ConversationLine {
  id: string;
  phone: string;
  channel: string;
  optedOut: boolean;
  owner: { kind: string };
  run?: { flow: string };
}

/** A line of the thread as the server keeps it. */
export interface MessageLine {
  id: string;
  direction: 'in' | 'out';
  channel: 'rbm' | 'sms';
  state: string;
  content: { kind: string; text?: string };
  fault?: { code: string; detail: string };
  because?: { code: string; detail?: string }[];
  late?: { channel: string; state: string };
}

export interface ParkedLine {
  id: string;
  conversation: string;
  code: string;
  detail: string;
  attempts: number;
}

export interface Handset {
  phone: string;
  say(text: string): Promise<void>;
  /** Taps the newest button with this label. */
  tap(label: string): Promise<void>;
  /** Taps the first button of a message just heard that is none of these; returns its label. */
  tapFirst(line: ThreadLine, except?: string[]): Promise<string>;
  act(act: Record<string, unknown>): Promise<void>;
  set(settings: Record<string, unknown>): Promise<void>;
  thread(): Promise<ThreadLine[]>;
  /** Waits until the brand said something that fits, after everything seen before; returns the line. */
  hears(pattern: RegExp): Promise<ThreadLine>;
}

/** Tries until it holds; fails with what was seen last. */
export async function until<T>(what: string, probe: () => Promise<T | undefined>, ms = 15_000): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`It did not happen within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** `clock`: the machine's own if left out. */
export async function openWorld(
  environment: Record<string, string> = {},
  { clock }: { clock?: Clock } = {},
): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'carillon-world-'));
  const config = () =>
    readConfig({ PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'silent', ADMIN_TOKEN, ...environment });
  const start = () => startServer(config(), { thread: false, ...(clock ? { clock } : {}) });
  let running = await start();

  const world: World = {
    get url() {
      return running.url;
    },
    folder,
    async api(method, path, body, headers = {}) {
      const answer = await fetch(`${running.url}/api${path}`, {
        method,
        headers: {
          authorization: `Bearer ${ADMIN_TOKEN}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, body: (text ? JSON.parse(text) : {}) as never };
    },
    async publish(document) {
      const { id } = document as { id: string };
      const created = await world.api('POST', '/flows', { document });
      if (created.status !== 201) throw new Error(`${id}: ${JSON.stringify(created.body)}`);
      const published = await world.api<{ version: number }>('POST', `/flows/${id}/publish`, {});
      if (published.status !== 201) throw new Error(`${id}: ${JSON.stringify(published.body)}`);
      return published.body.version;
    },
    conversation: (phone) =>
      until(`a conversation with ${phone}`, async () => {
        let cursor = '';
        do {
          const { body } = await world.api<{ items: ConversationLine[]; cursor?: string }>(
            'GET',
            `/conversations?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
          );
          const found = body.items.find((one) => one.phone === phone);
          if (found) return found;
          cursor = body.cursor ?? '';
        } while (cursor);
        return undefined;
      }),
    async messages(phone) {
      const { id } = await world.conversation(phone);
      const path = `/conversations/${id}/messages?limit=200`;
      return (await world.api<{ items: MessageLine[] }>('GET', path)).body.items;
    },
    async parked() {
      return (await world.api<{ items: ParkedLine[] }>('GET', '/outbox/parked?limit=200')).body.items;
    },
    async metric(series) {
      const text = await (await fetch(`${running.url}/metrics`)).text();
      const line = text.split('\n').find((one) => one.startsWith(`${series} `));
      return Number(line?.slice(series.length + 1) ?? 0);
    },
    async faults(faults = {}) {
      const answer = await fetch(`${running.url}/emulator/control/faults`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(faults),
      });
      if (!answer.ok) throw new Error(`faults: ${answer.status} ${await answer.text()}`);
    },
    handset: (phone) => handsetAt(() => running.url, phone),
    async restart() {
      await running.stop();
      running = await start();
    },
    async close() {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return world;
}

/** A phone of the emulator at this address. */
export function handsetAt(url: () => string, phone: string): Handset {
  let seen = 0;
  const base = () => `${url()}/emulator/handsets/${encodeURIComponent(phone)}`;

  async function post(path: string, body: unknown, method = 'POST'): Promise<void> {
    const answer = await fetch(`${base()}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  }

  async function thread(): Promise<ThreadLine[]> {
    return (await (await fetch(`${base()}/thread`)).json()) as ThreadLine[];
  }

  const self: Handset = {
    phone,
    say: (text) => post('/messages', { text }),
    act: (act) => post('/messages', act),
    set: (settings) => post('', settings, 'PUT'),
    thread,
    async tap(label) {
      const found = await until(`a button "${label}"`, async () => {
        const lines = (await thread()).filter((line) => line.direction === 'out').reverse();
        return lines.flatMap((line) => buttons(line.message)).find((button) => button.text === label);
      });
      await post('/messages', { suggestion: found });
    },
    async tapFirst(line, except = []) {
      const found = buttons(line.message).find((button) => !except.includes(button.text));
      if (!found) throw new Error(`No button in: ${textOf(line.message)}`);
      await post('/messages', { suggestion: found });
      return found.text;
    },
    async hears(pattern) {
      const found = await until(`the brand says ${pattern}`, async () => {
        const lines = await thread();
        const index = lines.findIndex(
          (line, at) => at >= seen && line.direction === 'out' && pattern.test(textOf(line.message)),
        );
        const line = lines[index];
        return line && { line, index };
      }).catch(async (error: unknown) => {
        const lines = (await thread()).map(
          (line) => `${line.direction}: ${textOf(line.message).slice(0, 200)}`,
        );
        throw new Error(`${(error as Error).message}\n${lines.join('\n')}`);
      });
      seen = found.index + 1;
      return found.line;
    },
  };
  return self;
}

/** Every text of a message as it stands on the wire, for matching. */
export function textOf(message: unknown): string {
  const parts: string[] = [];
  const visit = (value: unknown) => {
    if (typeof value === 'string') parts.push(value);
    else if (Array.isArray(value)) value.forEach(visit);
    else if (value && typeof value === 'object') Object.values(value).forEach(visit);
  };
  visit(message);
  return parts.join(' | ');
}

/** The suggestions of a message on the wire, on cards and under it. */
export function buttons(
  message: unknown,
): { text: string; postbackData: string; kind: 'reply' | 'action' }[] {
  const found: { text: string; postbackData: string; kind: 'reply' | 'action' }[] = [];
  const visit = (value: unknown) => {
    if (Array.isArray(value)) {
      value.forEach(visit);
    } else if (value && typeof value === 'object') {
      for (const [key, inner] of Object.entries(value)) {
        if ((key === 'reply' || key === 'action') && inner && typeof inner === 'object' && 'text' in inner) {
          const { text, postbackData } = inner as { text: string; postbackData?: string };
          found.push({ text, postbackData: postbackData ?? '', kind: key });
        }
        visit(inner);
      }
    }
  };
  visit(message);
  return found;
}
