/** Shows the customer that a person is typing, now and then while they do. Knows the channels' port and no rule. */
import type { ChannelName } from '../../flows/scope.ts';
import type { Brand, Channel } from '../channels/port.ts';
import type { Clock } from '../clock.ts';
import { isSpeaker } from '../engine/ownership.ts';
import type { User } from '../people/identity.ts';
import type { Conversation } from '../stores/port.ts';

/** Phones show it for about twenty seconds. */
const AGAIN_MS = 10_000;
const MOST = 2000;

export function createTypingShown(deps: {
  clock: Clock;
  newId(): string;
  brands: { get(workspace: string, id: string): Brand | undefined };
  channels: Partial<Record<ChannelName, Channel>>;
}): (who: User, conversation: Conversation) => void {
  const shown = new Map<string, number>();
  return (who, { workspace, id, brand, phone, channel, owner, optedOut }) => {
    // Nobody else speaks, so nobody else is seen to write.
    if (!isSpeaker(owner, who.id) || optedOut) return;
    const now = deps.clock.now();
    if (now - (shown.get(id) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return;
    if (shown.size >= MOST) shown.clear();
    shown.set(id, now);
    const known = deps.brands.get(workspace, brand);
    // A courtesy: lost, it is not missed.
    if (known)
      deps.channels[channel]?.signal?.(known, phone, deps.newId(), { kind: 'typing' }).catch(() => {});
  };
}
