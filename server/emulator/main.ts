/**
 * Runs the emulator alone, for fault tests and benches:
 *
 *   node dist/server/emulator/main.js --port 4000 --webhook http://127.0.0.1:3000/webhooks/rbm --client-token x --agent y
 *
 * It is served under /emulator, as in Carillon; the root URL for a client is http://127.0.0.1:4000/emulator/.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import express from 'express';
import { pino } from 'pino';
import { systemClock } from '../clock.ts';
import { createEgress } from '../egress.ts';
import { agentSchema } from './agents.ts';
import { createEmulator } from './emulator.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4000' },
    host: { type: 'string', default: '127.0.0.1' },
    webhook: { type: 'string', default: 'http://127.0.0.1:3000/webhooks/rbm' },
    'client-token': { type: 'string', default: 'emulator' },
    /** May be given several times. */
    agent: { type: 'string', multiple: true, default: ['emulator'] },
    /** OTP, TRANSACTIONAL, PROMOTIONAL or MULTI_USE, for all agents. */
    'use-case': { type: 'string' },
    /** Message ids remembered for the ledger; a long bench needs all of its own. */
    ledger: { type: 'string', default: '1000000' },
    'sms-webhook': { type: 'string', default: 'http://127.0.0.1:3000/webhooks/sms/emulator' },
    'sms-key': { type: 'string', default: 'emulator' },
    /** A number persons can write to before anything was sent to them; may be given several times. */
    'sms-sender': { type: 'string', multiple: true, default: [] },
    'require-auth': { type: 'boolean', default: false },
  },
});

const log = pino();
const egress = createEgress({ allowPrivate: [] });
const emulator = createEmulator({
  clock: systemClock,
  fetch: egress.trusted,
  newId: randomUUID,
  log,
  requireAuth: values['require-auth'],
  ledgerCapacity: Number(values.ledger),
  sms: [{ key: values['sms-key'], webhookUrl: values['sms-webhook'], senders: values['sms-sender'] }],
  agents: values.agent.map((agentId) =>
    agentSchema.parse({
      agentId,
      name: agentId,
      clientToken: values['client-token'],
      webhookUrl: values.webhook,
      useCase: values['use-case'],
    }),
  ),
});

const app = express().disable('x-powered-by').use('/emulator', emulator.router);
const server = createServer(app);
server.listen(Number(values.port), values.host, () => {
  const { address, port } = server.address() as AddressInfo;
  log.info({ url: `http://${address}:${port}/emulator/`, webhook: values.webhook }, 'the emulator listens');
  emulator.start();
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    emulator.stop();
    server.close();
    server.closeAllConnections();
    void egress.close();
  });
}
