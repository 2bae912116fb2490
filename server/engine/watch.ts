/**
 * A message that RCS took and nobody reported as delivered: whether it is taken back and goes by SMS, counts as
 * delivered, or is asked about again. Knows the channel's port; decides, and leaves the writing to others.
 */
import type { ChannelName } from '../../flows/scope.ts';
import type { Brand, Channel } from '../channels/port.ts';
import type { Clock } from '../clock.ts';
import type { Conversation, OutboxItem, Reason, StoredMessage } from '../stores/port.ts';
import { backoffMs } from './backoff.ts';
import { canFallBack, isUrgent, type Serves } from './route.ts';
import { MAX_SEND_ATTEMPTS, type SendWork } from './say.ts';
import type { Verdict } from './verdict.ts';

export interface WatchDeps {
  channel(name: ChannelName): Channel | undefined;
  serves(brand: Brand): Serves;
  clock: Clock;
  random(): number;
  message(item: OutboxItem): Promise<StoredMessage | undefined>;
}

/**
 * How long the platform's own word is awaited after it answered that the message was delivered. It repeats what could
 * not be told at growing intervals of up to ten minutes, and a withdrawn message may answer like a delivered one.
 */
export const LINGER_MS = 15 * 60_000;

export function createWatch({ channel, serves, clock, random, message }: WatchDeps) {
  async function revoke(brand: Brand, conversation: Conversation, item: OutboxItem) {
    const rbm = channel(item.via ?? 'rbm');
    if (!rbm?.revoke) return 'unknown';
    return rbm.revoke(brand, conversation.phone, item.id).catch(() => 'unknown' as const);
  }

  return {
    /** Takes back what a "stop" overtook; true if it will not arrive. */
    async recall(brand: Brand, conversation: Conversation, item: OutboxItem): Promise<boolean> {
      return (await revoke(brand, conversation, item)) === 'revoked';
    },

    /** A watched item is due: it was not reported as delivered in its time. */
    async look(conversation: Conversation, brand: Brand, item: OutboxItem, work: SendWork): Promise<Verdict> {
      const line = await message(item);
      const because = (code: string): Reason[] => [{ at: clock.now(), code }];
      // Nothing to the contrary came since it was said to be delivered.
      if (line?.because?.some(({ code }) => code === UNCONFIRMED)) return { kind: 'done' };
      if (work.expires !== undefined && work.expires <= clock.now()) {
        return { kind: 'done', state: 'expired', because: because('expired') };
      }
      const answer = await revoke(brand, conversation, item);
      const possible = canFallBack(work, serves(brand), clock.now());
      switch (answer) {
        case 'revoked':
          return possible
            ? { kind: 'sms', afterMs: 0, because: because('rcs_expired') }
            : { kind: 'done', state: 'expired', because: because('rcs_expired') };
        case 'delivered':
          return { kind: 'watch', until: clock.now() + LINGER_MS, because: because(UNCONFIRMED) };
        case 'unknown': {
          if (possible && isUrgent(work)) return { kind: 'sms', afterMs: 0, because: because('rcs_unsure') };
          const detail = 'Nobody can say whether it was delivered over RCS.';
          if (item.attempts + 1 >= MAX_SEND_ATTEMPTS) return { kind: 'park', code: 'rcs_unsure', detail };
          return { kind: 'again', afterMs: backoffMs(item.attempts, random()), code: 'rcs_unsure', detail };
        }
      }
    },
  };
}

const UNCONFIRMED = 'rcs_delivered_unconfirmed';
