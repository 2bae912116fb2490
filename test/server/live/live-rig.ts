/** A live server on a real port with a real store, and clients that speak real Socket.IO to it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import type {
  ClientEvents,
  LiveAnswer,
  LiveEvent,
  LiveRequest,
  ServerEvents,
} from '../../../server/contract.ts';
import { FLOW, type FlowRecord } from '../../../server/engine/catalogue.ts';
import { createFlowLive, type FlowLive } from '../../../server/live/flow-live.ts';
import { createLive, type Live, type LiveDeps, type LiveHandlers } from '../../../server/live/live.ts';
import type { Identity } from '../../../server/people/identity.ts';
import type { Fact } from '../../../server/report.ts';
import type { Store } from '../../../server/stores/port.ts';
import { openSqliteStore } from '../../../server/stores/sqlite.ts';
import { createFakeClock, type FakeClock } from '../../fake-clock.ts';

export const WORKSPACE = 'ws';

export interface Client {
  socket: Socket<ServerEvents, ClientEvents>;
  /** Everything the server pushed, in order. */
  heard: { event: string; payload: unknown }[];
  ask<E extends LiveEvent>(event: E, payload: LiveRequest<E>): Promise<LiveAnswer<E>>;
  /** Anything at all, for what no honest client sends. */
  send(event: string, ...args: unknown[]): Promise<unknown>;
  /** The same without an acknowledgement. */
  shout(event: string, ...args: unknown[]): void;
  /** Bytes as no client would write them. */
  write(packet: string): void;
  /** Waits for a push that fits. */
  hears<P extends keyof ServerEvents>(
    event: P,
    fits?: (payload: Parameters<ServerEvents[P]>[0]) => boolean,
  ): Promise<Parameters<ServerEvents[P]>[0]>;
  close(): void;
}

export interface LiveRig {
  url: string;
  http: Server;
  live: Live;
  flows: FlowLive;
  store: Store;
  clock: FakeClock;
  facts: Fact[];
  /** Who each token is. */
  tokens: Map<string, Identity>;
  connect(token?: string, options?: Record<string, unknown>): Promise<Client>;
  /** Why a connection is refused. */
  refused(
    token: string | undefined,
    options?: Record<string, unknown>,
  ): Promise<{ message: string; data?: unknown }>;
  insert(document: { id: string }, more?: Partial<FlowRecord>): Promise<void>;
  record(flow: string): Promise<{ rev: number; data: FlowRecord }>;
  /** Lets the clock run until it holds. */
  until<T>(what: string, probe: () => T | undefined | Promise<T | undefined>): Promise<T>;
  close(): Promise<void>;
}

export async function openLive(
  more: LiveHandlers | ((rig: { store: Store; clock: FakeClock }) => LiveHandlers) = {},
  publicUrl = 'https://carillon.example',
  authorize?: LiveDeps['authorize'],
): Promise<LiveRig> {
  const clock = createFakeClock();
  const store = openSqliteStore({ path: ':memory:' });
  const http = createServer((_request, response) => response.writeHead(404).end('plain HTTP'));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const facts: Fact[] = [];
  const tokens = new Map<string, Identity>([
    ['ana', { kind: 'user', workspace: WORKSPACE, id: 'ana', name: 'Ana', roles: ['owner'] }],
    ['ben', { kind: 'user', workspace: WORKSPACE, id: 'ben', name: 'Ben', roles: ['designer'] }],
    ['eve', { kind: 'user', workspace: WORKSPACE, id: 'eve', name: 'Eve', roles: ['analyst'] }],
    ['zoe', { kind: 'user', workspace: 'other', id: 'zoe', name: 'Zoe', roles: ['owner'] }],
    [
      'link',
      { kind: 'preview', workspace: WORKSPACE, link: 'l1', flow: 'tea', expires: clock.now() + 60_000 },
    ],
  ]);
  let live: Live | undefined;
  const flows = createFlowLive({
    records: store.records,
    clock,
    tell: (room, event, payload, except) => live?.tell(room, event, payload, except),
    tellHere: (room, event, payload) => live?.tellHere(room, event, payload),
  });
  live = createLive({
    http,
    publicUrl,
    authorize:
      authorize ??
      (async ({ auth }) => {
        if (auth.token === 'broken') throw new Error('SELECT secret FROM tokens');
        return tokens.get(String(auth.token));
      }),
    handlers: { ...flows.handlers, ...(typeof more === 'function' ? more({ store, clock }) : more) },
    clock,
    report: (fact) => facts.push(fact),
  });
  const made = live;
  const clients: Client[] = [];

  async function until<T>(what: string, probe: () => T | undefined | Promise<T | undefined>): Promise<T> {
    const end = performance.now() + 15_000;
    for (;;) {
      const found = await probe();
      if (found !== undefined) return found;
      if (performance.now() > end) throw new Error(`It did not happen: ${what}`);
      // What is coalesced waits for a clock that stands still otherwise.
      await clock.advance(50);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  function open(token: string | undefined, options: Record<string, unknown>) {
    return io(url, {
      path: '/live',
      auth: token === undefined ? {} : { token },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      ...options,
    }) as Socket<ServerEvents, ClientEvents>;
  }

  const rig: LiveRig = {
    url,
    http,
    live: made,
    flows,
    store,
    clock,
    facts,
    tokens,
    until,
    async connect(token = 'ana', options = {}) {
      const socket = open(token, options);
      const heard: Client['heard'] = [];
      socket.onAny((event: string, payload: unknown) => heard.push({ event, payload }));
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('connect_error', reject);
      });
      const send = (event: string, ...args: unknown[]) =>
        (
          socket.timeout(10_000) as unknown as { emitWithAck(...all: unknown[]): Promise<unknown> }
        ).emitWithAck(event, ...args);
      const client: Client = {
        socket,
        heard,
        send,
        shout: (event, ...args) => (socket as unknown as Socket).emit(event, ...args),
        write: (packet) => socket.io.engine.write(packet),
        ask: (event, payload) => send(event, payload) as never,
        hears: (event, fits = () => true) =>
          until(`${event} is heard`, () => {
            const found = heard.find((one) => one.event === event && fits(one.payload as never));
            return found?.payload as never;
          }),
        close: () => socket.disconnect(),
      };
      clients.push(client);
      return client;
    },
    refused: (token, options = {}) =>
      new Promise((resolve, reject) => {
        const socket = open(token, options);
        socket.once('connect', () => reject(new Error('It was let in.')));
        socket.once('connect_error', (error: Error & { data?: unknown }) => {
          socket.disconnect();
          resolve({ message: error.message, data: error.data });
        });
      }),
    async insert(document, data = {}) {
      const record: FlowRecord = { draft: document, published: 0, archived: false, updatedAt: 0, ...data };
      if (!(await store.records.insert(WORKSPACE, FLOW, document.id, record))) throw new Error('taken');
    },
    async record(flow) {
      const found = await store.records.get<FlowRecord>(WORKSPACE, FLOW, flow);
      if (!found) throw new Error(`There is no flow ${flow}.`);
      return found;
    },
    async close() {
      for (const client of clients) client.close();
      await made.close();
      await new Promise((resolve) => http.close(resolve));
      await store.close();
    },
  };
  return rig;
}

/** A small flow: asks for a tea, says thanks, ends. */
export function tea(id = 'tea') {
  return {
    format: 1 as const,
    id,
    name: 'Tea',
    start: 'ask',
    nodes: {
      ask: {
        kind: 'choose' as const,
        ask: { message: { kind: 'text' as const, text: 'Which tea?' } },
        choices: [
          { id: 'green', label: 'Green', to: 'thanks' },
          { id: 'black', label: 'Black', to: 'thanks' },
        ],
        timeout: { after: '2h', to: 'end' },
      },
      thanks: {
        kind: 'say' as const,
        say: [{ message: { kind: 'text' as const, text: 'Thank you.' } }],
        to: 'end',
      },
      end: { kind: 'end' as const },
    },
    canvas: { positions: { ask: { x: 0, y: 0 }, thanks: { x: 200, y: 0 }, end: { x: 400, y: 0 } } },
  };
}
