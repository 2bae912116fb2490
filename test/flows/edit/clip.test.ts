/** The clipboard: what is copied with a node, and what it becomes where it is pasted. */
import { describe, expect, test } from 'vitest';
import { copyNodes, duplicateNodes, pasteNodes, readClip } from '../../../flows/edit/clip.ts';
import { removeNodes } from '../../../flows/edit/remove-nodes.ts';
import { flowOf, says } from '../fixtures.ts';

const FLOW = flowOf(
  {
    a: { kind: 'say', say: [says('Hello {{name}}')], to: 'b' },
    b: { kind: 'ask', ask: says('When, {{name}}?'), expect: { type: 'date' }, save: 'when', to: 'c' },
    c: { kind: 'end' },
  },
  {
    variables: { name: { type: 'text' }, when: { type: 'date' }, other: { type: 'text' } },
    canvas: { positions: { a: { x: 100, y: 50 }, b: { x: 400, y: 90, pinned: true }, c: { x: 700, y: 0 } } },
  },
);

function copied(ids: string[]) {
  const clip = copyNodes(FLOW, ids);
  if (!clip) throw new Error('nothing was copied');
  return clip;
}

describe('copying', () => {
  test('takes the nodes with the variables they use', () => {
    const clip = copied(['a', 'b']);
    expect(Object.keys(clip.nodes)).toEqual(['a', 'b']);
    expect(Object.keys(clip.variables)).toEqual(['name', 'when']);
    expect(copyNodes(FLOW, ['nobody'])).toBeUndefined();
  });

  test('what comes back from the clipboard is read with care', () => {
    const clip = copied(['a']);
    expect(readClip(JSON.stringify(clip))).toEqual(clip);
    expect(readClip('Hello, carillon')).toBeUndefined();
    expect(readClip(JSON.stringify({ ...clip, format: 99 }))).toBeUndefined();
    expect(readClip(JSON.stringify({ ...clip, nodes: { a: { kind: 'evil' } } }))).toBeUndefined();
    expect(readClip(`{"carillon":"nodes","nodes":${'['.repeat(200_000)}`)).toBeUndefined();
  });
});

describe('pasting', () => {
  test('into the same flow: new ids, lines among them kept, lines out of them too', () => {
    const { flow, ids, created } = pasteNodes(FLOW, copied(['a', 'b']), { x: 0, y: 500 });
    expect(ids).toEqual(['a-2', 'b-2']);
    expect(created).toEqual({ nodes: { a: 'a-2', b: 'b-2' }, variables: [], renamed: {} });
    expect(flow.nodes['a-2']).toMatchObject({ to: 'b-2' });
    expect(flow.nodes['b-2']).toMatchObject({ to: 'c' });
    expect(flow.canvas.positions).toMatchObject({
      'a-2': { x: 0, y: 500 },
      'b-2': { x: 300, y: 540, pinned: true },
    });
    expect(flow.nodes.a).toBe(FLOW.nodes.a);
  });

  test('after a cut: the ids they had', () => {
    const cut = removeNodes(FLOW, ['a', 'b']);
    expect(pasteNodes(cut, copied(['a', 'b']), { x: 0, y: 0 }).ids).toEqual(['a', 'b']);
  });

  test('into another flow: exits out of the clip are open, variables come along', () => {
    const other = flowOf({ c: { kind: 'end' } }, { id: 'other', variables: { when: { type: 'date' } } });
    const { flow, created } = pasteNodes(other, copied(['a', 'b']), { x: 0, y: 0 });
    expect(flow.nodes.b).not.toHaveProperty('to');
    expect(created.variables).toEqual(['name']);
    expect(flow.variables.name).toEqual({ type: 'text', personal: false });
  });

  test('a variable that means something else there gets another name, in the pasted nodes only', () => {
    const other = flowOf(
      { say: { kind: 'say', say: [says('{{when}}')], to: 'say' } },
      { id: 'other', variables: { when: { type: 'number' }, when_2: { type: 'text' } } },
    );
    const { flow, created } = pasteNodes(other, copied(['b']), { x: 0, y: 0 });
    expect(created.renamed).toEqual({ when: 'when_3' });
    expect(flow.nodes.b).toMatchObject({ save: 'when_3' });
    expect(flow.variables.when).toMatchObject({ type: 'number' });
    expect(flow.nodes.say).toBe(other.nodes.say);
  });

  test('into an empty flow: it starts there', () => {
    const empty = { ...flowOf({ z: { kind: 'end' } }), nodes: {} };
    expect(pasteNodes(empty, copied(['b']), { x: 0, y: 0 }).flow.start).toBe('b');
  });
});

describe('duplicating', () => {
  test('lays the copy beside its original, and a second one beside that', () => {
    const once = duplicateNodes(FLOW, ['a']);
    expect(once.flow.canvas.positions[once.ids[0] ?? '']).toEqual({ x: 148, y: 98 });
    const twice = duplicateNodes(once.flow, ['a']);
    expect(twice.flow.canvas.positions[twice.ids[0] ?? '']).toEqual({ x: 196, y: 146 });
    expect(duplicateNodes(FLOW, [])).toEqual({ flow: FLOW, ids: [] });
  });
});
