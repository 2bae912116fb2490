import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readWebhook, sign } from '../../../../server/channels/rbm/webhook.ts';

const TOKEN = 'SJENCPGJESMGUFPY';
const MESSAGE = { senderPhoneNumber: '+33612345678', messageId: 'm1', agentId: 'a', text: 'Bonjour é' };

function envelope(data: unknown, more: object = {}): Buffer {
  return Buffer.from(JSON.stringify({ message: { data, ...more }, subscription: 's' }));
}

function base64(content: string | Buffer): string {
  return Buffer.from(content).toString('base64');
}

/** As Google signs: over the bytes, not over their base64. */
function signature(content: string | Buffer, token = TOKEN): string {
  return createHmac('sha512', token).update(content).digest('base64');
}

function read(content: string | Buffer, headers?: { signature?: string; type?: string }) {
  return readWebhook(envelope(base64(content)), headers ?? { signature: signature(content) }, TOKEN);
}

describe('an event', () => {
  const raw = JSON.stringify(MESSAGE);

  test('signed over its decoded bytes is genuine, and is given as JSON and as text', () => {
    expect(read(raw)).toEqual({ kind: 'event', data: MESSAGE, raw });
    expect(sign(Buffer.from(raw), TOKEN)).toBe(signature(raw));
  });

  test('matches a signature computed elsewhere', () => {
    // echo -n '{"a":1}' | openssl dgst -sha512 -hmac key -binary | base64
    const known = '3H2KankmBZ6YaX71SmX3Rdkk/D4TwRdoedzchOrEgLrjd/oG0evMb6sTdc2b1hGhiZaUzEyn3A9inYuBM8XIPQ==';
    expect(readWebhook(envelope('eyJhIjoxfQ=='), { signature: known }, 'key')).toMatchObject({
      kind: 'event',
    });
  });

  test('is genuine whatever the envelope around it, which is not signed', () => {
    const body = envelope(base64(raw), { attributes: { type: 'x' }, messageId: '1', message_id: '2' });
    expect(readWebhook(body, { signature: signature(raw), type: 'message_callback' }, TOKEN).kind).toBe(
      'event',
    );
  });

  test('keeps formatting in its text, so that it can be verified again', () => {
    const spaced = '{ "a" : 1.0 }\n';
    expect(read(spaced)).toEqual({ kind: 'event', data: { a: 1 }, raw: spaced });
  });

  test('without a signature is unsigned', () => {
    expect(read(raw, {})).toEqual({ kind: 'unsigned' });
    expect(read(raw, { signature: ' ' })).toEqual({ kind: 'unsigned' });
  });

  test.each([
    ['of another token', signature(raw, 'other')],
    ['of other content', signature(`${raw} `)],
    ['of the base64 text', signature(base64(raw))],
    ['in hexadecimal', createHmac('sha512', TOKEN).update(raw).digest('hex')],
    ['by another hash', createHmac('sha256', TOKEN).update(raw).digest('base64')],
    ['cut short', signature(raw).slice(0, -8)],
    ['that is noise', '!!!'],
  ])('with a signature %s is forged', (_case, wrong) => {
    expect(read(raw, { signature: wrong })).toEqual({ kind: 'forged' });
  });

  test('changed in any byte is forged', () => {
    const bytes = Buffer.from(raw);
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(read(changed, { signature: signature(raw) }).kind).toBe('forged');
    }
  });

  test('signed but not JSON, or too deep, is kept and not read', () => {
    expect(read('{"a":')).toEqual({ kind: 'unreadable', reason: 'not-json', raw: '{"a":' });
    expect(read('')).toMatchObject({ kind: 'malformed' });
    const deep = '['.repeat(33) + ']'.repeat(33);
    expect(read(deep)).toEqual({ kind: 'unreadable', reason: 'too-deep', raw: deep });
    expect(read('['.repeat(32) + ']'.repeat(32)).kind).toBe('event');
    expect(read('['.repeat(100_000) + ']'.repeat(100_000))).toMatchObject({ reason: 'too-deep' });
  });

  test('in sloppy base64 is kept if signed, else malformed', () => {
    const sloppy = `${base64(raw)}\n`;
    expect(readWebhook(envelope(sloppy), { signature: signature(raw) }, TOKEN)).toEqual({
      kind: 'unreadable',
      reason: 'not-base64',
      raw: sloppy,
    });
    expect(readWebhook(envelope(sloppy), {}, TOKEN)).toMatchObject({
      kind: 'malformed',
      code: 'invalid_body',
    });
    expect(readWebhook(envelope('%%%'), { signature: 'x' }, TOKEN)).toMatchObject({ kind: 'malformed' });
    expect(readWebhook(envelope('ab_-'), { signature: 'x' }, TOKEN)).toMatchObject({ kind: 'malformed' });
  });
});

describe('a handshake', () => {
  const shake = (body: object, headers = {}) =>
    readWebhook(Buffer.from(JSON.stringify(body)), headers, TOKEN);

  test('with the right token is answered with its secret', () => {
    const expected = { kind: 'handshake', secret: '1234567890' };
    expect(shake({ clientToken: TOKEN, secret: '1234567890' })).toEqual(expected);
    expect(shake({ clientToken: TOKEN, secret: '1234567890' }, { type: 'verification' })).toEqual(expected);
  });

  test.each(['', 'SJENCPGJESMGUFP', `${TOKEN}x`, TOKEN.toLowerCase()])(
    'with the token %j is refused',
    (clientToken) => {
      expect(shake({ clientToken, secret: 's' })).toEqual({ kind: 'handshake-refused' });
    },
  );

  test('with something missing or of another type is malformed', () => {
    for (const body of [
      { secret: 's' },
      { clientToken: TOKEN },
      { clientToken: TOKEN, secret: '' },
      { clientToken: TOKEN, secret: 5 },
      { clientToken: [TOKEN], secret: 's' },
    ]) {
      expect(shake(body, { type: 'verification' })).toMatchObject({
        kind: 'malformed',
        code: 'invalid_body',
      });
    }
  });

  test('cannot ride on an event', () => {
    const body = { clientToken: 'wrong', secret: 's', message: { data: base64('{}') } };
    expect(shake(body)).toEqual({ kind: 'unsigned' });
  });
});

describe('anything else', () => {
  test('nothing is accepted without a configured token', () => {
    for (const token of [undefined, '']) {
      expect(readWebhook(envelope(base64('{}')), { signature: signature('{}', '') }, token)).toEqual({
        kind: 'not-configured',
      });
      const handshake = Buffer.from(JSON.stringify({ clientToken: '', secret: 's' }));
      expect(readWebhook(handshake, {}, token)).toEqual({ kind: 'not-configured' });
    }
  });

  test.each([
    ['', 'bad_request'],
    ['{', 'bad_request'],
    ['\u0000', 'bad_request'],
    ['null', 'invalid_body'],
    ['[]', 'invalid_body'],
    ['"text"', 'invalid_body'],
    ['{}', 'invalid_body'],
    ['{"message":null}', 'invalid_body'],
    ['{"message":"x"}', 'invalid_body'],
    ['{"message":{"data":5}}', 'invalid_body'],
    ['{"message":{"data":""}}', 'invalid_body'],
    ['{"message":{"__proto__":{"data":"e30="}}}', 'invalid_body'],
    ['{"__proto__":{"message":{"data":"e30="}}}', 'invalid_body'],
  ])('%j is malformed', (body, code) => {
    expect(readWebhook(Buffer.from(body), { signature: 'x' }, TOKEN)).toMatchObject({
      kind: 'malformed',
      code,
    });
  });

  test('no bytes and no headers make it throw, or pass for genuine', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
          fc.json().map((json) => Buffer.from(json)),
          fc.string().map((data) => envelope(data)),
        ),
        fc.record({ signature: fc.option(fc.string(), { nil: undefined }) }),
        (body, headers) => {
          const { kind } = readWebhook(body, headers, TOKEN);
          expect(['malformed', 'unsigned', 'forged', 'handshake-refused']).toContain(kind);
        },
      ),
    );
  });
});
