import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { signWebhook } from '../../../server/services/standard-webhook.ts';
import { codeOf, resultOf, TUESDAY } from './call-context.ts';
import { openRecords } from './open-records.ts';
import { createPaymentRig, type PaymentRig, SECRET } from './payment-rig.ts';

interface Payment {
  id: string;
  url: string;
  amount: number;
  currency: string;
  status: string;
  expiresAt: string;
  receipt?: string;
}

const ASK = { amount: 4500, currency: 'EUR', description: 'Cut and style' };
const MINUTE = 60_000;

let rig: PaymentRig;

beforeEach(async () => {
  rig = await createPaymentRig(openRecords());
});
afterEach(() => rig.close());

async function request(input: Record<string, unknown> = {}, context = {}): Promise<Payment> {
  return resultOf<{ payment: Payment }>(await rig.call('request', { ...ASK, ...input }, context)).payment;
}

async function statusOf(payment: string): Promise<Payment> {
  return resultOf<{ payment: Payment }>(await rig.call('status', { payment })).payment;
}

const signalOf = (name: string) => [...rig.told.values()].find((one) => one.name === name);

/** The provider posts to us whatever it likes, properly signed. */
function callback(providerId: string, at = rig.clock.now(), secret = SECRET) {
  const body = JSON.stringify({
    type: 'payment.updated',
    data: { payment: providerId, status: 'succeeded' },
  });
  return { body: Buffer.from(body), headers: signWebhook('evt_x', body, secret, at) };
}

const providerIdOf = (payment: Payment) => payment.url.split('/').at(-1) ?? '';

describe('asking for a payment', () => {
  test('gives a link and waits', async () => {
    const payment = await request({ reference: 'F-12' });
    expect(payment).toMatchObject({
      amount: 4500,
      currency: 'EUR',
      status: 'pending',
      expiresAt: '2026-11-24T07:30:00Z',
      reference: 'F-12',
    });
    expect(payment.url).toMatch(/\/sandbox-pay\/pay\/sp_[0-9a-f]{32}$/);
  });

  test('twice by the same call gives the same payment', async () => {
    const id = randomUUID();
    const [a, b] = await Promise.all([request({}, { id }), request({}, { id })]);
    expect(a).toEqual(b);
    expect(await request({}, { id, now: TUESDAY + MINUTE })).toEqual(a);
    expect((await request()).id).not.toBe(id);
  });

  test.each([
    [{ amount: 45.5 }, 'amount'],
    [{ amount: 0 }, 'amount'],
    [{ currency: 'EURO' }, 'currency'],
    [{ currency: 'XXQ' }, 'currency'],
    [{ description: '' }, 'description'],
    [{ card: '4242424242424242' }, 'card'],
  ])('refuses %j', async (input, where) => {
    const outcome = await rig.call('request', { ...ASK, ...input });
    expect(outcome).toMatchObject({ kind: 'failed', code: 'invalid_input' });
    expect(JSON.stringify(outcome)).toContain(where);
  });

  test('is the caller’s own affair', async () => {
    const { id } = await request();
    const stranger = { phone: '+33639980099' };
    expect(codeOf(await rig.call('status', { payment: id }, stranger))).toBe('not_found');
    expect(codeOf(await rig.call('cancel', { payment: id }, stranger))).toBe('not_found');
    expect(codeOf(await rig.call('status', { payment: id }, { workspace: 'other' }))).toBe('not_found');
  });
});

describe('an outcome', () => {
  test('a paid payment tells the conversation once, with a receipt', async () => {
    const payment = await request();
    await rig.submit(payment.url, { card: 'visa-4242' });
    await vi.waitFor(() => expect(rig.callbacks).toEqual([{ status: 200 }]));
    expect(signalOf('payment.succeeded')).toMatchObject({
      workspace: 'main',
      conversation: 'c-1',
      data: {
        payment: payment.id,
        amount: 4500,
        currency: 'EUR',
        receipt: expect.stringMatching(/^R-[2-9A-Z]{8}$/),
      },
    });
    expect(await statusOf(payment.id)).toMatchObject({ status: 'succeeded', receipt: expect.any(String) });
  });

  test('a declined payment says why', async () => {
    const payment = await request();
    await rig.submit(payment.url, { card: 'mastercard-0002' });
    await vi.waitFor(() => expect(rig.told.size).toBe(1));
    expect(signalOf('payment.declined')?.data).toEqual({ payment: payment.id, reason: 'insufficient_funds' });
  });

  test('a payment nobody makes expires by itself', async () => {
    const payment = await request({ minutes: 5 });
    await rig.clock.advance(5 * MINUTE);
    await vi.waitFor(() => expect(rig.told.size).toBe(1));
    expect(signalOf('payment.expired')?.data).toEqual({ payment: payment.id });
    expect((await statusOf(payment.id)).status).toBe('expired');
  });

  test('a cancelled payment cannot be paid, and the flow that cancelled it is not told', async () => {
    const payment = await request();
    const cancelled = resultOf<{ payment: Payment }>(
      await rig.call('cancel', { payment: payment.id }),
    ).payment;
    expect(cancelled.status).toBe('cancelled');
    await rig.submit(payment.url, { card: 'visa-4242' });
    await vi.waitFor(() => expect(rig.callbacks).toHaveLength(1));
    expect((await statusOf(payment.id)).status).toBe('cancelled');
    expect(rig.told.size).toBe(0);
  });

  test('a paid payment cannot be cancelled, even before its callback came', async () => {
    rig.refuse.status = 503;
    const payment = await request();
    await rig.submit(payment.url, { card: 'visa-4242' });
    expect(codeOf(await rig.call('cancel', { payment: payment.id }))).toBe('already_paid');
    expect(signalOf('payment.succeeded')).toBeDefined();
  });

  test('asking for the status finds out what a lost callback would have told', async () => {
    rig.refuse.status = 410;
    const payment = await request();
    await rig.submit(payment.url, { card: 'visa-4242' });
    expect((await statusOf(payment.id)).status).toBe('succeeded');
    expect(signalOf('payment.succeeded')).toBeDefined();
  });
});

describe('callbacks', () => {
  test('prove nothing by themselves: the provider is asked', async () => {
    const payment = await request();
    expect(await rig.payments.settle(callback(providerIdOf(payment)))).toBe('ignored');
    expect((await statusOf(payment.id)).status).toBe('pending');
    expect(rig.told.size).toBe(0);
  });

  test.each([
    ['unsigned', (c: ReturnType<typeof callback>) => ({ ...c, headers: {} }), 'signature_missing'],
    ['changed', (c: ReturnType<typeof callback>) => ({ ...c, body: Buffer.from('{}') }), 'signature_invalid'],
  ])('%s are refused', async (_how, change, code) => {
    const payment = await request();
    await expect(rig.payments.settle(change(callback(providerIdOf(payment))))).rejects.toMatchObject({
      code,
    });
  });

  test('of another secret, or old, are refused', async () => {
    const id = providerIdOf(await request());
    const code = 'signature_invalid';
    await expect(rig.payments.settle(callback(id, rig.clock.now(), 'other'))).rejects.toMatchObject({ code });
    const old = rig.clock.now() - 6 * MINUTE;
    await expect(rig.payments.settle(callback(id, old))).rejects.toMatchObject({ code });
  });

  test('signed but not about a payment are refused, about another’s payment ignored', async () => {
    const body = '[]';
    const headers = signWebhook('evt_x', body, SECRET, rig.clock.now());
    await expect(rig.payments.settle({ body: Buffer.from(body), headers })).rejects.toMatchObject({
      code: 'bad_request',
    });
    expect(await rig.payments.settle(callback('sp_unknown'))).toBe('ignored');
  });

  test('sent again, together and later, tell the conversation once', async () => {
    const payment = await request();
    await rig.submit(payment.url, { card: 'visa-4242' });
    const again = callback(providerIdOf(payment));
    await Promise.all(Array.from({ length: 10 }, () => rig.payments.settle(again)));
    expect(rig.told.size).toBe(1);
    const receipt = (await statusOf(payment.id)).receipt;
    expect(signalOf('payment.succeeded')?.data.receipt).toBe(receipt);
  });

  test('are sent again until the conversation could be told', async () => {
    rig.signal.broken = true;
    const payment = await request();
    await rig.submit(payment.url, { card: 'visa-4242' });
    await vi.waitFor(() => expect(rig.callbacks).toEqual([{ status: 500 }]));
    rig.signal.broken = false;
    await vi.waitFor(async () => {
      await rig.clock.advance(1000);
      expect(rig.callbacks).toEqual([{ status: 500 }, { status: 200 }]);
    });
    expect(signalOf('payment.succeeded')).toBeDefined();
  });
});

test('an amount that is not the one asked for pays nothing, and somebody hears of it', async () => {
  const records = openRecords();
  const other = await createPaymentRig(records);
  try {
    const outcome = await other.call('request', ASK);
    const { payment } = resultOf<{ payment: Payment }>(outcome);
    const stored = await records.get<Record<string, unknown>>('main', 'payment', payment.id);
    await records.update('main', 'payment', payment.id, stored?.rev ?? 0, { ...stored?.data, amount: 9900 });
    await other.submit(payment.url, { card: 'visa-4242' });
    await vi.waitFor(() => expect(other.callbacks).toHaveLength(1));
    expect(other.told.size).toBe(0);
    expect(other.alerts).toMatchObject([{ code: 'payment_amount_differs', fields: { payment: payment.id } }]);
  } finally {
    await other.close();
  }
});
