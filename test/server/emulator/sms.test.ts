import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countSms } from '../../../server/emulator/sms-count.ts';
import { judgeNumber } from '../../../server/emulator/sms-number.ts';
import type { ThreadEntry } from '../../../server/emulator/thread.ts';
import { eventually, PHONE, type Running, runEmulator, SMS_KEY, text } from './running-emulator.ts';

let running: Running;

beforeEach(async () => {
  running = await runEmulator();
});
afterEach(() => running.stop());

const thread = async (): Promise<ThreadEntry[]> =>
  (await running.call('GET', `/handsets/${PHONE}/thread`)).body;
const texts = async () =>
  (await thread()).map(({ via, message }) => [
    via,
    'text' in message ? message.text : 'contentMessage' in message ? message.contentMessage.text : undefined,
  ]);
const act = (body: unknown) => running.call('POST', `/handsets/${PHONE}/messages`, body);
const setHandset = (settings: object) => running.call('PUT', `/handsets/${PHONE}`, settings);
const set = (sms: object) => running.call('PUT', '/control/faults', { sms });
const ledger = async () => (await running.call('GET', '/control/sms/ledger')).body.entries;
const bodies = () => running.receiver.sms.map(({ body }) => body);
const iso = (ms = running.clock.now()) => new Date(ms).toISOString();
const HOUR = 3600 * 1000;

describe('an SMS', () => {
  test('is accepted, shown by the phone and reported, signed', async () => {
    const sent = await running.sendSms({ id: 's1', text: 'Bonjour, à 9 h ?' });
    expect(sent.status).toBe(202);
    expect(sent.body).toEqual({ id: 's1' });
    expect(await thread()).toEqual([
      {
        id: 's1',
        direction: 'out',
        via: 'sms',
        from: '38600',
        to: PHONE,
        message: { text: 'Bonjour, à 9 h ?' },
        encoding: 'gsm7',
        segments: 1,
        state: 'delivered',
        at: running.clock.now(),
      },
    ]);
    const report = await running.receiver.smsCallback({ kind: 'report' });
    expect(report).toEqual({
      body: { kind: 'report', id: 's1', from: '38600', to: PHONE, status: 'delivered', at: iso() },
      path: '/webhooks/sms/emulator',
      signed: true,
    });
  });

  test('reaches a phone with RCS and one without, and both stay in one thread', async () => {
    await running.send(text('By RCS'), { messageId: 'm1' });
    await running.sendSms({ text: 'By SMS' });
    await setHandset({ rcs: false });
    await running.sendSms({ text: 'Still by SMS' });
    expect(await texts()).toEqual([
      ['rcs', 'By RCS'],
      ['sms', 'By SMS'],
      ['sms', 'Still by SMS'],
    ]);
  });

  test('comes once however often it is sent, whatever the later calls say', async () => {
    for (const words of ['once', 'once', 'twice']) {
      expect((await running.sendSms({ id: 's1', text: words })).status).toBe(202);
    }
    expect(await texts()).toEqual([['sms', 'once']]);
    expect(await ledger()).toEqual([
      {
        seq: 1,
        id: 's1',
        account: 'default',
        from: '38600',
        to: PHONE,
        encoding: 'gsm7',
        segments: 1,
        acceptedAt: running.clock.now(),
        state: 'delivered',
        calls: 3,
      },
    ]);
    await running.settled();
    expect(bodies()).toHaveLength(1);
  });

  test('may have the id of an RBM message, and each is marked apart', async () => {
    await running.send(text('x'), { messageId: 'same' });
    await running.sendSms({ id: 'same' });
    await act({ read: 'same' });
    expect(await thread()).toMatchObject([
      { via: 'rcs', id: 'same', state: 'read' },
      { via: 'sms', id: 'same', state: 'delivered' },
    ]);
  });

  test('waits for an offline phone, in order with what waits by RCS', async () => {
    await setHandset({ online: false });
    await running.sendSms({ text: 'one' });
    await running.send(text('two'));
    await running.sendSms({ text: 'three' });
    expect(await thread()).toEqual([]);
    expect((await running.call('GET', `/handsets/${PHONE}`)).body.queued).toBe(3);
    expect(await ledger()).toMatchObject([{ state: 'queued' }, { state: 'queued' }]);
    await setHandset({ online: true });
    expect(await texts()).toEqual([
      ['sms', 'one'],
      ['rcs', 'two'],
      ['sms', 'three'],
    ]);
  });

  test('that waits longer than its validity fails, and is never shown', async () => {
    await setHandset({ online: false });
    await running.sendSms({ id: 's1', validity: 60 });
    await running.clock.advance(59_999);
    expect(await ledger()).toMatchObject([{ state: 'queued' }]);
    await running.clock.advance(1);
    expect(await ledger()).toMatchObject([{ state: 'failed', code: 'expired' }]);
    const report = await running.receiver.smsCallback({ id: 's1' });
    expect(report.body).toMatchObject({ kind: 'report', status: 'failed', code: 'expired', at: iso() });
    await setHandset({ online: true });
    expect(await thread()).toEqual([]);
  });

  test('without a validity waits three days', async () => {
    await setHandset({ online: false });
    await running.sendSms({ id: 's1' });
    await running.clock.advance(72 * HOUR - 1);
    expect(await ledger()).toMatchObject([{ state: 'queued' }]);
    await running.clock.advance(1);
    expect(await ledger()).toMatchObject([{ state: 'failed' }]);
  });

  test('delivered in time leaves no alarm behind', async () => {
    await setHandset({ online: false });
    await running.sendSms({ validity: 60 });
    await setHandset({ online: true });
    await running.settled();
    expect(running.clock.alarms).toBe(0);
  });

  test('takes its report where the request says, at the webhook of the account and nowhere else', async () => {
    const url = running.receiver.smsUrl;
    await running.sendSms({ id: 's1', reportUrl: `${url}?brand=salon&key=1` });
    expect((await running.receiver.smsCallback({ id: 's1' })).path).toBe(
      '/webhooks/sms/emulator?brand=salon&key=1',
    );
    // Behind a proxy the same webhook has another host and maybe a path before its own.
    await running.sendSms({ id: 's2', reportUrl: 'https://salon.example/c/webhooks/sms/emulator?brand=x' });
    expect((await running.receiver.smsCallback({ id: 's2' })).path).toBe('/webhooks/sms/emulator?brand=x');
    const elsewhere = await running.sendSms({ reportUrl: 'http://127.0.0.1:1/admin' });
    expect(elsewhere).toMatchObject({ status: 400, body: { error: { code: 'invalid_report_url' } } });
  });
});

describe('the SMS centre refuses', () => {
  test.each([
    ['a number without a country', { to: '0612345678' }, 400, 'invalid_number'],
    ['a number too long for its country', { to: '+336123456789' }, 400, 'invalid_number'],
    ['a number of no country', { to: '+99912345678' }, 400, 'invalid_number'],
    ['no number', { to: undefined }, 400, 'invalid_number'],
    ['a French landline', { to: '+33478000000' }, 422, 'landline'],
    ['a French number of the fixed network', { to: '+33978000000' }, 422, 'landline'],
    ['a British landline', { to: '+442071838750' }, 422, 'landline'],
    ['a sender of twelve letters', { from: 'MaisonCarill' }, 400, 'invalid_sender'],
    ['a sender with a space', { from: 'La Maison' }, 400, 'invalid_sender'],
    ['an empty text', { text: '' }, 400, 'invalid_request'],
    ['a text that no counter of parts can count', { text: 'é…'.repeat(10_000) }, 400, 'text_too_long'],
    ['an id with a space', { id: 'a b' }, 400, 'invalid_request'],
    ['a validity of nothing', { validity: 0 }, 400, 'invalid_request'],
    ['what it does not know', { flash: true }, 400, 'invalid_request'],
  ])('%s', async (_, sms, status, code) => {
    const answer = await running.sendSms(sms);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ error: { code, message: expect.any(String) } });
    expect(await ledger()).toEqual([]);
  });

  test('a key that no account has', async () => {
    expect((await running.sendSms({}, { authorization: 'Bearer guess' })).body.error.code).toBe(
      'unauthorized',
    );
    expect((await running.sendSms({}, { authorization: '' })).status).toBe(401);
  });

  test('a request without a key where one is asked for, and only there', async () => {
    expect((await running.sendSms({}, {})).status).toBe(202);
    const strict = await runEmulator({ requireAuth: true });
    expect((await strict.sendSms({}, {})).status).toBe(401);
    await strict.stop();
  });

  test('other paths and methods, with a code', async () => {
    expect(await running.call('GET', '/sms/v1/messages')).toMatchObject({
      status: 404,
      body: { error: { code: 'not_found' } },
    });
  });

  test('a body that is no JSON', async () => {
    const answer = await running.call('POST', '/sms/v1/messages', '{"id":');
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid_request' } } });
  });

  test('more than a thousand messages for a phone that is offline', async () => {
    await setHandset({ online: false });
    for (let n = 0; n < 1000; n += 1) await running.sendSms();
    expect((await running.sendSms()).status).toBe(429);
  });
});

describe('the person', () => {
  test('answers the sender of the last SMS, signed, while RCS is off', async () => {
    await running.sendSms({ from: '+33700000000' });
    await running.sendSms({ from: '38600' });
    await setHandset({ rcs: false });
    const { status, body } = await act({ text: '2' });
    expect(status).toBe(202);
    const inbound = await running.receiver.smsCallback({ kind: 'inbound' });
    expect(inbound).toEqual({
      body: { kind: 'inbound', id: body.messageId, from: PHONE, to: '38600', text: '2', at: iso() },
      path: '/webhooks/sms/emulator',
      signed: true,
    });
    expect((await thread()).at(-1)).toEqual({
      id: body.messageId,
      direction: 'in',
      via: 'sms',
      from: PHONE,
      to: '38600',
      message: { text: '2' },
      encoding: 'gsm7',
      segments: 1,
      state: 'sent',
      at: running.clock.now(),
    });
    expect(running.receiver.received.filter(({ payload }) => payload.text === '2')).toEqual([]);
  });

  test('can write an SMS with RCS on, and RCS again after it', async () => {
    await running.sendSms();
    await act({ text: 'by sms', via: 'sms' });
    await act({ text: 'by rcs' });
    await running.receiver.smsCallback({ text: 'by sms' });
    await running.receiver.callback({ text: 'by rcs' });
    expect((await thread()).map(({ via }) => via)).toEqual(['sms', 'sms', 'rcs']);
  });

  test('goes on writing to whom they wrote', async () => {
    await setHandset({ rcs: false });
    await act({ text: 'Hello', to: '+33700000000' });
    await act({ text: 'again' });
    await running.settled();
    expect(bodies().map(({ to, text }) => [to, text])).toEqual([
      ['+33700000000', 'Hello'],
      ['+33700000000', 'again'],
    ]);
  });

  test('who never got an SMS writes to the number of the account, or has to say to whom', async () => {
    await setHandset({ rcs: false });
    const refused = await act({ text: 'Hello' });
    expect(refused.status).toBe(400);
    expect(refused.body.error.details).toEqual([
      { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'NO_SENDER' },
    ]);
    running.emulator.putSmsAccount({
      key: SMS_KEY,
      webhookUrl: running.receiver.smsUrl,
      senders: ['38600'],
    });
    expect((await act({ text: 'Hello' })).status).toBe(202);
    expect((await running.receiver.smsCallback({ text: 'Hello' })).body.to).toBe('38600');
  });

  test('cannot answer a name', async () => {
    await running.sendSms({ from: 'Carillon' });
    await setHandset({ rcs: false });
    const refused = await act({ text: 'STOP' });
    expect(refused.status).toBe(409);
    expect(refused.body.error.details[0].reason).toBe('SENDER_TAKES_NO_ANSWER');
    expect((await thread()).filter(({ direction }) => direction === 'in')).toEqual([]);
  });

  test('is heard where the last SMS of that sender asked its reports to go', async () => {
    await running.sendSms({ reportUrl: `${running.receiver.smsUrl}?brand=salon` });
    await act({ text: 'Hello', via: 'sms' });
    expect((await running.receiver.smsCallback({ text: 'Hello' })).path).toBe(
      '/webhooks/sms/emulator?brand=salon',
    );
  });

  test('is heard by the account that has the number, and by nobody at a number of nobody', async () => {
    const { smsUrl: webhookUrl } = running.receiver;
    const put = (id: string, senders: string[]) =>
      running.emulator.putSmsAccount({
        id,
        key: SMS_KEY,
        webhookUrl: `${webhookUrl}?account=${id}`,
        senders,
      });
    put('default', ['38600']);
    put('shop', ['38700']);
    await act({ text: 'to the shop', to: '38700' });
    await act({ text: 'to the salon', to: '38600' });
    await act({ text: 'to nobody', to: '38800' });
    await running.settled();
    expect(running.receiver.sms.map(({ body, path }) => [body.text, path])).toEqual([
      ['to the shop', '/webhooks/sms/emulator?account=shop'],
      ['to the salon', '/webhooks/sms/emulator?account=default'],
    ]);
  });

  test('writes while offline: it leaves when the phone is back, even without RCS', async () => {
    await running.sendSms();
    await setHandset({ online: false });
    await act({ text: 'by rcs' });
    await act({ text: 'by sms', via: 'sms' });
    expect((await thread()).slice(1)).toMatchObject([{ state: 'sending' }, { state: 'sending' }]);
    await setHandset({ rcs: false, online: true });
    expect((await thread()).slice(1)).toMatchObject([{ state: 'sending' }, { state: 'sent' }]);
    await running.receiver.smsCallback({ text: 'by sms' });
    await setHandset({ rcs: true });
    await running.receiver.callback({ text: 'by rcs' });
  });

  test.each([
    ['a tap by SMS', { suggestion: { text: 'Yes', postbackData: 'yes' }, via: 'sms' }],
    ['a number over RCS', { text: 'x', via: 'rcs', to: '38600' }],
    ['a telegram', { text: 'x', via: 'telegram' }],
    ['what is no number', { text: 'x', to: 'the shop' }],
  ])('cannot send %s', async (_, body) => {
    expect((await act(body)).status).toBe(400);
  });
});

describe('RCS switched off in the middle', () => {
  test('is a 404 at once for messages and capabilities, while SMS goes on', async () => {
    await running.send(text('before'));
    await setHandset({ rcs: false });
    expect((await running.send(text('after'))).status).toBe(404);
    expect((await running.call('GET', `/v1/phones/${PHONE}/capabilities?agentId=bank`)).status).toBe(404);
    await running.sendSms({ text: 'after' });
    expect(await texts()).toEqual([
      ['rcs', 'before'],
      ['sms', 'after'],
    ]);
  });

  test('leaves what waited waiting, until RCS is back, it is withdrawn or it expires', async () => {
    await setHandset({ online: false });
    await running.send(text('kept'), { messageId: 'kept' });
    await running.send(text('withdrawn'), { messageId: 'withdrawn' });
    await running.send(text('expired', { ttl: '60s' }), { messageId: 'expired' });
    await setHandset({ rcs: false, online: true });
    expect(await thread()).toEqual([]);
    const path = `/v1/phones/${PHONE}/agentMessages`;
    expect((await running.call('DELETE', `${path}/withdrawn?agentId=bank`)).status).toBe(200);
    await running.clock.advance(60_000);
    await running.receiver.callback({ messageId: 'expired', eventType: 'TTL_EXPIRATION_REVOKED' });
    await running.sendSms({ text: 'by sms' });
    await setHandset({ rcs: true });
    expect(await texts()).toEqual([
      ['sms', 'by sms'],
      ['rcs', 'kept'],
    ]);
    expect((await running.call('DELETE', `${path}/kept?agentId=bank`)).status).toBe(404);
  });
});

describe('the webhook for SMS', () => {
  test('is tried again until it answers with success, with the same bytes', async () => {
    const statuses = [500, 404, 204];
    const seen: unknown[] = [];
    running.receiver.respond = (body) => {
      seen.push(body);
      return { status: statuses[seen.length - 1] ?? 200 };
    };
    await running.sendSms();
    for (const pause of [1000, 2000]) {
      await eventually(
        async () => (await running.call('GET', '/control/webhooks')).body.sms.retrying,
        (retrying) => retrying === 1,
      );
      await running.clock.advance(pause);
    }
    await running.settled();
    expect(seen).toEqual([seen[0], seen[0], seen[0]]);
    expect((await running.call('GET', '/control/webhooks')).body.sms).toMatchObject({
      acknowledged: 1,
      failures: 2,
      lastFailure: { to: 'default', reason: 'status 404' },
    });
  });

  test('has a queue apart from Google’s', async () => {
    await running.call('PUT', '/control/faults', { webhookDown: true });
    await act({ text: 'by rcs' });
    await running.sendSms({ id: 's1' });
    await running.receiver.smsCallback({ id: 's1' });
    expect(running.receiver.received).toEqual([]);
  });

  test('refuses more than it can hold', async () => {
    const small = await runEmulator({ webhook: { maxPending: 2 } });
    await small.call('PUT', '/control/faults', { sms: { webhookDown: true } });
    for (let n = 0; n < 2; n += 1) expect((await small.sendSms()).status).toBe(202);
    expect((await small.sendSms()).status).toBe(429);
    const path = `/handsets/${PHONE}/messages`;
    expect((await small.call('POST', path, { text: 'x', via: 'sms' })).status).toBe(429);
    await small.stop();
  });

  test('of an account can be changed, its key never read', async () => {
    const fields = { webhookUrl: running.receiver.smsUrl, senders: ['38600'] };
    const put = await running.call('PUT', '/control/sms/accounts/shop', {
      ...fields,
      key: 'secret-of-the-shop',
    });
    expect(put.body).toEqual({ ...fields, id: 'shop' });
    const { body } = await running.call('GET', '/control/sms/accounts');
    expect(body.map(({ id }: { id: string }) => id)).toEqual(['default', 'shop']);
    expect(JSON.stringify(body)).not.toContain('secret-of-the-shop');
  });
});

describe('faults of SMS', () => {
  test('leave RBM alone', async () => {
    await set({ api: { status: 503, rate: 1 }, drop: 1, dropReceipts: 1 });
    expect((await running.send(text('x'), { messageId: 'm1' })).status).toBe(200);
    await running.receiver.callback({ messageId: 'm1', eventType: 'DELIVERED' });
  });

  test.each([
    [429, 'too_many_requests'],
    [503, 'unavailable'],
  ])('api: %s with nothing accepted', async (status, code) => {
    await set({ api: { status, rate: 1, retryAfter: 3 } });
    const answer = await running.sendSms();
    expect(answer).toMatchObject({ status, body: { error: { code } } });
    expect(answer.headers.get('retry-after')).toBe('3');
    expect(await ledger()).toEqual([]);
  });

  test('api: an error behind which the SMS was accepted', async () => {
    await set({ api: { status: 500, rate: 1, accepted: true } });
    expect((await running.sendSms({ id: 's1' })).status).toBe(500);
    expect(await ledger()).toMatchObject([{ id: 's1', calls: 1, state: 'delivered' }]);
  });

  test('hang: accepted and never answered, then known again', async () => {
    await set({ hang: 1 });
    const controller = new AbortController();
    const call = fetch(`${running.base}/sms/v1/messages`, {
      method: 'POST',
      body: JSON.stringify({ id: 's1', from: '38600', to: PHONE, text: 'x' }),
      signal: controller.signal,
    });
    await running.receiver.smsCallback({ id: 's1' });
    controller.abort();
    await expect(call).rejects.toThrow();
    await set({});
    await running.sendSms({ id: 's1' });
    expect(await ledger()).toMatchObject([{ id: 's1', calls: 2 }]);
    expect(await thread()).toHaveLength(1);
  });

  test('drop: accepted and the connection closed', async () => {
    await set({ drop: 1 });
    await expect(running.sendSms({ id: 's1' })).rejects.toThrow();
    expect(await ledger()).toMatchObject([{ id: 's1', calls: 1 }]);
  });

  test('duplicate and dropReceipts: reports twice or never, answers always', async () => {
    await set({ duplicate: 1, dropReceipts: 1 });
    await running.sendSms();
    await act({ text: 'x', via: 'sms' });
    await running.settled();
    expect(bodies().map(({ kind }) => kind)).toEqual(['inbound', 'inbound']);
    expect(bodies()[0]).toEqual(bodies()[1]);
  });

  test('delayMs and reorder: late, and after the next one of the phone', async () => {
    await set({ delayMs: [2000, 2001] });
    await running.sendSms({ id: 's1' });
    await running.clock.advance(1999);
    expect(running.receiver.attempts).toBe(0);
    await running.clock.advance(2);
    await running.receiver.smsCallback({ id: 's1' });

    await set({ reorder: 0.5, seed: undefined });
    running.receiver.sms.length = 0;
    const ids = Array.from({ length: 12 }, (_, n) => `r${n}`);
    for (const id of ids) await running.sendSms({ id });
    await running.clock.advance(500);
    await running.settled();
    expect(bodies().map(({ id }) => id)).not.toEqual(ids);
    expect(bodies().map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  });

  test('undelivered: accepted, never shown, reported as failed', async () => {
    await set({ undelivered: 1 });
    expect((await running.sendSms({ id: 's1' })).status).toBe(202);
    const { body } = await running.receiver.smsCallback({ id: 's1' });
    expect(body).toMatchObject({ kind: 'report', status: 'failed', code: 'undelivered' });
    expect(await thread()).toEqual([]);
  });

  test('a reset forgets SMS, their ids and where answers went, and keeps the accounts', async () => {
    await setHandset({ online: false });
    await running.sendSms({ id: 's1', reportUrl: `${running.receiver.smsUrl}?brand=salon` });
    await running.call('POST', '/control/reset');
    expect(await ledger()).toEqual([]);
    expect(running.clock.alarms).toBe(0);
    await running.sendSms({ id: 's1' });
    expect((await running.receiver.smsCallback({ id: 's1' })).path).toBe('/webhooks/sms/emulator');
  });
});

describe('the parts of an SMS', () => {
  test.each([
    ['', 'gsm7', 1],
    ['a'.repeat(160), 'gsm7', 1],
    ['a'.repeat(161), 'gsm7', 2],
    ['a'.repeat(306), 'gsm7', 2],
    ['a'.repeat(307), 'gsm7', 3],
    ['€'.repeat(80), 'gsm7', 1],
    [`${'a'.repeat(159)}€`, 'gsm7', 2],
    // An escape is not torn from its letter: the 153rd place stays empty.
    [`${'a'.repeat(152)}€${'a'.repeat(152)}`, 'gsm7', 3],
    ['ê'.repeat(70), 'ucs2', 1],
    ['ê'.repeat(71), 'ucs2', 2],
    ['👋'.repeat(35), 'ucs2', 1],
    ['👋'.repeat(36), 'ucs2', 2],
    // Nor half a letter: 33 pairs fill 66 of 67 places.
    ['👋'.repeat(67), 'ucs2', 3],
    ['Réserver à 9 h çà', 'ucs2', 1],
    ['Réserver à 9 h', 'gsm7', 1],
  ] as const)('of %j', (words, encoding, segments) => {
    expect(countSms(words)).toEqual({ encoding, segments });
  });

  test('are as many as a public calculator counts', () => {
    const letters = [...'ab €[~é\u00e0Ç\u03a9\n\r"\'', 'ê', '’', '…', '👋'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...letters), { maxLength: 500, size: 'max' }), (picked) => {
        const words = picked.join('');
        const other = new SegmentedMessage(words);
        expect(countSms(words)).toEqual({
          encoding: other.encodingName === 'GSM-7' ? 'gsm7' : 'ucs2',
          segments: Math.max(1, other.segmentsCount),
        });
      }),
    );
  });
});

test.each([
  ['+33612345678', 'mobile'],
  // Kept for films and books.
  ['+33639980001', 'mobile'],
  ['+447700900001', 'mobile'],
  ['+12025550123', 'mobile'],
  ['+33178000000', 'landline'],
  ['+33978000000', 'landline'],
  ['+33800000000', 'landline'],
  ['+4930123456', 'landline'],
  ['+336', 'invalid'],
  ['33612345678', 'invalid'],
  [randomUUID(), 'invalid'],
])('the number %s is judged %s', (number, kind) => {
  expect(judgeNumber(number)).toBe(kind);
});
