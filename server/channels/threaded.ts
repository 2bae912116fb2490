/** What speaks HTTP to platforms, in a thread of its own, where it holds nobody up. Knows the ports, not the platforms. */
import { startThread, type Thread } from '../thread.ts';
import type { Brand, Channel, Outcome } from './port.ts';
import type { RbmSettings } from './rbm/open.ts';
import type { CallProvider } from './sms/provider-call.ts';

export interface Threaded {
  rbm: Channel;
  /** How SMS providers with an HTTP API are called. */
  callProvider: CallProvider;
  close(): Promise<void>;
}

/** Opens one thread for all of it. `died` is told of an end that nobody asked for. */
export async function openThreaded(settings: RbmSettings, died: (error: Error) => void): Promise<Threaded> {
  return overThread(await startThread(new URL('./thread.js', import.meta.url), settings, died));
}

/** As many phones as the channel itself remembers. */
const MAX_LOST = 50_000;

/** What a thread serves. */
export function overThread(thread: Thread): Threaded {
  return {
    rbm: rbmOver(thread),
    callProvider: (who, request) => thread.call('callProvider', [who, request]) as ReturnType<CallProvider>,
    close: thread.stop,
  };
}

function rbmOver(thread: Thread): Channel {
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
  };
}
