/** The RBM channel in a thread of its own: rendering and HTTP hold nobody up. Knows the port, not RBM. */
import { startThread } from '../thread.ts';
import type { Channel } from './port.ts';
import type { RbmSettings } from './rbm/open.ts';

export interface ThreadedChannel extends Channel {
  close(): Promise<void>;
}

/** Opens the channel in a new thread. */
export async function openThreadedRbm(
  settings: RbmSettings,
  died: (error: Error) => void,
): Promise<ThreadedChannel> {
  const thread = await startThread(new URL('./rbm/thread.js', import.meta.url), settings, died);
  const far = <Method extends keyof Channel>(method: Method) =>
    ((...args: unknown[]) => thread.call(method, args)) as Channel[Method];
  return {
    send: far('send'),
    revoke: far('revoke'),
    signal: far('signal'),
    close: thread.stop,
  };
}
