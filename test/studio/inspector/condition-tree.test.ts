/** Conditions as the builder shows them mean what they meant. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Condition, conditionSchema, holds } from '../../../flows/condition.ts';
import {
  asGroup,
  type Group,
  ofGroup,
  ofRoot,
  readLine,
  readLiteral,
  rootGroup,
  SAYINGS,
  writeLine,
} from '../../../studio/editor/inspector/condition-tree.ts';

const comparison: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ value: fc.constantFrom('a', 'b'), is: fc.constant('exists' as const) }),
  fc.record({
    value: fc.constantFrom('a', 'b'),
    is: fc.constantFrom('equals' as const, 'less' as const, 'contains' as const, 'before' as const),
    than: fc.constantFrom('x', 3, true, null, '2026-11-24'),
  }),
  fc.record({
    value: fc.constant('a'),
    is: fc.constant('one-of' as const),
    than: fc.array(fc.constantFrom('x', 3), { minLength: 1, maxLength: 3 }),
  }),
);
const condition: fc.Arbitrary<Condition> = fc.letrec<{ any: Condition }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    comparison,
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie('any').map((not) => ({ not })),
  ),
})).any;
const scope = fc
  .record({ a: fc.constantFrom('x', 3, '', undefined, '2026-11-23'), b: fc.constantFrom(true, 'xyz', null) })
  .map((vars) => ({
    vars,
    facts: {
      contact: { phone: '+33612345678', locale: 'en' },
      brand: { id: 'b', name: 'B' },
      conversation: { id: 'c' },
      channel: 'rbm' as const,
    },
    now: 0,
    locale: 'en',
    timezone: 'UTC',
  }));

/** Taken apart into groups and lines, and put together again. */
function through(one: Condition): Condition {
  const line = readLine(one);
  if (line) return writeLine(line);
  const group = asGroup(one);
  return group ? ofGroup({ ...group, parts: group.parts.map(through) }) : one;
}

describe('a condition in the builder', () => {
  test('is true exactly where it was before it was shown', () => {
    fc.assert(
      fc.property(condition, scope, (one, moment) => {
        expect(holds(through(one), moment)).toBe(holds(one, moment));
        expect(holds(ofRoot(rootGroup(one)), moment)).toBe(holds(one, moment));
      }),
    );
  });

  test('every part is a group or a line, so that nothing is hidden', () => {
    const seen = (one: Condition): boolean =>
      readLine(one) !== undefined || (asGroup(one)?.parts.every(seen) ?? false);
    fc.assert(
      fc.property(condition, (one) => {
        expect(seen(one)).toBe(true);
      }),
    );
  });

  test.each(SAYINGS)('a line that says "%s" can be stored and is read back', (says) => {
    const written = writeLine({ value: 'a', says, than: ['x'] });
    expect(conditionSchema.safeParse(written).success).toBe(true);
    expect(readLine(written)?.says).toBe(says);
  });

  test('a group that lost its last line still is a condition', () => {
    const empty: Group = { mode: 'any', parts: [] };
    expect(conditionSchema.safeParse(ofGroup(empty)).success).toBe(true);
  });

  test('what is typed is a number or a yes where the variable is one', () => {
    expect(readLiteral('2,5', 'number')).toBe(2.5);
    expect(readLiteral('{{max}}', 'number')).toBe('{{max}}');
    expect(readLiteral('true', 'boolean')).toBe(true);
    expect(readLiteral('007', 'text')).toBe('007');
  });
});
