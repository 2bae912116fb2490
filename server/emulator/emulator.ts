/**
 * An RBM platform with its handsets as one Express router: Google's REST surface on one side, signed webhooks on the
 * other. Built from Google's documents alone; knows nothing of Carillon, so that it can find Carillon wrong.
 *
 * Mount it before any body parser: it reads bodies itself.
 *
 *   /v1/..., /upload/v1/...       Google's REST surface
 *   /handsets/{phone}...          the phones, for their page and for tests
 *   /files/{id}                   files persons sent and agents uploaded
 *   /control/...                  faults, ledger, webhook queue, agents, handshake, reset
 */
import type { ServerResponse } from 'node:http';
import { type RequestHandler, Router } from 'express';
import type { Clock } from '../clock.ts';
import { createAgents, type EmulatedAgentInput } from './agents.ts';
import { answerError, handleError } from './answer.ts';
import { createBulkCheck } from './bulk-check.ts';
import { createControlRoutes } from './control-routes.ts';
import { createFaults, faultsSchema } from './faults.ts';
import { createFiles } from './files.ts';
import { GoogleError } from './google-error.ts';
import { createHandsetRoutes } from './handset-routes.ts';
import { createHandsets, HANDSET_LIMITS, type HandsetLimits } from './handsets.ts';
import { type HandshakeResult, handshake } from './handshake.ts';
import { createLedger } from './ledger.ts';
import type { EmulatorLog } from './log.ts';
import { createPlatform } from './platform.ts';
import { createRestRoutes } from './rest-routes.ts';
import { createWebhooks, WEBHOOK_SETTINGS, type WebhookSettings } from './webhooks.ts';

export interface EmulatorOptions {
  clock: Clock;
  /** Makes the webhook calls. */
  fetch: typeof globalThis.fetch;
  /** Random UUIDs. */
  newId: () => string;
  agents: EmulatedAgentInput[];
  log: EmulatorLog;
  /** Calls to the REST surface need some bearer token. */
  requireAuth?: boolean;
  /** Address of this router from outside, for files; left out, as each caller reached it. */
  publicUrl?: string;
  webhook?: Partial<WebhookSettings>;
  limits?: Partial<HandsetLimits>;
  /** Message and event ids remembered; older ones are forgotten. */
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
  /** Sends the webhook its verification request and tells whether it passed. */
  handshake(agentId: string): Promise<HandshakeResult>;
  /** Forgets handsets, messages, callbacks, files, testers and faults; keeps the agents. */
  reset(): void;
}

const LEDGER_CAPACITY = 200_000;

export function createEmulator(options: EmulatorOptions): Emulator {
  const { clock, fetch, newId, log } = options;
  const settings = { ...WEBHOOK_SETTINGS, ...options.webhook };
  const agents = createAgents({ clock });
  const faults = createFaults();
  const files = createFiles({ newId });
  const handsets = createHandsets({ limits: { ...HANDSET_LIMITS, ...options.limits } });
  const ledger = createLedger({ capacity: options.ledgerCapacity ?? LEDGER_CAPACITY });
  const webhooks = createWebhooks({ clock, fetch, newId, agents, faults, log, settings });
  const platform = createPlatform({ clock, newId, agents, faults, files, handsets, ledger, webhooks });
  const bulkCheck = createBulkCheck({ clock, handsets });
  const hung = new Set<ServerResponse>();
  for (const agent of options.agents) agents.put(agent);

  function reset(): void {
    for (const response of [...hung]) response.destroy();
    faults.set(faultsSchema.parse({}));
    handsets.reset();
    webhooks.reset();
    ledger.reset();
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
  const router = Router();
  router.use(
    createRestRoutes({
      agents,
      faults,
      files,
      platform,
      bulkCheck,
      requireAuth: options.requireAuth ?? false,
      hung,
    }),
  );
  router.use(refuseOtherSites);
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
    },
    stop() {
      webhooks.stop();
      handsetRoutes.close();
      reset();
    },
    putAgent(agent) {
      agents.put(agent);
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
