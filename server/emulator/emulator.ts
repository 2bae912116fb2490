/**
 * An RBM platform and an SMS centre with their handsets as one Express router: Google's REST surface and one for SMS on
 * one side, signed webhooks on the other. Built from Google's documents alone; knows nothing of Carillon, so that it can
 * find Carillon wrong.
 *
 * Mount it before any body parser: it reads bodies itself.
 *
 *   /v1/..., /upload/v1/...       Google's REST surface
 *   /sms/v1/messages              the SMS centre's
 *   /handsets/{phone}...          the phones, for their page and for tests
 *   /files/{id}                   files persons sent and agents uploaded
 *   /control/...                  faults, ledgers, webhook queues, agents, handshake, reset
 */
import type { ServerResponse } from 'node:http';
import { type RequestHandler, Router } from 'express';
import type { Clock } from '../clock.ts';
import { createAgents, type EmulatedAgentInput } from './agents.ts';
import { answerError, handleError } from './answer.ts';
import { createBulkCheck } from './bulk-check.ts';
import { createControlRoutes } from './control-routes.ts';
import { COURIER_SETTINGS, type CourierSettings, createCourier } from './courier.ts';
import { createFaults, faultsSchema } from './faults.ts';
import { createFiles } from './files.ts';
import { GoogleError } from './google-error.ts';
import { createHandsetRoutes } from './handset-routes.ts';
import { createHandsets, HANDSET_LIMITS, type HandsetLimits } from './handsets.ts';
import { type HandshakeResult, handshake } from './handshake.ts';
import { createJournal } from './journal.ts';
import { createLedger } from './ledger.ts';
import type { EmulatorLog } from './log.ts';
import { createPlatform } from './platform.ts';
import { createRestRoutes } from './rest-routes.ts';
import { createSmsAccounts, type SmsAccountInput } from './sms-accounts.ts';
import { createSmsCentre, type SmsRecord } from './sms-centre.ts';
import { createSmsRoutes } from './sms-routes.ts';
import { createWebhooks } from './webhooks.ts';

export interface EmulatorOptions {
  clock: Clock;
  /** Makes the webhook calls. */
  fetch: typeof globalThis.fetch;
  /** Random UUIDs. */
  newId: () => string;
  agents: EmulatedAgentInput[];
  /** Who sends SMS, and where persons' SMS and delivery reports go to; left out, nobody hears of them. */
  sms?: SmsAccountInput[];
  log: EmulatorLog;
  /** Calls to the REST surface need some bearer token. */
  requireAuth?: boolean;
  /** Address of this router from outside, for files; left out, as each caller reached it. */
  publicUrl?: string;
  /** For both webhooks. */
  webhook?: Partial<CourierSettings>;
  limits?: Partial<HandsetLimits>;
  /** Message and event ids remembered, and as many of SMS; older ones are forgotten. */
  ledgerCapacity?: number;
}

export interface Emulator {
  router: Router;
  /** Lets callbacks leave; call it when the webhook can answer. */
  start(): void;
  /** Ends streams, withheld answers, webhook calls and timers; forgets everything but the agents. */
  stop(): void;
  /** Adds an agent or replaces the one of that id; throws a ZodError for a malformed one. */
  putAgent(agent: EmulatedAgentInput): void;
  /** Adds an account for SMS or replaces the one of that id; throws a ZodError for a malformed one. */
  putSmsAccount(account: SmsAccountInput): void;
  /** Sends the webhook its verification request and tells whether it passed. */
  handshake(agentId: string): Promise<HandshakeResult>;
  /** Forgets handsets, messages, callbacks, files, testers and faults; keeps the agents and accounts. */
  reset(): void;
}

const LEDGER_CAPACITY = 200_000;

export function createEmulator(options: EmulatorOptions): Emulator {
  const { clock, fetch, newId, log } = options;
  const settings = { ...COURIER_SETTINGS, ...options.webhook };
  const agents = createAgents({ clock });
  const faults = createFaults();
  const files = createFiles({ newId });
  const handsets = createHandsets({ limits: { ...HANDSET_LIMITS, ...options.limits } });
  const capacity = options.ledgerCapacity ?? LEDGER_CAPACITY;
  const ledger = createLedger({ capacity });
  const webhooks = createWebhooks({ clock, fetch, newId, agents, faults, log, settings });
  const accounts = createSmsAccounts();
  const smsLedger = createJournal<SmsRecord>({ capacity, keyOf: ({ id }) => id });
  const courier = createCourier({
    clock,
    fetch,
    faults: faults.sms,
    log,
    taken: (status) => status >= 200 && status < 300,
    settings,
  });
  const sms = createSmsCentre({
    clock,
    newId,
    faults: faults.sms,
    handsets,
    accounts,
    journal: smsLedger,
    courier,
  });
  const platform = createPlatform({ clock, newId, agents, faults, files, handsets, ledger, webhooks, sms });
  const bulkCheck = createBulkCheck({ clock, handsets });
  const hung = new Set<ServerResponse>();
  for (const agent of options.agents) agents.put(agent);
  for (const account of options.sms ?? []) accounts.put(account);

  function reset(): void {
    for (const response of [...hung]) response.destroy();
    faults.set(faultsSchema.parse({}));
    handsets.reset();
    webhooks.reset();
    courier.reset();
    ledger.reset();
    smsLedger.reset();
    accounts.reset();
    files.reset();
    agents.reset();
  }

  const handsetRoutes = createHandsetRoutes({
    clock,
    files,
    handsets,
    platform,
    publicUrl: options.publicUrl?.replace(/\/$/, ''),
  });
  const requireAuth = options.requireAuth ?? false;
  const router = Router();
  router.use(
    createRestRoutes({
      agents,
      faults,
      files,
      platform,
      bulkCheck,
      requireAuth,
      hung,
    }),
  );
  router.use(refuseOtherSites);
  router.use('/sms', createSmsRoutes({ accounts, faults: faults.sms, centre: sms, requireAuth, hung }));
  router.use(handsetRoutes.router);
  router.use(
    '/control',
    createControlRoutes({
      clock,
      newId,
      agents,
      faults,
      ledger,
      webhooks,
      sms: { accounts, ledger: smsLedger, courier },
      handshake: (agent, clientToken) =>
        handshake(agent, { clock, fetch, secret: newId(), clientToken, timeoutMs: settings.timeoutMs }),
      reset,
    }),
  );
  router.use((request, response) => {
    answerError(response, new GoogleError(404, `Nothing is served under ${request.path}.`));
  });
  router.use(handleError(log));

  return {
    router,
    start() {
      webhooks.start();
      courier.start();
    },
    stop() {
      webhooks.stop();
      courier.stop();
      handsetRoutes.close();
      reset();
    },
    putAgent(agent) {
      agents.put(agent);
    },
    putSmsAccount(account) {
      accounts.put(account);
    },
    handshake(agentId) {
      const agent = agents.of(agentId);
      return handshake(agent, { clock, fetch, secret: newId(), timeoutMs: settings.timeoutMs });
    },
    reset,
  };
}

/** A page of another site may not act as a handset or steer the emulator through a visitor's browser. */
const refuseOtherSites: RequestHandler = (request, _response, next) => {
  const from = request.headers['sec-fetch-site'];
  if (from === 'cross-site' && request.method !== 'GET') {
    throw new GoogleError(403, 'Requests from other sites are refused.');
  }
  next();
};
