/** Who leads to whom, and where an arrow key goes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flowSchema } from '../../../flows/flow.ts';
import {
  type Box,
  type Direction,
  graphOf,
  neighbour,
  reachable,
  wayThrough,
} from '../../../studio/editor/canvas/graph.ts';

const say = (to?: string) => ({
  kind: 'say',
  say: [{ message: { kind: 'text', text: 'x' } }],
  ...(to ? { to } : {}),
});
const flowOf = (nodes: Record<string, unknown>) =>
  flowSchema.parse({ format: 1, id: 'f', name: 'F', start: Object.keys(nodes)[0] ?? 'a', nodes });
const loop = () =>
  flowOf({
    a: say('b'),
    b: { kind: 'branch', cases: [{ when: { value: 'x', is: 'exists' }, to: 'c' }], otherwise: 'd' },
    c: say('b'),
    d: say('gone'),
    alone: say(),
  });

describe('the graph', () => {
  test('has a link for every exit that leads to a step that is there, and is made once', () => {
    const { nodes } = loop();
    const graph = graphOf(nodes);
    expect(graph.links.map(({ node, exit, to }) => `${node} ${exit} ${to}`)).toEqual([
      'a next b',
      'b case:0 c',
      'b otherwise d',
      'c next b',
    ]);
    expect(graphOf(nodes)).toBe(graph);
  });

  test('what lies before and after a step, loops included', () => {
    const graph = graphOf(loop().nodes);
    expect([...reachable(graph, ['b'], 'up')].sort()).toEqual(['a', 'b', 'c']);
    expect([...reachable(graph, ['b'], 'down')].sort()).toEqual(['b', 'c', 'd']);
    expect([...wayThrough(graph, { node: 'd' }).nodes].sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(wayThrough(graph, { node: 'd' }).nodes.has('alone')).toBe(false);
  });

  test('a way through a connection holds that connection, and no sibling that is not on it', () => {
    const graph = graphOf(
      flowOf({
        a: {
          kind: 'split',
          arms: [
            { id: 'x', weight: 1, to: 'b' },
            { id: 'y', weight: 1, to: 'c' },
          ],
        },
        b: say(),
        c: say(),
      }).nodes,
    );
    const [first] = graph.links;
    if (!first) throw new Error('no link');
    expect([...wayThrough(graph, { link: first }).links]).toEqual(['a arm:x']);
  });
});

describe('an arrow key', () => {
  const at = (x: number, y: number): Box => ({ x, y, width: 100, height: 50 });
  const boxes = new Map([
    ['a', at(0, 0)],
    ['b', at(300, 0)],
    ['c', at(600, -200)],
    ['d', at(600, 100)],
    ['alone', at(310, 400)],
  ]);
  const go = (id: string, direction: Direction) => neighbour(graphOf(loop().nodes), boxes, id, direction);

  test('right follows the first way on, left goes back to what lies before', () => {
    expect(go('a', 'right')).toBe('b');
    expect(go('b', 'right')).toBe('c');
    expect(go('b', 'left')).toBe('a');
    expect(go('d', 'left')).toBe('b');
  });

  test('up, down, and where nothing leads, to the nearest box on that side', () => {
    expect(go('c', 'down')).toBe('d');
    expect(go('d', 'up')).toBe('c');
    expect(go('alone', 'up')).toBe('b');
    expect(go('a', 'left')).toBeUndefined();
  });

  test('never leads to the box itself, whatever the boxes', () => {
    const box = fc.record({ x: fc.integer(), y: fc.integer(), width: fc.nat(500), height: fc.nat(500) });
    fc.assert(
      fc.property(
        fc.array(box, { minLength: 1, maxLength: 12 }),
        fc.constantFrom('left', 'right', 'up', 'down'),
        (all, direction) => {
          const named = new Map(all.map((one, n) => [String(n), one]));
          expect(neighbour({ links: [], from: new Map(), into: new Map() }, named, '0', direction)).not.toBe(
            '0',
          );
        },
      ),
    );
  });
});
