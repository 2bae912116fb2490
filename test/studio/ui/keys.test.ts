/** Shortcuts: how a stroke is recognised, written in one way, and shown. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ariaKeys, keyCaps, normaliseKeys, strokeOf } from '../../../studio/ui/keys.ts';

const event = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey', true>> = {},
) => ({
  key,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  ...held,
});

describe('a stroke', () => {
  test.each([
    [event('k', { ctrlKey: true }), 'mod+k'],
    [event('Z', { ctrlKey: true, shiftKey: true }), 'mod+shift+z'],
    [event('?', { shiftKey: true }), '?'],
    [event('1', { shiftKey: true }), '1'],
    [event('+', { ctrlKey: true }), 'mod++'],
    [event(' '), 'space'],
    [event('Enter', { shiftKey: true }), 'shift+enter'],
    [event('ArrowUp', { altKey: true }), 'alt+arrowup'],
    [event('Shift', { shiftKey: true }), undefined],
    [event('Dead'), undefined],
  ])('%j is %s', (pressed, stroke) => {
    expect(strokeOf(pressed)).toBe(stroke);
  });
});

test.each([
  ['Shift+Mod+Z', 'mod+shift+z'],
  ['g f', 'g f'],
  ['mod++', 'mod++'],
  ['+', '+'],
  ['?', '?'],
])('%s is written %s', (given, written) => {
  expect(normaliseKeys(given)).toBe(written);
});

test('writing it in one way twice changes nothing, and keeps what is held', () => {
  const stroke = fc
    .tuple(
      fc.subarray(['mod', 'alt', 'shift', 'ctrl']),
      fc.constantFrom('a', '+', '?', 'enter', 'arrowup', '0'),
    )
    .map(([held, key]) => [...held, key].join('+'));
  fc.assert(
    fc.property(stroke, (keys) => {
      const once = normaliseKeys(keys);
      expect(normaliseKeys(once)).toBe(once);
      expect(keyCaps(once).flat().sort()).toEqual(keyCaps(keys).flat().sort());
    }),
  );
});

test('a sequence is drawn stroke by stroke, and has no form for screen readers', () => {
  expect(keyCaps('g f')).toEqual([['G'], ['F']]);
  expect(ariaKeys('g f')).toBeUndefined();
  expect(ariaKeys('mod+shift+z')).toBe('Control+Shift+Z');
});
