/** What each phone can show, asked once and remembered for a while; knows no message. */
import { LIMITS } from '../../../flows/limits.ts';
import type { Clock } from '../../clock.ts';
import type { Rcsbusinessmessaging } from './client.ts';
import { statusOf } from './outcome.ts';

export interface Capabilities {
  /**
   * The features of a phone; undefined if it cannot be reached, or if Google does not say in good time. Never rejects:
   * a failing check is no reason not to send.
   */
  features(agentId: string, phone: string): Promise<ReadonlySet<string> | undefined>;
  /**
   * Which of these phones (E.164) the agent can reach. Google's bulk answer is cached and may be stale; for fewer than
   * 500 phones each is asked. Rejects with a `GaxiosError` if Google does not answer.
   */
  reachable(agentId: string, phones: readonly string[]): Promise<Set<string>>;
  /** True where Google said lately that this agent cannot reach this phone. Asks nobody. */
  isUnreachable(agentId: string, phone: string): boolean;
  /** A message found the phone unreachable: remembered for longer than a check that did, since a message knows best. */
  lost(agentId: string, phone: string): void;
  /** The phone showed that it can be reached. */
  heard(agentId: string, phone: string): void;
  /** Forgets a phone, because Google refused what it was said to be able to show. */
  forget(agentId: string, phone: string): void;
}

export interface CapabilitiesOptions {
  client: Rcsbusinessmessaging;
  clock: Clock;
  /** Makes a UUID. */
  newId: () => string;
  /** How long an answer holds. */
  ttlMs: number;
  /** How many phones are remembered. */
  max: number;
  /** How long a message waits for the answer. */
  patienceMs?: number;
}

/** A 404 may be a network without RCS for the moment, and a failed check says nothing: neither holds for long. */
const NEGATIVE_MS = 60_000;
const LOST_MS = 10 * 60_000;
const PATIENCE_MS = 2_000;
const SINGLE_CHECKS_AT_ONCE = 16;

interface Known {
  /** Undefined where they are not known, or where there is nobody to have them. */
  features: ReadonlySet<string> | undefined;
  unreachable: boolean;
  until: number;
}

type Answer = { kind: 'reachable'; features: ReadonlySet<string> } | { kind: 'unreachable' };

/** Remembers at most `max` phones, the least recently asked for are forgotten first. */
export function createCapabilities(options: CapabilitiesOptions): Capabilities {
  const { client, clock, newId, ttlMs, max, patienceMs = PATIENCE_MS } = options;
  // A Map keeps the order of insertion, so its first key is the one longest unused.
  const known = new Map<string, Known>();
  const underWay = new Map<string, Promise<ReadonlySet<string> | undefined>>();

  function remember(key: string, features: Known['features'], holdsMs: number, unreachable = false): void {
    known.delete(key);
    known.set(key, { features, unreachable, until: clock.now() + holdsMs });
    for (const oldest of known.keys()) {
      if (known.size <= max) break;
      known.delete(oldest);
    }
  }

  async function ask(agentId: string, phone: string): Promise<Answer> {
    try {
      const { data } = await client.phones.getCapabilities({
        name: `phones/${phone}`,
        requestId: newId(),
        agentId,
      });
      const features = Array.isArray(data?.features)
        ? data.features.filter((name) => typeof name === 'string')
        : [];
      return { kind: 'reachable', features: new Set(features) };
    } catch (error) {
      if (statusOf(error) === 404) return { kind: 'unreachable' };
      throw error;
    }
  }

  async function look(key: string, agentId: string, phone: string) {
    try {
      const answer = await ask(agentId, phone);
      if (answer.kind === 'unreachable') {
        remember(key, undefined, Math.min(ttlMs, NEGATIVE_MS), true);
        return undefined;
      }
      remember(key, answer.features, ttlMs);
      return answer.features;
    } catch {
      remember(key, undefined, Math.min(ttlMs, NEGATIVE_MS));
      return undefined;
    } finally {
      underWay.delete(key);
    }
  }

  async function reachableOneByOne(agentId: string, phones: string[]): Promise<Set<string>> {
    const reachable = new Set<string>();
    const waiting = phones.values();
    const work = async () => {
      for (const phone of waiting) {
        const answer = await ask(agentId, phone);
        if (answer.kind === 'reachable') {
          reachable.add(phone);
          remember(keyOf(agentId, phone), answer.features, ttlMs);
        }
      }
    };
    await Promise.all(Array.from({ length: SINGLE_CHECKS_AT_ONCE }, work));
    return reachable;
  }

  function forgetLoss(agentId: string, phone: string): void {
    const key = keyOf(agentId, phone);
    if (known.get(key)?.unreachable) known.delete(key);
  }

  return {
    isUnreachable(agentId, phone) {
      const found = known.get(keyOf(agentId, phone));
      return found?.unreachable ? found.until > clock.now() : false;
    },

    lost(agentId, phone) {
      remember(keyOf(agentId, phone), undefined, LOST_MS, true);
    },

    heard: forgetLoss,

    async features(agentId, phone) {
      const key = keyOf(agentId, phone);
      const found = known.get(key);
      if (found && found.until > clock.now()) {
        known.delete(key);
        known.set(key, found);
        return found.features;
      }
      const running = underWay.get(key);
      const check = running ?? look(key, agentId, phone);
      if (!running) underWay.set(key, check);
      return withPatience(check, clock, patienceMs);
    },

    async reachable(agentId, phones) {
      const unique = [...new Set(phones)];
      if (unique.length < LIMITS.batchMinUsers) return reachableOneByOne(agentId, unique);
      const reachable = new Set<string>();
      for (const users of evenly(unique, LIMITS.batchMaxUsers)) {
        const { data } = await client.users.batchGet({ agentId, requestBody: { users } });
        for (const phone of data?.reachableUsers ?? []) reachable.add(phone);
      }
      for (const phone of reachable) forgetLoss(agentId, phone);
      return reachable;
    },

    forget(agentId, phone) {
      known.delete(keyOf(agentId, phone));
    },
  };
}

function keyOf(agentId: string, phone: string): string {
  return `${agentId} ${phone}`;
}

/** The check goes on behind a message that no longer waits for it, and serves the next one. */
function withPatience<T>(check: Promise<T>, clock: Clock, patienceMs: number): Promise<T | undefined> {
  return new Promise((resolve) => {
    const stop = clock.alarm(clock.now() + patienceMs, () => resolve(undefined));
    void check.then((answer) => {
      stop();
      resolve(answer);
    });
  });
}

/** Parts of nearly equal size: a last part of a few would be below Google's minimum. */
function evenly<T>(items: T[], max: number): T[][] {
  const parts = Math.ceil(items.length / max);
  const size = Math.ceil(items.length / parts);
  return Array.from({ length: parts }, (_, index) => items.slice(index * size, (index + 1) * size));
}
