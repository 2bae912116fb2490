/** Single values, choices, and what lies on the canvas beside the nodes. */
import { describe, expect, test } from 'vitest';
import {
  addFrame,
  addNote,
  moveFrame,
  moveNodes,
  nodesIn,
  pinNodes,
  removeFrames,
  removeNotes,
  setFrame,
  setNote,
} from '../../../flows/edit/arrange.ts';
import { addChoice, moveChoice, removeChoice } from '../../../flows/edit/choices.ts';
import { suppress, suppressedBy, unsuppress } from '../../../flows/edit/mark-node.ts';
import { faultAt, setAll, setAt, valueAt } from '../../../flows/edit/set-at.ts';
import { flowOf, says } from '../fixtures.ts';

const FLOW = flowOf(
  {
    pick: {
      kind: 'choose',
      ask: {
        message: {
          kind: 'carousel',
          cards: [
            { title: 'One', suggestions: [{ kind: 'reply', choice: 'one' }] },
            { title: 'Two', suggestions: [{ kind: 'reply', choice: 'two' }] },
          ],
          suggestions: [],
        },
      },
      choices: [
        { id: 'one', label: 'One', to: 'end' },
        { id: 'two', label: 'Two', to: 'end' },
      ],
    },
    say: { kind: 'say', say: [says('Hi')], to: 'end' },
    end: { kind: 'end' },
  },
  { canvas: { positions: { pick: { x: 10, y: 10 }, say: { x: 500, y: 10 } } } },
);

describe('one value', () => {
  test('is set where it fits, and what is beside it stays the same object', () => {
    const next = setAt(FLOW, ['nodes', 'say', 'say', 0, 'message', 'text'], 'Hello');
    expect(valueAt(next, ['nodes', 'say', 'say', 0, 'message', 'text'])).toBe('Hello');
    expect(next.nodes.pick).toBe(FLOW.nodes.pick);
    expect(setAt(FLOW, ['nodes', 'say', 'say', 0, 'message', 'text'], 'Hi')).toBe(FLOW);
  });

  test('what does not fit changes nothing, and the reason can be had', () => {
    for (const [path, value] of [
      [['name'], ''],
      [['nodes', 'say', 'say'], []],
      [['nodes', 'Bad Id'], { kind: 'end' }],
      [['nodes', '__proto__'], { kind: 'end' }],
      [['variables', 'a b'], { type: 'text' }],
      [['nodes', 'pick', 'timeout', 'after'], 'soon'],
      [['nodes', 'say', 'kind'], 'call'],
      [['nonsense'], 1],
    ] as const) {
      expect(setAt(FLOW, [...path], value), path.join('.')).toBe(FLOW);
      expect(faultAt(FLOW, [...path], value)?.message).toMatch(/\w/);
    }
    expect(faultAt(FLOW, ['name'], 'Good')).toBeUndefined();
  });

  test('what is made on the way has its own defaults', () => {
    const next = setAt(FLOW, ['nodes', 'pick', 'retry', 'to'], 'end');
    expect(valueAt(next, ['nodes', 'pick', 'retry'])).toEqual({ say: [], max: 2, to: 'end' });
    const added = setAt(FLOW, ['nodes', 'pick', 'choices', 2], { id: 'three', label: 'Three' });
    expect(valueAt(added, ['nodes', 'pick', 'choices', 2])).toEqual({
      id: 'three',
      label: 'Three',
      words: [],
    });
  });

  test('undefined takes away; a part that is gone is not written into', () => {
    const titled = setAt(FLOW, ['nodes', 'say', 'title'], 'Hello');
    expect(setAt(titled, ['nodes', 'say', 'title'], undefined)).toEqual(FLOW);
    expect(setAt(FLOW, ['nodes', 'gone', 'title'], 'x')).toBe(FLOW);
  });

  test('several that only fit each other are set together', () => {
    const both = setAll(FLOW, [
      [['nodes', 'end', 'outcome'], 'booked'],
      [['nodes', 'end', 'next'], 'main'],
    ]);
    expect(both.nodes.end).toMatchObject({ outcome: 'booked', next: 'main' });
    expect(
      setAll(FLOW, [
        [['name'], 'Fine'],
        [['name'], ''],
      ]),
    ).toBe(FLOW);
  });
});

describe('choices', () => {
  test('get an id from their label, and a place', () => {
    const { flow, id } = addChoice(FLOW, 'pick', { label: { en: 'On Tuesday!' }, at: 1 });
    expect(id).toBe('on-tuesday');
    expect(valueAt(flow, ['nodes', 'pick', 'choices', 1, 'id'])).toBe('on-tuesday');
    expect(addChoice(FLOW, 'pick').flow.nodes.pick).toMatchObject({
      choices: [{}, {}, { label: { en: 'New choice', fr: 'Nouveau choix' } }],
    });
    expect(addChoice(FLOW, 'say')).toEqual({ flow: FLOW, id: '' });
  });

  test('are removed with the buttons that stand for them', () => {
    const after = removeChoice(FLOW, 'pick', 'one');
    expect(after.nodes.pick).toMatchObject({
      choices: [{ id: 'two' }],
      ask: { message: { cards: [{ suggestions: [] }, { suggestions: [{ choice: 'two' }] }] } },
    });
    expect(removeChoice(FLOW, 'pick', 'three')).toBe(FLOW);
  });

  test('are moved among the others', () => {
    const ids = (to: number) => {
      const node = moveChoice(FLOW, 'pick', 'one', to).nodes.pick;
      return node?.kind === 'choose' ? node.choices.map(({ id }) => id) : [];
    };
    expect(ids(1)).toEqual(['two', 'one']);
    expect(ids(99)).toEqual(['two', 'one']);
    expect(moveChoice(FLOW, 'pick', 'one', 0)).toBe(FLOW);
    expect(moveChoice(FLOW, 'pick', 'one', Number.NaN)).toBe(FLOW);
  });
});

describe('on the canvas', () => {
  test('places are whole pixels, of nodes that are there, and keep their flags', () => {
    const pinned = pinNodes(FLOW, ['say'], true);
    const moved = moveNodes(pinned, { say: { x: 1.6, y: Number.NaN }, nobody: { x: 0, y: 0 } });
    expect(moved).toBe(pinned);
    expect(moveNodes(pinned, { say: { x: 1.6, y: 2.4 } }).canvas.positions.say).toEqual({
      x: 2,
      y: 2,
      pinned: true,
    });
    expect(pinNodes(pinned, ['say'], false)).toEqual(FLOW);
    expect(moveNodes(FLOW, { say: { x: 500.2, y: 10 } })).toBe(FLOW);
  });

  test('notes and frames come, change and go', () => {
    const { flow, id } = addNote(FLOW, { text: 'Remember', x: 0, y: 0 });
    const blue = setNote(flow, id, { color: 'blue', width: 200 });
    expect(blue.canvas.notes).toEqual([
      { id: 'note', text: 'Remember', x: 0, y: 0, color: 'blue', width: 200 },
    ]);
    expect(setNote(blue, id, { color: undefined, width: undefined })).toEqual(flow);
    expect(setNote(blue, id, { text: 'x'.repeat(6000) })).toBe(blue);
    expect(setNote(blue, 'other', { text: 'x' })).toBe(blue);
    expect(removeNotes(flow, [id])).toEqual(FLOW);
    const framed = addFrame(FLOW, { x: 0, y: 0, width: 300, height: 200 });
    expect(setFrame(framed.flow, framed.id, { title: 'Start' }).canvas.frames?.[0]?.title).toBe('Start');
    expect(removeFrames(framed.flow, [framed.id]).canvas.frames).toEqual([]);
  });

  test('a frame takes along what lies in it, and nothing else', () => {
    const framed = addFrame(FLOW, { x: 0, y: 0, width: 300, height: 200 });
    const noted = addNote(framed.flow, { text: 'In', x: 20, y: 20 });
    const frame = noted.flow.canvas.frames?.[0];
    expect(frame && nodesIn(noted.flow, frame)).toEqual(['pick']);
    const moved = moveFrame(noted.flow, framed.id, { x: 100, y: 50 });
    expect(moved.canvas.positions).toEqual({ pick: { x: 110, y: 60 }, say: { x: 500, y: 10 } });
    expect(moved.canvas.notes[0]).toMatchObject({ x: 120, y: 70 });
    expect(moved.canvas.frames?.[0]).toMatchObject({ x: 100, y: 50 });
    expect(moved.nodes).toBe(FLOW.nodes);
  });

  test('a finding that is accepted is known by its code and its node', () => {
    const accepted = suppress(FLOW, { code: 'unreachable', node: 'say', reason: 'For later' });
    expect(suppressedBy(accepted, { code: 'unreachable', node: 'say' })?.reason).toBe('For later');
    expect(suppressedBy(accepted, { code: 'unreachable', node: 'pick' })).toBeUndefined();
    const again = suppress(accepted, { code: 'unreachable', node: 'say', reason: 'Still' });
    expect(again.canvas.suppressed).toHaveLength(1);
    expect(unsuppress(again, 'unreachable', 'say').canvas.suppressed).toEqual([]);
    expect(unsuppress(FLOW, 'unreachable')).toBe(FLOW);
  });
});
