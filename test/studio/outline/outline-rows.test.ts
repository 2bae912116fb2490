/** The flow as the lines of a tree: every step once, in the order of the conversation. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exitsOf } from '../../../flows/nodes/registry.ts';
import {
  bare,
  conversationOrder,
  type Line,
  linesOf,
  typedAhead,
} from '../../../studio/editor/outline/outline-rows.ts';
import { cleanFlow, randomEdit } from '../../flows/edit/random-edit.ts';
import { flowOf, says } from '../../flows/fixtures.ts';

const ALL = { isOpen: () => true, isFound: () => true };
const flow = flowOf(
  {
    late: { kind: 'end' },
    hello: { kind: 'say', say: [says('Hello')], to: 'pick' },
    pick: {
      kind: 'choose',
      ask: says('Which?'),
      choices: [
        { id: 'cut', label: 'Cut', to: 'cut' },
        { id: 'colour', label: 'Colour', to: 'late' },
        { id: 'none', label: 'None' },
      ],
    },
    lost: { kind: 'say', say: [says('Lost')], to: 'late' },
    cut: { kind: 'say', say: [says('Cut')], to: 'hello' },
  },
  { start: 'hello', canvas: { notes: [{ id: 'hello', text: 'Mind', x: 0, y: 0 }] } },
);
const brief = (line: Line) =>
  `${line.kind} ${line.id}${line.kind === 'exit' ? ` ${line.exit} ${line.to}` : ''}`;

describe('the order of the conversation', () => {
  test('follows each way to its end before the next, then what no way leads to', () => {
    const { order, reached } = conversationOrder(flow);
    expect(order).toEqual(['hello', 'pick', 'cut', 'late', 'lost']);
    expect([...reached]).toEqual(['hello', 'pick', 'cut', 'late']);
  });

  test('of two thousand steps in one row is made without a stack of calls', () => {
    const nodes = Object.fromEntries(
      Array.from({ length: 2000 }, (_, n) => [
        `n${n}`,
        n === 1999 ? { kind: 'end' as const } : { kind: 'say' as const, say: [says('x')], to: `n${n + 1}` },
      ]),
    );
    const long = flowOf(nodes, { start: 'n0' });
    expect(linesOf(long, ALL)).toHaveLength(3999);
  });

  test('names every step of any flow once, however it was edited', () => {
    fc.assert(
      fc.property(cleanFlow(), fc.array(randomEdit(), { maxLength: 6 }), (first, edits) => {
        const edited = edits.reduce((before, edit) => edit(before), first);
        const lines = linesOf(edited, ALL);
        expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
        const steps = lines.filter(({ kind }) => kind === 'step').map(({ id }) => id);
        expect(steps.toSorted()).toEqual(Object.keys(edited.nodes).toSorted());
        const exits = Object.values(edited.nodes).reduce((sum, node) => sum + exitsOf(node).length, 0);
        expect(lines.filter(({ kind }) => kind === 'exit')).toHaveLength(exits);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the lines', () => {
  test('say where each way out leads, and which is not connected', () => {
    expect(linesOf(flow, ALL).map(brief)).toEqual([
      'step hello',
      'exit hello next pick',
      'step pick',
      'exit pick choice:cut cut',
      'exit pick choice:colour late',
      'exit pick choice:none undefined',
      'step cut',
      'exit cut next hello',
      'step late',
      'step lost',
      'exit lost next late',
      'note note:hello',
    ]);
  });

  test('count their place among their own level', () => {
    const places = linesOf(flow, ALL).map(({ kind, place, of }) => `${kind} ${place}/${of}`);
    expect(places.slice(0, 6)).toEqual([
      'step 1/6',
      'exit 1/1',
      'step 2/6',
      'exit 1/3',
      'exit 2/3',
      'exit 3/3',
    ]);
    expect(places.at(-1)).toBe('note 6/6');
  });

  test('of a folded step hide its ways out; a step without any can be neither', () => {
    const lines = linesOf(flow, { ...ALL, isOpen: (id) => id !== 'pick' });
    expect(lines.filter(({ id }) => id === 'pick')).toMatchObject([{ kind: 'step', open: false }]);
    expect(lines.find(({ id }) => id === 'late')).toMatchObject({ open: undefined });
  });

  test('that are not looked for are left out, with their ways', () => {
    const lines = linesOf(flow, { ...ALL, isFound: (id) => id === 'cut' });
    expect(lines.map(brief)).toEqual(['step cut', 'exit cut next hello']);
    expect(lines[0]).toMatchObject({ place: 1, of: 1 });
  });
});

describe('typing ahead', () => {
  const words = ['Élan', 'Bye', 'echo', 'Easy', 'bye bye'];
  test('goes to the next line that begins so, without accents or capitals, round the end', () => {
    expect(typedAhead(words, 0, 'b')).toBe(1);
    expect(typedAhead(words, 1, 'b')).toBe(4);
    expect(typedAhead(words, 4, 'e')).toBe(0);
    expect(typedAhead(words, 0, 'ee')).toBe(2);
    expect(typedAhead(words, 0, 'bye b')).toBe(4);
    expect(typedAhead(words, 0, 'z')).toBe(-1);
    expect(typedAhead([], 0, 'z')).toBe(-1);
  });

  test('stays on a line for as long as the word still fits it', () => {
    expect(typedAhead(words, 1, 'by')).toBe(1);
    expect(bare('ÉLAN')).toBe('elan');
  });
});
