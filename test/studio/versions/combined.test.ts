/** Two versions drawn as one, and what is marked on them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare } from '../../../flows/compare.ts';
import type { Flow } from '../../../flows/flow.ts';
import { type Box, combined, marksOf } from '../../../studio/editor/versions/combined.ts';
import { cleanFlow, randomEdit } from '../../flows/edit/random-edit.ts';
import { flowOf, says } from '../../flows/fixtures.ts';

/** As the canvas has them: all of one size, those without a place in a corner. */
const boxesOf = (flow: Flow): Map<string, Box> =>
  new Map(
    Object.keys(flow.nodes).map((id) => {
      const { x, y } = flow.canvas.positions[id] ?? { x: 0, y: 0 };
      return [id, { x, y, width: 240, height: 80 }];
    }),
  );

describe('two versions as one', () => {
  const before = flowOf(
    { hello: { kind: 'say', say: [says('Hi')], to: 'gone' }, gone: { kind: 'end' } },
    { start: 'hello', canvas: { positions: { hello: { x: 0, y: 0 }, gone: { x: 400, y: 0 } } } },
  );
  const after = flowOf(
    { hello: { kind: 'say', say: [says('Hi')], to: 'fresh' }, fresh: { kind: 'end' } },
    { start: 'hello', canvas: { positions: { hello: { x: 0, y: 0 }, fresh: { x: 410, y: 10 } } } },
  );

  test('a step that is gone is drawn where it stood, below what stands there now', () => {
    const both = combined(before, after, boxesOf);
    expect(Object.keys(both.nodes)).toEqual(['hello', 'fresh', 'gone']);
    expect(both.canvas.positions.gone).toEqual({ x: 400, y: 114 });
    expect(both.canvas.positions.fresh).toEqual({ x: 410, y: 10 });
  });

  test('where nothing is gone it is the newer version itself', () => {
    expect(combined(after, after, boxesOf)).toBe(after);
  });

  test('what is marked is what differs: added, removed, changed', () => {
    const { added, removed, changed } = marksOf(compare(before, after), before, after);
    expect([[...added], [...removed], [...changed]]).toEqual([['fresh'], ['gone'], ['hello']]);
  });

  test('a step that gained a part has changed, it is not new', () => {
    const more = flowOf({ ...before.nodes, gone: { kind: 'end', say: says('Bye') } }, { start: 'hello' });
    const differences = compare(before, more);
    expect(differences).toMatchObject([{ kind: 'added', node: 'gone' }]);
    expect([...marksOf(differences, before, more).changed]).toEqual(['gone']);
  });

  test('every step of both is drawn, the newer ones as they are, and each mark is on one of them', () => {
    fc.assert(
      fc.property(cleanFlow(), fc.array(randomEdit(), { maxLength: 8 }), (first, edits) => {
        const last = edits.reduce((flow, edit) => edit(flow), first);
        const both = combined(first, last, boxesOf);
        expect(Object.keys(both.nodes).toSorted()).toEqual(
          [...new Set([...Object.keys(first.nodes), ...Object.keys(last.nodes)])].toSorted(),
        );
        for (const [id, node] of Object.entries(last.nodes)) expect(both.nodes[id]).toBe(node);
        const marks = marksOf(compare(first, last), first, last);
        for (const id of [...marks.added, ...marks.removed, ...marks.changed]) {
          expect(Object.hasOwn(both.nodes, id)).toBe(true);
        }
        for (const id of marks.added) expect(marks.removed.has(id) || marks.changed.has(id)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });
});
