/** What holds for every edit, whatever it does to whatever flow. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyChanges, diff, same } from '../../../flows/change.ts';
import { addNode } from '../../../flows/edit/add-node.ts';
import { moveNodes } from '../../../flows/edit/arrange.ts';
import { copyNodes, pasteNodes } from '../../../flows/edit/clip.ts';
import { connect } from '../../../flows/edit/connect.ts';
import { fits } from '../../../flows/edit/fits.ts';
import { renameNode } from '../../../flows/edit/mark-node.ts';
import { removeNodes } from '../../../flows/edit/remove-nodes.ts';
import { setAt } from '../../../flows/edit/set-at.ts';
import { type Flow, flowSchema } from '../../../flows/flow.ts';
import { exitsOf } from '../../../flows/nodes/registry.ts';
import { flowOf, says } from '../fixtures.ts';
import { cleanFlow, randomEdit } from './random-edit.ts';

const edits = fc.array(randomEdit(), { minLength: 1, maxLength: 12 });

function targetsOf(flow: Flow): string[] {
  return Object.values(flow.nodes).flatMap((node) =>
    exitsOf(node).flatMap(({ to }) => (to === undefined ? [] : [to])),
  );
}

describe('any edits in any order', () => {
  test('leave a document that fits the schema, with nothing left to be filled in', () => {
    fc.assert(
      fc.property(cleanFlow(), edits, (start, list) => {
        let flow = start;
        for (const edit of list) {
          const next = edit(flow);
          expect(fits(flow, next)).toBe(true);
          flow = next;
        }
        expect(same(flowSchema.parse(JSON.parse(JSON.stringify(flow))), flow)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('leave every exit open or led to a node that is there', () => {
    fc.assert(
      fc.property(cleanFlow(), edits, (start, list) => {
        const flow = list.reduce((at, edit) => edit(at), start);
        for (const to of targetsOf(flow)) expect(Object.keys(flow.nodes)).toContain(to);
        const { person } = flow.settings;
        if (person !== undefined) expect(Object.keys(flow.nodes)).toContain(person);
        for (const id of Object.keys(flow.canvas.positions)) expect(Object.keys(flow.nodes)).toContain(id);
      }),
      { numRuns: 300 },
    );
  });

  test('do not change the document they were given, and give the same one where nothing changes', () => {
    fc.assert(
      fc.property(cleanFlow(), edits, (start, list) => {
        let flow = start;
        for (const edit of list) {
          const before = JSON.stringify(flow);
          const next = edit(flow);
          expect(JSON.stringify(flow)).toBe(before);
          if (next !== flow) expect(diff(flow, next)).not.toEqual([]);
          flow = next;
        }
      }),
    );
  });

  test('taken back one after another lead to the beginning', () => {
    fc.assert(
      fc.property(cleanFlow(), edits, (start, list) => {
        const steps: Flow[] = [start];
        for (const edit of list) steps.push(edit(steps.at(-1) ?? start));
        const backs = steps.slice(1).map((after, n) => diff(after, steps[n]));
        let flow = steps.at(-1) ?? start;
        for (const back of backs.reverse()) flow = applyChanges(flow, back);
        const sorted = (one: Flow) => ({
          ...one.canvas,
          notes: [...one.canvas.notes].sort((a, b) => (a.id < b.id ? -1 : 1)),
          frames: [...(one.canvas.frames ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1)),
        });
        expect(same({ ...flow, canvas: sorted(flow) }, { ...start, canvas: sorted(start) })).toBe(true);
      }),
    );
  });

  test('a clip pasted anywhere, any number of times, takes no name that is taken', () => {
    fc.assert(
      fc.property(cleanFlow(), cleanFlow(), edits, (from, into, list) => {
        const source = list.reduce((at, edit) => edit(at), from);
        const clip = copyNodes(source, Object.keys(source.nodes));
        if (!clip) return;
        let flow = into;
        for (let n = 0; n < 3; n += 1) {
          const pasted = pasteNodes(flow, clip, { x: n, y: n });
          expect(pasted.ids).toHaveLength(Object.keys(clip.nodes).length);
          for (const id of pasted.ids) expect(Object.hasOwn(flow.nodes, id)).toBe(false);
          for (const [id, node] of Object.entries(flow.nodes)) expect(pasted.flow.nodes[id]).toBe(node);
          for (const name of pasted.created.variables)
            expect(Object.hasOwn(flow.variables, name)).toBe(false);
          flow = pasted.flow;
        }
      }),
    );
  });
});

describe('a flow of 500 nodes', () => {
  const nodes = Object.fromEntries(
    Array.from({ length: 500 }, (_, n) => [
      `n${n}`,
      { kind: 'say' as const, say: [says(`Hello {{name}}, number ${n}`)], to: `n${(n + 1) % 500}` },
    ]),
  );
  const positions = Object.fromEntries(Object.keys(nodes).map((id, n) => [id, { x: n * 10, y: n }]));
  const large = flowOf(nodes, { canvas: { positions }, variables: { name: { type: 'text' } } });

  const list: [string, (flow: Flow) => Flow][] = [
    [
      'adding',
      (flow) => addNode(flow, 'choose', { at: { x: 1, y: 1 }, from: { node: 'n3', exit: 'next' } }).flow,
    ],
    ['connecting', (flow) => connect(flow, 'n1', 'next', 'n7')],
    ['naming', (flow) => renameNode(flow, 'n9', 'Nine')],
    ['moving', (flow) => moveNodes(flow, { n4: { x: 5, y: 5 } })],
    ['writing', (flow) => setAt(flow, ['nodes', 'n5', 'say', 0, 'message', 'text'], 'Hi')],
    ['removing', (flow) => removeNodes(flow, ['n8'])],
  ];

  test.each(list)('%s touches few nodes and leaves all others the same objects', (_, edit) => {
    const next = edit(large);
    expect(next).not.toBe(large);
    const kept = Object.keys(large.nodes).filter((id) => next.nodes[id] === large.nodes[id]);
    expect(kept.length).toBeGreaterThanOrEqual(498);
  });
});
