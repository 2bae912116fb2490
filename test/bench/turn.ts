/**
 * npm run bench: a durable turn against a bare Express route that only verifies the same signature.
 *
 * Both run in processes of their own, as does the channel's sink; they take turns, five rounds each. A turn is:
 * webhook in, signature verified, deduplicated, stepped, committed with fsync, answered 200. What the turns send goes
 * out to the sink meanwhile, and a round ends only when all of it has arrived there.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { httpRequest, load } from './load.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '..', '..', '..');
const MAIN = join(HERE, '..', '..', 'server', 'main.js');
/** As `npm start` runs it. */
const FLAGS = startScript().match(/--\S+/g) ?? [];
const CONNECTIONS = 64;
const CONVERSATIONS = 5000;
const REQUESTS = Number(process.env.BENCH_REQUESTS ?? 20_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const CLIENT_TOKEN = 'bench-client-token';
const ADMIN_TOKEN = 'bench-admin-token-0123456789';
const AGENT = 'bench-agent';

const children: ChildProcess[] = [];
const folder = mkdtempSync(join(tmpdir(), 'carillon-bench-'));

function startScript(): string {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  return scripts.start;
}

function startHelper(file: string, args: string[]): Promise<number> {
  const child = fork(join(HERE, file), args);
  children.push(child);
  return new Promise((resolve) => child.once('message', (said) => resolve((said as { port: number }).port)));
}

async function startCarillon(sink: number): Promise<{ port: number; child: ChildProcess }> {
  const child = spawn(process.execPath, [...FLAGS, MAIN], {
    env: {
      ...process.env,
      PORT: '0',
      DATA_DIR: join(folder, 'data'),
      LOG_LEVEL: 'info',
      ADMIN_TOKEN,
      RBM_AGENT_ID: AGENT,
      RBM_CLIENT_TOKEN: CLIENT_TOKEN,
      RBM_ROOT_URL: `http://127.0.0.1:${sink}`,
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
  return { port, child };
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

async function api(port: number, method: string, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
}

function webhooks(port: number, count: number, text: (index: number) => string): Buffer[] {
  return Array.from({ length: count }, (_, index) => {
    const data = Buffer.from(
      JSON.stringify({
        senderPhoneNumber: `+336399${String(index % CONVERSATIONS).padStart(5, '0')}`,
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

async function sinkCount(sink: number): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${sink}/count`);
  return ((await answer.json()) as { messages: number }).messages;
}

async function drained(sink: number, until: number): Promise<void> {
  for (let tries = 0; tries < 1200; tries += 1) {
    if ((await sinkCount(sink)) >= until) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Only ${await sinkCount(sink)} of ${until} messages reached the channel.`);
}

function spread(values: number[]): string {
  const sorted = [...values].sort((one, two) => one - two);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const round = (value: number) => Math.round(value).toLocaleString('en');
  return `${round(median)} /s  (${round(sorted[0] ?? 0)} to ${round(sorted.at(-1) ?? 0)})`;
}

function median(values: number[]): number {
  return [...values].sort((one, two) => one - two)[Math.floor(values.length / 2)] ?? 0;
}

async function run(): Promise<void> {
  const sink = await startHelper('sink.js', []);
  const bare = await startHelper('bare-route.js', [CLIENT_TOKEN]);
  const { port, child } = await startCarillon(sink);
  await api(port, 'POST', '/flows', { document: FLOW });
  await api(port, 'POST', '/flows/bench/publish', {});

  let sent = 0;
  await load(
    port,
    webhooks(port, CONVERSATIONS, () => 'begin'),
    CONNECTIONS,
  );
  sent += CONVERSATIONS;
  await drained(sink, sent);
  await load(
    bare,
    webhooks(bare, CONVERSATIONS, () => 'begin'),
    CONNECTIONS,
  );

  const turns: number[] = [];
  const settled: number[] = [];
  const routes: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const ours = webhooks(port, REQUESTS, (index) => `message ${index} of round ${round}`);
    const began = performance.now();
    const turn = await load(port, ours, CONNECTIONS);
    sent += REQUESTS;
    await drained(sink, sent);
    const whole = (performance.now() - began) / 1000;
    const theirs = webhooks(bare, REQUESTS, (index) => `message ${index} of round ${round}`);
    const route = await load(bare, theirs, CONNECTIONS);
    if (turn.other + route.other > 0) throw new Error(`${turn.other + route.other} answers were not 200.`);
    turns.push(turn.ok / turn.seconds);
    settled.push(turn.ok / whole);
    routes.push(route.ok / route.seconds);
    process.stdout.write(
      `round ${round}: turn ${Math.round(turn.ok / turn.seconds)}/s (p50 ${turn.p50.toFixed(1)} ms, p99 ${turn.p99.toFixed(1)} ms), ` +
        `with everything sent ${Math.round(turn.ok / whole)}/s, bare route ${Math.round(route.ok / route.seconds)}/s\n`,
    );
  }
  process.stdout.write(
    [
      '',
      `durable turn, answered 200        ${spread(turns)}`,
      `durable turn, its message sent    ${spread(settled)}`,
      `bare Express route with the HMAC  ${spread(routes)}`,
      `ratio of the medians: ${(median(turns) / median(routes)).toFixed(2)} answered, ${(median(settled) / median(routes)).toFixed(2)} with everything sent`,
      '',
    ].join('\n'),
  );
  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('exit', resolve));
}

try {
  await run();
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
