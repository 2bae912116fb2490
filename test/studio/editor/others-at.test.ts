/** Who is said to be at a step. */
import { expect, test } from 'vitest';
import type { Person } from '../../../server/contract.ts';
import { othersAt } from '../../../studio/editor/others-at.ts';

const ana: Person = { id: 'a', name: 'Ana', color: '#a3195b', selection: ['one', 'two'] };
const bo: Person = { id: 'b', name: 'Bo', color: '#5b5bd6', selection: ['two'] };
const idle: Person = { id: 'c', name: 'Cy', color: '#116644' };

test('those who have the step selected are there, in the order they came', () => {
  expect(othersAt([ana, bo, idle], 'two')).toEqual([
    { name: 'Ana', color: '#a3195b' },
    { name: 'Bo', color: '#5b5bd6' },
  ]);
  expect(othersAt([ana, bo, idle], 'one')).toEqual([{ name: 'Ana', color: '#a3195b' }]);
  expect(othersAt([ana, bo, idle], 'three')).toEqual([]);
});

test('a person with two tabs is there once', () => {
  expect(othersAt([ana, { ...ana, id: 'a2' }], 'one')).toHaveLength(1);
});
