import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHandsets } from '../../../server/emulator/handsets.ts';
import type { ThreadEntry } from '../../../server/emulator/thread.ts';
import { PHONE, type Running, runEmulator, text } from './running-emulator.ts';

let running: Running;

beforeEach(async () => {
  running = await runEmulator();
});
afterEach(() => running.stop());

const thread = async (query = ''): Promise<ThreadEntry[]> =>
  (await running.call('GET', `/handsets/${PHONE}/thread${query}`)).body;
const act = (body: unknown) => running.call('POST', `/handsets/${PHONE}/messages`, body);
const setHandset = (settings: object) => running.call('PUT', `/handsets/${PHONE}`, settings);
const ids = (entries: ThreadEntry[]) => entries.map((entry) => entry.id);

describe('settings', () => {
  test('a number nobody used has RCS, is online and shows everything', async () => {
    expect((await running.call('GET', `/handsets/${PHONE}`)).body).toEqual({
      phone: PHONE,
      rcs: true,
      online: true,
      platform: 'android',
      features: expect.arrayContaining(['RICHCARD_STANDALONE', 'ACTION_OPEN_URL_IN_WEBVIEW']),
      autoRead: false,
      queued: 0,
    });
  });

  test('change one by one, and what was read can be sent back', async () => {
    await setHandset({ platform: 'ios' });
    const { body } = await setHandset({ online: false });
    expect(body).toMatchObject({ platform: 'ios', online: false, rcs: true });
    expect((await setHandset({ ...body, rcs: false })).body).toMatchObject({ platform: 'ios', rcs: false });
  });

  test('refuse what they do not know', async () => {
    expect((await setHandset({ platform: 'nokia' })).status).toBe(400);
    expect((await setHandset({ colour: 'red' })).status).toBe(400);
    expect((await running.call('PUT', '/handsets/0612345678', {})).status).toBe(400);
  });

  test('the list shows the last line, the latest used phone first', async () => {
    await running.send(text('One'), { phone: '+33611111111' });
    await running.send(text('Two'), { phone: '+33622222222' });
    const { body } = await running.call('GET', '/handsets');
    expect(body).toMatchObject([
      { phone: '+33622222222', last: { message: { contentMessage: { text: 'Two' } } } },
      { phone: '+33611111111', last: { message: { contentMessage: { text: 'One' } } } },
    ]);
  });
});

describe('an offline phone', () => {
  test('gets what waited in order once it is online, and says so', async () => {
    await setHandset({ online: false });
    for (const messageId of ['m1', 'm2', 'm3']) await running.send(text('x'), { messageId });
    expect(await thread()).toEqual([]);
    expect((await running.call('GET', `/handsets/${PHONE}`)).body.queued).toBe(3);
    expect(running.receiver.attempts).toBe(0);
    await setHandset({ online: true });
    expect(ids(await thread())).toEqual(['m1', 'm2', 'm3']);
    await running.receiver.until(() => running.receiver.received.length === 3);
    expect(running.receiver.received.map(({ payload }) => payload.messageId)).toEqual(['m1', 'm2', 'm3']);
  });

  test('sends what the person wrote once it is online', async () => {
    await setHandset({ online: false });
    await act({ text: 'Anyone there?' });
    await act({ typing: true });
    expect(await thread()).toMatchObject([{ direction: 'in', state: 'sending' }]);
    await setHandset({ online: true });
    expect(await thread()).toMatchObject([{ direction: 'in', state: 'sent' }]);
    await running.receiver.callback({ text: 'Anyone there?' });
    expect(running.receiver.received).toHaveLength(1);
  });

  test('is told apart from one that loses RCS while messages wait', async () => {
    await setHandset({ online: false });
    await running.send(text('x'), { messageId: 'm1' });
    await setHandset({ rcs: false, online: true });
    expect(await thread()).toEqual([]);
    await setHandset({ rcs: true });
    expect(ids(await thread())).toEqual(['m1']);
  });

  test('holds a thousand messages, not more', async () => {
    await setHandset({ online: false });
    for (let n = 0; n < 1000; n += 1) await running.send(text('x'));
    expect((await running.send(text('x'))).status).toBe(429);
  });
});

describe('the person', () => {
  test('writes a text: a UserMessage under the answered id', async () => {
    const { status, body } = await act({ text: 'Bonjour 👋' });
    expect(status).toBe(202);
    const { payload, signed } = await running.receiver.callback({ messageId: body.messageId });
    expect(payload).toEqual({
      senderPhoneNumber: PHONE,
      messageId: body.messageId,
      sendTime: new Date(running.clock.now()).toISOString(),
      agentId: 'bank',
      text: 'Bonjour 👋',
    });
    expect(signed).toBe(true);
    expect(await thread()).toMatchObject([
      { direction: 'in', state: 'sent', message: { text: 'Bonjour 👋' } },
    ]);
  });

  test('taps a reply: a UserMessage with a suggestionResponse', async () => {
    const { body } = await act({ suggestion: { text: 'Yes', postbackData: 'yes' } });
    const { payload } = await running.receiver.callback({ messageId: body.messageId });
    expect(payload.suggestionResponse).toEqual({ postbackData: 'yes', text: 'Yes', type: 'REPLY' });
  });

  test('taps an action: shaped like an event, without id of a message, text or type', async () => {
    const { body } = await act({ suggestion: { text: 'Call', postbackData: 'call', kind: 'action' } });
    const { payload } = await running.receiver.callback({ eventId: body.eventId });
    expect(payload).toEqual({
      senderPhoneNumber: PHONE,
      agentId: 'bank',
      eventId: body.eventId,
      suggestionResponse: { postbackData: 'call' },
    });
    expect(await thread()).toEqual([]);
  });

  test('need not say whether it is a reply or an action: the thread tells', async () => {
    const action = { text: 'Call', postbackData: 'call', dialAction: { phoneNumber: '1' } };
    await running.send({ contentMessage: { text: 'x', suggestions: [{ action }] } });
    expect((await act({ suggestion: { text: 'Call', postbackData: 'call' } })).body).toEqual({
      eventId: expect.any(String),
    });
    expect((await act({ suggestion: { text: 'Other', postbackData: 'call' } })).body).toEqual({
      messageId: expect.any(String),
    });
  });

  test('shares a place', async () => {
    const { body } = await act({ location: { latitude: 48.85, longitude: 2.35 } });
    const { payload } = await running.receiver.callback({ messageId: body.messageId });
    expect(payload.location).toEqual({ latitude: 48.85, longitude: 2.35 });
  });

  test('sends a file as bytes, which the address then serves', async () => {
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);
    const { status, body } = await running.call(
      'POST',
      `/handsets/${PHONE}/messages?fileName=crack.png`,
      png,
      {
        'content-type': 'image/png',
      },
    );
    expect(status).toBe(202);
    const { payload } = await running.receiver.callback({ messageId: body.messageId });
    expect(payload.userFile).toEqual({
      payload: {
        mimeType: 'image/png',
        fileName: 'crack.png',
        fileSizeBytes: 4,
        fileUri: expect.stringContaining(`${running.base}/files/`),
      },
    });
    const { fileUri } = (payload.userFile as { payload: { fileUri: string } }).payload;
    const response = await fetch(fileUri);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''crack.png");
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(png);
  });

  test('sends a file in base64 or by its address', async () => {
    const inline = await act({
      file: { data: 'iVBORw==', mimeType: 'image/png', fileName: 'é ’\ud800.png' },
    });
    const { payload } = await running.receiver.callback({ messageId: inline.body.messageId });
    const { fileUri } = (payload.userFile as { payload: { fileUri: string } }).payload;
    expect((await fetch(fileUri)).status).toBe(200);
    const linked = await act({ file: { fileUri: 'https://example.com/a.pdf', mimeType: 'application/pdf' } });
    expect((await running.receiver.callback({ messageId: linked.body.messageId })).payload.userFile).toEqual({
      payload: {
        fileUri: 'https://example.com/a.pdf',
        mimeType: 'application/pdf',
        fileName: 'file',
        fileSizeBytes: 0,
      },
    });
  });

  test('is typing', async () => {
    const { body } = await act({ typing: true });
    const { payload } = await running.receiver.callback({ eventType: 'IS_TYPING' });
    expect(payload.eventId).toBe(body.eventId);
    expect(payload).not.toHaveProperty('messageId');
  });

  test('reads a message that arrived, and no other', async () => {
    await running.send(text('x'), { messageId: 'm1' });
    const { body } = await act({ read: 'm1' });
    const { payload } = await running.receiver.callback({ eventType: 'READ' });
    expect(payload).toMatchObject({ messageId: 'm1', eventId: body.eventId, senderPhoneNumber: PHONE });
    expect(await thread()).toMatchObject([{ id: 'm1', state: 'read' }]);
    expect((await act({ read: 'm2' })).status).toBe(404);
  });

  test('reads everything at once where the phone is set so', async () => {
    await setHandset({ autoRead: true });
    await running.send(text('x'), { messageId: 'm1' });
    await running.receiver.callback({ eventType: 'READ', messageId: 'm1' });
    expect(await thread()).toMatchObject([{ state: 'read' }]);
  });

  test.each([
    ['+33612345678', 'STOP', 'Démarrer'],
    ['+34612345678', 'BAJA', 'ALTA'],
    ['+5511912345678', 'parar', 'começar'],
    ['+12025550123', 'STOP', 'START'],
  ])('of %s unsubscribes with a keyword and an event, both', async (phone, stop, start) => {
    const path = `/handsets/${phone}/messages`;
    const gone = (await running.call('POST', path, { unsubscribe: true })).body;
    expect((await running.receiver.callback({ messageId: gone.messageId })).payload.text).toBe(stop);
    expect((await running.receiver.callback({ eventId: gone.eventId })).payload.eventType).toBe(
      'UNSUBSCRIBE',
    );
    const back = (await running.call('POST', path, { subscribe: true })).body;
    expect((await running.receiver.callback({ messageId: back.messageId })).payload.text).toBe(start);
    expect((await running.receiver.callback({ eventId: back.eventId })).payload.eventType).toBe('SUBSCRIBE');
  });

  test.each([
    ['nothing', {}],
    ['two things at once', { text: 'x', typing: true }],
    ['something unknown', { shout: 'x' }],
    ['an empty text', { text: '' }],
    ['a place off the globe', { location: { latitude: 91, longitude: 0 } }],
    ['a page as a file', { file: { data: 'PGh0bWw+', mimeType: 'text/html' } }],
    ['a file that is not base64', { file: { data: '***', mimeType: 'image/png' } }],
    ['a file nobody can fetch', { file: { fileUri: 'file:///etc/passwd', mimeType: 'image/png' } }],
  ])('cannot do %s', async (_, body) => {
    const answer = await act(body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.status).toBe('INVALID_ARGUMENT');
  });

  test('cannot act over RCS on a phone without it', async () => {
    await setHandset({ rcs: false });
    for (const body of [
      { text: 'x', via: 'rcs' },
      { suggestion: { text: 'Yes', postbackData: 'yes' } },
      { location: { latitude: 48.85, longitude: 2.35 } },
      { typing: true },
      { unsubscribe: true },
    ]) {
      expect((await act(body)).status).toBe(409);
    }
  });

  test('writes to the agent of the conversation; where there are several, to the one named', async () => {
    running.emulator.putAgent({ agentId: 'shop', clientToken: 'x', webhookUrl: running.receiver.url });
    expect((await act({ text: 'x' })).status).toBe(400);
    await act({ text: 'to the shop', agentId: 'shop' });
    await act({ text: 'again' });
    expect((await running.receiver.callback({ text: 'again' })).payload.agentId).toBe('shop');
    await running.send(text('Hello'));
    await act({ text: 'and you' });
    expect((await running.receiver.callback({ text: 'and you' })).payload.agentId).toBe('bank');
    expect(await thread('?agentId=shop')).toHaveLength(2);
  });

  test('cannot be played by a page of another site', async () => {
    const path = `/handsets/${PHONE}/messages`;
    const { status } = await running.call('POST', path, { text: 'x' }, { 'sec-fetch-site': 'cross-site' });
    expect(status).toBe(403);
  });
});

describe('the live stream', () => {
  test('tells settings, typing, messages and receipts as they happen', async () => {
    const controller = new AbortController();
    const response = await fetch(`${running.base}/handsets/${PHONE}/events`, { signal: controller.signal });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    let heard = '';
    async function hear(words: string) {
      while (!heard.includes(words)) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`the stream ended without ${words}`);
        heard += Buffer.from(value).toString();
      }
    }
    await hear('event: handset\ndata: {"type":"handset"');
    await running.call('POST', `/v1/phones/${PHONE}/agentEvents?eventId=e1&agentId=bank`, {
      eventType: 'IS_TYPING',
    });
    await hear(
      `event: typing\ndata: {"type":"typing","agentId":"bank","until":${running.clock.now() + 20_000}}`,
    );
    await running.send(text('Hello'), { messageId: 'm1' });
    await hear('"until":null');
    await hear('event: entry\ndata: {"type":"entry","entry":{"id":"m1"');
    await act({ read: 'm1' });
    await hear('"state":"read"');
    await running.clock.advance(25_000);
    await hear(': still here');
    await running.call('POST', '/control/reset');
    await hear('event: reset');
    controller.abort();
  });
});

describe('memory', () => {
  const entry = (id: string): ThreadEntry => ({
    id,
    direction: 'out',
    via: 'rcs',
    agentId: 'bank',
    message: { contentMessage: { text: 'x' } },
    state: 'delivered',
    at: 0,
  });
  const limits = { handsets: 3, entriesPerThread: 2, threadBytes: 10_000 };
  const phones = (handsets: ReturnType<typeof createHandsets>) => handsets.list().map(({ phone }) => phone);

  test('a thread keeps its latest entries', () => {
    const handsets = createHandsets({ limits });
    const handset = handsets.open('+1');
    for (const id of ['a', 'b', 'c']) handsets.append(handset, entry(id), 10);
    expect(ids(handset.thread)).toEqual(['b', 'c']);
  });

  test('the longest unused handset goes first, unless it was set to something', () => {
    const handsets = createHandsets({ limits });
    handsets.configure(handsets.open('+1'), { ...handsets.settingsOf('+1'), rcs: false });
    handsets.open('+2');
    handsets.open('+3');
    handsets.open('+2');
    handsets.open('+4');
    expect(phones(handsets).toSorted()).toEqual(['+1', '+2', '+4']);
    expect(handsets.settingsOf('+1').rcs).toBe(false);
  });

  test('all threads together stay within their bytes', () => {
    const handsets = createHandsets({ limits });
    handsets.append(handsets.open('+1'), entry('a'), 6_000);
    handsets.append(handsets.open('+2'), entry('b'), 6_000);
    expect(phones(handsets)).toEqual(['+2']);
  });

  test('handsets set to something are kept up to four times the bound', () => {
    const handsets = createHandsets({ limits });
    for (let n = 1; n <= 12; n += 1) {
      handsets.configure(handsets.open(`+${n}`), { ...handsets.settingsOf('+0'), online: false });
    }
    expect(() => handsets.open('+13')).toThrow('Too many handsets');
  });
});
