import { createHmac, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Brand } from '../../../../server/channels/port.ts';
import { openEmulatorSms, readEmulatorRequest } from '../../../../server/channels/sms/emulator.ts';
import type { ProviderRequest, Sms } from '../../../../server/channels/sms/provider.ts';
import { createProviderCall } from '../../../../server/channels/sms/provider-call.ts';
import { systemClock } from '../../../../server/clock.ts';
import { createEgress } from '../../../../server/egress.ts';
import { PHONE, type Running, runEmulator, SMS_KEY } from '../../emulator/running-emulator.ts';

const brand: Brand = {
  workspace: 'default',
  id: 'salon',
  name: 'Salon',
  agentId: 'bank',
  locale: 'en',
  timezone: 'Europe/Paris',
};
const egress = createEgress({ allowPrivate: [], clock: systemClock });
const sms = (more: Partial<Sms> = {}): Sms => ({
  id: randomUUID(),
  to: PHONE,
  sender: '38600',
  text: 'Bonjour',
  encoding: 'gsm7',
  ...more,
});

const call = createProviderCall({ fetch: egress.trusted, clock: systemClock });
let running: Running;

beforeEach(async () => {
  running = await runEmulator();
});
afterEach(() => running.stop());
afterAll(() => egress.close());

function open({ url = running.base, key = SMS_KEY as string | undefined } = {}) {
  return openEmulatorSms({ call, url })({
    brand,
    secret: async (field) => (field === 'key' ? key : undefined),
    webhookUrl: `${running.receiver.smsUrl}?brand=salon`,
    hear: async () => {},
  });
}

const ledger = async () => (await running.call('GET', '/control/sms/ledger')).body.entries;
const fault = (faults: object) => running.call('PUT', '/control/faults', { sms: faults });

describe('sending', () => {
  test('an SMS reaches the phone, once however often it is sent, and reports to our webhook', async () => {
    const provider = await open();
    expect(provider.idempotent).toBe(true);
    const one = sms({ text: 'Bonjour, 45 €' });
    for (let n = 0; n < 2; n += 1) expect(await provider.send(one)).toEqual({ kind: 'accepted' });
    expect((await running.call('GET', `/handsets/${PHONE}/thread`)).body).toMatchObject([
      { id: one.id, via: 'sms', from: '38600', message: { text: 'Bonjour, 45 €' } },
    ]);
    expect(await ledger()).toMatchObject([{ id: one.id, calls: 2 }]);
    expect((await running.receiver.smsCallback({ id: one.id })).path).toBe(
      '/webhooks/sms/emulator?brand=salon',
    );
    await provider.close();
  });

  test('the address may end in a slash', async () => {
    const provider = await open({ url: `${running.base}/` });
    expect(await provider.send(sms())).toEqual({ kind: 'accepted' });
  });

  test('the validity is kept', async () => {
    const provider = await open();
    await running.call('PUT', `/handsets/${PHONE}`, { online: false });
    await provider.send(sms({ validity: 0.4 }));
    await provider.send(sms({ validity: 90 * 24 * 3600 }));
    await running.clock.advance(1000);
    expect(await ledger()).toMatchObject([{ state: 'failed' }, { state: 'queued' }]);
    await running.clock.advance(7 * 24 * 3600 * 1000);
    expect(await ledger()).toMatchObject([{ state: 'failed' }, { state: 'failed' }]);
  });

  test.each([
    ['an invalid number', { to: '+336' }, 'sms_number'],
    ['a landline', { to: '+33478000000' }, 'sms_landline'],
    ['a sender nobody accepts', { sender: 'La Maison Carillon' }, 'sms_sender'],
    ['a text too long', { text: 'ê'.repeat(20_000) }, 'sms_too_long'],
  ])('%s is refused with a code', async (_, more, code) => {
    const provider = await open();
    expect(await provider.send(sms(more))).toEqual({
      kind: 'refused',
      code,
      detail: expect.stringContaining('The SMS centre answered 4'),
    });
  });

  test('a wrong key is refused', async () => {
    const provider = await open({ key: 'guess' });
    expect(await provider.send(sms())).toMatchObject({ kind: 'refused', code: 'sms_unauthorized' });
  });

  test('429 and 5xx are tried again, when the centre says', async () => {
    const provider = await open();
    await fault({ api: { status: 429, rate: 1, retryAfter: 7 } });
    expect(await provider.send(sms())).toMatchObject({ kind: 'again', code: 'sms_busy', afterMs: 7000 });
    await fault({ api: { status: 503, rate: 1, accepted: true } });
    const one = sms();
    expect(await provider.send(one)).toMatchObject({ kind: 'again', code: 'sms_unavailable', unsure: true });
    await fault({});
    expect(await provider.send(one)).toEqual({ kind: 'accepted' });
    expect(await ledger()).toMatchObject([{ id: one.id, calls: 2 }]);
  });

  test('a connection that breaks leaves a doubt, one that was never made does not', async () => {
    const provider = await open();
    await fault({ drop: 1 });
    expect(await provider.send(sms())).toMatchObject({ kind: 'again', code: 'sms_network', unsure: true });

    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const nowhere = await open({ url: `http://127.0.0.1:${port}/emulator` });
    const outcome = await nowhere.send(sms());
    expect(outcome).toMatchObject({ kind: 'again', code: 'sms_network' });
    expect(outcome).not.toHaveProperty('unsure');
  });
});

describe('what is posted to us', () => {
  function request(body: unknown, more: Partial<ProviderRequest> = {}): ProviderRequest {
    const raw = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const signature = createHmac('sha256', SMS_KEY).update(raw).digest('hex');
    return {
      method: 'POST',
      url: 'http://127.0.0.1:3000/webhooks/sms/emulator',
      query: new URLSearchParams(),
      headers: { 'x-carillon-signature': signature },
      body: raw,
      ...more,
    };
  }
  const read = (one: ProviderRequest, key: string | undefined = SMS_KEY) =>
    readEmulatorRequest(one, { brand, secret: (field) => (field === 'key' ? key : undefined) });

  const at = '2026-03-02T12:00:00.000Z';
  const inbound = { kind: 'inbound', id: 'i1', from: PHONE, to: '38600', text: '2', at };
  const report = { kind: 'report', id: 's1', from: '38600', to: PHONE, status: 'delivered', at };

  test('an SMS of a person is their text', () => {
    expect(read(request(inbound))).toEqual({
      kind: 'news',
      inbound: [
        {
          kind: 'act',
          remoteId: 'i1',
          agentId: 'bank',
          phone: PHONE,
          sentAt: Date.parse(at),
          act: { kind: 'text', text: '2' },
        },
      ],
    });
  });

  test('a report names our own id; a failure says why', () => {
    const receipt = { kind: 'receipt', agentId: 'bank', phone: PHONE, message: 's1', sentAt: Date.parse(at) };
    expect(read(request(report))).toEqual({
      kind: 'news',
      inbound: [{ ...receipt, remoteId: 's1:delivered', state: 'delivered' }],
    });
    expect(read(request({ ...report, status: 'failed', code: 'expired' }))).toEqual({
      kind: 'news',
      inbound: [
        {
          ...receipt,
          remoteId: 's1:failed',
          state: 'failed',
          fault: { code: 'sms_expired', detail: 'The phone was not there before the SMS expired.' },
        },
      ],
    });
  });

  test('what the emulator really posts is read', async () => {
    const provider = await open();
    const one = sms();
    await provider.send(one);
    const { body } = await running.receiver.smsCallback({ kind: 'report' });
    expect(read(request(body))).toMatchObject({ inbound: [{ kind: 'receipt', message: one.id }] });
    await running.call('POST', `/handsets/${PHONE}/messages`, { text: 'Oui 👍', via: 'sms' });
    const answered = await running.receiver.smsCallback({ kind: 'inbound' });
    expect(answered.signed).toBe(true);
    expect(read(request(answered.body))).toMatchObject({
      inbound: [{ kind: 'act', phone: PHONE, act: { kind: 'text', text: 'Oui 👍' } }],
    });
  });

  test.each([
    ['no signature', {}],
    ['another signature', { 'x-carillon-signature': '0'.repeat(64) }],
    ['half a signature', { 'x-carillon-signature': '0'.repeat(32) }],
    ['no digits', { 'x-carillon-signature': 'é'.repeat(64) }],
    ['two signatures', { 'x-carillon-signature': ['a', 'b'] }],
  ])('with %s is forged', (_, headers) => {
    expect(read(request(inbound, { headers }))).toEqual({ kind: 'forged' });
  });

  test('signed by another key, changed by a letter, or while no key is set, is forged', () => {
    const genuine = request(inbound);
    expect(read(genuine, 'another')).toEqual({ kind: 'forged' });
    expect(read({ ...genuine, body: Buffer.from(JSON.stringify({ ...inbound, text: '3' })) })).toEqual({
      kind: 'forged',
    });
    expect(readEmulatorRequest(genuine, { brand, secret: () => undefined })).toEqual({ kind: 'forged' });
  });

  test.each([
    ['no JSON', '{"kind":'],
    ['nothing', ''],
    ['another kind', { ...inbound, kind: 'call' }],
    ['a number that is none', { ...inbound, from: '0612345678' }],
    ['a text that is none', { ...inbound, text: 7 }],
    ['a state nobody knows', { ...report, status: 'lost' }],
  ])('signed, with %s, is kept as unknown', (_, body) => {
    expect(read(request(body))).toMatchObject({ kind: 'news', inbound: [{ kind: 'unknown' }] });
  });

  test('half a letter becomes a whole one, an unreadable time none', () => {
    expect(
      read(request(`{"kind":"inbound","id":"i","from":"${PHONE}","text":"a\\ud83d","at":"soon"}`)),
    ).toMatchObject({ inbound: [{ act: { text: 'a\ufffd' }, sentAt: undefined }] });
  });

  test('another method cannot be read', () => {
    expect(read(request(inbound, { method: 'GET' }))).toMatchObject({ kind: 'malformed' });
  });
});
