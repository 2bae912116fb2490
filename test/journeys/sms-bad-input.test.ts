/**
 * What can be wrong with SMS, against a whole server: each is a coded error or a warning before anything is sent, nothing
 * is lost, and nothing is sent twice.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signTwilio } from '../../server/channels/sms/twilio-webhook.ts';
import { openStandIn, type StandIn } from '../server/channels/sms/provider-stand-in.ts';
import { ACCOUNT } from '../server/channels/sms/samples.ts';
import { createSteeredClock } from './steered-clock.ts';
import { type MessageLine, openWorld, type ParkedLine, until, type World } from './world.ts';

const HOUR = 3600_000;
const TOKEN = 'a-token-of-thirty-two-characters';
const WEBHOOK = '/webhooks/sms/twilio?brand=default';
const PUBLIC_URL = 'https://chat.example.com';
const clock = createSteeredClock({ start: Date.parse('2026-11-23T10:00:00+01:00') });

let world: World;
beforeAll(async () => {
  world = await openWorld({ PUBLIC_URL }, { clock });
  await world.publish({
    format: 1,
    id: 'note',
    name: 'Note',
    start: 'say',
    variables: { note: { type: 'text', default: 'short' } },
    triggers: [{ kind: 'api' }],
    nodes: {
      say: {
        kind: 'say',
        say: [{ message: { kind: 'text', text: 'Note: {{note}}' } }],
        delivery: { sms: 'always' },
        to: 'over',
      },
      over: { kind: 'end' },
    },
  });
});
afterAll(() => world.close());

const QUESTION = {
  format: 1,
  id: 'question',
  name: 'Question',
  start: 'ask',
  variables: { kind: { type: 'text' } },
  triggers: [{ kind: 'api' }],
  nodes: {
    ask: {
      kind: 'ask',
      ask: { message: { kind: 'text', text: 'Which tea?' } },
      expect: { type: 'text' },
      save: 'kind',
      to: 'over',
    },
    over: { kind: 'end' },
  },
};

const start = (to: string, variables: object = {}) =>
  world.api<{ code?: string; detail?: string }>('POST', '/conversations', { to, flow: 'note', variables });
const connect = (sms: object) =>
  world.api<{ code?: string; detail?: string; warnings?: { code: string }[] }>(
    'PUT',
    '/brands/default/sms',
    sms,
  );
const emulated = () => connect({ provider: 'emulator', sender: '+33639980900' });
const said = async (phone: string) =>
  (await world.handset(phone).thread()).filter(({ direction }) => direction === 'out');

function reaches(phone: string, state: string): Promise<MessageLine> {
  return until(`the message is ${state}`, async () => {
    const line = (await world.messages(phone)).at(-1);
    return line?.state === state ? line : undefined;
  });
}
async function parkedOf(phone: string): Promise<ParkedLine[]> {
  const { id } = await world.conversation(phone);
  return (await world.parked()).filter(({ conversation }) => conversation === id);
}
async function everything(): Promise<string> {
  const paths = ['/conversations?limit=200', '/quarantine?limit=200', '/outbox/parked?limit=200'];
  return JSON.stringify(await Promise.all(paths.map(async (path) => (await world.api('GET', path)).body)));
}

describe('a number', () => {
  test.each([
    ['+33 12', 'invalid_body'],
    ['Ann', 'invalid_body'],
    ['0000', 'invalid_body'],
    ['+999123456789', 'invalid_phone'],
  ])('that is none, "%s", begins nothing', async (to, code) => {
    const before = await everything();
    const { status, body } = await start(to);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(body.code).toBe(code);
    expect(await everything()).toBe(before);
  });

  test('of a landline is told before anything is sent, and set aside with the reason when it is written to', async () => {
    const phone = '+33199006789';
    const reach = await world.api<{ landline: string[] }>('POST', '/reach', { phones: [phone, 'Ann'] });
    expect(reach.body).toMatchObject({ landline: [phone], invalid: ['Ann'], rcs: [], sms: [] });
    await start(phone);
    const line = await reaches(phone, 'failed');
    expect(line.fault).toMatchObject({ code: 'sms_landline' });
    expect(await parkedOf(phone)).toMatchObject([{ code: 'sms_landline' }]);
    expect(await said(phone)).toEqual([]);
  });
});

test('a text that grows past ten parts is set aside with its count, and no part of it is sent', async () => {
  const [ten, eleven] = ['+447700900501', '+447700900502'];
  const text = (length: number) => 'n'.repeat(length - 'Note: '.length);
  await start(ten, { note: text(1530) });
  expect((await reaches(ten, 'delivered')).fault).toBeUndefined();
  expect((await said(ten))[0]).toMatchObject({ segments: 10 });
  await start(eleven, { note: text(1531) });
  const { fault } = await reaches(eleven, 'failed');
  expect(fault).toMatchObject({ code: 'sms_too_long' });
  expect(fault?.detail).toContain('1531 characters in GSM-7, 11 parts');
  expect(await parkedOf(eleven)).toHaveLength(1);
  expect(await said(eleven)).toEqual([]);
});

test('a name as the sender is warned of, for the brand and at each question; a person who tries is told', async () => {
  const { status, body } = await connect({ provider: 'emulator', sender: 'CARILLON' });
  expect(status).toBe(200);
  expect(body.warnings?.map(({ code }) => code)).toContain('sms_sender_unanswerable');
  const { body: created } = await world.api<{ findings: { code: string; node?: string }[] }>(
    'POST',
    '/flows',
    {
      document: QUESTION,
    },
  );
  const warned = created.findings.filter(({ code }) => code === 'sms-unanswerable');
  expect(warned.map(({ node }) => node)).toEqual(['ask']);
  await world.api('POST', '/flows/question/publish', {});
  const phone = world.handset('+447700900503');
  await phone.set({ rcs: false });
  await start(phone.phone);
  await phone.hears(/Note/);
  await expect(phone.say('an answer')).rejects.toThrow('409');

  const asked = world.handset('+447700900504');
  await asked.set({ rcs: false });
  await world.api('POST', '/conversations', { to: asked.phone, flow: 'question' });
  await asked.hears(/Which tea/);
  const { id } = await reaches(asked.phone, 'delivered');
  const { id: conversation } = await world.conversation(asked.phone);
  const why = await world.api<{ reasons: { code: string; words: { en: string } }[] }>(
    'GET',
    `/conversations/${conversation}/messages/${id}/why`,
  );
  const reason = why.body.reasons.find(({ code }) => code === 'sms_unanswerable');
  expect(reason?.words.en).toContain('nobody can reply');
  expect((await connect({ provider: 'emulator', sender: 'CARI LLON' })).body.code).toBe('invalid_sender');
  await emulated();
});

describe('a provider', () => {
  let provider: StandIn;
  beforeEach(async () => {
    provider = await openStandIn({ status: 201, body: { sid: `SM${'0'.repeat(32)}`, error_code: null } });
    await join();
  });
  afterEach(async () => {
    await provider.close().catch(() => {});
    await emulated();
  });
  const join = () =>
    connect({
      provider: 'twilio',
      sender: '+33644630000',
      settings: { accountSid: ACCOUNT, rootUrl: provider.url },
      secrets: { authToken: TOKEN },
    });

  test.each([
    [400, 21211, 'sms_number'],
    [400, 21614, 'sms_landline'],
    [400, 21606, 'sms_sender'],
    [401, 20003, 'sms_unauthorized'],
    [403, 99999, 'sms_unauthorized'],
    [400, 99999, 'sms_refused'],
  ])(
    'that answers %i with %i is asked once, and the message set aside as %s',
    async (status, code, expected) => {
      const phone = `+4477009${String(10_000 + status * 10 + (code % 97)).slice(-5)}`;
      provider.answer = { status, body: { code, message: 'No.', status } };
      await start(phone);
      const line = await reaches(phone, 'failed');
      expect(line.fault?.code).toBe(expected);
      expect(line.fault?.detail).toContain(String(code));
      clock.leap(12 * HOUR);
      expect(provider.asked).toHaveLength(1);
      const [item] = await parkedOf(phone);
      expect(item?.code).toBe(expected);
      // Once what is wrong is mended, a person sends it, once.
      provider.answer = { status: 201, body: { sid: `SM${'1'.repeat(32)}`, error_code: null } };
      await world.api('POST', `/outbox/parked/${item?.id}/retry`);
      await reaches(phone, 'sent');
      expect(provider.asked).toHaveLength(2);
    },
  );

  test('that cannot be reached is asked again until it can, and the message is sent once', async () => {
    const phone = '+447700900521';
    const { port } = new URL(provider.url);
    await provider.close();
    await start(phone);
    const { id } = await world.conversation(phone);
    const line = async () => (await world.messages(phone)).at(-1);
    await until('it was tried', async () => (await tries()) > 0 || undefined);
    clock.leap(60_000);
    await until('and again', async () => (await tries()) > 1 || undefined);
    expect(await line()).toMatchObject({ state: 'queued' });
    expect((await world.parked()).filter(({ conversation }) => conversation === id)).toEqual([]);
    provider = await openStandIn(
      { status: 201, body: { sid: `SM${'2'.repeat(32)}`, error_code: null } },
      Number(port),
    );
    clock.leap(10 * 60_000);
    await reaches(phone, 'sent');
    clock.leap(12 * HOUR);
    expect(provider.asked).toHaveLength(1);
  });
  const tries = () => world.metric('carillon_retries_total{work="send",code="sms_network"}');

  const inbound = (fields: Record<string, string>, signature?: string) => {
    const form = new URLSearchParams(fields);
    const signed = signature ?? signTwilio(PUBLIC_URL + WEBHOOK, form, TOKEN);
    return fetch(world.url + WEBHOOK, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signed },
      body: form.toString(),
    });
  };
  const text = {
    AccountSid: ACCOUNT,
    MessageSid: `SM${'3'.repeat(32)}`,
    From: '+447700900531',
    Body: 'Hello',
  };

  test.each([
    ['by another token', () => signTwilio(PUBLIC_URL + WEBHOOK, new URLSearchParams(text), 'another-token')],
    ['for another address', () => signTwilio('https://elsewhere.example', new URLSearchParams(text), TOKEN)],
    [
      'of other words',
      () => signTwilio(PUBLIC_URL + WEBHOOK, new URLSearchParams({ ...text, Body: 'STOP' }), TOKEN),
    ],
    ['with nothing', () => ''],
  ])('that is somebody else, signing %s, is refused and leaves nothing', async (_name, signature) => {
    const before = await everything();
    const answer = await inbound(text, signature());
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'forbidden' });
    expect(await everything()).toBe(before);
  });

  test('whose report cannot be read is told so, and nothing is stored; one that means nothing is kept to look at', async () => {
    const before = await everything();
    const nameless = await inbound({ AccountSid: ACCOUNT, MessageStatus: 'delivered', To: '+447700900531' });
    expect([nameless.status, ((await nameless.json()) as { code: string }).code]).toEqual([
      400,
      'bad_request',
    ]);
    expect(await everything()).toBe(before);
    const odd = {
      AccountSid: ACCOUNT,
      MessageSid: text.MessageSid,
      To: '+447700900531',
      MessageStatus: 'teleported',
    };
    expect((await inbound(odd)).status).toBe(200);
    const { body } = await world.api<{ items: { reason: string }[] }>('GET', '/quarantine?limit=1');
    expect(body.items[0]?.reason).toBe('unknown_status');
  });
});
