/** Changes of documents: there and back, and two people's at once. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyChanges,
  type Change,
  changeSchema,
  diff,
  invert,
  rebase,
  same,
  unitOf,
  unitsOf,
} from '../../flows/change.ts';
import { fits } from '../../flows/edit/fits.ts';
import { removeNodes } from '../../flows/edit/remove-nodes.ts';
import { dropDangling } from '../../flows/edit/targets.ts';
import type { Flow } from '../../flows/flow.ts';
import { exitsOf } from '../../flows/nodes/registry.ts';
import { cleanFlow, randomEdit } from './edit/random-edit.ts';
import { flowOf, says } from './fixtures.ts';

/** Notes and frames lie in a list whose order means nothing. */
function inOrder(flow: Flow): Flow {
  const byId = <T extends { id: string }>(list: T[]) => [...list].sort((a, b) => (a.id < b.id ? -1 : 1));
  const { notes, frames = [] } = flow.canvas;
  return { ...flow, canvas: { ...flow.canvas, notes: byId(notes), frames: byId(frames) } };
}

const edits = fc.array(randomEdit(), { minLength: 1, maxLength: 6 });

function play(flow: Flow, list: readonly ((flow: Flow) => Flow)[]): Flow {
  return list.reduce((at, edit) => edit(at), flow);
}

describe('finding and applying', () => {
  test('what is found between two documents leads from the one to the other', () => {
    fc.assert(
      fc.property(cleanFlow(), edits, (flow, list) => {
        const after = play(flow, list);
        const changes = diff(flow, after);
        expect(same(inOrder(applyChanges(flow, changes)), inOrder(after))).toBe(true);
        expect(diff(after, after)).toEqual([]);
      }),
    );
  });

  test('changes sent as JSON do the same', () => {
    fc.assert(
      fc.property(cleanFlow(), edits, (flow, list) => {
        const changes = diff(flow, play(flow, list));
        const sent = JSON.parse(JSON.stringify(changes)) as Change[];
        expect(sent.every((change) => changeSchema.safeParse(change).success)).toBe(true);
        expect(same(applyChanges(flow, sent), applyChanges(flow, changes))).toBe(true);
      }),
    );
  });

  test('what takes changes back gives the document they were made on', () => {
    fc.assert(
      fc.property(cleanFlow(), edits, (flow, list) => {
        const changes = diff(flow, play(flow, list));
        const back = applyChanges(applyChanges(flow, changes), invert(flow, changes));
        expect(same(inOrder(back), inOrder(flow))).toBe(true);
      }),
    );
  });

  test('any two JSON values: what is found leads from the one to the other', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (a, b) => {
          expect(same(applyChanges(a, diff(a, b)), b)).toBe(true);
        },
      ),
    );
  });

  test('the document that is changed stays as it was, and shares what is not touched', () => {
    const flow = flowOf({ a: { kind: 'say', say: [says('A')], to: 'b' }, b: { kind: 'end' } });
    const before = structuredClone(flow);
    const after = applyChanges(flow, [{ path: ['nodes', 'a', 'title'], value: 'Hello' }]);
    expect(flow).toEqual(before);
    expect(after.nodes.b).toBe(flow.nodes.b);
    expect(after.settings).toBe(flow.settings);
    expect(after.nodes.a).toMatchObject({ title: 'Hello', to: 'b' });
  });

  test('lists of objects of the same length are compared item by item, others are one value', () => {
    const choices = (...labels: string[]) => ({
      choices: labels.map((label, n) => ({ id: `c${n}`, label })),
    });
    expect(diff(choices('Yes', 'No'), choices('Yes', 'Never'))).toEqual([
      { path: ['choices', 1, 'label'], value: 'Never' },
    ]);
    expect(diff(choices('Yes'), choices('Yes', 'No'))).toMatchObject([{ path: ['choices'] }]);
    expect(diff({ words: ['a'] }, { words: ['b'] })).toEqual([{ path: ['words'], value: ['b'] }]);
  });

  test('notes and frames are found by id, wherever they stand', () => {
    const note = (id: string, text: string) => ({ id, text, x: 0, y: 0 });
    const before = { canvas: { notes: [note('a', 'A'), note('b', 'B')] } };
    const after = { canvas: { notes: [note('b', 'Bee'), note('c', 'C')] } };
    const changes = diff(before, after);
    expect(changes).toEqual([
      { path: ['canvas', 'notes', 'a'] },
      { path: ['canvas', 'notes', 'b', 'text'], value: 'Bee' },
      { path: ['canvas', 'notes', 'c'], value: note('c', 'C') },
    ]);
    expect(applyChanges(before, changes)).toEqual(after);
  });

  test('a change inside what is gone is left out', () => {
    const flow = flowOf({ a: { kind: 'end' } });
    for (const path of [
      ['nodes', 'b', 'title'],
      ['variables', 'x', 'label'],
      ['canvas', 'positions', 'b', 'x'],
      ['canvas', 'notes', 'n', 'text'],
      ['triggers', 4, 'words'],
    ]) {
      expect(same(applyChanges(flow, [{ path, value: 'x' }]), flow)).toBe(true);
    }
  });

  test('what the schema fills in may be missing: an object is made for the value', () => {
    expect(applyChanges({}, [{ path: ['settings', 'timezone'], value: 'UTC' }])).toEqual({
      settings: { timezone: 'UTC' },
    });
  });

  test('no path reaches what objects inherit', () => {
    expect(changeSchema.safeParse({ path: ['__proto__', 'x'], value: 1 }).success).toBe(false);
    applyChanges({}, [{ path: ['__proto__', 'polluted'], value: true }]);
    applyChanges({ a: {} }, [{ path: ['a', 'constructor', 'prototype', 'polluted'], value: true }]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('every one of 500 boxes can be moved at once', () => {
    const nodes = Object.fromEntries(
      Array.from({ length: 500 }, (_, n) => [`n${n}`, { kind: 'end' as const }]),
    );
    const at = (d: number) => Object.fromEntries(Object.keys(nodes).map((id, n) => [id, { x: n + d, y: n }]));
    const flow = flowOf(nodes, { canvas: { positions: at(0) } });
    const moved = { ...flow, canvas: { ...flow.canvas, positions: at(1) } };
    const changes = diff(flow, moved);
    expect(changes).toHaveLength(500);
    expect(applyChanges(flow, changes)).toEqual(moved);
  });
});

describe('parts', () => {
  test('every path lies in one part', () => {
    expect(unitOf(['nodes', 'a', 'ask', 'message'])).toBe('node:a');
    expect(unitOf(['variables', 'x'])).toBe('variable:x');
    expect(unitOf(['canvas', 'positions', 'a', 'x'])).toBe('position:a');
    expect(unitOf(['canvas', 'notes', 'n', 'text'])).toBe('note:n');
    expect(unitOf(['canvas', 'frames', 'f'])).toBe('frame:f');
    expect(unitOf(['settings', 'help', 'en'])).toBe('settings');
    expect(unitOf(['triggers', 0])).toBe('triggers');
    expect(unitOf(['name'])).toBe('meta');
    expect(unitOf(['canvas', 'suppressed'])).toBe('meta');
    expect([
      ...unitsOf([{ path: ['nodes', 'a'] }, { path: ['nodes', 'a', 'to'] }, { path: ['start'] }]),
    ]).toEqual(['node:a', 'meta']);
  });
});

describe('two people at once', () => {
  const flow = flowOf({
    a: { kind: 'say', say: [says('A')], to: 'b' },
    b: { kind: 'say', say: [says('B')], to: 'c' },
    c: { kind: 'end' },
  });

  test('edits of different parts come out the same in whichever order', () => {
    fc.assert(
      fc.property(cleanFlow(), edits, edits, (start, mine, theirs) => {
        const one = diff(start, play(start, mine));
        const other = diff(start, play(start, theirs));
        const [after, before] = [rebase(one, other), rebase(other, one)];
        expect(new Set(after.conflicts)).toEqual(new Set(before.conflicts));
        if (after.conflicts.length > 0) return;
        const moves = (changes: Change[]) =>
          [...unitsOf(changes)].filter((unit) => unit.startsWith('position:'));
        // The same box moved by both lies where the later put it.
        fc.pre(!moves(one).some((unit) => moves(other).includes(unit)));
        const first = applyChanges(applyChanges(start, other), after.mine);
        const second = applyChanges(applyChanges(start, one), before.mine);
        expect(inOrder(second)).toEqual(inOrder(first));
      }),
      { numRuns: 300 },
    );
  });

  test('whatever both do, exits lead to nodes that are there and the document fits its schema', () => {
    fc.assert(
      fc.property(cleanFlow(), edits, edits, (start, mine, theirs) => {
        const one = diff(start, play(start, mine));
        const other = diff(start, play(start, theirs));
        const server = applyChanges(start, other);
        const { mine: rest, conflicts } = rebase(one, other);
        const merged = dropDangling(server, applyChanges(server, rest));
        // Without conflicts nothing had to be dropped: the changes alone say it all.
        if (conflicts.length === 0) expect(merged).toEqual(applyChanges(server, rest));
        for (const node of Object.values(merged.nodes)) {
          for (const { to } of exitsOf(node)) {
            if (to !== undefined) expect(Object.keys(merged.nodes)).toContain(to);
          }
        }
        expect(fits(start, merged)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('different nodes: both count', () => {
    const mine: Change[] = [{ path: ['nodes', 'a', 'title'], value: 'Mine' }];
    const theirs: Change[] = [{ path: ['nodes', 'b', 'title'], value: 'Theirs' }];
    expect(rebase(mine, theirs)).toEqual({ mine, conflicts: [], cells: [] });
  });

  test('the same node differently: a conflict, and what else I did goes on', () => {
    const mine: Change[] = [
      { path: ['nodes', 'a', 'title'], value: 'Mine' },
      { path: ['name'], value: 'New name' },
    ];
    const theirs: Change[] = [{ path: ['nodes', 'a', 'note'], value: 'Theirs' }];
    expect(rebase(mine, theirs)).toEqual({
      mine: [{ path: ['name'], value: 'New name' }],
      conflicts: ['node:a'],
      cells: [['nodes', 'a']],
    });
  });

  test('the same change twice is made once', () => {
    const removed = diff(flow, removeNodes(flow, ['b']));
    expect(rebase(removed, removed)).toEqual({ mine: [], conflicts: [], cells: [] });
  });

  test('different settings, and different fields of the document, do not collide', () => {
    const mine: Change[] = [
      { path: ['settings', 'timezone'], value: 'UTC' },
      { path: ['name'], value: 'Mine' },
    ];
    const theirs: Change[] = [
      { path: ['settings', 'gather'], value: '2s' },
      { path: ['start'], value: 'b' },
    ];
    expect(rebase(mine, theirs)).toEqual({ mine, conflicts: [], cells: [] });
    expect(rebase(mine, [{ path: ['name'], value: 'Theirs' }]).conflicts).toEqual(['meta']);
  });

  test('an exit led to a node the other removed is left open, whoever was first', () => {
    const removed = diff(flow, removeNodes(flow, ['c']));
    const led: Change[] = [{ path: ['nodes', 'a', 'to'], value: 'c' }];
    const [first, second] = [
      applyChanges(applyChanges(flow, removed), rebase(led, removed).mine),
      applyChanges(applyChanges(flow, led), rebase(removed, led).mine),
    ];
    expect(first).toEqual(second);
    expect(first.nodes.a).not.toHaveProperty('to');
  });

  test('of a box both moved, the later place counts', () => {
    const mine: Change[] = [{ path: ['canvas', 'positions', 'a', 'x'], value: 1 }];
    const theirs: Change[] = [{ path: ['canvas', 'positions', 'a', 'x'], value: 2 }];
    expect(rebase(mine, theirs)).toEqual({ mine, conflicts: [], cells: [] });
  });

  test('values inside a call are no exits, even where they are called so', () => {
    const theirs: Change[] = [{ path: ['nodes', 'c'] }];
    const mine: Change[] = [{ path: ['nodes', 'a', 'input', 'to'], value: 'c' }];
    expect(rebase(mine, theirs).mine).toEqual(mine);
  });
});
