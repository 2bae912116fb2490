/** A condition as a builder shows it: groups of lines, each with a negation of its own. Knows no screen. */
import type { Condition } from '../../../flows/condition.ts';

export type Comparison = Extract<Condition, { is: string }>;
/** "none": not any; "not-all": not all. */
export type Mode = 'all' | 'any' | 'none' | 'not-all';
export const MODES: readonly Mode[] = ['all', 'any', 'none', 'not-all'];

export interface Group {
  mode: Mode;
  parts: Condition[];
}

/** What is said of a value in one line. */
export type Saying =
  | 'exists'
  | 'missing'
  | 'empty'
  | 'not-equals'
  | 'not-contains'
  | 'not-one-of'
  | Exclude<Comparison['is'], 'exists'>;

export const SAYINGS: readonly Saying[] = [
  'exists',
  'missing',
  'equals',
  'not-equals',
  'one-of',
  'not-one-of',
  'contains',
  'not-contains',
  'starts-with',
  'less',
  'at-most',
  'more',
  'at-least',
  'before',
  'after',
];

/** Negations a line can say by itself; every other one is shown as a group. */
const NOT: Partial<Record<Comparison['is'], Saying>> = {
  exists: 'missing',
  equals: 'not-equals',
  contains: 'not-contains',
  'one-of': 'not-one-of',
};

export function asGroup(condition: Condition): Group | undefined {
  if ('all' in condition) return { mode: 'all', parts: condition.all };
  if ('any' in condition) return { mode: 'any', parts: condition.any };
  if (!('not' in condition)) return undefined;
  const { not } = condition;
  if ('any' in not) return { mode: 'none', parts: not.any };
  if ('all' in not) return { mode: 'not-all', parts: not.all };
  return 'is' in not && NOT[not.is] ? undefined : { mode: 'none', parts: [not] };
}

export function ofGroup({ mode, parts }: Group): Condition {
  const [first = BLANK] = parts;
  const several = parts.length > 0 ? parts : [first];
  switch (mode) {
    case 'all':
      return { all: several };
    case 'any':
      return { any: several };
    case 'none':
      return { not: { any: several } };
    case 'not-all':
      return { not: { all: several } };
  }
}

/** A condition as the group the builder begins with: a line alone is a group of one. */
export function rootGroup(condition: Condition): Group {
  return asGroup(condition) ?? { mode: 'all', parts: [condition] };
}

/** A group of one that denies nothing is its line. */
export function ofRoot(group: Group): Condition {
  const [only] = group.parts;
  return group.parts.length === 1 && only && (group.mode === 'all' || group.mode === 'any')
    ? only
    : ofGroup(group);
}

export interface Line {
  value: string;
  says: Saying;
  /** What it is compared with; none for "exists" and "missing". */
  than: readonly unknown[];
}

const BLANK: Comparison = { value: 'channel', is: 'exists' };

/** A condition in one line; undefined where it is a group. */
export function readLine(condition: Condition): Line | undefined {
  if ('is' in condition) return lineOf(condition);
  if (!('not' in condition) || !('is' in condition.not)) return undefined;
  const says = NOT[condition.not.is];
  return says && { ...lineOf(condition.not), says };
}

function lineOf(comparison: Comparison): Line {
  if (comparison.is === 'exists') return { value: comparison.value, says: 'exists', than: [] };
  const { value, is, than } = comparison;
  return { value, says: is, than: Array.isArray(than) ? than : [than] };
}

type Literal = string | number | boolean | null;

export function writeLine({ value, says, than }: Line): Condition {
  // Null is a value of its own here: "is empty".
  const one = (than[0] === undefined ? '' : than[0]) as Literal;
  const many = (than.length > 0 ? than : ['']) as Literal[];
  switch (says) {
    case 'exists':
      return { value, is: 'exists' };
    case 'missing':
      return { not: { value, is: 'exists' } };
    case 'empty':
      return { value, is: 'equals', than: null };
    case 'not-equals':
      return { not: { value, is: 'equals', than: one } };
    case 'not-contains':
      return { not: { value, is: 'contains', than: one } };
    case 'not-one-of':
      return { not: { value, is: 'one-of', than: many } };
    case 'one-of':
      return { value, is: 'one-of', than: many };
    default:
      return { value, is: says, than: one };
  }
}

/** A typed text as the literal it means for a variable of this type; a template stays a text. */
export function readLiteral(text: string, type: string | undefined): Literal {
  if (type === 'number' && /^\s*[+-]?\d{1,15}(?:[.,]\d{1,15})?\s*$/.test(text))
    return Number(text.replace(',', '.'));
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** How many levels of groups a builder can still show without running out of room. */
export function depthOf(condition: Condition): number {
  const group = asGroup(condition);
  return group ? 1 + Math.max(0, ...group.parts.map(depthOf)) : 0;
}
