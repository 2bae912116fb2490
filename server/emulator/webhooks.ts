/**
 * The way from the platform to the partner's webhook: signs what Google would send and hands it to the courier; knows
 * no meaning of a callback. Only an answer of exactly 200 counts (guide "Webhooks").
 */
import type { Clock } from '../clock.ts';
import type { Agents } from './agents.ts';
import { type Callback, signCallback } from './callbacks.ts';
import { type CourierSettings, type CourierStats, createCourier } from './courier.ts';
import type { FaultSource } from './faults.ts';
import type { EmulatorLog } from './log.ts';

export type WebhookStats = Omit<CourierStats, 'lastFailure'> & {
  lastFailure: { at: string; agentId: string; reason: string } | null;
};

export interface Webhooks {
  /** Until then, and after `stop`, callbacks wait. */
  start(): void;
  stop(): void;
  /** Queues one callback, unless it falls to the fault named. */
  send(agentId: string, phone: string, callback: Callback, droppedBy?: 'dropReceipts' | 'dropExpiries'): void;
  /** Whether nothing more may be accepted. */
  full(): boolean;
  /** Makes every waiting retry now. */
  flush(): void;
  stats(): WebhookStats;
  /** Forgets all callbacks; calls under way are cut off. */
  reset(): void;
}

export function createWebhooks({
  clock,
  fetch,
  newId,
  agents,
  faults,
  log,
  settings,
}: {
  clock: Clock;
  fetch: typeof globalThis.fetch;
  newId: () => string;
  agents: Agents;
  faults: FaultSource;
  log: EmulatorLog;
  settings?: CourierSettings;
}): Webhooks {
  const courier = createCourier({
    clock,
    fetch,
    faults,
    log,
    taken: (status) => status === 200,
    ...(settings ? { settings } : {}),
  });

  return {
    start: courier.start,
    stop: courier.stop,
    send(agentId, phone, callback, droppedBy) {
      const agent = agents.get(agentId);
      if (!agent || (droppedBy && faults.strikes(droppedBy))) return;
      const signed = signCallback(callback, {
        clientToken: agent.clientToken,
        envelopeId: newId(),
        publishTime: new Date(clock.now()).toISOString(),
      });
      const address = () => agents.get(agentId)?.webhookUrl;
      courier.send({ to: agent.agentId, phone, address, ...signed });
    },
    full: courier.full,
    flush: courier.flush,
    stats() {
      const { lastFailure: last, ...stats } = courier.stats();
      return {
        ...stats,
        lastFailure: last && { at: last.at, agentId: last.to, reason: last.reason },
      };
    },
    reset: courier.reset,
  };
}
