/** Conditions as data: a tree of comparisons over variables; evaluated without any code of the author's. */
import { z } from 'zod';

const literal = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** A variable's path: letters, digits, _ and dots, ASCII only. */
export const pathSchema = z
  .string()
  .max(200)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*$/, 'a variable such as "slot" or "slot.start"');

const comparisons = [
  'equals',
  'less',
  'at-most',
  'more',
  'at-least',
  'contains',
  'starts-with',
  'before',
  'after',
] as const;

export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { value: string; is: 'exists' }
  | { value: string; is: 'one-of'; than: (string | number | boolean | null)[] }
  | { value: string; is: (typeof comparisons)[number]; than: string | number | boolean | null };

export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(conditionSchema).min(1) }),
    z.strictObject({ any: z.array(conditionSchema).min(1) }),
    z.strictObject({ not: conditionSchema }),
    z.strictObject({ value: pathSchema, is: z.literal('exists') }),
    z.strictObject({ value: pathSchema, is: z.literal('one-of'), than: z.array(literal).min(1) }),
    z.strictObject({ value: pathSchema, is: z.enum(comparisons), than: literal }),
  ]),
);
