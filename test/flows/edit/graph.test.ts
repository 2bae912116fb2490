/** Nodes and lines: added, joined, put between, taken out. */
import { describe, expect, test } from 'vitest';
import { check } from '../../../flows/check.ts';
import { addNode } from '../../../flows/edit/add-node.ts';
import { blankNode } from '../../../flows/edit/blank-node.ts';
import { connect, disconnect, reconnect, spliceNode } from '../../../flows/edit/connect.ts';
import { freshId, freshName } from '../../../flows/edit/fresh-id.ts';
import { renameNode, setStart } from '../../../flows/edit/mark-node.ts';
import { removeNodes } from '../../../flows/edit/remove-nodes.ts';
import { onwardExit } from '../../../flows/nodes/onward.ts';
import { exitsOf, type NodeKind } from '../../../flows/nodes/registry.ts';
import { flowOf, says } from '../fixtures.ts';

const LINE = flowOf({
  a: { kind: 'say', say: [says('A')], to: 'b' },
  b: { kind: 'ask', ask: says('B?'), expect: { type: 'text' }, save: 'x', to: 'c' },
  c: { kind: 'end' },
});
const to = (flow: typeof LINE, id: string, exit = 'next') =>
  exitsOf(flow.nodes[id] ?? blankNode('end', flow)).find(({ name }) => name === exit)?.to;

const KINDS: NodeKind[] = [
  'say',
  'choose',
  'ask',
  'branch',
  'set',
  'call',
  'wait',
  'handoff',
  'subflow',
  'split',
  'end',
];

/** What only the author can decide: how long to wait, and whether to listen meanwhile. */
const ADVICE = ['no-timeout', 'wait-unheard'];

describe('a blank node', () => {
  test.each(KINDS)('%s has nothing to mend but its open exits, and whom it calls', (kind) => {
    const { flow } = addNode(LINE, kind, { at: { x: 0, y: 0 }, from: { node: 'b', exit: 'next' } });
    const codes = check(flow, { flows: {} }).map(({ code }) => code);
    const allowed = [
      'exit-unconnected',
      'call-failed-exit',
      'unreachable',
      'subflow-missing',
      'no-person',
      ...ADVICE,
    ];
    expect(codes.filter((code) => !allowed.includes(code))).toEqual([]);
  });

  test('speaks the languages of its flow', () => {
    const both = blankNode('say', LINE);
    expect(both).toMatchObject({ say: [{ message: { text: { en: /\w/, fr: /\w/ } } }] } as object);
    const french = blankNode('say', { ...LINE, locales: ['fr'] });
    expect(french).toMatchObject({ say: [{ message: { text: expect.stringContaining('Bonjour') } }] });
    const german = blankNode('say', { ...LINE, locales: ['de', 'it'] });
    expect(german).toMatchObject({ say: [{ message: { text: expect.stringContaining('Hello') } }] });
  });
});

describe('adding', () => {
  test('the first node is where the flow starts', () => {
    const empty = { ...LINE, nodes: {}, start: 'start' };
    const added = addNode(empty, 'say', { at: { x: 10.4, y: -3.6 } });
    expect(added.id).toBe('say');
    expect(added.flow.start).toBe('say');
    expect(added.flow.canvas.positions.say).toEqual({ x: 10, y: -4 });
  });

  test('an exit that leads here now leads on to where it led', () => {
    const { flow, id } = addNode(LINE, 'say', { at: { x: 0, y: 0 }, from: { node: 'a', exit: 'next' } });
    expect(to(flow, 'a')).toBe(id);
    expect(to(flow, id)).toBe('b');
  });

  test('what a question saves is declared under a name that is free', () => {
    const once = addNode(LINE, 'ask', { at: { x: 0, y: 0 } }).flow;
    const twice = addNode(once, 'ask', { at: { x: 0, y: 0 } }).flow;
    expect(Object.keys(twice.variables)).toEqual(['answer', 'answer_2']);
  });

  test('a wished id is taken if it is one and free', () => {
    expect(addNode(LINE, 'end', { id: 'bye', at: { x: 0, y: 0 } }).id).toBe('bye');
    expect(addNode(LINE, 'end', { id: 'a', at: { x: 0, y: 0 } }).id).toBe('a-2');
    expect(addNode(LINE, 'end', { id: '__proto__', at: { x: 0, y: 0 } }).id).toBe('step');
  });
});

describe('fresh names', () => {
  test('are readable, short enough and never taken', () => {
    expect(freshId('Où ça ?', () => false)).toBe('ou-ca');
    expect(freshId('greet', (id) => ['greet', 'greet-2'].includes(id))).toBe('greet-3');
    expect(freshId('greet-2', (id) => ['greet', 'greet-2'].includes(id))).toBe('greet-3');
    expect(freshId('日本', () => false)).toBe('step');
    expect(freshId('x'.repeat(80), (id) => id === 'x'.repeat(64))).toHaveLength(64);
    expect(freshName('1 day', (name) => name === '_1_day')).toBe('_1_day_2');
  });
});

describe('joining', () => {
  test('leads an exit to a node that is there, and to no other', () => {
    expect(to(connect(LINE, 'a', 'next', 'c'), 'a')).toBe('c');
    expect(connect(LINE, 'a', 'next', 'nowhere')).toBe(LINE);
    expect(connect(LINE, 'a', 'next', 'b')).toBe(LINE);
    expect(connect(LINE, 'a', 'sideways', 'c')).toBe(LINE);
    expect(connect(LINE, 'nobody', 'next', 'c')).toBe(LINE);
  });

  test('makes an exit that the node can have', () => {
    const timed = connect(LINE, 'b', 'timeout', 'c');
    expect(timed.nodes.b).toMatchObject({ timeout: { after: '1h', to: 'c' } });
    expect(connect(LINE, 'b', 'not-understood', 'c').nodes.b).toMatchObject({ retry: { max: 2, to: 'c' } });
    expect(connect(LINE, 'a', 'timeout', 'c')).toBe(LINE);
    const call = addNode(LINE, 'call', { id: 'ask-them', at: { x: 0, y: 0 } }).flow;
    expect(connect(call, 'ask-them', 'failed:slot_taken', 'c').nodes['ask-them']).toMatchObject({
      on: { slot_taken: 'c' },
    });
    expect(connect(call, 'ask-them', 'failed:Not A Code', 'c')).toBe(call);
  });

  test('every exit of every kind can be led and left open again', () => {
    for (const kind of KINDS) {
      const { flow, id } = addNode(LINE, kind, { at: { x: 0, y: 0 } });
      for (const { name } of exitsOf(flow.nodes[id] ?? blankNode('end', flow))) {
        const led = connect(flow, id, name, 'c');
        expect(to(led, id, name), `${kind} ${name}`).toBe('c');
        expect(disconnect(led, id, name)).toEqual(flow);
      }
    }
  });

  test('a line taken by either end leads elsewhere', () => {
    const edge = { node: 'a', exit: 'next' };
    expect(to(reconnect(LINE, edge, { ...edge, to: 'c' }), 'a')).toBe('c');
    const moved = reconnect(LINE, edge, { node: 'b', exit: 'next', to: 'a' });
    expect(to(moved, 'a')).toBeUndefined();
    expect(to(moved, 'b')).toBe('a');
  });

  test('a node dropped on a line stands in the middle of it', () => {
    const { flow, id } = addNode(LINE, 'say', { at: { x: 0, y: 0 } });
    const spliced = spliceNode(flow, id, { node: 'a', exit: 'next' });
    expect(to(spliced, 'a')).toBe(id);
    expect(to(spliced, id)).toBe('b');
    expect(spliceNode(LINE, 'c', { node: 'a', exit: 'next' })).toBe(LINE);
    expect(spliceNode(LINE, 'b', { node: 'a', exit: 'next' })).toBe(LINE);
  });
});

describe('removing', () => {
  test('leaves the exits that led there open, or leads them on', () => {
    expect(to(removeNodes(LINE, ['b']), 'a')).toBeUndefined();
    expect(to(removeNodes(LINE, ['b'], { reconnect: true }), 'a')).toBe('c');
    const long = addNode(LINE, 'say', {
      id: 'more',
      at: { x: 0, y: 0 },
      from: { node: 'a', exit: 'next' },
    }).flow;
    expect(to(removeNodes(long, ['more', 'b'], { reconnect: true }), 'a')).toBe('c');
    expect(removeNodes(LINE, ['nobody'])).toBe(LINE);
  });

  test('moves the start on, and takes away what pointed there', () => {
    const flow = { ...LINE, settings: { ...LINE.settings, person: 'a' } };
    const after = removeNodes(flow, ['a']);
    expect(after.start).toBe('b');
    expect(after.settings).not.toHaveProperty('person');
    expect(removeNodes(LINE, ['a', 'b', 'c']).nodes).toEqual({});
  });

  test('a ring of removed nodes leads nowhere, and is not followed for ever', () => {
    const ring = connect(connect(LINE, 'b', 'next', 'a'), 'c', 'next', 'a');
    expect(removeNodes(ring, ['a', 'b'], { reconnect: true }).start).toBe('c');
  });
});

describe('the way on', () => {
  test.each([
    ['say', 'next'],
    ['choose', 'choice:yes'],
    ['branch', 'otherwise'],
    ['wait', 'timeout'],
    ['split', 'arm:a'],
    ['end', undefined],
  ] as const)('of %s is %s', (kind, name) => {
    expect(onwardExit(blankNode(kind, LINE))?.name).toBe(name);
  });
});

describe('naming', () => {
  test('an empty name takes the name away, a long one is cut', () => {
    const named = renameNode(LINE, 'a', '  Hello  ');
    expect(named.nodes.a?.title).toBe('Hello');
    expect(renameNode(named, 'a', 'Hello')).toBe(named);
    expect(renameNode(named, 'a', ' ').nodes.a).not.toHaveProperty('title');
    expect(renameNode(LINE, 'a', 'x'.repeat(500)).nodes.a?.title).toHaveLength(120);
    expect(setStart(LINE, 'nowhere')).toBe(LINE);
    expect(setStart(LINE, 'c').start).toBe('c');
  });
});
