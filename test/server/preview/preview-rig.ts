/** A server with previews on a real port: live events and the API over real sockets, services and engine as they are. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { io, type Socket } from 'socket.io-client';
import type { FlowInput } from '../../../flows/flow.ts';
import { render } from '../../../server/channels/rbm/render.ts';
import type {
  ClientEvents,
  LiveAnswer,
  LiveEvent,
  LiveRequest,
  PreviewAct,
  PreviewState,
  ServerEvents,
} from '../../../server/contract.ts';
import { createEgress } from '../../../server/egress.ts';
import { loadBrands } from '../../../server/engine/brands.ts';
import { createCatalogues, FLOW, type FlowRecord } from '../../../server/engine/catalogue.ts';
import { previewRoutes } from '../../../server/http/api/previews.ts';
import { createLog } from '../../../server/http/log.ts';
import { problemHandler, serveRoutes } from '../../../server/http/route.ts';
import { createLive } from '../../../server/live/live.ts';
import { newId } from '../../../server/new-id.ts';
import type { Identity } from '../../../server/people/identity.ts';
import { openPreviews, type PreviewParts } from '../../../server/preview/open.ts';
import type { Fact } from '../../../server/report.ts';
import { seed } from '../../../server/seed.ts';
import { createSecrets, type Secrets } from '../../../server/services/secrets.ts';
import type { Store } from '../../../server/stores/port.ts';
import { openSqliteStore } from '../../../server/stores/sqlite.ts';
import { createFakeClock, type FakeClock } from '../../fake-clock.ts';
import { ownerGate } from '../http/owner-gate.ts';

export const WORKSPACE = 'ws';
export const TOKEN = 'owner-token-of-these-tests';
/** Monday 23 November 2026, 9:00 UTC. */
export const NOW = Date.UTC(2026, 10, 23, 9);

export interface Player {
  socket: Socket<ServerEvents, ClientEvents>;
  /** States that were pushed, in order. */
  pushed: PreviewState[];
  ask<E extends LiveEvent>(event: E, payload: LiveRequest<E>): Promise<LiveAnswer<E>>;
  /** The state that is answered; throws what is refused. */
  get(event: Exclude<LiveEvent, `flow:${string}` | 'preview:close'>, payload: unknown): Promise<PreviewState>;
  act(state: PreviewState, act: unknown): Promise<PreviewState>;
  /** Settles once the server has hung up. */
  gone: Promise<unknown>;
  close(): void;
}

export interface PreviewRig {
  url: string;
  store: Store;
  secrets: Secrets;
  clock: FakeClock;
  previews: PreviewParts;
  facts: Fact[];
  player(who?: string): Promise<Player>;
  guest(token: string): Promise<Player>;
  api(method: string, path: string, body?: unknown, token?: string): Promise<{ status: number; body: never }>;
  /** Stores a draft, or replaces it. */
  draft(document: FlowInput): Promise<void>;
  /** The stored draft of a flow, to be changed. */
  document(flow: string): Promise<never>;
  close(): Promise<void>;
}

export async function openPreviewRig(options: { allowPrivate?: string[] } = {}): Promise<PreviewRig> {
  const clock = createFakeClock(NOW);
  const store = openSqliteStore({ path: ':memory:' });
  const { records } = store;
  const brands = await loadBrands(records, [WORKSPACE]);
  const catalogues = createCatalogues(records);
  const egress = createEgress({ allowPrivate: options.allowPrivate ?? [] });
  const secrets = createSecrets({ records, key: Buffer.alloc(32, 1) });
  await seed(
    {
      records,
      catalogues,
      services: undefined,
      brands,
      folder: join(import.meta.dirname, '../../../flows/library'),
      now: clock.now(),
    },
    {
      workspace: WORKSPACE,
      id: 'default',
      name: 'Maison Carillon',
      agentId: 'maison',
      phone: '+33465711234',
      locale: 'en',
      timezone: 'Europe/Paris',
    },
  );
  const facts: Fact[] = [];
  const report = (fact: Fact) => facts.push(fact);
  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const previews = openPreviews({
    records,
    catalogues,
    brands,
    secrets,
    egress,
    clock,
    newId,
    report,
    publicUrl: 'https://chat.example.com',
    openStore: () => openSqliteStore({ path: ':memory:' }),
    renderRbm: (outbound, base) => render(outbound, undefined, { publicUrl: base }),
  });
  const log = createLog({ level: 'silent', personal: false });
  const app = express();
  app.set('query parser', 'simple');
  app.use(
    '/api',
    serveRoutes(
      previewRoutes({
        workspace: WORKSPACE,
        records,
        brands,
        clock,
        publicUrl: 'https://chat.example.com',
        previews,
        endLink: (link) => live.end({ link }),
      }),
      ownerGate(TOKEN, WORKSPACE),
    ),
  );
  app.use(problemHandler(log));
  http.on('request', (request, response) => {
    if (!request.url?.startsWith('/live')) app(request, response);
  });

  const users = new Map<string, Identity>(
    ['ana', 'ben'].map((id) => [
      id,
      { kind: 'user', workspace: WORKSPACE, id, name: id, roles: ['owner'] as const },
    ]),
  );
  const live = createLive({
    http,
    publicUrl: url,
    async authorize({ auth }) {
      if (typeof auth.token === 'string') return users.get(auth.token);
      if (typeof auth.preview !== 'string') return undefined;
      const link = await previews.links.open(auth.preview).catch(() => undefined);
      return link && { kind: 'preview', link: link.id, ...link };
    },
    handlers: previews.handlers,
    clock,
    report,
  });
  const sockets: Socket[] = [];

  async function connect(auth: Record<string, string>): Promise<Player> {
    const socket: Socket<ServerEvents, ClientEvents> = io(url, {
      path: '/live',
      auth,
      transports: ['websocket'],
      reconnection: false,
    });
    sockets.push(socket as Socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    const gone = new Promise((resolve) => socket.once('disconnect', resolve));
    const pushed: PreviewState[] = [];
    socket.on('preview:state', (state) => pushed.push(state));
    const ask: Player['ask'] = (event, payload) =>
      (socket.timeout(20_000).emitWithAck as (event: string, payload: unknown) => Promise<never>).call(
        socket.timeout(20_000),
        event,
        payload,
      );
    const get: Player['get'] = async (event, payload) => {
      const answer = (await ask(event, payload as never)) as LiveAnswer<'preview:act'>;
      if (!answer.ok) throw new Error(`${answer.code}: ${answer.problem.detail ?? answer.problem.title}`);
      return answer.state;
    };
    return {
      socket,
      pushed,
      ask,
      get,
      act: ({ session }, act) => get('preview:act', { session, act: act as PreviewAct }),
      gone,
      close: () => socket.disconnect(),
    };
  }

  return {
    url,
    store,
    secrets,
    clock,
    previews,
    facts,
    player: (who = 'ana') => connect({ token: who }),
    guest: (token) => connect({ preview: token }),
    async api(method, path, body, token = TOKEN) {
      const response = await fetch(`${url}/api${path}`, {
        method,
        headers: {
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: (text ? JSON.parse(text) : undefined) as never };
    },
    async draft(document) {
      const record: FlowRecord = { draft: document, published: 0, archived: false, updatedAt: 0 };
      if (await records.insert(WORKSPACE, FLOW, document.id, record)) return;
      const found = await records.get<FlowRecord>(WORKSPACE, FLOW, document.id);
      if (!found) throw new Error('There is no such flow.');
      await records.update(WORKSPACE, FLOW, document.id, found.rev, { ...found.data, draft: document });
    },
    async document(flow) {
      const found = await records.get<FlowRecord>(WORKSPACE, FLOW, flow);
      return structuredClone(found?.data.draft) as never;
    },
    async close() {
      for (const socket of sockets) socket.disconnect();
      await live.close();
      await previews.stop();
      await egress.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await store.close();
    },
  };
}

/** What the brand's messages on the phone say, in words. */
export function said(state: PreviewState): string[] {
  return state.thread.filter(({ direction }) => direction === 'out').map(({ message }) => wordsOf(message));
}

/** The labels under the newest message over RCS. */
export function chips(state: PreviewState): string[] {
  const last = state.thread.findLast(({ direction, via }) => direction === 'out' && via === 'rcs');
  const labels: string[] = [];
  JSON.stringify(last?.message, (key, value) => {
    if ((key === 'reply' || key === 'action') && typeof value?.text === 'string') labels.push(value.text);
    return value;
  });
  return labels;
}

function wordsOf(message: unknown): string {
  const words: string[] = [];
  JSON.stringify(message, (key, value) => {
    if (key === 'suggestions') return undefined;
    if ((key === 'text' || key === 'title' || key === 'description') && typeof value === 'string') {
      words.push(value);
    }
    return value;
  });
  return words.join(' / ');
}
