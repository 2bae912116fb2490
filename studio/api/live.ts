/**
 * The live connection to the server (Socket.IO): opened when first asked for, one for all screens, and whether it holds.
 * Knows no event.
 */
import { io, type Socket } from 'socket.io-client';
import type {
  ClientEvents,
  LIVE_PATH,
  LiveAnswer,
  LiveEvent,
  LiveRequest,
  ServerEvents,
} from '../../server/contract.ts';
import { ApiError } from './api-error.ts';
import { useLive } from './live-state.ts';
import { sessionRefused, useSession } from './session.ts';

export type LiveSocket = Socket<ServerEvents, ClientEvents>;

/** Written here as well, since the contract's own value would bring all its schemas with it. */
const PATH: typeof LIVE_PATH = '/live';
const ANSWER_MS = 15_000;

let shared: LiveSocket | undefined;

/** The connection of whoever is signed in. It opens itself again; listen to "connect" to catch up. */
export function liveSocket(): LiveSocket {
  if (shared) return shared;
  const socket = openLive(() => ({}));
  shared = socket;
  // While it waits for its next attempt, the library takes no other: it has to begin anew.
  const retry = () => socket.disconnect().connect();
  useLive.setState({ state: 'connecting', retry });
  socket.on('connect', () => useLive.setState({ state: 'connected' }));
  socket.on('disconnect', (reason) => {
    if (shared !== socket) return;
    useLive.setState({ state: 'lost' });
    // The server hung up (it restarts, or ended the session): the library opens it again only if told to.
    if (reason === 'io server disconnect') socket.connect();
  });
  // Cut off before it was greeted, the socket itself hears of nothing.
  socket.io.on('close', () => {
    if (shared === socket) useLive.setState({ state: 'lost' });
  });
  socket.on('connect_error', (error) => {
    if (shared !== socket) return;
    useLive.setState({ state: 'lost' });
    if (codeOf(error) === 'unauthorized') sessionRefused(useSession.getState().me?.id);
  });
  return socket;
}

/**
 * A connection of its own: of the session, or with a preview token of whoever has a shared link. The caller closes it.
 */
export function openLive(auth: () => { preview?: string }): LiveSocket {
  return io({
    path: PATH,
    // Polling first would need a second round of requests for nothing: every browser we support has WebSockets.
    transports: ['websocket', 'polling'],
    auth: (give) => give(auth()),
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
  });
}

/**
 * Asks and waits for the answer. Throws ApiError: "offline" where none comes in time, and the server's code where it
 * refuses with a problem; a refusal of another shape (an edit in conflict) is an answer like any other.
 */
export async function askLive<E extends LiveEvent>(
  event: E,
  payload: LiveRequest<E>,
  socket: LiveSocket = liveSocket(),
): Promise<Exclude<LiveAnswer<E>, { problem: unknown }>> {
  let answer: unknown;
  try {
    // The types of an event that is not yet known do not reach through emitWithAck.
    const ask = socket.timeout(ANSWER_MS).emitWithAck as (name: string, body: unknown) => Promise<unknown>;
    answer = await ask.call(socket.timeout(ANSWER_MS), event, payload);
  } catch {
    throw new ApiError(0, 'offline', 'The server cannot be reached.');
  }
  const { problem } = (answer ?? {}) as { problem?: { code: string; title: string } };
  if (problem !== undefined) throw new ApiError(400, problem.code, problem.title, { ...problem });
  return answer as Exclude<LiveAnswer<E>, { problem: unknown }>;
}

useSession.subscribe(({ me }, before) => {
  if (me?.id === before.me?.id || !shared) return;
  // Whoever signs in next gets a connection of their own.
  shared.disconnect();
  shared = undefined;
  useLive.setState({ state: 'idle' });
});

function codeOf(error: Error): string | undefined {
  const { data } = error as Error & { data?: { code?: unknown } };
  return typeof data?.code === 'string' ? data.code : error.message;
}
