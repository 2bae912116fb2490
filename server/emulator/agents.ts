/** The agents the emulator hosts and who tests the unlaunched ones; knows no message. */
import { z } from 'zod';
import { LIMITS } from '../../flows/limits.ts';
import type { Clock } from '../clock.ts';
import { GoogleError } from './google-error.ts';

export const USE_CASES = ['OTP', 'TRANSACTIONAL', 'PROMOTIONAL', 'MULTI_USE'] as const;

export const agentSchema = z.strictObject({
  /** With or without "@rbm.goog". */
  agentId: z.string().min(1).max(100),
  name: z.string().max(100).default('Agent'),
  /** Signs the callbacks and proves the handshake. */
  clientToken: z.string().min(1).max(500),
  webhookUrl: z.string().regex(/^https?:\/\//, 'must be an http or https address'),
  /** Left out: any traffic type is accepted, also none. */
  useCase: z.enum(USE_CASES).optional(),
  /** false: reaches accepted testers only. */
  launched: z.boolean().default(true),
});
export type EmulatedAgent = z.infer<typeof agentSchema>;
export type EmulatedAgentInput = z.input<typeof agentSchema>;

export type InviteStatus = 'PENDING' | 'ACCEPTED' | 'DECLINED';

/** Traffic types an agent of each use case may send; the first is taken if none is given, except for MULTI_USE. */
const TRAFFIC: Readonly<Record<(typeof USE_CASES)[number], readonly string[]>> = {
  OTP: ['AUTHENTICATION', 'SERVICEREQUEST', 'ACKNOWLEDGEMENT'],
  TRANSACTIONAL: ['TRANSACTION', 'SERVICEREQUEST', 'ACKNOWLEDGEMENT'],
  PROMOTIONAL: ['PROMOTION', 'SERVICEREQUEST', 'ACKNOWLEDGEMENT'],
  MULTI_USE: ['AUTHENTICATION', 'TRANSACTION', 'PROMOTION', 'SERVICEREQUEST', 'ACKNOWLEDGEMENT'],
};

/** By phone number. */
type Testers = Map<string, { status: InviteStatus; invitedAt: number }>;

const DAY_MS = 24 * 3600 * 1000;

export interface Agents {
  put(agent: EmulatedAgentInput): EmulatedAgent;
  list(): EmulatedAgent[];
  get(agentId: string): EmulatedAgent | undefined;
  /** The agent a call names, or a 403 in Google's words. */
  of(agentId: string | undefined): EmulatedAgent;
  /** Whether the agent may write to this phone: launched, or the phone is an accepted tester. */
  reaches(agent: EmulatedAgent, phone: string): boolean;
  invite(agent: EmulatedAgent, phone: string): InviteStatus;
  /** The person answers the invitation; 404 if there is none. */
  answer(agent: EmulatedAgent, phone: string, status: 'ACCEPTED' | 'DECLINED'): void;
  /** Forgets all testers. */
  reset(): void;
}

export function createAgents({ clock }: { clock: Clock }): Agents {
  const agents = new Map<string, EmulatedAgent>();
  const testers = new Map<string, Testers>();

  function testersOf(agent: EmulatedAgent): Testers {
    const known: Testers = testers.get(agent.agentId) ?? new Map();
    testers.set(agent.agentId, known);
    return known;
  }

  const get = (agentId: string) => agents.get(bareAgentId(agentId));

  return {
    put(input) {
      const agent = agentSchema.parse({ ...input, agentId: bareAgentId(input.agentId) });
      agents.set(agent.agentId, agent);
      return agent;
    },
    list: () => [...agents.values()],
    get,
    of(agentId) {
      const agent = agentId ? get(agentId) : undefined;
      if (!agent) {
        throw new GoogleError(
          403,
          `There was an error looking up the RBM agent with ID: ${agentId || 'null'}.`,
        );
      }
      return agent;
    },
    reaches: (agent, phone) =>
      agent.launched || testers.get(agent.agentId)?.get(phone)?.status === 'ACCEPTED',
    invite(agent, phone) {
      const known = testersOf(agent);
      const tester = known.get(phone);
      if (tester?.status === 'ACCEPTED') return tester.status;
      if (tester?.status === 'DECLINED') {
        throw new GoogleError(
          400,
          'The tester declined the invitation and must be removed before a new one.',
        );
      }
      const now = clock.now();
      const today = [...known.values()].filter(({ invitedAt }) => invitedAt > now - DAY_MS).length;
      if (today >= LIMITS.testersPerDay || (!tester && known.size >= LIMITS.testersTotal)) {
        throw new GoogleError(429, 'Tester invitation quota exceeded.');
      }
      known.set(phone, { status: 'PENDING', invitedAt: now });
      return 'PENDING';
    },
    answer(agent, phone, status) {
      const tester = testers.get(agent.agentId)?.get(phone);
      if (!tester) throw new GoogleError(404, 'This phone was not invited to test the agent.');
      tester.status = status;
    },
    reset: () => testers.clear(),
  };
}

/** 400 where an agent of a known use case sends what it may not, or a multi-use agent does not say what it sends. */
export function checkTraffic(agent: EmulatedAgent, trafficType: string | undefined): void {
  if (!agent.useCase) return;
  const stated = trafficType === 'MESSAGE_TRAFFIC_TYPE_UNSPECIFIED' ? undefined : trafficType;
  if (!stated && agent.useCase === 'MULTI_USE') {
    throw new GoogleError(400, 'messageTrafficType must be set for agents with the multi-use use case.');
  }
  if (stated && !TRAFFIC[agent.useCase].includes(stated)) {
    throw new GoogleError(400, `messageTrafficType ${stated} is not allowed for a ${agent.useCase} agent.`);
  }
}

/** Google prints agent ids with and without this suffix. */
export function bareAgentId(agentId: string): string {
  return agentId.replace(/@rbm\.goog$/, '');
}
