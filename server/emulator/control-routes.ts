/** What tests and benches steer the emulator with: faults, ledgers, agents, accounts, handshake; knows no rule of RBM. */
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { type Agents, agentSchema, type EmulatedAgent } from './agents.ts';
import { answerJson } from './answer.ts';
import { parseJson, readBytes } from './body.ts';
import { LAUNCH_STATES } from './callbacks.ts';
import type { Courier } from './courier.ts';
import { type FaultSource, faultsSchema } from './faults.ts';
import { GoogleError } from './google-error.ts';
import type { HandshakeResult } from './handshake.ts';
import type { Journal } from './journal.ts';
import type { Ledger } from './ledger.ts';
import { type SmsAccount, type SmsAccounts, smsAccountSchema } from './sms-accounts.ts';
import type { SmsRecord } from './sms-centre.ts';
import type { Webhooks } from './webhooks.ts';
import { parseWire } from './wire.ts';

const BODY_BYTES = 64 * 1024;
const LEDGER_PAGE = 10_000;

const handshakeSchema = z.strictObject({
  agentId: z.string().optional(),
  /** Another token than the agent's, to see it refused. */
  clientToken: z.string().optional(),
});

const launchSchema = z.strictObject({
  state: z.enum(LAUNCH_STATES),
  region: z.string().max(100).default('/v1/regions/emulator'),
  comment: z.string().max(1000).default(''),
});

const ledgerQuerySchema = z.strictObject({
  since: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(LEDGER_PAGE).default(LEDGER_PAGE),
  kind: z.enum(['message', 'event', 'all']).default('message'),
});

const smsLedgerQuerySchema = ledgerQuerySchema.omit({ kind: true });

export function createControlRoutes({
  clock,
  newId,
  agents,
  faults,
  ledger,
  webhooks,
  sms,
  handshake,
  reset,
}: {
  clock: Clock;
  newId: () => string;
  agents: Agents;
  faults: FaultSource;
  ledger: Ledger;
  webhooks: Webhooks;
  sms: { accounts: SmsAccounts; ledger: Journal<SmsRecord>; courier: Courier };
  handshake: (agent: EmulatedAgent, clientToken: string | undefined) => Promise<HandshakeResult>;
  reset: () => void;
}): Router {
  async function bodyOf<Schema extends z.ZodType>(request: Request, schema: Schema, root: string) {
    return parseWire(schema, parseJson(await readBytes(request, BODY_BYTES)), root);
  }

  /** The client token is a secret between Google and the partner: it can be set, never read. */
  function shown({ clientToken: _, ...agent }: EmulatedAgent) {
    return agent;
  }

  function shownAccount({ key: _, ...account }: SmsAccount) {
    return account;
  }

  function agentOf(agentId: string | undefined): EmulatedAgent {
    const agent = agentId === undefined ? agents.list()[0] : agents.get(agentId);
    if (!agent) throw new GoogleError(404, 'There is no such agent.');
    return agent;
  }

  async function launch(request: Request, response: Response) {
    const { state, region, comment } = await bodyOf(request, launchSchema, 'launch');
    const agent = agentOf(String(request.params.agentId));
    const changed = agents.put({ ...agent, launched: state === 'LAUNCHED' });
    const eventId = newId();
    webhooks.send(agent.agentId, '', {
      eventId,
      agentId: `${agent.agentId}@rbm.goog`,
      botDisplayName: agent.name,
      brandId: 'emulator',
      brandDisplayName: agent.name,
      regionId: region,
      oldLaunchState: agent.launched ? 'LAUNCHED' : 'PENDING',
      newLaunchState: state,
      actingParty: 'CARRIER',
      comment,
      sendTime: new Date(clock.now()).toISOString(),
    });
    answerJson(response, 200, { ...shown(changed), eventId });
  }

  const router = Router();
  router.get('/faults', (_request, response) => answerJson(response, 200, faults.current()));
  router.put('/faults', async (request, response) => {
    faults.set(await bodyOf(request, faultsSchema, 'faults'));
    answerJson(response, 200, faults.current());
  });
  router.post('/reset', (_request, response) => {
    reset();
    answerJson(response, 200, {});
  });
  router.get('/ledger', (request, response) => {
    const { since, limit, kind } = parseWire(ledgerQuerySchema, { ...request.query }, 'ledger');
    const { records, next, lost } = ledger.page(since, limit);
    const entries = kind === 'all' ? records : records.filter((record) => record.kind === kind);
    answerJson(response, 200, { entries, next, lost });
  });
  const webhookStats = () => ({ ...webhooks.stats(), sms: sms.courier.stats() });
  router.get('/webhooks', (_request, response) => answerJson(response, 200, webhookStats()));
  router.post('/webhooks/flush', (_request, response) => {
    webhooks.flush();
    sms.courier.flush();
    answerJson(response, 200, webhookStats());
  });
  router.post('/handshake', async (request, response) => {
    const { agentId, clientToken } = await bodyOf(request, handshakeSchema, 'handshake');
    answerJson(response, 200, await handshake(agentOf(agentId), clientToken));
  });
  router.get('/agents', (_request, response) => answerJson(response, 200, agents.list().map(shown)));
  router.put('/agents/:agentId', async (request, response) => {
    const agentId = String(request.params.agentId);
    const fields = await bodyOf(request, agentSchema.omit({ agentId: true }), 'agent');
    answerJson(response, 200, shown(agents.put({ ...fields, agentId })));
  });
  router.post('/agents/:agentId/launch', launch);
  router.get('/sms/ledger', (request, response) => {
    const { since, limit } = parseWire(smsLedgerQuerySchema, { ...request.query }, 'ledger');
    const { records: entries, next, lost } = sms.ledger.page(since, limit);
    answerJson(response, 200, { entries, next, lost });
  });
  router.get('/sms/accounts', (_request, response) => {
    answerJson(response, 200, sms.accounts.list().map(shownAccount));
  });
  router.put('/sms/accounts/:id', async (request, response) => {
    const id = String(request.params.id);
    const fields = await bodyOf(request, smsAccountSchema.omit({ id: true }), 'account');
    answerJson(response, 200, shownAccount(sms.accounts.put({ ...fields, id })));
  });
  return router;
}
