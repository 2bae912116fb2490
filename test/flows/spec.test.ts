import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const here = import.meta.dirname;
const spec = readFileSync(join(here, '../../flows/SPEC.md'), 'utf8');
const rules = [...spec.matchAll(/^- \*\*([A-Z]\d+)\*\* /gm)].map(([, rule]) => rule ?? '');
const quoted = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && file !== 'spec.test.ts')
  .flatMap((file) => {
    const titles = readFileSync(join(here, file), 'utf8').matchAll(
      /\b(?:test|each\([\s\S]*?\))\(\s*['"`]((?:\[[A-Z]\d+\] )+)/g,
    );
    return [...titles].flatMap(([, numbers = '']) =>
      [...numbers.matchAll(/[A-Z]\d+/g)].map(([rule]) => rule),
    );
  });

test('every rule of SPEC.md is quoted by a test, and every rule a test quotes is there', () => {
  expect(rules.length).toBeGreaterThan(60);
  expect(rules.filter((rule) => !quoted.includes(rule))).toEqual([]);
  expect(quoted.filter((rule) => !rules.includes(rule))).toEqual([]);
});

test('the rules of each group are numbered from 1, without a gap and without a number twice', () => {
  const groups = new Map<string, number[]>();
  for (const rule of rules) {
    const [letter = '', number] = [rule[0], Number(rule.slice(1))];
    groups.set(letter, [...(groups.get(letter) ?? []), number]);
  }
  for (const numbers of groups.values()) expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});
