/** A condition as a short sentence, for reading only. Knows no editor. */
import type { Condition } from '../../flows/condition.ts';
import type { Locale } from '../ui/i18n.ts';

type Comparison = Extract<Condition, { is: string }>['is'];

const IS: Record<Comparison, Record<Locale, string>> = {
  exists: { en: '{value} is known', fr: '{value} est connu' },
  equals: { en: '{value} is {than}', fr: '{value} est {than}' },
  'one-of': { en: '{value} is one of {than}', fr: '{value} est parmi {than}' },
  less: { en: '{value} < {than}', fr: '{value} < {than}' },
  'at-most': { en: '{value} ≤ {than}', fr: '{value} ≤ {than}' },
  more: { en: '{value} > {than}', fr: '{value} > {than}' },
  'at-least': { en: '{value} ≥ {than}', fr: '{value} ≥ {than}' },
  contains: { en: '{value} contains {than}', fr: '{value} contient {than}' },
  'starts-with': { en: '{value} starts with {than}', fr: '{value} commence par {than}' },
  before: { en: '{value} is before {than}', fr: '{value} est avant {than}' },
  after: { en: '{value} is after {than}', fr: '{value} est après {than}' },
};
const JOINTS = {
  all: { en: ' and ', fr: ' et ' },
  any: { en: ' or ', fr: ' ou ' },
  not: { en: 'not: ', fr: 'pas : ' },
  missing: { en: '{value} is not known', fr: '{value} n’est pas connu' },
  nothing: { en: 'nothing', fr: 'rien' },
} as const;

/** "service is colour and date is known". */
export function conditionWords(condition: Condition, locale: Locale): string {
  if ('all' in condition) return joined(condition.all, JOINTS.all[locale], locale);
  if ('any' in condition) return joined(condition.any, JOINTS.any[locale], locale);
  if ('not' in condition) {
    const { not } = condition;
    if ('is' in not && not.is === 'exists') return fill(JOINTS.missing[locale], not.value, '');
    return JOINTS.not[locale] + inBrackets(not, locale);
  }
  const than = 'than' in condition ? condition.than : '';
  const shown = Array.isArray(than)
    ? than.map((one) => literal(one, locale)).join(', ')
    : literal(than, locale);
  return fill(IS[condition.is][locale], condition.value, shown);
}

function joined(parts: Condition[], joint: string, locale: Locale): string {
  return parts
    .map((part) => (parts.length > 1 ? inBrackets(part, locale) : conditionWords(part, locale)))
    .join(joint);
}

function inBrackets(condition: Condition, locale: Locale): string {
  const words = conditionWords(condition, locale);
  return 'all' in condition || 'any' in condition ? `(${words})` : words;
}

function literal(value: unknown, locale: Locale): string {
  if (value === null || value === '') return JOINTS.nothing[locale];
  return String(value);
}

/** Not by `replace` with a string, in which "$&" would have a meaning. */
function fill(pattern: string, value: string, than: string): string {
  return pattern.replace(/\{(value|than)\}/g, (_, name) => (name === 'value' ? value : than));
}
