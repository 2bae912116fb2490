import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GLOBAL_TAPS, readTap, writeTap } from '../../flows/tap.ts';

const nodeKey = fc
  .array(fc.stringMatching(/^[a-z0-9_-]{1,12}$/), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('/'));

describe('a button', () => {
  test('carries its step and its answer', () => {
    expect(writeTap({ node: 'sub/pick', choice: 'haircut' })).toBe('cn1:sub/pick:haircut');
    expect(writeTap({ node: 'pick-day', choice: '=2026-11-24T14:30:00+01:00' })).toBe(
      'cn1:pick-day:=2026-11-24T14:30:00+01:00',
    );
  });

  test('is read back as it was, whatever the answer holds', () => {
    fc.assert(
      fc.property(nodeKey, fc.string({ unit: 'binary', minLength: 1 }), (node, choice) => {
        expect(readTap(writeTap({ node, choice }))).toEqual({ node, choice });
      }),
      { numRuns: 2000 },
    );
    for (const choice of ['=%0041', '=a:b:c', '= x ', '=\ud83d', '=\0\n', '=👨‍👩‍👧', '=%', '=é']) {
      expect(readTap(writeTap({ node: 'n', choice }))).toEqual({ node: 'n', choice });
    }
  });

  test('is printable', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (choice) => {
        const data = writeTap({ node: 'n', choice });
        expect(data).not.toMatch(/\p{C}|\p{Zl}|\p{Zp}/u);
        expect(data.trim()).toBe(data);
      }),
    );
  });

  test('keeps within the limit of a postback for values of 1,500 plain characters', () => {
    const node = `${'a'.repeat(64)}/${'b'.repeat(64)}`;
    expect(writeTap({ node, choice: `=${'é'.repeat(1500)}` }).length).toBeLessThanOrEqual(2048);
  });

  test('of someone else is not ours', () => {
    for (const data of [
      '',
      'x',
      'cn1:',
      'cn1:a',
      'cn1:a:',
      'cn1::b',
      'cn1:A:b',
      'cn1:a/:b',
      'CN1:a:b',
      'cn2:a:b',
      ' cn1:a:b',
    ]) {
      expect(readTap(data), data).toBeUndefined();
    }
    for (const data of Object.values(GLOBAL_TAPS)) expect(readTap(data)).toBeUndefined();
  });
});
