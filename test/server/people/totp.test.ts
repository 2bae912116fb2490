/** Codes of the second factor, against the examples of the standards. */
import { expect, test } from 'vitest';
import { matchTotp, toBase32, totp, totpUri } from '../../../server/people/totp.ts';

const secret = Buffer.from('12345678901234567890');

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('at second %i the code is %s (RFC 6238, appendix B, its last six digits)', (second, code) => {
  expect(totp(secret, Math.floor(second / 30))).toBe(code);
  expect(matchTotp(secret, code, second * 1000, 0)).toBe(Math.floor(second / 30));
});

test.each([
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
])('%s is %s in base 32 (RFC 4648, section 10, without padding)', (text, encoded) => {
  expect(toBase32(Buffer.from(text))).toBe(encoded);
});

test('a clock half a minute off is forgiven, a minute and more is not', () => {
  const now = 1_000 * 30_000;
  const taken = [-2, -1, 0, 1, 2].map((off) => matchTotp(secret, totp(secret, 1000 + off), now, 0));
  expect(taken).toEqual([undefined, 999, 1000, 1001, undefined]);
});

test('a code counts once, and none before it counts after it', () => {
  const now = 1_000 * 30_000;
  expect(matchTotp(secret, totp(secret, 1000), now, 1000)).toBeUndefined();
  expect(matchTotp(secret, totp(secret, 999), now, 1000)).toBeUndefined();
  expect(matchTotp(secret, totp(secret, 1001), now, 1000)).toBe(1001);
});

test('what is no six digits is no code', () => {
  const code = totp(secret, 1000);
  const now = 1_000 * 30_000;
  for (const wrong of ['', code.slice(1), `${code}0`, `-${code.slice(1)}`, 'abcdef', '１２３４５６']) {
    expect(matchTotp(secret, wrong, now, 0)).toBeUndefined();
  }
  expect(matchTotp(secret, ` ${code.slice(0, 3)} ${code.slice(3)} `, now, 0)).toBe(1000);
});

test('an app is told the issuer and the account, whatever letters they have', () => {
  expect(totpUri(secret, 'Carillon', 'a:b@example.com')).toBe(
    'otpauth://totp/Carillon:a%3Ab%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Carillon',
  );
});
