import { describe, expect, test } from 'vitest';
import { type Condition, conditionSchema, holds, pathsInCondition } from '../../flows/condition.ts';
import type { Scope } from '../../flows/scope.ts';

const scope: Scope = {
  vars: {
    n: 5,
    text: 'Résilier',
    digits: '10',
    zeros: '007',
    yes: true,
    empty: '',
    nothing: null,
    list: ['cut', 'colour'],
    day: '2026-11-24',
    at: '14:30',
    slot: '2026-11-24T13:30:00Z',
    object: { a: 1 },
  },
  facts: {
    contact: { phone: '+33612345678', locale: 'fr' },
    brand: { id: 'b1', name: 'Salon Rose' },
    conversation: { id: 'c1' },
    channel: 'sms',
  },
  now: Date.parse('2026-11-23T10:00:00Z'),
  locale: 'fr',
  timezone: 'Europe/Paris',
};

const isTrue = (condition: Condition) => holds(conditionSchema.parse(condition), scope);

describe('comparisons', () => {
  const cases: [string, Extract<Condition, { value: string }>['is'], unknown, boolean][] = [
    ['n', 'equals', 5, true],
    ['n', 'equals', '5', true],
    ['n', 'equals', ' 5.0', true],
    ['n', 'equals', 'five', false],
    ['zeros', 'equals', '7', false],
    ['zeros', 'equals', 7, true],
    ['text', 'equals', 'résilier', false],
    ['text', 'equals', 'Résilier', true],
    ['yes', 'equals', true, true],
    ['yes', 'equals', 'true', true],
    ['yes', 'equals', 1, false],
    ['channel', 'equals', 'sms', true],
    ['nothing', 'equals', null, true],
    ['nobody', 'equals', null, true],
    ['n', 'equals', null, false],
    ['object', 'equals', 'x', false],
    ['digits', 'less', 9, false],
    ['digits', 'more', '9', true],
    ['n', 'at-most', 5, true],
    ['n', 'at-least', 5, true],
    ['n', 'more', 5, false],
    ['text', 'less', 'Z', false],
    ['text', 'contains', 'RESIL', true],
    ['text', 'starts-with', 'resi', true],
    ['text', 'starts-with', 'silier', false],
    ['list', 'contains', 'cut', true],
    ['list', 'contains', 'cu', false],
    ['text', 'contains', '', false],
    ['day', 'before', '2026-11-25', true],
    ['day', 'after', '{{today}}', true],
    ['day', 'after', '{{now}}', true],
    ['at', 'before', '15:00', true],
    ['at', 'after', '{{slot}}', false],
    ['slot', 'after', '2026-11-24T14:29:00+01:00', true],
    ['slot', 'before', '{{now | shift: "48h"}}', true],
    ['day', 'at-most', '2026-11-24', true],
    ['day', 'before', 'soon', false],
    ['day', 'before', '23:00', false],
    ['n', 'before', 6, false],
  ];
  test.each(cases)('%s %s %j is %s', (value, is, than, expected) => {
    expect(isTrue({ value, is, than } as Condition)).toBe(expected);
  });

  test('of a missing value are false, and so is their opposite', () => {
    for (const is of [
      'less',
      'at-most',
      'more',
      'at-least',
      'before',
      'after',
      'contains',
      'starts-with',
    ] as const) {
      for (const value of ['nobody', 'empty', 'nothing']) expect(isTrue({ value, is, than: 0 })).toBe(false);
    }
  });

  test('a value exists unless it is undefined, null or empty', () => {
    expect(isTrue({ value: 'n', is: 'exists' })).toBe(true);
    expect(isTrue({ value: 'list', is: 'exists' })).toBe(true);
    for (const value of ['nobody', 'empty', 'nothing', 'object.b']) {
      expect(isTrue({ value, is: 'exists' }), value).toBe(false);
    }
  });

  test('one-of takes literals and templates', () => {
    expect(isTrue({ value: 'digits', is: 'one-of', than: ['9', 10] })).toBe(true);
    expect(isTrue({ value: 'digits', is: 'one-of', than: ['9', '{{digits}}'] })).toBe(true);
    expect(isTrue({ value: 'digits', is: 'one-of', than: ['9'] })).toBe(false);
  });
});

describe('combinations', () => {
  const good: Condition = { value: 'n', is: 'equals', than: 5 };
  const bad: Condition = { value: 'n', is: 'equals', than: 6 };
  test('all, any and not', () => {
    expect(isTrue({ all: [good, good] })).toBe(true);
    expect(isTrue({ all: [good, bad] })).toBe(false);
    expect(isTrue({ any: [bad, good] })).toBe(true);
    expect(isTrue({ any: [bad, bad] })).toBe(false);
    expect(isTrue({ not: bad })).toBe(true);
    expect(isTrue({ not: { all: [good, { any: [bad, { not: bad }] }] } })).toBe(false);
  });

  test('name every path they read, once', () => {
    const condition: Condition = {
      all: [
        good,
        { not: { value: 'day', is: 'before', than: '{{other | shift: "1d"}}' } },
        {
          any: [
            { value: 'x.y', is: 'exists' },
            { value: 'n', is: 'one-of', than: ['{{z}}', 1] },
          ],
        },
      ],
    };
    expect(pathsInCondition(condition)).toEqual(['n', 'day', 'other', 'x.y', 'z']);
  });

  test('a path is ASCII: a look-alike is refused', () => {
    expect(conditionSchema.safeParse({ value: 'slоt', is: 'exists' }).success).toBe(false);
    expect(conditionSchema.safeParse({ value: 'slot', is: 'exists' }).success).toBe(true);
  });
});
