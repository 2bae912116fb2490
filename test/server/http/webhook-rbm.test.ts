/** The webhook before a real engine: what cannot be taken is set aside or asked for again, never both and never lost. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sign } from '../../../server/channels/rbm/webhook.ts';
import { loadBrands } from '../../../server/engine/brands.ts';
import { FLOW, VERSION, versionKey } from '../../../server/engine/catalogue.ts';
import { createLog } from '../../../server/http/log.ts';
import { createQuarantine, QUARANTINE, type Quarantined } from '../../../server/http/quarantine.ts';
import { createRbmWebhook } from '../../../server/http/webhook-rbm.ts';
import { BRAND, ECHO, openRig, type Rig, WORKSPACE } from '../engine/engine-rig.ts';

const TOKEN = 'client-token-0123456789';
const ANN = '+447700900001';
const DAY = 24 * 3600_000;

let rig: Rig;
let server: Server;
let url: string;
let outcomes: string[];
let logged: string[];
beforeEach(async () => {
  rig = await openRig([ECHO]);
  outcomes = [];
  logged = [];
  const brands = await loadBrands(rig.store.records, [WORKSPACE]);
  const webhook = createRbmWebhook({
    engine: rig.engine,
    brands,
    quarantine: createQuarantine({
      records: rig.store.records,
      clock: rig.clock,
      newId: () => crypto.randomUUID(),
      report: (fact) => rig.facts.push(fact),
    }),
    workspace: WORKSPACE,
    clientToken: TOKEN,
    clock: rig.clock,
    log: createLog({ level: 'debug', personal: false }, { write: (line) => logged.push(line) }),
    count: (outcome) => outcomes.push(outcome),
  });
  server = createServer(webhook);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rig.close();
});

async function post(payload: unknown, { signature }: { signature?: string } = {}): Promise<number> {
  const bytes = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'x-goog-signature': signature ?? sign(bytes, TOKEN) },
    body: JSON.stringify({ message: { data: bytes.toString('base64') } }),
  });
  await answer.text();
  return answer.status;
}
const text = (said: string, more: object = {}) => ({
  senderPhoneNumber: ANN,
  agentId: BRAND.agentId,
  messageId: 'm1',
  sendTime: new Date(rig.clock.now()).toISOString(),
  text: said,
  ...more,
});
const setAside = async () =>
  (await rig.store.records.list<Quarantined>(WORKSPACE, QUARANTINE, { limit: 50 })).items.map(
    ({ data }) => data,
  );

describe('an event', () => {
  test('is durable before it is acknowledged', async () => {
    expect(await post(text('hello'))).toBe(200);
    expect((await rig.thread(ANN))[0]).toMatchObject({
      direction: 'in',
      content: { kind: 'text', text: 'hello' },
    });
    expect(outcomes).toEqual(['turn']);
  });

  test('that was taken before is acknowledged again', async () => {
    expect(await post(text('hello'))).toBe(200);
    expect(await post(text('hello'))).toBe(200);
    expect(outcomes).toEqual(['turn', 'duplicate']);
  });

  test('older than the memory of ids is set aside: it may have been taken before', async () => {
    const sendTime = (ago: number) => ({ sendTime: new Date(rig.clock.now() - ago).toISOString() });
    expect(await post(text('hello', { ...sendTime(7 * DAY), messageId: 'm7' }))).toBe(200);
    expect(await post(text('hello', { ...sendTime(9 * DAY), messageId: 'm9' }))).toBe(200);
    expect(outcomes).toEqual(['turn', 'stale']);
    expect((await setAside()).map(({ reason }) => reason)).toEqual(['stale']);
  });

  test('with a time that is none, or lies ahead, is taken', async () => {
    expect(await post(text('hello', { sendTime: 'soon', messageId: 'a' }))).toBe(200);
    expect(await post(text('hello', { sendTime: '2999-01-01T00:00:00Z', messageId: 'b' }))).toBe(200);
    expect(outcomes).toEqual(['turn', 'turn']);
  });
});

describe('what goes wrong', () => {
  test('with a receipt that names what cannot be a message, it is set aside', async () => {
    for (const messageId of ['\u0000', '\ud800', 'a\u0000b']) {
      const receipt = {
        senderPhoneNumber: ANN,
        agentId: BRAND.agentId,
        eventId: 'e',
        eventType: 'READ',
        messageId,
      };
      expect(await post(receipt)).toBe(200);
    }
    expect((await setAside()).map(({ reason }) => reason)).toEqual([
      'invalid_id',
      'invalid_id',
      'invalid_id',
    ]);
  });

  test('because nothing can be stored, the event is asked for again and not set aside', async () => {
    await rig.store.close();
    expect(await post(text('hello'))).toBe(503);
    expect(await post(text('hello'))).toBe(503);
    expect(outcomes).toEqual(['storage_unavailable', 'storage_unavailable']);
  });

  test('by a fault of ours, the event is asked for again, five times in all, then set aside; others are not held up', async () => {
    // A conversation pinned to a version that nothing can be made of.
    await post(text('hello'));
    await rig.until('it is answered', () => rig.heard(ANN).length === 1);
    const version = await rig.store.records.get(WORKSPACE, VERSION, versionKey('echo', 1));
    await rig.store.records.update(WORKSPACE, VERSION, versionKey('echo', 1), version?.rev ?? 0, {
      bundle: 17,
    });
    const flow = await rig.store.records.get<object>(WORKSPACE, FLOW, 'echo');
    await rig.store.records.update(WORKSPACE, FLOW, 'echo', flow?.rev ?? 0, {
      ...flow?.data,
      archived: true,
    });
    await restartWebhook();

    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) statuses.push(await post(text('again', { messageId: 'poison' })));
    expect(statuses).toEqual([500, 500, 500, 500, 200, 500]);
    expect(await post(text('hello', { senderPhoneNumber: '+447700900002', messageId: 'other' }))).toBe(200);
    const [aside] = await setAside();
    expect(aside).toMatchObject({ reason: 'fault' });
    expect(aside?.raw).toContain('"again"');
    expect(logged.join('')).toContain('webhook set aside');
  });

  test('a sender that hangs up half way leaves nothing', async () => {
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve) =>
      socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"mess', () => resolve()),
    );
    socket.destroy();
    await rig.until('it is noticed', async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return outcomes.length > 0;
    });
    expect(await setAside()).toEqual([]);
    expect(await post(text('hello'))).toBe(200);
  });

  test('no log line holds the number, the words, the signature or the token', async () => {
    const words = 'canary words of a customer';
    await post(text(words));
    await post(text(words), { signature: 'bm8=' });
    await post(`{"text":"${words}", ${ANN}`);
    await post({ text: words, senderPhoneNumber: ANN });
    expect(logged.length).toBeGreaterThan(0);
    const all = logged.join('');
    for (const secret of [words, '7700900001', TOKEN]) expect(all).not.toContain(secret);
  });
});

/** The engine keeps compiled flows: another process reads them anew. */
async function restartWebhook(): Promise<void> {
  await rig.restart();
  const brands = await loadBrands(rig.store.records, [WORKSPACE]);
  server.removeAllListeners('request');
  server.on(
    'request',
    createRbmWebhook({
      engine: rig.engine,
      brands,
      quarantine: createQuarantine({
        records: rig.store.records,
        clock: rig.clock,
        newId: () => crypto.randomUUID(),
        report: () => {},
      }),
      workspace: WORKSPACE,
      clientToken: TOKEN,
      clock: rig.clock,
      log: createLog({ level: 'debug', personal: false }, { write: (line) => logged.push(line) }),
      count: (outcome) => outcomes.push(outcome),
    }),
  );
}
