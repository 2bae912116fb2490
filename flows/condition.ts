/** Conditions as data: a tree of comparisons over variables; evaluated without any code of the author's. */
import { z } from 'zod';
import { compareMoments, readMoment } from './moment.ts';
import { isMissing, readPath, type Scope } from './scope.ts';
import { evaluate, pathsIn } from './template.ts';

const literal = z.union([z.string(), z.number(), z.boolean(), z.null()]);
type Literal = z.infer<typeof literal>;
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
type Comparison = (typeof comparisons)[number];

export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { value: string; is: 'exists' }
  | { value: string; is: 'one-of'; than: Literal[] }
  | { value: string; is: Comparison; than: Literal };

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

/**
 * Whether a condition is true at this moment. Never throws.
 *
 * - A text in `than` may be a template. A missing value (undefined, null, "") makes every comparison false, except
 *   that it equals null.
 * - equals, one-of: texts exactly, letter by letter; a number equals a text that reads as that number; true equals
 *   the text "true". Two texts are never compared as numbers: "007" is not "7".
 * - contains, starts-with: case and accents do not matter. A list contains what one of its items equals.
 * - less, at-most, more, at-least: numbers where both read as numbers, else dates, times and instants.
 * - before, after: dates, times and instants only; a date beside an instant compares days in the flow's time zone.
 */
export function holds(condition: Condition, scope: Scope): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, scope));
  if ('any' in condition) return condition.any.some((part) => holds(part, scope));
  if ('not' in condition) return !holds(condition.not, scope);
  const value = readPath(scope, condition.value);
  if (condition.is === 'exists') return !isMissing(value);
  if (condition.is === 'one-of') return condition.than.some((than) => equal(value, resolve(than, scope)));
  return compare(value, condition.is, resolve(condition.than, scope), scope.timezone);
}

/** Every path a condition reads, those in the templates of its `than` included; each once. */
export function pathsInCondition(condition: Condition): string[] {
  const found = new Set<string>();
  const visit = (part: Condition): void => {
    if ('all' in part) part.all.forEach(visit);
    else if ('any' in part) part.any.forEach(visit);
    else if ('not' in part) visit(part.not);
    else {
      found.add(part.value);
      if (part.is === 'exists') return;
      for (const than of part.is === 'one-of' ? part.than : [part.than]) {
        if (typeof than === 'string') for (const path of pathsIn(than)) found.add(path);
      }
    }
  };
  visit(condition);
  return [...found];
}

function resolve(than: Literal, scope: Scope): unknown {
  return typeof than === 'string' ? evaluate(than, scope) : than;
}

function compare(value: unknown, is: Comparison, than: unknown, timezone: string): boolean {
  if (is === 'equals') return equal(value, than);
  if (isMissing(value) || isMissing(than)) return false;
  if (is === 'contains') {
    if (Array.isArray(value)) return value.some((item) => equal(item, than));
    return textual(value) && textual(than) && bare(value).includes(bare(than));
  }
  if (is === 'starts-with') return textual(value) && textual(than) && bare(value).startsWith(bare(than));
  const difference =
    is === 'before' || is === 'after' ? apart(value, than, timezone) : order(value, than, timezone);
  switch (is) {
    case 'less':
    case 'before':
      return difference < 0;
    case 'at-most':
      return difference <= 0;
    case 'more':
    case 'after':
      return difference > 0;
    case 'at-least':
      return difference >= 0;
  }
}

function equal(value: unknown, than: unknown): boolean {
  if (isMissing(value)) return than === null;
  if (isMissing(than)) return false;
  if (typeof value === typeof than) return value === than;
  if (typeof value === 'number' || typeof than === 'number') return asNumber(value) === asNumber(than);
  return textual(value) && textual(than) && String(value) === String(than);
}

/** Less than 0 where the value is the smaller; NaN, which no comparison survives, where the two have no order. */
function order(value: unknown, than: unknown, timezone: string): number {
  const numbers = asNumber(value) - asNumber(than);
  return Number.isNaN(numbers) ? apart(value, than, timezone) : numbers;
}

function apart(value: unknown, than: unknown, timezone: string): number {
  const [a, b] = [readMoment(value, timezone), readMoment(than, timezone)];
  return a && b ? compareMoments(a, b) : Number.NaN;
}

function asNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return Number.NaN;
  return /^\s*[+-]?\d{1,20}(\.\d{1,20})?\s*$/.test(value) ? Number(value) : Number.NaN;
}

function textual(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Without case and accents; spaces and punctuation stay. */
function bare(value: string | number | boolean): string {
  return String(value)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
}
