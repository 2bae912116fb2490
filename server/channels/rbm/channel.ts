/** RBM as a way to reach a phone: renders, sends, and says what became of it. Knows no conversation and no store. */
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../clock.ts';
import type { Channel, Outbound, Outcome } from '../port.ts';
import type { Capabilities } from './capabilities.ts';
import type { Rcsbusinessmessaging } from './client.ts';
import { needsFeatures } from './degrade.ts';
import { statusOf, toOutcome } from './outcome.ts';
import { render } from './render.ts';
import type { Schema$AgentEvent, Schema$AgentMessage } from './schema.ts';

export interface RbmChannelOptions {
  client: Rcsbusinessmessaging;
  capabilities: Capabilities;
  /** Where Google fetches "/media/a.png" from. */
  publicUrl: string;
  clock: Clock;
}

/** Codes: rbm_unreachable, rbm_invalid, rbm_unauthorized, rbm_forbidden, rbm_refused, rbm_busy, rbm_unavailable,
 * rbm_timeout, rbm_network, rbm_phone. */
export function createRbmChannel({ client, capabilities, publicUrl, clock }: RbmChannelOptions): Channel {
  function create(outbound: Outbound, requestBody: Schema$AgentMessage): Promise<Outcome> {
    return settle(() =>
      client.phones.agentMessages.create({
        parent: `phones/${outbound.phone}`,
        messageId: outbound.id,
        agentId: outbound.brand.agentId,
        requestBody,
      }),
    );
  }

  async function settle(call: () => Promise<unknown>): Promise<Outcome> {
    try {
      await call();
      return { kind: 'accepted' };
    } catch (error) {
      // Google ignores an id it has seen, and does not document how it says so; a conflict can be nothing else.
      return statusOf(error) === 409 ? { kind: 'accepted' } : toOutcome(error, clock.now());
    }
  }

  async function deliver(outbound: Outbound): Promise<Outcome> {
    const { brand, phone, message } = outbound;
    // Where SMS can take its place, no time is lost on a phone that was out of reach a moment ago.
    const knownLost = () => brand.sms !== undefined && capabilities.isUnreachable(brand.agentId, phone);
    if (knownLost()) return KNOWN_LOST;
    if (!needsFeatures(message)) return create(outbound, render(outbound, undefined, { publicUrl }));

    const features = await capabilities.features(brand.agentId, phone);
    if (!features && knownLost()) return KNOWN_LOST;
    const first = render(outbound, features, { publicUrl });
    const outcome = await create(outbound, first);
    if (outcome.kind !== 'refused' || outcome.code !== 'rbm_invalid') return outcome;

    // The phone can show less than was thought: ask anew, and send the plainer message under the same id, which
    // Google has not accepted.
    capabilities.forget(brand.agentId, phone);
    const fresh = await capabilities.features(brand.agentId, phone);
    const second = fresh && render(outbound, fresh, { publicUrl });
    return second && !isDeepStrictEqual(first, second) ? create(outbound, second) : outcome;
  }

  return {
    serves: ({ agentId }) => agentId !== '',
    idempotent: () => true,

    async send(outbound) {
      const { brand, phone } = outbound;
      if (!E164.test(phone)) return NOT_A_PHONE;
      const outcome = await deliver(outbound);
      if (outcome.kind === 'unreachable' && outcome !== KNOWN_LOST) capabilities.lost(brand.agentId, phone);
      return outcome;
    },

    heard: ({ agentId }, phone) => capabilities.heard(agentId, phone),

    reachable: ({ agentId }, phones) =>
      capabilities.reachable(
        agentId,
        phones.filter((phone) => E164.test(phone)),
      ),

    async invite({ agentId }, phone) {
      if (!E164.test(phone)) return NOT_A_PHONE;
      try {
        const { data } = await client.phones.testers.create({ parent: `phones/${phone}`, agentId });
        return { kind: 'invited', status: INVITED[data.inviteStatus ?? ''] ?? 'pending' };
      } catch (error) {
        return toOutcome(error, clock.now());
      }
    },

    async revoke(brand, phone, message) {
      try {
        const name = `phones/${phone}/agentMessages/${message}`;
        await client.phones.agentMessages.delete({ name, agentId: brand.agentId });
        return 'revoked';
      } catch (error) {
        return statusOf(error) === 404 ? 'delivered' : 'unknown';
      }
    },

    async signal(brand, phone, id, signal) {
      if (!E164.test(phone)) return NOT_A_PHONE;
      const requestBody: Schema$AgentEvent =
        signal.kind === 'typing'
          ? { eventType: 'IS_TYPING' }
          : { eventType: 'READ', messageId: signal.remoteId };
      return settle(() =>
        client.phones.agentEvents.create({
          parent: `phones/${phone}`,
          eventId: id,
          agentId: brand.agentId,
          requestBody,
        }),
      );
    },
  };
}

const INVITED: Readonly<Record<string, 'accepted' | 'declined'>> = {
  ACCEPTED: 'accepted',
  DECLINED: 'declined',
};

/** Anything else would name another resource of the API. */
const E164 = /^\+[1-9]\d{4,14}$/;

/** The same answer for all, by which it is told from Google's own. */
const KNOWN_LOST: Outcome = {
  kind: 'unreachable',
  code: 'rbm_unreachable',
  detail: 'Not reachable over RCS a moment ago.',
};

const NOT_A_PHONE: Exclude<Outcome, { kind: 'accepted' }> = {
  kind: 'refused',
  code: 'rbm_phone',
  detail: 'The phone number is not in international form, such as +33612345678.',
};
