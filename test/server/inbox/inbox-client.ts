/** An operator at the live connection of a whole server, for tests: asks, and remembers what it is told. */
import { io, type Socket } from 'socket.io-client';
import type { LiveAnswer, LiveEvent, LivePush, LiveRequest, livePushes } from '../../../server/contract.ts';

type PushName = keyof typeof livePushes;
type Done<E extends LiveEvent> = Extract<LiveAnswer<E>, { ok: true }>;

export interface InboxClient {
  socket: Socket;
  /** Fails the test where it is refused. */
  ask<E extends LiveEvent>(event: E, payload: LiveRequest<E>): Promise<Done<E>>;
  /** Whatever comes back, for what is refused. */
  try(event: string, payload: unknown): Promise<{ ok: boolean; code?: string }>;
  /** Everything told under a name, oldest first. */
  told<P extends PushName>(name: P): LivePush<P>[];
  /** Waits for something told that fits, from now or before. */
  hears<P extends PushName>(name: P, fits: (payload: LivePush<P>) => boolean): Promise<LivePush<P>>;
  close(): void;
}

/** By an API token, or the cookie of somebody who signed in. */
export async function inboxClient(
  url: string,
  by: { token: string } | { cookie: string },
): Promise<InboxClient> {
  const socket = io(url, {
    path: '/live',
    transports: ['websocket'],
    reconnection: false,
    ...('token' in by ? { auth: by } : { extraHeaders: by }),
  });
  const all: { name: string; payload: unknown }[] = [];
  const waiting = new Set<() => void>();
  socket.onAny((name: string, payload: unknown) => {
    all.push({ name, payload });
    for (const look of waiting) look();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  const told = <P extends PushName>(name: P) =>
    all.filter((one) => one.name === name).map(({ payload }) => payload as LivePush<P>);
  return {
    socket,
    told,
    async ask(event, payload) {
      const answer: { ok: boolean } = await socket.emitWithAck(event, payload);
      if (!answer.ok) throw new Error(`${event}: ${JSON.stringify(answer)}`);
      return answer as never;
    },
    try: (event, payload) => socket.emitWithAck(event, payload),
    hears(name, fits) {
      return new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`${name} was not told: ${JSON.stringify(told(name)).slice(0, 2000)}`));
        }, 10_000);
        const look = () => {
          const found = told(name).find(fits);
          if (!found) return;
          clearTimeout(late);
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      });
    },
    close: () => socket.close(),
  };
}
