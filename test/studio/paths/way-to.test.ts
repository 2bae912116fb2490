/** The way that shows a problem: it ends where it was asked to, by what a customer can do. */
import { describe, expect, test } from 'vitest';
import type { Bundle, FlowInput } from '../../../flows/flow.ts';
import { simulate } from '../../../flows/simulate.ts';
import { routeOf } from '../../../studio/editor/paths/route-of.ts';
import { type WayWanted, wayTo } from '../../../studio/editor/paths/way-to.ts';
import { bundleOf, NOON, says } from '../../flows/fixtures.ts';
import { readShipped } from '../../flows/library/shipped.ts';

const nodes: FlowInput['nodes'] = {
  hello: { kind: 'say', say: [says('Hello')], to: 'pick' },
  pick: {
    kind: 'choose',
    ask: says('Which?'),
    choices: [
      { id: 'cut', label: 'Cut', to: 'name' },
      { id: 'colour', label: 'Colour' },
    ],
    timeout: { after: '2h', to: 'bye' },
  },
  name: { kind: 'ask', ask: says('Your name?'), expect: { type: 'text' }, save: 'who', to: 'bye' },
  bye: { kind: 'end' },
  lost: { kind: 'end' },
};
const bundle = bundleOf(nodes, { start: 'hello', variables: { who: { type: 'text' } } });
const ask = (wanted: Partial<WayWanted> & { node: string }, of: Bundle = bundle) =>
  wayTo({ bundle: of, others: [], locale: 'en', channel: 'rbm', at: NOON, ...wanted });

describe('the way to a problem', () => {
  test('to the first steps asks nothing of anybody', () => {
    expect(ask({ node: 'hello' })?.script).toEqual([]);
    expect(ask({ node: 'pick' })?.script).toEqual([]);
  });

  test('to a later step is the shortest there is', () => {
    const way = ask({ node: 'bye' });
    expect(way?.script).toEqual([{ wait: 'timer' }]);
    expect(way?.visited.at(-1)).toBe('bye');
  });

  test('out of a step takes the exit that was asked for', () => {
    const taken = ask({ node: 'pick', exit: 'choice:colour' });
    expect(taken?.script).toHaveLength(1);
    const played = simulate(bundle, taken?.script ?? [], { at: NOON, locale: 'en' });
    expect(played.transcript.some(({ who, text }) => who === 'customer' && text === 'Colour')).toBe(true);
    expect(ask({ node: 'pick', exit: 'timeout' })?.script).toEqual([{ wait: 'timer' }]);
    expect(ask({ node: 'name', exit: 'next' })?.script).toHaveLength(2);
  });

  test('to a step that nothing leads to does not exist', () => {
    expect(ask({ node: 'lost' })).toBeUndefined();
    expect(ask({ node: 'nowhere' })).toBeUndefined();
  });

  test('lights the steps it passes and the exits between them', () => {
    const way = ask({ node: 'name' });
    expect(routeOf(bundle.flow, way?.visited ?? [])).toEqual({
      nodes: ['hello', 'pick', 'name'],
      edges: [
        { node: 'hello', exit: 'next' },
        { node: 'pick', exit: 'choice:cut' },
      ],
    });
    expect(routeOf(bundle.flow, ['sub/one', 'sub/two'])).toEqual({ nodes: ['sub'], edges: [] });
  });

  test('is found to most steps of a shipped flow, and its script plays there again', () => {
    const flow = readShipped().get('welcome');
    if (!flow) throw new Error('no welcome flow');
    const whole: Bundle = { flow, subflows: {} };
    let found = 0;
    for (const node of Object.keys(flow.nodes)) {
      const way = ask({ node }, whole);
      if (!way) continue;
      found += 1;
      const played = simulate(whole, way.script, { at: NOON, locale: 'en', facts: { channel: 'rbm' } });
      expect(played.visited).toContain(node);
    }
    expect(found).toBeGreaterThan(Object.keys(flow.nodes).length / 2);
  });
});
