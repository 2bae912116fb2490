/** What benches of the whole server share: its process as `npm start` runs it, what stands around it, and how figures are told. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { httpRequest } from './load.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '..', '..', '..');
const MAIN = join(HERE, '..', '..', 'server', 'main.js');
/** As `npm start` runs it. */
const FLAGS = startScript().match(/--\S+/g) ?? [];
export const ADMIN_TOKEN = 'bench-admin-token-0123456789';
const AGENT = 'bench-agent';

export const CLIENT_TOKEN = 'bench-client-token';
export const CONNECTIONS = 64;
export const CONVERSATIONS = 5000;
export const REQUESTS = Number(process.env.BENCH_REQUESTS ?? 20_000);
export const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);

const children: ChildProcess[] = [];
const folder = mkdtempSync(join(tmpdir(), 'carillon-bench-'));

export interface Carillon {
  port: number;
  pid: number;
  /** Processor time of the thread that takes what comes in, in milliseconds; undefined where the system does not say. */
  busy(): number | undefined;
  /** The same of all its threads. */
  spent(): number | undefined;
  api<T>(method: string, path: string, body: unknown): Promise<T>;
  /** Ends it as a stop does. */
  stop(): Promise<void>;
}

/** A question that is asked again after every answer: each message is one turn with one answer. */
const FLOW = {
  format: 1,
  id: 'bench',
  name: 'Bench',
  start: 'ask',
  variables: { said: { type: 'text' } },
  triggers: [{ kind: 'keyword', words: ['begin'] }],
  nodes: {
    ask: {
      kind: 'ask',
      ask: { message: { kind: 'text', text: 'You said {{said | default: "nothing yet"}}. And now?' } },
      expect: { type: 'text' },
      save: 'said',
      timeout: { after: '1d', to: 'over' },
      to: 'ask',
    },
    over: { kind: 'end' },
  },
};

/** A server whose channel ends at `sink`, with the flow of the benches published, unless another has done it. */
export async function startCarillon(
  sink: number,
  environment: Record<string, string> = {},
  options: { publishes?: boolean } = {},
): Promise<Carillon> {
  const child = spawn(process.execPath, [...FLAGS, MAIN], {
    env: {
      ...process.env,
      PORT: '0',
      DATA_DIR: join(folder, `data-${children.length}`),
      LOG_LEVEL: 'info',
      ADMIN_TOKEN,
      RBM_AGENT_ID: AGENT,
      RBM_CLIENT_TOKEN: CLIENT_TOKEN,
      RBM_ROOT_URL: `http://127.0.0.1:${sink}`,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const port = await new Promise<number>((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const found = /"port":(\d+)/.exec(text)?.[1];
      if (found) resolve(Number(found));
      if (text.length > 100_000) text = '';
    });
    child.once('exit', () => reject(new Error('Carillon did not start.')));
  });
  const carillon: Carillon = {
    port,
    pid: child.pid ?? 0,
    busy: () => processorTime(child.pid ?? 0),
    spent: () => wholeTime(child.pid ?? 0),
    async api<T>(method: string, path: string, body: unknown) {
      const answer = await fetch(`http://127.0.0.1:${port}/api${path}`, {
        method,
        headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      return (text ? JSON.parse(text) : undefined) as T;
    },
    async stop() {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
    },
  };
  if (options.publishes ?? true) {
    await carillon.api('POST', '/flows', { document: FLOW });
    await carillon.api('POST', '/flows/bench/publish', {});
  }
  return carillon;
}

/** Another file of this folder as a process of its own; the port it listens at. */
export function startHelper(file: string, args: string[]): Promise<number> {
  const child = fork(join(HERE, file), args);
  children.push(child);
  return new Promise((resolve) => child.once('message', (said) => resolve((said as { port: number }).port)));
}

/** Ends every process of this bench and forgets what it stored. */
export function cleanUp(): void {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}

/** What Google posts when people write: each of them in turn, from `first` on, signed. */
export function rbmWebhooks(
  port: number,
  count: number,
  text: (index: number) => string,
  first = 0,
): Buffer[] {
  return Array.from({ length: count }, (_, n) => {
    const index = first + n;
    const data = Buffer.from(
      JSON.stringify({
        senderPhoneNumber: phoneOf(index),
        messageId: randomUUID(),
        sendTime: new Date().toISOString(),
        agentId: AGENT,
        text: text(index),
      }),
    );
    const signature = createHmac('sha512', CLIENT_TOKEN).update(data).digest('base64');
    const body = JSON.stringify({ message: { data: data.toString('base64'), messageId: randomUUID() } });
    return httpRequest(port, '/webhooks/rbm', { 'X-Goog-Signature': signature }, body);
  });
}

/** One of the people of a bench. */
export function phoneOf(index: number): string {
  return `+336399${String(index % CONVERSATIONS).padStart(5, '0')}`;
}

export interface Counted {
  messages: number;
  bulkChecks: number;
  checks: number;
}

export async function countOf(sink: number): Promise<Counted> {
  return (await (await fetch(`http://127.0.0.1:${sink}/count`)).json()) as Counted;
}

/** Waits until so many messages have reached the sink. */
export async function drained(sink: number, until: number): Promise<void> {
  for (let tries = 0; tries < 1200; tries += 1) {
    if ((await countOf(sink)).messages >= until) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Only ${(await countOf(sink)).messages} of ${until} messages reached the channel.`);
}

/** Waits until the server has nothing left to do; a second where the system does not say what it does. */
export async function resting({ busy }: Carillon): Promise<void> {
  for (let tries = 0, before = busy(); tries < 300; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, before === undefined ? 1000 : REST_MS));
    const now = busy();
    if (before === undefined || now === undefined || now - before < REST_MS / 10) return;
    before = now;
  }
}

/** Longer than the inbox waits before it writes what turns have changed. */
const REST_MS = 500;

/** What the first thread of a process has used, by Linux's own account: its neighbours on the machine are not in it. */
function processorTime(pid: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return undefined;
  }
}

/** What a process has used; Linux counts it in hundredths of a second. */
function wholeTime(pid: number): number | undefined {
  try {
    const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const fields = rest.split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return undefined;
  }
}

/** The median of rates, and between what they lay. */
export function spread(values: number[]): string {
  const sorted = [...values].sort((one, two) => one - two);
  const round = (value = 0) => Math.round(value).toLocaleString('en');
  return `${round(median(values))} /s  (${round(sorted[0])} to ${round(sorted.at(-1))})`;
}

export function median(values: number[]): number {
  return [...values].sort((one, two) => one - two)[Math.floor(values.length / 2)] ?? 0;
}

function startScript(): string {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  return scripts.start;
}
