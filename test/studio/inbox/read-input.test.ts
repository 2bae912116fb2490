/** What an operator types for a flow, as what the flow is given. */
import { expect, test } from 'vitest';
import { isWritable, readInput, writtenInput } from '../../../studio/inbox/panel/read-input.ts';

const field = (type: Parameters<typeof isWritable>[0]['type'], value?: unknown) => ({
  ...{ name: 'x', label: 'X', type },
  ...(value === undefined ? {} : { default: value }),
});

test('a number is read as people write it, and refused where it is none', () => {
  expect(readInput(field('number'), ' 1\u202f234,5 ')).toEqual({ is: 'value', value: 1234.5 });
  expect(readInput(field('number'), 'twelve')).toEqual({ is: 'wrong' });
});

test('nothing typed is missing, unless the flow has its own value', () => {
  expect(readInput(field('text'), '  ')).toEqual({ is: 'missing' });
  expect(readInput(field('text', 'A'), '')).toEqual({ is: 'left' });
});

test('a moment on the reader\u2019s clock is given as the one it is anywhere, and shown as it was', () => {
  const typed = '2030-06-01T09:30';
  const read = readInput(field('datetime'), typed);
  expect(read).toEqual({ is: 'value', value: new Date(typed).toISOString().replace('.000Z', 'Z') });
  expect(read.is === 'value' && writtenInput(field('datetime', read.value))).toBe(typed);
});

test('what only services can give has no field', () => {
  expect((['list', 'object', 'file', 'location'] as const).some((type) => isWritable({ type }))).toBe(false);
  expect(writtenInput(field('boolean'))).toBe('false');
});
