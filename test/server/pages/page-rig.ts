/** Hosted pages on a real store and a real port, with a clock that stands still and an ear that writes down what it hears. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { type Message, messageSchema } from '../../../flows/message.ts';
import type { Act, Brand, Outbound } from '../../../server/channels/port.ts';
import { createPages, type Pages } from '../../../server/pages/pages.ts';
import { type Conversation, type Store, UNTOUCHED } from '../../../server/stores/port.ts';
import { openSqliteStore } from '../../../server/stores/sqlite.ts';
import { createFakeClock, type FakeClock } from '../../fake-clock.ts';

export const WORKSPACE = 'ws';
export const PHONE = '+33639980001';
export const BRAND: Brand = {
  workspace: WORKSPACE,
  id: 'salon',
  name: 'Maison Carillon',
  agentId: 'salon-agent',
  color: '#1f5661',
  logo: '/media/library/logo.jpg',
  phone: '+33 1 99 00 12 34',
  website: 'https://www.maison-carillon.example/',
  locale: 'en',
  timezone: 'Europe/Paris',
  sms: { provider: 'emulator', sender: '+33939980000', smart: 'never', whenUnsure: 'hold', settings: {} },
};

export interface PageRig {
  url: string;
  clock: FakeClock;
  store: Store;
  pages: Pages;
  conversation: Conversation;
  /** What was heard, each remote id once, as the engine takes it. */
  heard: { phone: string; act: Act; remoteId: string }[];
  /** Every call, also those that were no news. */
  calls: number;
  logged: string[];
  /** Makes the next calls fail. */
  deaf: boolean;
  brand: Brand;
  outbound(message: Parameters<typeof messageSchema.parse>[0], more?: Partial<Outbound>): Outbound;
  /** The address of a page with this message. */
  link(message: Parameters<typeof messageSchema.parse>[0], more?: Partial<Outbound>): Promise<string>;
  /** The same store and clock under another key or address. */
  again(more: { key?: Buffer; publicUrl?: string }): Pages;
  stop(): Promise<void>;
}

export async function startPages(brand: Brand = BRAND): Promise<PageRig> {
  const folder = mkdtempSync(join(tmpdir(), 'carillon-pages-'));
  const store = openSqliteStore({ path: join(folder, 'store.db') });
  const clock = createFakeClock();
  const key = randomBytes(32);
  const app = express();
  const http = createServer(app);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const conversation: Conversation = {
    workspace: WORKSPACE,
    id: randomUUID(),
    brand: brand.id,
    phone: PHONE,
    channel: 'sms',
    rev: 0,
    locale: 'en',
    optedOut: false,
    owner: { kind: 'bot' },
    ...UNTOUCHED,
    run: undefined,
    timers: [],
    createdAt: clock.now(),
    updatedAt: clock.now(),
    heardAt: undefined,
  };
  await store.conversations.commit({ conversation, messages: [], outbox: [] });

  const open = (more: { key?: Buffer; publicUrl?: string }) =>
    createPages({
      store,
      brands: {
        get: (workspace, id) =>
          workspace === rig.brand.workspace && id === rig.brand.id ? rig.brand : undefined,
      },
      key,
      clock,
      newId: randomUUID,
      publicUrl: url,
      async hear(_brand, phone, act, remoteId) {
        rig.calls += 1;
        if (rig.deaf) throw new Error('Nothing can be stored.');
        if (!rig.heard.some((one) => one.remoteId === remoteId)) rig.heard.push({ phone, act, remoteId });
      },
      log: { error: (_fields, text) => rig.logged.push(text) },
      ...more,
    });

  const rig: PageRig = {
    url,
    clock,
    store,
    pages: undefined as unknown as Pages,
    conversation,
    heard: [],
    calls: 0,
    logged: [],
    deaf: false,
    brand,
    outbound: (message, more) => ({
      id: randomUUID(),
      brand: rig.brand,
      phone: PHONE,
      message: messageSchema.parse(message) as Message,
      traffic: 'transaction',
      locale: 'en',
      ...more,
    }),
    async link(message, more) {
      const link = await rig.pages.linkFor(rig.outbound(message, more));
      if (!link) throw new Error('This message has no page.');
      return link;
    },
    again: open,
    async stop() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  rig.pages = open({});
  app.use('/m', rig.pages.router);
  app.use('/media/library', express.static(join(import.meta.dirname, '../../../flows/library/media')));
  return rig;
}
