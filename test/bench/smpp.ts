/**
 * SMPP throughput: one connection at windows of 10, 50 and 100, against a message centre in a process of its own that
 * answers at once, and one that answers after 5 ms as one across a network does.
 *
 * `tsc -p test/bench/tsconfig.json && node dist/test/bench/smpp.js [messages]`
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import smpp, { type PDU } from 'smpp';
import { openSmpp } from '../../server/channels/sms/smpp.ts';
import { systemClock } from '../../server/clock.ts';

const WINDOWS = [10, 50, 100];
const DELAYS_MS = [0, 5];
const TEXT = 'Votre rendez-vous est confirmé : lundi 2 mars à 10 h 30, 12 rue des Lilas.';

/** The other process: accepts every login, and every message after the delay. */
async function beCentre(delayMs: number): Promise<void> {
  let accepted = 0;
  const server = smpp.createServer({}, (session) => {
    session.on('error', () => undefined);
    session.on('pdu', (pdu: PDU) => {
      if (pdu.command.endsWith('_resp')) return;
      const id = pdu.command === 'submit_sm' ? { message_id: `m${++accepted}` } : {};
      const answer = () => session.send(pdu.response(id));
      if (delayMs === 0) answer();
      else setTimeout(answer, delayMs);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send?.((server.address() as AddressInfo).port);
}

async function measure(port: number, window: number, messages: number) {
  const provider = await openSmpp({ clock: systemClock, random: Math.random })({
    brand: {
      workspace: 'main',
      id: 'bench',
      name: 'Bench',
      agentId: 'bench',
      locale: 'fr',
      timezone: 'Europe/Paris',
      sms: {
        provider: 'smpp',
        sender: '+33644630000',
        smart: 'when-shorter',
        whenUnsure: 'hold',
        settings: { host: '127.0.0.1', port, systemId: 'bench', window },
      },
    },
    secret: async () => 'secret',
    webhookUrl: 'http://127.0.0.1/unused',
    hear: async () => undefined,
  });
  let next = 0;
  let accepted = 0;
  const work = async (until: number) => {
    while (next < until) {
      const n = String(next++).padStart(8, '0');
      const outcome = await provider.send({
        id: `00000000-0000-4000-8000-0000${n}`,
        to: `+336${n}`,
        sender: '+33644630000',
        text: TEXT,
        encoding: 'gsm7',
      });
      if (outcome.kind === 'accepted') accepted++;
    }
  };
  const together = (until: number) => Promise.all(Array.from({ length: window * 2 }, () => work(until)));
  await together(messages / 10);
  const warm = next;
  const cpu = process.cpuUsage();
  const began = performance.now();
  await together(messages);
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  await provider.close();
  if (accepted !== next) throw new Error(`${next - accepted} messages were not accepted.`);
  return { rate: (next - warm) / seconds, cpu: (user + system) / (next - warm) };
}

async function main(messages: number): Promise<void> {
  const self = fileURLToPath(import.meta.url);
  for (const delay of DELAYS_MS) {
    const centre: ChildProcess = fork(self, ['centre', String(delay)]);
    const [port] = (await once(centre, 'message')) as [number];
    for (const window of WINDOWS) {
      // A window of 10 that waits 5 ms an answer cannot do more than 2,000 a second.
      const count = delay === 0 ? messages : Math.min(messages, window * 600);
      const { rate, cpu } = await measure(port, window, count);
      const figures = `${Math.round(rate).toLocaleString('en')} messages/s, ${cpu.toFixed(1)} µs of our processor each`;
      console.log(`SMPP, window ${window}, answers after ${delay} ms: ${figures}`);
    }
    centre.kill();
    await once(centre, 'exit');
  }
}

const [first, second] = process.argv.slice(2);
if (first === 'centre') await beCentre(Number(second));
else await main(Number(first ?? 20_000));
