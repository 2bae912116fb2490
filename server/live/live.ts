/**
 * The live connection of the studio: Socket.IO on the server's own port. Knows who may ask, that every request fits its
 * schema and gets an answer; knows nothing of flows.
 */
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { Server, type ServerOptions, type Socket } from 'socket.io';
import type { z } from 'zod';
import { issueWords } from '../../flows/issue-words.ts';
import type { Clock } from '../clock.ts';
import {
  type ClientEvents,
  LIVE_PATH,
  type LiveAnswer,
  type LiveEvent,
  type LiveFailure,
  type LivePush,
  type liveRequests,
  type ServerEvents,
} from '../contract.ts';
import { CodedError, type Fault, toProblem } from '../errors.ts';
import type { Identity } from '../people/identity.ts';
import type { Report } from '../report.ts';
import { createAllowance } from './allowance.ts';
import { mayAsk } from './identity.ts';
import { isOwnOrigin } from './origin.ts';
import { unsafePart } from './unsafe-part.ts';

type PushName = keyof ServerEvents;

/** What a handler is given beside its payload. */
export interface LiveContext {
  identity: Identity;
  /** Of this connection; new after each reconnection. */
  socketId: string;
  /** To this connection alone. */
  emit<P extends PushName>(event: P, payload: LivePush<P>): void;
  join(room: string): void;
  leave(room: string): void;
  /** Called once, when the connection is gone. */
  onClose(callback: () => void): void;
}

/** What answers one event. Throws a `CodedError` for whatever the client should be told. */
export interface LiveHandler<E extends LiveEvent = LiveEvent> {
  schema: (typeof liveRequests)[E];
  /** Beyond the table of `identity.ts`: whether this identity may ask it. */
  allow?(identity: Identity): boolean;
  run(
    payload: z.output<(typeof liveRequests)[E]>,
    context: LiveContext,
  ): Promise<LiveAnswer<E>> | LiveAnswer<E>;
}
export type LiveHandlers = { [E in LiveEvent]?: LiveHandler<E> };

export interface LiveDeps {
  http: HttpServer;
  /** Where browsers find this server, if a proxy stands in between. */
  publicUrl: string;
  /** Who shakes hands; undefined for nobody we know. Throws a `CodedError` where there is more to say to them. */
  authorize(handshake: {
    auth: Record<string, unknown>;
    headers: IncomingMessage['headers'];
  }): Promise<Identity | undefined>;
  /** Until when somebody may stay without shaking hands again; undefined: no longer. For ever if left out. */
  until?(identity: Identity): Promise<number | undefined>;
  /** Somebody asked something; told once in a while. */
  used?(identity: Identity): Promise<void>;
  /** A connection is open; what it returns is called when it is gone. */
  connected?(identity: Identity): () => void;
  handlers: LiveHandlers;
  /** Reaches the connections of other processes. */
  adapter?: ServerOptions['adapter'] | undefined;
  clock: Clock;
  report: Report;
}

export interface Live {
  /** To everybody in a room, whichever process has them, but for one connection. */
  tell<P extends PushName>(room: string, event: P, payload: LivePush<P>, except?: string): void;
  /** To those of this process: every other one tells its own. */
  tellHere<P extends PushName>(room: string, event: P, payload: LivePush<P>): void;
  /** Ends every connection of a person, a session, a token or a shared link, whichever process holds it. */
  end(whose: { person: string } | { session: string } | { token: string } | { link: string }): void;
  /** Connections there are now. */
  readonly connections: number;
  /** Answers what was asked, then closes every connection; the HTTP server stays as it is. */
  close(): Promise<void>;
}

/**
 * The largest edit is a whole document at the limit of 2 MB, pasted or imported at once, in its envelope. Less would
 * close the connection of who pastes much, again and again after each reconnection, instead of telling them why.
 */
const MAX_MESSAGE_BYTES = 2 * 1024 * 1024 + 128 * 1024;
/** A pointer that moves is told 20 times a second; the rest is what one person can do with ten fingers. */
const ALLOWANCE = { burst: 200, perSecond: 60 };
/** Requests past the allowance before the connection is closed: a program gone wild, no person. */
const MAX_REFUSED = 500;
const MAX_CONNECTIONS = 2000;
/** A session that cannot be read now is read again then; nobody is thrown out because the database was away. */
const ASK_AGAIN_MS = 60_000;
const USED_EVERY_MS = 5 * 60_000;

export function createLive(deps: LiveDeps): Live {
  const { handlers, clock, report } = deps;
  const underWay = new Set<Promise<void>>();
  let closing = false;

  const io = new Server<ClientEvents, ServerEvents, Record<string, never>, { identity?: Identity }>(
    deps.http,
    {
      path: LIVE_PATH,
      ...(deps.adapter ? { adapter: deps.adapter } : {}),
      serveClient: false,
      maxHttpBufferSize: MAX_MESSAGE_BYTES,
      // Compressing costs 300 kB of memory a connection, and edits are small.
      perMessageDeflate: false,
      // What was missed is caught up by the document's rev, which holds across a restart too.
      cleanupEmptyChildNamespaces: true,
      allowRequest: (request, decide) =>
        decide(null, !closing && isOwnOrigin(request.headers, deps.publicUrl)),
    },
  );

  io.use((socket, next) => {
    const refuse = (error: unknown) => {
      const { problem } = failure(error);
      next(Object.assign(new Error(problem.title), { data: problem }));
    };
    if (closing || io.engine.clientsCount > MAX_CONNECTIONS) {
      refuse(new CodedError(closing ? 'not_ready' : 'too_many_requests'));
      return;
    }
    const { auth, headers } = socket.handshake;
    deps.authorize({ auth: isRecord(auth) ? auth : {}, headers }).then(
      (identity) => {
        if (!identity || isExpired(identity)) return refuse(new CodedError('unauthorized'));
        socket.data.identity = identity;
        next();
      },
      (error: unknown) => {
        if (!(error instanceof CodedError)) report({ kind: 'fault', where: 'live handshake', error });
        refuse(error);
      },
    );
  });

  io.on('connection', (socket) => {
    const { identity } = socket.data;
    if (!identity) {
      socket.disconnect(true);
      return;
    }
    serve(socket, identity);
  });

  function isExpired(identity: Identity): boolean {
    return identity.kind === 'preview' && identity.expires <= clock.now();
  }

  function serve(socket: Socket<ClientEvents, ServerEvents>, identity: Identity): void {
    const allowed = createAllowance(clock, ALLOWANCE);
    let refused = 0;
    const closers: (() => void)[] = [];
    let asked = clock.now();
    for (const room of ownRooms(identity)) socket.join(room);
    if (deps.connected) closers.push(deps.connected(identity));
    // Also once at the beginning: what was revoked while it shook hands found no connection to end.
    void stayOrGo();

    async function stayOrGo(): Promise<void> {
      let until: number | undefined;
      try {
        until = deps.until ? await deps.until(identity) : endOf(identity);
      } catch (error) {
        report({ kind: 'fault', where: 'live session', error });
        until = clock.now() + ASK_AGAIN_MS;
      }
      if (!socket.connected) return;
      if (until === undefined || until <= clock.now()) socket.disconnect(true);
      else if (Number.isFinite(until)) closers.push(clock.alarm(until, () => void stayOrGo()));
    }
    const context: LiveContext = {
      identity,
      socketId: socket.id,
      emit: (event, payload) => {
        // Socket.IO's types cannot follow a name that is a parameter itself.
        (socket.emit as (name: string, payload: unknown) => boolean)(event, payload);
      },
      // One that is gone would be in the room for ever.
      join: (room) => {
        if (socket.connected) socket.join(room);
      },
      leave: (room) => socket.leave(room),
      onClose(callback) {
        if (socket.connected) closers.push(callback);
        else callback();
      },
    };
    socket.on('disconnect', () => {
      for (const close of closers.splice(0)) close();
    });

    async function answerTo(event: string, args: unknown[]): Promise<LiveAnswer<LiveEvent>> {
      if (!allowed()) {
        refused += 1;
        if (refused > MAX_REFUSED) socket.disconnect(true);
        throw new CodedError('too_many_requests');
      }
      if (isExpired(identity)) throw new CodedError('unauthorized');
      const handler = Object.hasOwn(handlers, event) ? handlers[event as LiveEvent] : undefined;
      if (!handler) throw new CodedError('not_found', 'There is no such event.');
      if (!mayAsk(identity, event) || handler.allow?.(identity) === false) throw new CodedError('forbidden');
      if (args.length !== 1) throw new CodedError('invalid_body', 'An event carries one object.');
      const unsafe = unsafePart(args[0]);
      if (unsafe !== undefined) throw new CodedError('invalid_body', unsafe);
      const parsed = handler.schema.safeParse(args[0]);
      if (!parsed.success) {
        throw new CodedError('invalid_body', undefined, parsed.error.issues.slice(0, 20).map(faultOf));
      }
      if (clock.now() - asked >= USED_EVERY_MS) {
        asked = clock.now();
        await deps.used?.(identity);
      }
      // The schema is the handler's own, so its output is what the handler takes.
      return (handler as unknown as Loose).run(parsed.data, context);
    }

    socket.onAny((event: string, ...args: unknown[]) => {
      const last = args.at(-1);
      const answer = typeof last === 'function' ? (last as (answer: unknown) => void) : undefined;
      if (answer) args.pop();
      const done = answerTo(event, args).then(
        (value) => answer?.(value),
        (error: unknown) => {
          if (!(error instanceof CodedError)) report({ kind: 'fault', where: `live ${event}`, error });
          answer?.(failure(error));
        },
      );
      underWay.add(done);
      done.finally(() => underWay.delete(done));
    });
  }

  return {
    tell(room, event, payload, except) {
      const target = except === undefined ? io.to(room) : io.to(room).except(except);
      (target.emit as (name: string, payload: unknown) => boolean).call(target, event, payload);
    },
    tellHere(room, event, payload) {
      const target = io.local.to(room);
      (target.emit as (name: string, payload: unknown) => boolean).call(target, event, payload);
    },
    end(whose) {
      io.in(ownRoom(whose)).disconnectSockets(true);
    },
    get connections() {
      return io.engine.clientsCount;
    },
    async close() {
      closing = true;
      while (underWay.size > 0) await Promise.allSettled([...underWay]);
      // Those of other processes stay.
      io.local.disconnectSockets(true);
      await io.of('/').adapter.close();
      // Not `io.close`, which would close the HTTP server with it.
      io.engine.close();
    },
  };
}

/** The rooms of one's own, by which one is found. No room of a screen has such a name. */
function ownRooms(identity: Identity): string[] {
  if (identity.kind === 'preview') return [ownRoom({ link: identity.link })];
  const { id, session, token } = identity;
  return [
    ownRoom({ person: id }),
    ...(session === undefined ? [] : [ownRoom({ session })]),
    ...(token === undefined ? [] : [ownRoom({ token })]),
  ];
}

function ownRoom(whose: Parameters<Live['end']>[0]): string {
  return Object.entries(whose)
    .map(([what, id]) => `own-${what}:${id}`)
    .join();
}

function endOf(identity: Identity): number {
  return identity.kind === 'preview' ? identity.expires : Number.POSITIVE_INFINITY;
}

interface Loose {
  run(payload: unknown, context: LiveContext): Promise<LiveAnswer<LiveEvent>>;
}

/** What a client is told of an error: its code, and of ours nothing. */
export function failure(error: unknown): LiveFailure {
  const { code, title, detail, detailFr, errors } = toProblem(error);
  return {
    ok: false,
    code,
    problem: {
      code,
      title,
      ...(detail ? { detail } : {}),
      ...(detailFr ? { detailFr } : {}),
      ...(errors ? { errors } : {}),
    },
  };
}

function faultOf(issue: z.core.$ZodIssue): Fault {
  const { en, fr } = issueWords(issue);
  const path = issue.path.map(String).join('.');
  return { path, code: issue.code, message: en, ...(fr === undefined ? {} : { messageFr: fr }) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
