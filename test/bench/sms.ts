/**
 * npm run bench:sms: what SMS costs. Writing and counting messages on one core; SMPP at windows of 10, 50 and 100; what
 * 10,000 numbers can receive, asked in bulk; and an inbound SMS through the whole durable turn, beside one of RCS:
 * webhook in, signature verified, deduplicated, stepped, committed with fsync, answered 200, its answer sent.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { signTwilio } from '../../server/channels/sms/twilio-webhook.ts';
import {
  type Carillon,
  CONNECTIONS,
  CONVERSATIONS,
  cleanUp,
  countOf,
  drained,
  median,
  phoneOf,
  REQUESTS,
  ROUNDS,
  rbmWebhooks,
  spread,
  startCarillon,
  startHelper,
} from './carillon.ts';
import { httpRequest, load } from './load.ts';
import { measureRendering } from './sms-render.ts';

const PUBLIC_URL = 'https://bench.example';
const WEBHOOK = '/webhooks/sms/twilio?brand=default';
const ACCOUNT = `AC${'0123456789abcdef'.repeat(2)}`;
const TOKEN = 'bench-auth-token-0123456789abcdef';
/** Figures of a core; the aim for writing messages. */
const AIM = 50_000;
const NUMBERS = 10_000;

const print = (line: string) => process.stdout.write(`${line}\n`);
const round = (value: number) => Math.round(value).toLocaleString('en');

function rendering(): void {
  for (const { name, rate } of measureRendering(REQUESTS / 20_000)) {
    print(`${name.padEnd(40)} ${round(rate).padStart(9)} /s${rate < AIM ? `  (below ${round(AIM)})` : ''}`);
  }
}

async function smpp(): Promise<void> {
  const file = fileURLToPath(new URL('smpp.js', import.meta.url));
  const child = spawn(process.execPath, [file, String(REQUESTS)], { stdio: 'inherit' });
  await once(child, 'exit');
}

async function checks({ api }: Carillon, sink: number): Promise<void> {
  const phones = Array.from({ length: NUMBERS }, (_, n) => `+3367${String(n).padStart(7, '0')}`);
  const before = await countOf(sink);
  const began = performance.now();
  const { sms } = await api<{ sms: string[] }>('POST', '/reach', { phones });
  const seconds = (performance.now() - began) / 1000;
  const after = await countOf(sink);
  if (sms.length !== NUMBERS) throw new Error(`${sms.length} of ${NUMBERS} numbers were sorted.`);
  const bulk = after.bulkChecks - before.bulkChecks;
  const single = after.checks - before.checks;
  print(
    `${round(NUMBERS)} numbers checked in ${seconds.toFixed(2)} s: ${bulk} bulk and ${single} single calls`,
  );
}

/** What Twilio posts when people write: each of them in turn, signed. */
function smsWebhooks(port: number, count: number, text: (index: number) => string, first: number): Buffer[] {
  return Array.from({ length: count }, (_, index) => {
    const MessageSid = `SM${String(first + index).padStart(32, '0')}`;
    const From = phoneOf(index);
    const fields = new URLSearchParams({ AccountSid: ACCOUNT, MessageSid, From, Body: text(index) });
    const headers = {
      'Content-Type': 'application/x-www-form-urlencoded',
      'X-Twilio-Signature': signTwilio(PUBLIC_URL + WEBHOOK, fields, TOKEN),
    };
    return httpRequest(port, WEBHOOK, headers, fields.toString());
  });
}

interface Side {
  name: string;
  /** So many requests, none of which was made before. */
  make(count: number, text: (index: number) => string): Buffer[];
  carillon: Carillon;
  sink: number;
  answered: number[];
  settled: number[];
  /** Microseconds of the main thread for a turn and its answer. */
  busy: number[];
}

async function turns(rcs: Carillon, rcsSink: number, sms: Carillon, smsSink: number): Promise<void> {
  let made = 0;
  const sides: Side[] = [
    {
      ...{ name: 'RCS', carillon: rcs, sink: rcsSink, answered: [], settled: [], busy: [] },
      make: (count, text) => rbmWebhooks(rcs.port, count, text),
    },
    {
      ...{ name: 'SMS', carillon: sms, sink: smsSink, answered: [], settled: [], busy: [] },
      make(count, text) {
        made += count;
        return smsWebhooks(sms.port, count, text, made - count);
      },
    },
  ];
  for (let number = 0; number <= ROUNDS; number += 1) {
    for (const { name, make, carillon, sink, answered, settled, busy } of sides) {
      // The first round begins the conversations, and warms up.
      const count = number === 0 ? CONVERSATIONS : REQUESTS;
      const requests = make(count, (n) => (number === 0 ? 'begin' : `message ${n} of round ${number}`));
      const { messages } = await countOf(sink);
      const before = carillon.busy();
      const began = performance.now();
      const result = await load(carillon.port, requests, CONNECTIONS);
      await drained(sink, messages + count);
      const whole = (performance.now() - began) / 1000;
      const after = carillon.busy();
      if (result.other > 0) throw new Error(`${result.other} answers were not 200.`);
      if (number === 0) continue;
      answered.push(result.ok / result.seconds);
      settled.push(result.ok / whole);
      if (before !== undefined && after !== undefined) busy.push(((after - before) * 1000) / count);
      const percentiles = `p50 ${result.p50.toFixed(1)} ms, p99 ${result.p99.toFixed(1)} ms`;
      print(
        `round ${number}, ${name}: ${round(result.ok / result.seconds)}/s (${percentiles}), sent ${round(result.ok / whole)}/s`,
      );
    }
  }
  for (const { name, answered, settled, busy } of sides) {
    print(`inbound ${name}, answered 200       ${spread(answered)}`);
    print(`inbound ${name}, its answer sent    ${spread(settled)}`);
    if (busy.length > 0)
      print(`inbound ${name}, processor time     ${round(median(busy))} µs of the main thread a turn`);
  }
  const [one, other] = sides.map(({ answered, settled, busy }) => [answered, settled, busy].map(median));
  if (one && other) {
    const [answered = 0, sent = 0, busy = 0] = other.map((value, n) => value / (one[n] ?? 0));
    print(`SMS beside RCS: ${answered.toFixed(2)} answered, ${sent.toFixed(2)} with everything sent`);
    if (other[2]) print(`SMS beside RCS: ${busy.toFixed(2)} of its processor time`);
  }
}

async function run(): Promise<void> {
  rendering();
  await smpp();
  const rcsSink = await startHelper('sink.js', []);
  const smsSink = await startHelper('sink.js', []);
  const rcs = await startCarillon(rcsSink);
  const sms = await startCarillon(smsSink, { PUBLIC_URL });
  await sms.api('PUT', '/brands/default/sms', {
    provider: 'twilio',
    sender: '+447700900000',
    settings: { accountSid: ACCOUNT, rootUrl: `http://127.0.0.1:${smsSink}` },
    secrets: { authToken: TOKEN },
  });
  await checks(rcs, rcsSink);
  await turns(rcs, rcsSink, sms, smsSink);
  await Promise.all([rcs.stop(), sms.stop()]);
}

try {
  await run();
} finally {
  cleanUp();
}
