import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMissing, readMember, readPath, type Scope, SYSTEM_ROOTS } from '../../flows/scope.ts';

const NOW = Date.parse('2026-11-23T23:30:00Z');

function scopeWith(vars: Record<string, unknown>, more: Partial<Scope> = {}): Scope {
  return {
    vars,
    facts: {
      contact: { phone: '+33612345678', name: 'Marie', locale: 'fr' },
      brand: { id: 'b1', name: 'Salon Rose' },
      conversation: { id: 'c1' },
      channel: 'rbm',
    },
    now: NOW,
    locale: 'fr',
    timezone: 'Europe/Paris',
    ...more,
  };
}

describe('paths', () => {
  test('lead through objects and lists', () => {
    const scope = scopeWith({ slot: { start: 's' }, list: [{ name: 'a' }, { name: 'b' }] });
    expect(readPath(scope, 'slot.start')).toBe('s');
    expect(readPath(scope, 'list.1.name')).toBe('b');
    expect(readPath(scope, 'list.length')).toBe(2);
  });

  test('that lead nowhere are undefined', () => {
    const scope = scopeWith({ text: 'abc', none: null, list: ['a'] });
    for (const path of [
      'nobody',
      'text.length',
      'text.0',
      'none.x',
      'list.9',
      'list.map',
      'contact.age.x',
      '',
    ]) {
      expect(readPath(scope, path), path).toBeUndefined();
    }
  });

  test('read the conversation, unless a variable has the name', () => {
    expect(readPath(scopeWith({}), 'contact.name')).toBe('Marie');
    expect(readPath(scopeWith({}), 'brand.name')).toBe('Salon Rose');
    expect(readPath(scopeWith({}), 'conversation.id')).toBe('c1');
    expect(readPath(scopeWith({}), 'channel')).toBe('rbm');
    expect(readPath(scopeWith({}), 'locale')).toBe('fr');
    expect(readPath(scopeWith({}), 'now')).toBe('2026-11-23T23:30:00Z');
    expect(readPath(scopeWith({ brand: 'mine' }), 'brand')).toBe('mine');
  });

  test('"today" is the date in the flow\'s zone, not in Greenwich', () => {
    expect(readPath(scopeWith({}), 'today')).toBe('2026-11-24');
    expect(readPath(scopeWith({}, { timezone: 'America/New_York' }), 'today')).toBe('2026-11-23');
  });

  test('every system root answers', () => {
    for (const root of SYSTEM_ROOTS) expect(readPath(scopeWith({}), root), root).toBeDefined();
  });

  test('never leave the data, even where the data has such a name', () => {
    const scope = scopeWith(JSON.parse('{"a":{"__proto__":{"x":1},"constructor":{"x":1}},"prototype":2}'));
    for (const path of [
      '__proto__',
      'a.__proto__.x',
      'a.constructor.x',
      'prototype',
      'constructor',
      'a.toString',
    ]) {
      expect(readPath(scope, path), path).toBeUndefined();
    }
  });

  test('no path and no data make it throw', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), (vars, path) => {
        readPath(scopeWith(vars), path);
      }),
    );
  });

  test('a list is read by its items only', () => {
    expect(readMember(['a', 'b'], '01')).toBe('b');
    expect(readMember(['a'], '-1')).toBeUndefined();
    expect(readMember(['a'], 'push')).toBeUndefined();
  });

  test('"no value" is undefined, null and the empty text; not zero, not false', () => {
    expect([undefined, null, '', 0, false, [], ' '].map(isMissing)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
