/** The RBM channel in a thread of its own: rendering and HTTP hold nobody up. Knows the port, not RBM. */
import { startThread, type Thread } from '../thread.ts';
import type { Brand, Channel, Outcome } from './port.ts';
import type { RbmSettings } from './rbm/open.ts';

export interface ThreadedChannel extends Channel {
  close(): Promise<void>;
}

/** Opens the channel in a new thread. */
export async function openThreadedRbm(
  settings: RbmSettings,
  died: (error: Error) => void,
): Promise<ThreadedChannel> {
  return overThread(await startThread(new URL('./rbm/thread.js', import.meta.url), settings, died));
}

/** As many phones as the channel itself remembers. */
const MAX_LOST = 50_000;

/** The channel that a thread serves. */
export function overThread(thread: Thread): ThreadedChannel {
  const far = <Method extends 'send' | 'revoke' | 'signal' | 'invite'>(method: Method) =>
    ((...args: unknown[]) => thread.call(method, args)) as NonNullable<Channel[Method]>;
  const send = far('send');
  /** Phones that were out of reach: nearly none, and only of these is the thread told that they were heard of. */
  const lost = new Set<string>();
  const keyOf = ({ agentId }: Brand, phone: string) => `${agentId} ${phone}`;

  return {
    serves: ({ agentId }) => agentId !== '',
    idempotent: () => true,
    async send(outbound): Promise<Outcome> {
      const outcome = await send(outbound);
      if (outcome.kind === 'unreachable') {
        lost.add(keyOf(outbound.brand, outbound.phone));
        if (lost.size > MAX_LOST) lost.delete(lost.values().next().value ?? '');
      }
      return outcome;
    },
    revoke: far('revoke'),
    signal: far('signal'),
    invite: far('invite'),
    heard(brand, phone) {
      if (!lost.delete(keyOf(brand, phone))) return;
      // Nothing is lost with it: at worst the next message goes by SMS.
      thread.call('heard', [brand, phone]).catch(() => undefined);
    },
    async reachable(brand, phones) {
      return new Set((await thread.call('reachable', [brand, phones])) as string[]);
    },
    close: thread.stop,
  };
}
