/** An answer's values by paths, and values by path as variables. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pathSchema } from '../../../flows/condition.ts';
import { type Branch, membersOf, nested } from '../../../studio/editor/inspector/json-paths.ts';

describe('an answer as a tree', () => {
  test('every value that can be picked is where its path says', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        const look = (branch: Branch) => {
          if (branch.path !== undefined) {
            const found = branch.path.split('.').reduce<unknown>(
              (part, key) => {
                const table = part as Record<string, unknown>;
                return Object.hasOwn(table, key) ? table[key] : undefined;
              },
              { body },
            );
            expect(found).toEqual(branch.value);
            if (branch.path.length <= 200) expect(pathSchema.safeParse(branch.path).success).toBe(true);
          }
          for (const member of membersOf(branch)) look(member);
        };
        look({ path: 'body', key: 'body', value: body });
      }),
    );
  });

  test('a name no flow can read leads nowhere, and nothing below it', () => {
    const [branch] = membersOf({ path: 'body', key: 'body', value: { 'e-mail': { work: 1 } } });
    expect(branch?.path).toBeUndefined();
    expect(branch && membersOf(branch)[0]?.path).toBeUndefined();
  });

  test('values by path become variables; nothing reaches for a prototype', () => {
    expect(nested({ 'slot.start': 'x', 'slot.end': 'y', day: 1 })).toEqual({
      slot: { start: 'x', end: 'y' },
      day: 1,
    });
    nested({ '__proto__.polluted': 'yes', 'a.__proto__.polluted': 'yes' });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
