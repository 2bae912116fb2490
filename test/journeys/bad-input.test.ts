/** The table of bad input, against a whole server: what is refused leaves nothing, what is accepted is kept, nothing falls over. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DOCUMENT_LIMITS } from '../../flows/limits.ts';
import { sign } from '../../server/channels/rbm/webhook.ts';
import { openWorld, until, type World } from './world.ts';

const AGENT = 'carillon-demo';
const ECHO = {
  format: 1,
  id: 'echo',
  name: 'Echo',
  start: 'ask',
  variables: { said: { type: 'text', default: 'hello' } },
  triggers: [{ kind: 'keyword', words: ['begin'] }],
  nodes: {
    ask: {
      kind: 'ask',
      ask: { message: { kind: 'text', text: 'Echo {{said}}' } },
      expect: { type: 'text', max: 3072 },
      save: 'said',
      timeout: { after: '1d', to: 'over' },
      to: 'ask',
    },
    over: { kind: 'end' },
  },
};

let world: World;
let clientToken: string;
beforeAll(async () => {
  world = await openWorld();
  clientToken = (JSON.parse(readFileSync(join(world.folder, 'keys.json'), 'utf8')) as { clientToken: string })
    .clientToken;
  expect((await world.api('POST', '/flows', { document: ECHO })).status).toBe(201);
  expect((await world.api('POST', '/flows/echo/publish', {})).status).toBe(201);
});
afterAll(() => world.close());

let lastPhone = 100_000;
const freshPhone = () => `+447701${lastPhone++}`;

interface Answer {
  status: number;
  body: string;
  type: string | null;
}
async function webhook(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(`${world.url}/webhooks/rbm`, { method: 'POST', headers, body });
  return { status: answer.status, body: await answer.text(), type: answer.headers.get('content-type') };
}
const envelope = (bytes: Buffer) => JSON.stringify({ message: { data: bytes.toString('base64') } });
/** A payload as Google would send it: signed whatever it is. */
function signed(payload: string | Buffer | object): Promise<Answer> {
  const bytes = Buffer.isBuffer(payload)
    ? payload
    : Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
  return webhook(envelope(bytes), { 'x-goog-signature': sign(bytes, clientToken) });
}
const message = (phone: string, content: object, more: object = {}) => ({
  senderPhoneNumber: phone,
  agentId: AGENT,
  messageId: randomUUID(),
  sendTime: new Date().toISOString(),
  ...content,
  ...more,
});

interface Quarantined {
  reason: string;
  raw: string;
}
const quarantine = async () =>
  (await world.api<{ items: Quarantined[] }>('GET', '/quarantine?limit=200')).body.items;
async function conversationOf(phone: string) {
  const { items } = (
    await world.api<{ items: { id: string; phone: string }[] }>('GET', '/conversations?limit=200')
  ).body;
  return items.find((one) => one.phone === phone);
}
interface Line {
  direction: string;
  content: { kind: string; text?: string };
}
async function linesOf(phone: string): Promise<Line[]> {
  const found = await conversationOf(phone);
  if (!found) return [];
  return (await world.api<{ items: Line[] }>('GET', `/conversations/${found.id}/messages?limit=200`)).body
    .items;
}
/** Everything that is stored, as far as the API shows it. */
async function everything() {
  const paths = ['/conversations?limit=200', '/quarantine?limit=200', '/flows', '/outbox/parked'];
  return JSON.stringify(await Promise.all(paths.map(async (path) => (await world.api('GET', path)).body)));
}

describe('a webhook that is not Google’s', () => {
  const genuine = () => Buffer.from(JSON.stringify(message('+447700900999', { text: 'begin' })));
  const half = (text: string) => text.slice(0, -10);

  test.each<[string, () => Promise<Answer>, number, string]>([
    ['without a signature', () => webhook(envelope(genuine())), 401, 'signature_missing'],
    [
      'with an empty signature',
      () => webhook(envelope(genuine()), { 'x-goog-signature': '' }),
      401,
      'signature_missing',
    ],
    [
      'with a signature by another token',
      () => webhook(envelope(genuine()), { 'x-goog-signature': sign(genuine(), 'other') }),
      401,
      'signature_invalid',
    ],
    [
      'with half of its signature',
      () => webhook(envelope(genuine()), { 'x-goog-signature': half(sign(genuine(), clientToken)) }),
      401,
      'signature_invalid',
    ],
    [
      'with a signature that is no base64',
      () => webhook(envelope(genuine()), { 'x-goog-signature': '💩'.replace(/./gu, '%') }),
      401,
      'signature_invalid',
    ],
    [
      'with one byte changed',
      async () => {
        const bytes = genuine();
        const signature = sign(bytes, clientToken);
        bytes[20] = (bytes[20] ?? 0) ^ 1;
        return webhook(envelope(bytes), { 'x-goog-signature': signature });
      },
      401,
      'signature_invalid',
    ],
    [
      'that signs the envelope in place of the data',
      async () => {
        const body = envelope(genuine());
        return webhook(body, { 'x-goog-signature': sign(Buffer.from(body), clientToken) });
      },
      401,
      'signature_invalid',
    ],
    ['that is not JSON', () => webhook('{"message":'), 400, 'bad_request'],
    ['that is empty', () => webhook(''), 400, 'bad_request'],
    ['that is a list', () => webhook('[]'), 400, 'bad_request'],
    ['that is a text', () => webhook('"message"'), 400, 'bad_request'],
    ['without data', () => webhook('{"message":{}}'), 400, 'bad_request'],
    ['with data that is a number', () => webhook('{"message":{"data":17}}'), 400, 'bad_request'],
    [
      'with data that is no base64, unsigned',
      () => webhook('{"message":{"data":"%%%"}}'),
      400,
      'bad_request',
    ],
    [
      'whose message hides in a prototype',
      () => webhook('{"__proto__":{"message":{"data":"e30="}}}'),
      400,
      'bad_request',
    ],
    ['that is not UTF-8', () => webhook(new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])), 400, 'bad_request'],
    ['that is 100,000 levels deep', () => webhook('['.repeat(100_000)), 400, 'bad_request'],
    [
      'of another type',
      () => webhook('a=1', { 'content-type': 'application/x-www-form-urlencoded' }),
      400,
      'bad_request',
    ],
    ['that says it is compressed', () => webhook('{}', { 'content-encoding': 'gzip' }), 400, 'bad_request'],
    [
      'that is too large',
      () => webhook(`{"message":{"data":"${'A'.repeat(600 * 1024)}"}}`),
      413,
      'payload_too_large',
    ],
    [
      'of a handshake with the wrong token',
      () => webhook('{"clientToken":"wrong","secret":"s3cret"}'),
      403,
      'handshake_refused',
    ],
    ['of a handshake without a token', () => webhook('{"secret":"s3cret"}'), 400, 'bad_request'],
    [
      'of a handshake whose token is a list',
      () => webhook('{"clientToken":["x"],"secret":"s3cret"}'),
      400,
      'bad_request',
    ],
  ])('%s is refused with a coded problem, and leaves nothing', async (_name, send, status, code) => {
    const before = await everything();
    const answer = await send();
    expect({ status: answer.status, type: answer.type }).toEqual({
      status,
      type: 'application/problem+json',
    });
    expect(JSON.parse(answer.body)).toMatchObject({ status, code });
    expect(answer.body).not.toContain('s3cret');
    expect(await everything()).toBe(before);
    expect(await conversationOf('+447700900999')).toBeUndefined();
  });

  test('a handshake with the right token is answered with the plain secret', async () => {
    const secret = 'a secret <b>with</b> "signs"';
    const { status, body } = await webhook(JSON.stringify({ clientToken, secret }), {
      'x-goog-webhook-type': 'verification',
    });
    expect([status, body]).toEqual([200, secret]);
  });
});

describe('a webhook that is Google’s, and yet', () => {
  const phone = '+447700900998';
  test.each<[string, () => Promise<Answer>, string | RegExp]>([
    [
      'cannot be decoded',
      async () => {
        const data = 'e30=%%%';
        return webhook(JSON.stringify({ message: { data } }), {
          'x-goog-signature': sign(Buffer.from(data, 'base64'), clientToken),
        });
      },
      'not-base64',
    ],
    ['is not JSON', () => signed('{"text": "hel'), 'not-json'],
    ['is empty of meaning', () => signed('null'), 'not-an-object'],
    ['is a list', () => signed('[1,2]'), 'not-an-object'],
    ['is too deep', () => signed(`{"a":${'['.repeat(40)}${']'.repeat(40)}}`), 'too-deep'],
    ['is 50,000 levels deep', () => signed(`${'['.repeat(50_000)}${']'.repeat(50_000)}`), 'too-deep'],
    ['is not UTF-8', () => signed(Buffer.from([0x22, 0xff, 0xfe, 0x22])), 'not-an-object'],
    ['has no id', () => signed({ senderPhoneNumber: phone, agentId: AGENT, text: 'begin' }), 'no-id'],
    [
      'has no phone',
      () => signed({ ...message(phone, { text: 'begin' }), senderPhoneNumber: undefined }),
      'no-phone',
    ],
    ['has a phone that is none', () => signed(message('+44 770', { text: 'begin' })), 'no-phone'],
    ['has no agent', () => signed({ ...message(phone, { text: 'begin' }), agentId: undefined }), 'no-agent'],
    [
      'is for an agent of somebody else',
      () => signed(message(phone, { text: 'begin' }, { agentId: 'somebody-else' })),
      'wrong_agent',
    ],
    [
      'is an event nobody knows',
      () => signed(message(phone, {}, { eventType: 'TELEPATHY', eventId: 'e1' })),
      'event TELEPATHY',
    ],
    [
      'is an event whose name cannot be shown',
      () => signed(message(phone, {}, { eventType: '\u001b[31m\n', eventId: 'e2' })),
      'event of an unreadable name',
    ],
    ['says nothing', () => signed(message(phone, {})), 'message without content'],
    [
      'says what nobody knows',
      () => signed(message(phone, { hologram: { scent: 'roses' } })),
      'message without content',
    ],
    [
      'has text that is an object',
      () => signed(message(phone, { text: { $ne: null } })),
      'message without content',
    ],
    [
      'has a place beyond the poles',
      () => signed(message(phone, { location: { latitude: 91, longitude: 0 } })),
      'location out of range',
    ],
    [
      'has a file that is no address',
      () => signed(message(phone, { userFile: { payload: { fileUri: 'javascript:alert(1)' } } })),
      'file without address',
    ],
    [
      'names a message that cannot be one',
      () => signed(message(phone, {}, { eventType: 'READ', eventId: 'e3', messageId: '\u0000' })),
      'invalid_id',
    ],
    [
      'is months old',
      () => signed(message(phone, { text: 'begin' }, { sendTime: '2020-01-01T00:00:00Z' })),
      'stale',
    ],
  ])('%s is accepted and kept with the reason', async (_name, send, reason) => {
    const before = (await quarantine()).length;
    expect(await send()).toMatchObject({ status: 200, body: '' });
    const kept = await quarantine();
    expect(kept).toHaveLength(before + 1);
    expect(kept[0]?.reason).toBe(reason);
    expect(await conversationOf(phone)).toBeUndefined();
  });

  test('has fields nobody knows is a message like any other', async () => {
    const phone = freshPhone();
    const more = {
      networkSlice: 'x',
      richMessageClassification: { classificationType: 'NEW' },
      __v: [1, { deep: true }],
    };
    expect((await signed(message(phone, { text: 'begin' }, more))).status).toBe(200);
    expect((await linesOf(phone))[0]?.content).toEqual({ kind: 'text', text: 'begin' });
  });

  test('has keys that reach for a prototype is a message like any other, and reaches nothing', async () => {
    const phone = freshPhone();
    const text = JSON.stringify(message(phone, { text: 'begin' })).replace(
      '{',
      '{"__proto__":{"admin":true},"constructor":{"x":1},',
    );
    expect((await signed(text)).status).toBe(200);
    expect((await linesOf(phone))[0]?.content.text).toBe('begin');
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });

  test('comes in an envelope with more in it than Google documents is taken', async () => {
    const phone = freshPhone();
    const bytes = Buffer.from(JSON.stringify(message(phone, { text: 'begin' })));
    const body = JSON.stringify({
      subscription: 's',
      message: { data: bytes.toString('base64'), attributes: { a: 'b' }, messageId: '1' },
    });
    const headers = {
      'x-goog-signature': sign(bytes, clientToken),
      'content-type': 'text/plain',
      'x-forwarded-host': 'evil.example',
    };
    expect((await webhook(body, headers)).status).toBe(200);
    expect(await conversationOf(phone)).toBeDefined();
  });
});

describe('the same message again', () => {
  test('twenty times at once, and after a restart, is one turn', async () => {
    const phone = freshPhone();
    const once = message(phone, { text: 'begin' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => signed(once)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    await until('it is answered', async () => ((await linesOf(phone)).length === 2 ? true : undefined));
    await world.restart();
    expect((await signed(once)).status).toBe(200);
    expect(await linesOf(phone)).toHaveLength(2);
  });

  test('a place, a file, a tap and an event twice each are one each', async () => {
    const phone = freshPhone();
    await signed(message(phone, { text: 'begin' }));
    const acts = [
      message(phone, { location: { latitude: 48.85, longitude: 2.29 } }),
      message(phone, {
        userFile: { payload: { fileUri: 'https://files.example/a.jpg', mimeType: 'image/jpeg' } },
      }),
      message(phone, { suggestionResponse: { postbackData: 'x', text: 'Label', type: 'REPLY' } }),
    ];
    for (const act of [...acts, ...acts]) expect((await signed(act)).status).toBe(200);
    const heard = (await linesOf(phone)).filter(({ direction }) => direction === 'in');
    expect(heard.map(({ content }) => content.kind)).toEqual(['text', 'location', 'file', 'tap']);
  });
});

describe('what people write', () => {
  const texts: [string, string, string?][] = [
    ['emoji, flags, families and skin tones', '👩‍👩‍👧‍👦 🇫🇷 👍🏽 🫠'],
    ['right to left, with marks', 'שלום \u202eabc\u202c مرحبا بكم'],
    ['accents, composed and not', 'é e\u0301 ŒŸ'],
    ['zero-width signs', 'a\u200bb\u200dc\ufeffd'],
    ['controls and line breaks', 'a\tb\nc\u0007d\u001b[31m'],
    ['3,072 letters', 'ß'.repeat(3072)],
    ['half of a character', 'a\ud800b\udc00c', 'a\ufffdb\ufffdc'],
    ['a NUL', 'a\u0000b', 'ab'],
    ['what looks like code', `<script>alert(1)</script> ' OR 1=1 -- {{contact.phone}} \${x} %s \\u0000 "`],
    ['a name of a method', '__proto__ constructor toString'],
    ['a number too large to be one', '1e999'],
  ];

  test.each(texts)('%s: kept as written', async (_name, text, kept = text) => {
    const phone = freshPhone();
    await signed(message(phone, { text: 'begin' }));
    expect((await signed(message(phone, { text }))).status).toBe(200);
    const heard = (await linesOf(phone)).filter(({ direction }) => direction === 'in');
    expect(heard[1]?.content.text).toBe(kept);
  });

  test.each(texts.filter(([name]) => !/controls|NUL|half|3,072|zero-width|marks/.test(name)))(
    '%s: said back as written, never evaluated',
    async (_name, text, kept = text) => {
      const phone = world.handset(freshPhone());
      await phone.say('begin');
      await phone.hears(/Echo hello/);
      await phone.say(text);
      const line = await phone.hears(/^Echo (?!hello)/);
      // An answer is kept in Unicode's composed form, which looks the same.
      expect(line.message).toMatchObject({ contentMessage: { text: `Echo ${kept.normalize('NFC')}` } });
    },
  );

  test('more than fits into one message is said in several', async () => {
    const phone = world.handset(freshPhone());
    await phone.say('begin');
    await phone.hears(/Echo hello/);
    await phone.say('word '.repeat(614).trim());
    const parts = await until('all of it is said', async () => {
      const lines = (await phone.thread()).filter(({ direction }) => direction === 'out').slice(1);
      const said = lines.map(
        ({ message }) => (message as { contentMessage: { text: string } }).contentMessage.text,
      );
      return said.join(' ').split('word').length - 1 === 614 ? said : undefined;
    });
    for (const part of parts) expect(part.length).toBeLessThanOrEqual(3072);
  });
});

describe('a flow document that is wrong', () => {
  const save = (document: object) => world.api<Problem>('POST', '/flows', { document });
  interface Problem {
    code: string;
    detail?: string;
    errors?: { path: string; code: string; message: string }[];
    findings?: { path: string; code: string }[];
  }

  test('in its form: saved as a draft, and every fault named with its place when it shall be published', async () => {
    const document = {
      format: 1,
      id: 'malformed',
      name: '',
      start: 'a',
      nodes: {
        a: { kind: 'say', say: [] },
        b: { kind: 'teleport' },
        c: {
          kind: 'ask',
          ask: { message: { kind: 'text', text: 'x' } },
          expect: { type: 'text' },
          save: 'not a name',
          zzz: 1,
        },
      },
    };
    expect((await save(document)).status).toBe(201);
    const { status, body } = await world.api<Problem>('POST', '/flows/malformed/publish', {});
    expect([status, body.code]).toEqual([422, 'invalid_flow']);
    const places = (body.errors ?? []).map(({ path }) => path);
    for (const place of ['name', 'nodes.a.say', 'nodes.b.kind', 'nodes.c.save']) {
      expect(
        places.some((path) => path.startsWith(place)),
        `${place} in ${places}`,
      ).toBe(true);
    }
    expect((await world.api<{ published: number }>('GET', '/flows/malformed')).body.published).toBe(0);
  });

  test('in its meaning: every problem at once, each with its place and how to mend it', async () => {
    const text = (words: string) => ({ message: { kind: 'text', text: words } });
    const document = {
      format: 1,
      id: 'wrong',
      name: 'Wrong',
      start: 'ask',
      nodes: {
        ask: {
          kind: 'ask',
          ask: text('Hello {{nobody}}'),
          expect: { type: 'text' },
          save: 'undeclared',
          to: 'nowhere',
        },
        lost: { kind: 'say', say: [text('x')], to: 'ask' },
        circle: { kind: 'set', assign: [{ variable: 'a', to: 1 }], to: 'circle' },
        call: { kind: 'call', service: 'no-service', operation: 'none', to: 'ask' },
        sub: { kind: 'subflow', flow: 'no-flow', to: 'constructor' },
      },
    };
    const saved = await save(document);
    expect(saved.status).toBe(201);
    const { status, body } = await world.api<Problem>('POST', '/flows/wrong/publish', {});
    expect([status, body.code]).toEqual([422, 'flow_has_problems']);
    const places = (body.errors ?? []).map(({ path }) => path);
    for (const node of ['ask', 'circle', 'call', 'sub']) {
      expect(
        places.some((path) => path.startsWith(`nodes.${node}`)),
        `${node} in ${places}`,
      ).toBe(true);
    }
    for (const { message, code } of body.errors ?? []) {
      expect(code).toMatch(/^[a-z-]+$/);
      expect(message.length).toBeGreaterThan(20);
    }
    // The draft shows the same problems before anybody tries.
    const shown = (saved.body.findings ?? []).map(({ path }) => path);
    for (const path of places) expect(shown).toContain(path);
  });

  test.each([
    ['an id that is a query', { id: "x' OR 1=1" }, 'invalid_body'],
    ['an id that leads up', { id: '../../etc' }, 'invalid_body'],
    ['an id that is an object', { id: { $ne: null } }, 'invalid_body'],
    ['no id', {}, 'invalid_body'],
  ])('%s is not saved', async (_name, document, code) => {
    const before = await everything();
    const { status, body } = await save(document);
    expect([status, body.code]).toEqual([400, code]);
    expect(await everything()).toBe(before);
  });

  const ring = (count: number) => ({
    format: 1,
    id: 'huge',
    name: 'Huge',
    start: 'n0',
    nodes: Object.fromEntries(
      Array.from({ length: count }, (_, n) => [
        `n${n}`,
        { kind: 'set', assign: [{ variable: 'a', to: n }], to: `n${n + 1}` },
      ]),
    ),
  });

  test('with more steps than a flow may have is refused, and says how many it may', async () => {
    const { status, body } = await save(ring(DOCUMENT_LIMITS.nodes + 1));
    expect([status, body.code]).toEqual([413, 'payload_too_large']);
    expect(body.detail).toContain('2,000');
  });

  test('with as many steps as it may have is checked within the time of a request', async () => {
    expect((await save(ring(DOCUMENT_LIMITS.nodes))).status).toBe(201);
    const { status, body } = await world.api<Problem>('POST', '/flows/huge/publish', {});
    expect([status, body.code]).toEqual([422, 'flow_has_problems']);
  });
});

describe('after all of it', () => {
  test('ports that say nothing are closed, and a customer is served as before', async () => {
    const { port } = new URL(world.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      'POST /webhooks/rbm HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    );
    const closed = await new Promise<string>((resolve) => {
      let heard = '';
      socket.on('data', (chunk) => {
        heard += chunk.toString();
      });
      socket.on('close', () => resolve(heard));
    });
    expect(closed).toMatch(/^HTTP\/1\.1 400 /);

    const phone = world.handset(freshPhone());
    await phone.say('begin');
    await phone.hears(/Echo hello/);
    const { status } = await fetch(`${world.url}/readyz`);
    expect(status).toBe(200);
  });

  test('no phone and no words are in the metrics', async () => {
    await signed(message('+447700900998', { text: 'begin' }, { agentId: 'somebody-else' }));
    await webhook(envelope(Buffer.from('{}')), { 'x-goog-signature': 'bm8=' });
    const text = await (await fetch(`${world.url}/metrics`)).text();
    expect(text).toContain('carillon_quarantined_total{reason="wrong_agent"}');
    expect(text).toContain('carillon_webhooks_total{outcome="signature_invalid"}');
    expect(text).not.toMatch(/\+?447701\d{6}|44770090099/);
    expect(text).not.toMatch(/begin|somebody-else/);
  });
});
