import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isGenuine,
  isToken,
  type PageRecord,
  readNonce,
  sealPage,
  tokenOf,
  writeNonce,
} from '../../../server/pages/page-record.ts';

const KEY = randomBytes(32);
const DAY = 24 * 3600 * 1000;

describe('tokens', () => {
  test('22 characters that survive an SMS: never ending in a sign that phones leave out of a link', () => {
    fc.assert(
      fc.property(fc.string(), fc.uuid(), (workspace, message) => {
        const token = tokenOf(KEY, workspace, message);
        expect(token).toMatch(/^[\w-]{21}[a-zA-Z0-9]$/);
        expect(isToken(token)).toBe(true);
        expect(tokenOf(KEY, workspace, message)).toBe(token);
      }),
    );
  });

  test('another message, workspace or key is another token', () => {
    const tokens = [
      tokenOf(KEY, 'a', 'b'),
      tokenOf(KEY, 'a', 'c'),
      tokenOf(KEY, 'b', 'b'),
      tokenOf(KEY, 'ab', ''),
      tokenOf(KEY, '', 'ab'),
      tokenOf(randomBytes(32), 'a', 'b'),
    ];
    expect(new Set(tokens).size).toBe(tokens.length);
  });
});

describe('seals', () => {
  const page: PageRecord = sealPage(KEY, {
    workspace: 'ws',
    brand: 'salon',
    conversation: randomUUID(),
    message: randomUUID(),
    content: { kind: 'text', text: 'Hello', suggestions: [] },
    locale: 'en',
    expiresAt: 1000,
  });
  const token = tokenOf(KEY, 'ws', page.message);

  test('a page opens with its own token, also after it was stored', () => {
    expect(isGenuine(KEY, token, page)).toBe(true);
    expect(isGenuine(KEY, token, JSON.parse(JSON.stringify(page)))).toBe(true);
    expect(isGenuine(KEY, token, { ...page, answered: { n: 1, at: 5 } })).toBe(true);
  });

  test.each<Partial<PageRecord>>([
    { workspace: 'other' },
    { brand: 'other' },
    { conversation: randomUUID() },
    { message: randomUUID() },
    { locale: 'fr' },
    { expiresAt: 1001 },
    { content: { kind: 'text', text: 'Hallo', suggestions: [] } },
    { seal: '' },
    { seal: `${page.seal.slice(0, -1)}x` },
  ])('one that was changed does not: %j', (change) => {
    expect(isGenuine(KEY, token, { ...page, ...change })).toBe(false);
  });

  test('nor with another page’s token, nor under another key', () => {
    expect(isGenuine(KEY, tokenOf(KEY, 'ws', randomUUID()), page)).toBe(false);
    expect(isGenuine(randomBytes(32), token, page)).toBe(false);
  });
});

describe('nonces', () => {
  const token = tokenOf(KEY, 'ws', 'm');
  const id = randomUUID();
  const nonce = writeNonce(KEY, token, id, 1_000_000);

  test('are read for their own page only, and for eight days', () => {
    expect(readNonce(KEY, token, nonce, 1_000_000)).toBe(id);
    expect(readNonce(KEY, token, nonce, 1_000_000 + 8 * DAY - 1)).toBe(id);
    expect(readNonce(KEY, token, nonce, 1_000_000 + 8 * DAY)).toBeUndefined();
    expect(readNonce(KEY, tokenOf(KEY, 'ws', 'n'), nonce, 1_000_000)).toBeUndefined();
    expect(readNonce(randomBytes(32), token, nonce, 1_000_000)).toBeUndefined();
  });

  test('cannot be made up or made younger', () => {
    const [, , signature = ''] = nonce.split('.');
    expect(readNonce(KEY, token, `zzzzzzzz.${id}.${signature}`, 1_000_000)).toBeUndefined();
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readNonce(KEY, token, text, 1_000_000)).toBeUndefined();
      }),
    );
  });
});
