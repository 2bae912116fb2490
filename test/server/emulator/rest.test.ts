import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FEATURES } from '../../../server/emulator/handsets.ts';
import { PHONE, type Running, runEmulator, text } from './running-emulator.ts';

const OTHER = '+33698765432';
let running: Running;

beforeEach(async () => {
  running = await runEmulator();
});
afterEach(() => running.stop());

const thread = async (phone = PHONE) => (await running.call('GET', `/handsets/${phone}/thread`)).body;
const setHandset = (settings: object, phone = PHONE) => running.call('PUT', `/handsets/${phone}`, settings);

describe('agentMessages.create', () => {
  test('answers with the message, its name and time, and the phone shows it', async () => {
    const sent = await running.send(text('Hello', { ttl: '60s', messageTrafficType: 'TRANSACTION' }), {
      messageId: 'm1',
    });
    expect(sent.status).toBe(200);
    expect(sent.body).toEqual({
      name: `phones/${PHONE}/agentMessages/m1`,
      sendTime: new Date(running.clock.now()).toISOString(),
      contentMessage: { text: 'Hello' },
      messageTrafficType: 'TRANSACTION',
    });
    expect(await thread()).toEqual([
      {
        id: 'm1',
        direction: 'out',
        via: 'rcs',
        agentId: 'bank',
        message: { contentMessage: { text: 'Hello' }, ttl: '60s', messageTrafficType: 'TRANSACTION' },
        state: 'delivered',
        at: running.clock.now(),
      },
    ]);
  });

  test('reports DELIVERED under the message’s id, signed', async () => {
    await running.send(text('Hello'), { messageId: 'm1' });
    const { payload, signed, headers, envelope } = await running.receiver.callback({
      eventType: 'DELIVERED',
    });
    expect(payload).toMatchObject({ senderPhoneNumber: PHONE, agentId: 'bank', messageId: 'm1' });
    expect(payload.eventId).toBeTypeOf('string');
    expect(signed).toBe(true);
    expect(headers['x-goog-webhook-type']).toBe('message_callback');
    expect(envelope).toMatchObject({
      message: {
        attributes: { product: 'RBM' },
        messageId: expect.any(String),
        publishTime: expect.any(String),
      },
      subscription: expect.any(String),
    });
  });

  test('ignores a messageId used before, by a message or an event, and answers 200', async () => {
    const first = await running.send(text('One'), { messageId: 'm1' });
    await running.clock.advance(5000);
    const again = await running.send(text('One'), { messageId: 'm1' });
    expect(again.status).toBe(200);
    expect(again.body.sendTime).toBe(first.body.sendTime);
    await running.call('POST', `/v1/phones/${PHONE}/agentEvents?eventId=e1&agentId=bank`, {
      eventType: 'IS_TYPING',
    });
    expect((await running.send(text('Two'), { messageId: 'e1' })).status).toBe(200);
    expect(await thread()).toHaveLength(1);
    expect((await running.call('GET', '/control/ledger?kind=all')).body.entries).toMatchObject([
      { messageId: 'm1', kind: 'message', calls: 2 },
      { messageId: 'e1', kind: 'event', calls: 2 },
    ]);
  });

  test('keeps a duplicate a duplicate even when the phone has lost RCS since', async () => {
    await running.send(text('One'), { messageId: 'm1' });
    await setHandset({ rcs: false });
    expect((await running.send(text('One'), { messageId: 'm1' })).status).toBe(200);
    expect((await running.send(text('Two'), { messageId: 'm2' })).status).toBe(404);
  });

  test('gives two agents a name space each', async () => {
    running.emulator.putAgent({ agentId: 'shop', clientToken: 'x', webhookUrl: running.receiver.url });
    await running.send(text('One'), { messageId: 'm1' });
    await running.send(text('Two'), { messageId: 'm1', agentId: 'shop@rbm.goog' });
    expect((await thread()).map((entry: { agentId: string }) => entry.agentId)).toEqual(['bank', 'shop']);
  });

  test('tells the billing class of messages to American numbers', async () => {
    const { body } = await running.send(text('x'.repeat(161)), { phone: '+12025550123' });
    expect(body.richMessageClassification).toEqual({ classificationType: 'RICH_MESSAGE', segmentCount: 2 });
  });
});

describe('errors in Google’s shape', () => {
  const INVALID = { code: 400, status: 'INVALID_ARGUMENT' };

  test('400 for an unknown field, with the field’s place', async () => {
    const { status, body } = await running.send({ contentMessage: { text: 'x', colour: 'red' } });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      ...INVALID,
      message: expect.stringContaining('Unknown name "colour"'),
      details: [{ '@type': 'type.googleapis.com/google.rpc.BadRequest' }],
    });
  });

  test.each([
    ['JSON that is none', '{"contentMessage":'],
    ['bytes that are not UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22])],
    ['an empty body', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['a message of more than 250 KB', JSON.stringify(text('x', { carrier: 'x'.repeat(256_001) }))],
    ['a body of more than 300 KB', JSON.stringify(text('x', { carrier: 'x'.repeat(400_000) }))],
  ])('400 for %s', async (_, raw) => {
    const { status, body } = await running.call(
      'POST',
      `/v1/phones/${PHONE}/agentMessages?messageId=m1&agentId=bank`,
      raw,
    );
    expect(status).toBe(400);
    expect(body.error).toMatchObject(INVALID);
  });

  test('counts the message as JSON, not the spaces around it', async () => {
    const padded = JSON.stringify(text('x')) + ' '.repeat(260 * 1024);
    const path = `/v1/phones/${PHONE}/agentMessages?messageId=m1&agentId=bank`;
    expect((await running.call('POST', path, padded)).status).toBe(200);
  });

  test.each(['12345', '33612345678', '+0612345678', '+336123456789012345', '+33abc', '%2B33 6'])(
    '400 for the phone number %s',
    async (phone) => {
      const { status, body } = await running.send(text('x'), { phone });
      expect(status).toBe(400);
      expect(body.error).toMatchObject(INVALID);
    },
  );

  test('400 for a path that cannot be decoded', async () => {
    const { status, body } = await running.send(text('x'), { phone: '%E0%A4%A' });
    expect(status).toBe(400);
    expect(body.error).toMatchObject(INVALID);
  });

  test('400 for a missing messageId and for an unknown query parameter', async () => {
    const create = (query: string) =>
      running.call('POST', `/v1/phones/${PHONE}/agentMessages?${query}`, text('x'));
    expect((await create('agentId=bank')).status).toBe(400);
    expect((await create('agentId=bank&messageId=m1&message_id=m1')).status).toBe(400);
    expect((await create('agentId=bank&messageId=m1&alt=json&prettyPrint=false')).status).toBe(200);
  });

  test('401 without a bearer token, where one is asked for', async () => {
    await running.stop();
    running = await runEmulator({ requireAuth: true });
    const path = `/v1/phones/${PHONE}/agentMessages?messageId=m1&agentId=bank`;
    const refused = await running.call('POST', path, text('x'));
    expect(refused.status).toBe(401);
    expect(refused.body.error.status).toBe('UNAUTHENTICATED');
    const headers = { authorization: 'Bearer ya29.x' };
    expect((await running.call('POST', path, text('x'), headers)).status).toBe(200);
  });

  test('403 for a missing or unknown agentId, in Google’s words', async () => {
    const missing = await running.call('POST', `/v1/phones/${PHONE}/agentMessages?messageId=m1`, text('x'));
    expect(missing.status).toBe(403);
    expect(missing.body.error).toMatchObject({
      status: 'PERMISSION_DENIED',
      message: expect.stringContaining('ID: null'),
    });
    expect((await running.send(text('x'), { agentId: 'nobody' })).status).toBe(403);
  });

  test('404 for a phone without RCS, for messages, events and capabilities alike', async () => {
    await setHandset({ rcs: false });
    const sent = await running.send(text('x'));
    expect(sent.status).toBe(404);
    expect(sent.body.error.status).toBe('NOT_FOUND');
    const event = { eventType: 'IS_TYPING' };
    const events = `/v1/phones/${PHONE}/agentEvents?eventId=e1&agentId=bank`;
    expect((await running.call('POST', events, event)).status).toBe(404);
    expect((await running.call('GET', `/v1/phones/${PHONE}/capabilities?agentId=bank`)).status).toBe(404);
    expect(await thread()).toEqual([]);
  });

  test('404 for a path that does not exist', async () => {
    for (const path of ['/v1/phones', '/v2/x', '/upload/v1/phones', '/nothing']) {
      const { status, body } = await running.call('POST', path, {});
      expect(status).toBe(404);
      expect(body.error.status).toBe('NOT_FOUND');
    }
  });

  test('403 where Dialogflow is not integrated', async () => {
    const { status } = await running.call('POST', `/v1/phones/${PHONE}/dialogflowMessages?agentId=bank`, {});
    expect(status).toBe(403);
  });
});

describe('features of the device', () => {
  const card = { richCard: { standaloneCard: { cardContent: { title: 'x' } } } };
  const dial = (more: object = {}) => ({
    text: 'x',
    suggestions: [{ action: { text: 'Call', dialAction: { phoneNumber: '1' }, ...more } }],
  });

  test('content beyond them is a 400 and nothing arrives', async () => {
    await setHandset({ features: ['RICHCARD_CAROUSEL'] });
    expect((await running.send({ contentMessage: card })).status).toBe(400);
    expect((await running.send({ contentMessage: dial() })).status).toBe(400);
    expect((await running.send(text('x'))).status).toBe(200);
    expect(await thread()).toHaveLength(1);
  });

  test('an action with a fallback address is accepted all the same', async () => {
    await setHandset({ features: [] });
    expect(
      (await running.send({ contentMessage: dial({ fallbackUrl: 'https://example.com' }) })).status,
    ).toBe(200);
  });

  test('capabilities list them, and ask for no handset to exist', async () => {
    const capabilities = (query: string) => running.call('GET', `/v1/phones/${PHONE}/capabilities?${query}`);
    const { status, body } = await capabilities('agentId=bank&requestId=r1');
    expect(status).toBe(200);
    expect(body).toEqual({ features: [...FEATURES] });
    expect((await running.call('GET', '/handsets')).body).toEqual([]);
    await setHandset({ features: ['ACTION_DIAL'] });
    expect((await capabilities('agentId=bank')).body).toEqual({ features: ['ACTION_DIAL'] });
    expect((await capabilities('')).status).toBe(403);
  });
});

describe('expiry', () => {
  beforeEach(() => setHandset({ online: false }));

  test('a message not delivered within its ttl is withdrawn and reported', async () => {
    await running.send(text('x', { ttl: '30s' }), { messageId: 'm1' });
    await running.clock.advance(29_999);
    expect((await ledger())[0].state).toBe('queued');
    await running.clock.advance(1);
    const { payload } = await running.receiver.callback({ eventType: 'TTL_EXPIRATION_REVOKED' });
    expect(payload).toEqual({
      phoneNumber: PHONE,
      agentId: 'bank',
      messageId: 'm1',
      eventType: 'TTL_EXPIRATION_REVOKED',
      eventId: expect.any(String),
      sendTime: new Date(running.clock.now()).toISOString(),
    });
    await setHandset({ online: true });
    expect(await thread()).toEqual([]);
    expect((await ledger())[0].state).toBe('expired');
  });

  test('expireTime counts alike', async () => {
    const expireTime = new Date(running.clock.now() + 10_000).toISOString();
    await running.send(text('x', { expireTime }), { messageId: 'm1' });
    await running.clock.advance(10_000);
    await running.receiver.callback({ eventType: 'TTL_EXPIRATION_REVOKED', messageId: 'm1' });
  });

  test('a message delivered in time does not expire', async () => {
    await running.send(text('x', { ttl: '30s' }), { messageId: 'm1' });
    await setHandset({ online: true });
    await running.settled();
    await running.clock.advance(60_000);
    expect((await ledger())[0].state).toBe('delivered');
    expect(running.receiver.received).toHaveLength(1);
  });

  test('a message without a ttl goes silently after thirty days', async () => {
    await running.send(text('x'), { messageId: 'm1' });
    await running.clock.advance(30 * 24 * 3600 * 1000);
    expect((await ledger())[0].state).toBe('expired');
    expect(running.receiver.received).toEqual([]);
  });

  test.each([
    ['a ttl of nothing', { ttl: '0s' }],
    ['a ttl past 15 days', { ttl: '1296001s' }],
    ['an expireTime in the past', { expireTime: '2020-01-01T00:00:00Z' }],
    ['an expireTime past 15 days', { expireTime: '2030-01-01T00:00:00Z' }],
  ])('%s is refused', async (_, expiry) => {
    expect((await running.send(text('x', expiry))).status).toBe(400);
  });

  test('a ttl of exactly 15 days is accepted', async () => {
    expect((await running.send(text('x', { ttl: '1296000s' }))).status).toBe(200);
  });
});

const ledger = async () => (await running.call('GET', '/control/ledger')).body.entries;

describe('agentMessages.delete', () => {
  const revoke = (id: string, phone = PHONE, agent = 'bank') =>
    running.call('DELETE', `/v1/phones/${phone}/agentMessages/${id}?agentId=${agent}`);

  test('withdraws a message that waits, and again with the same answer', async () => {
    await setHandset({ online: false });
    await running.send(text('x', { ttl: '60s' }), { messageId: 'm1' });
    expect(await revoke('m1')).toMatchObject({ status: 200, body: {} });
    expect(await revoke('m1')).toMatchObject({ status: 200, body: {} });
    await running.clock.advance(60_000);
    await setHandset({ online: true });
    expect(await thread()).toEqual([]);
    expect((await ledger())[0].state).toBe('revoked');
    expect(running.receiver.received).toEqual([]);
  });

  test('is 404 once delivered, for unknown messages, another phone or another agent', async () => {
    await running.send(text('x'), { messageId: 'm1' });
    expect((await revoke('m1')).status).toBe(404);
    expect((await revoke('m2')).status).toBe(404);
    await setHandset({ online: false });
    await running.send(text('x'), { messageId: 'm3' });
    expect((await revoke('m3', OTHER)).status).toBe(404);
    expect((await revoke('m3', PHONE, 'nobody')).status).toBe(403);
  });

  test('withdraws no event', async () => {
    await running.call('POST', `/v1/phones/${PHONE}/agentEvents?eventId=e1&agentId=bank`, {
      eventType: 'IS_TYPING',
    });
    expect((await revoke('e1')).status).toBe(404);
  });
});

describe('agentEvents.create', () => {
  const create = (event: object, id = 'e1') =>
    running.call('POST', `/v1/phones/${PHONE}/agentEvents?eventId=${id}&agentId=bank`, event);

  test('answers with the event', async () => {
    expect(await create({ eventType: 'IS_TYPING' })).toMatchObject({
      status: 200,
      body: {
        name: `phones/${PHONE}/agentEvents/e1`,
        eventType: 'IS_TYPING',
        sendTime: new Date(running.clock.now()).toISOString(),
      },
    });
  });

  test('READ marks what the person sent', async () => {
    const { body } = await running.call('POST', `/handsets/${PHONE}/messages`, { text: 'Hi' });
    await create({ eventType: 'READ', messageId: body.messageId });
    expect(await thread()).toMatchObject([{ id: body.messageId, state: 'read' }]);
  });

  test('refuses what it does not know', async () => {
    expect((await create({ eventType: 'READ' })).status).toBe(400);
    expect((await create({ eventType: 'IS_TYPING', typing: true })).status).toBe(400);
    const noId = await running.call('POST', `/v1/phones/${PHONE}/agentEvents?agentId=bank`, {
      eventType: 'IS_TYPING',
    });
    expect(noId.status).toBe(400);
  });
});

describe('use cases and launch', () => {
  const traffic = (messageTrafficType?: string) => running.send(text('x', { messageTrafficType }));

  test('a multi-use agent must say what it sends', async () => {
    await running.stop();
    running = await runEmulator({}, { useCase: 'MULTI_USE' });
    expect((await traffic()).status).toBe(400);
    expect((await traffic('MESSAGE_TRAFFIC_TYPE_UNSPECIFIED')).status).toBe(400);
    expect((await traffic('PROMOTION')).status).toBe(200);
  });

  test('other agents may send their own kind, services and acknowledgements', async () => {
    await running.stop();
    running = await runEmulator({}, { useCase: 'TRANSACTIONAL' });
    const statuses = [];
    for (const kind of [
      undefined,
      'TRANSACTION',
      'SERVICEREQUEST',
      'ACKNOWLEDGEMENT',
      'PROMOTION',
      'AUTHENTICATION',
    ]) {
      statuses.push((await traffic(kind)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 400, 400]);
  });

  test('an unlaunched agent reaches accepted testers only', async () => {
    await running.stop();
    running = await runEmulator({}, { launched: false });
    const invite = () => running.call('POST', `/v1/phones/${PHONE}/testers?agentId=bank`, {});
    const answer = (invite: string) => running.call('POST', `/handsets/${PHONE}/messages`, { invite });
    const capable = () => running.call('GET', `/v1/phones/${PHONE}/capabilities?agentId=bank`);
    expect((await running.send(text('x'))).status).toBe(403);
    expect((await capable()).status).toBe(404);
    expect((await answer('accept')).status).toBe(404);
    expect((await invite()).body).toEqual({ name: `phones/${PHONE}/testers`, inviteStatus: 'PENDING' });
    expect((await running.send(text('x'))).status).toBe(403);
    expect((await answer('accept')).status).toBe(202);
    expect((await running.send(text('x'))).status).toBe(200);
    expect((await capable()).status).toBe(200);
    expect((await invite()).body.inviteStatus).toBe('ACCEPTED');
    await answer('decline');
    expect((await running.send(text('x'))).status).toBe(403);
    expect((await invite()).status).toBe(400);
  });

  test('twenty testers may be invited a day, two hundred in all', async () => {
    const invite = (n: number) =>
      running.call('POST', `/v1/phones/+3361200${String(n).padStart(4, '0')}/testers?agentId=bank`, {});
    for (let day = 0; day < 10; day += 1) {
      for (let n = 0; n < 20; n += 1) expect((await invite(day * 20 + n)).status).toBe(200);
      const over = await invite(9000);
      expect(over.status).toBe(429);
      expect(over.body.error.status).toBe('RESOURCE_EXHAUSTED');
      await running.clock.advance(24 * 3600 * 1000);
    }
    expect((await invite(9001)).status).toBe(429);
  });

  test('a change of launch state comes to the webhook in Google’s envelope', async () => {
    await running.call('POST', '/control/agents/bank/launch', {
      state: 'SUSPENDED',
      comment: 'Too many complaints',
    });
    const { payload, envelope, headers, signed } = await running.receiver.callback({
      newLaunchState: 'SUSPENDED',
    });
    expect(payload).toMatchObject({
      agentId: 'bank@rbm.goog',
      oldLaunchState: 'LAUNCHED',
      comment: 'Too many complaints',
    });
    expect(envelope).toMatchObject({
      message: { attributes: { type: 'agent_launch_event', product: 'RBM' } },
    });
    expect(headers['x-goog-webhook-type']).toBe('agent_callback');
    expect(signed).toBe(true);
    expect((await running.send(text('x'))).status).toBe(403);
  });
});

describe('users.batchGet', () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, n) => `+336${String(10_000_000 + n)}`);
  const batch = (users: unknown, query = '', body: object = { agentId: 'bank' }) =>
    running.call('POST', `/v1/users:batchGet${query}`, { users, ...body });

  test('lists who has RCS and counts a sample of three quarters', async () => {
    const users = numbers(1000);
    await setHandset({ rcs: false }, users[0]);
    await setHandset({ rcs: false }, users[3]);
    const { status, body } = await batch(users);
    expect(status).toBe(200);
    expect(body.reachableUsers).toHaveLength(998);
    expect(body).toMatchObject({ totalRandomSampleUserCount: 750, reachableRandomSampleUserCount: 749 });
  });

  test('takes no sample of fewer than 500', async () => {
    expect((await batch(numbers(499))).body).toMatchObject({
      totalRandomSampleUserCount: 0,
      reachableRandomSampleUserCount: 0,
    });
  });

  test('takes the agent from the query as well', async () => {
    expect((await batch(numbers(1), '?agentId=bank', {})).status).toBe(200);
    expect((await batch(numbers(1), '', {})).status).toBe(403);
  });

  test('refuses more than 10,000, repeated and malformed numbers', async () => {
    expect((await batch(numbers(10_001))).status).toBe(400);
    expect((await batch([PHONE, PHONE])).status).toBe(400);
    expect((await batch(['0612345678'])).status).toBe(400);
    expect((await batch('x')).status).toBe(400);
  });

  test('allows 600 calls a minute', async () => {
    for (let n = 0; n < 600; n += 1) await batch([PHONE]);
    expect((await batch([PHONE])).status).toBe(429);
    await running.clock.advance(60_000);
    expect((await batch([PHONE])).status).toBe(200);
  });
});

describe('files', () => {
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]);
  const upload = (type: string, bytes: Uint8Array | string = png) =>
    running.call('POST', '/upload/v1/files?uploadType=media&agentId=bank', bytes, { 'content-type': type });

  test('a file by address gets a name that a message can use', async () => {
    const { status, body } = await running.call('POST', '/v1/files?agentId=bank', {
      fileUrl: 'https://example.com/a.png',
    });
    expect(status).toBe(200);
    expect(body.name).toMatch(/^files\/.+/);
    const sent = await running.send({ contentMessage: { uploadedRbmFile: { fileName: body.name } } });
    expect(sent.status).toBe(200);
    expect(await thread()).toMatchObject([{ files: { [body.name]: 'https://example.com/a.png' } }]);
  });

  test('uploaded bytes come back as they were, never to be run', async () => {
    const { body } = await upload('image/png');
    await running.send({ contentMessage: { uploadedRbmFile: { fileName: body.name } } });
    const [{ files }] = await thread();
    const response = await fetch(`${running.base}/${files[body.name]}`);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(png);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
  });

  test('a multipart upload, as Google’s own client makes it', async () => {
    const head =
      '--xyz\r\ncontent-type: application/json\r\n\r\n{"agentId":"bank"}\r\n--xyz\r\ncontent-type: image/png\r\n\r\n';
    const bytes = Buffer.concat([Buffer.from(head), png, Buffer.from('\r\n--xyz--')]);
    const { status, body } = await running.call(
      'POST',
      '/upload/v1/files?uploadType=multipart',
      new Uint8Array(bytes),
      {
        'content-type': 'multipart/related; boundary=xyz',
      },
    );
    expect(status).toBe(200);
    const response = await fetch(`${running.base}/${body.name}`);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(png);
  });

  test('refuses other types, nothing, too much, and files that were never uploaded', async () => {
    expect((await upload('text/html', '<script>')).status).toBe(400);
    expect((await upload('image/svg+xml', '<svg/>')).status).toBe(400);
    expect((await upload('image/png', '')).status).toBe(400);
    expect((await upload('image/png', new Uint8Array(10 * 1024 * 1024 + 1))).status).toBe(400);
    expect((await upload('multipart/related; boundary=x', '--x--')).status).toBe(400);
    expect((await running.call('POST', '/v1/files?agentId=bank', {})).status).toBe(400);
    expect((await running.call('POST', '/v1/files', { fileUrl: 'https://example.com/a.png' })).status).toBe(
      403,
    );
    expect(
      (await running.send({ contentMessage: { uploadedRbmFile: { fileName: 'files/none' } } })).status,
    ).toBe(400);
    expect((await running.call('GET', '/files/none')).status).toBe(404);
  });

  test('audio has no place in a card, a PDF only where the device shows it', async () => {
    const inCard = (fileName: string) =>
      running.send({
        contentMessage: {
          richCard: {
            standaloneCard: { cardContent: { media: { height: 'TALL', uploadedRbmFile: { fileName } } } },
          },
        },
      });
    expect((await inCard((await upload('audio/mpeg')).body.name)).status).toBe(400);
    const pdf = (await upload('application/pdf')).body.name;
    expect((await inCard(pdf)).status).toBe(400);
    await setHandset({ features: [...FEATURES, 'PDF_IN_RICH_CARDS'] });
    expect((await inCard(pdf)).status).toBe(200);
  });
});
