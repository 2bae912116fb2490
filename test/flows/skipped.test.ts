/** Nodes that are passed by. */
import { describe, expect, test } from 'vitest';
import { check } from '../../flows/check.ts';
import { blankNode } from '../../flows/edit/blank-node.ts';
import { connect } from '../../flows/edit/connect.ts';
import { setAt } from '../../flows/edit/set-at.ts';
import type { FlowInput } from '../../flows/flow.ts';
import { onwardExit } from '../../flows/nodes/onward.ts';
import { exitsOf, type NodeKind } from '../../flows/nodes/registry.ts';
import { type Line, simulate } from '../../flows/simulate.ts';
import { bundleOf, converse, flowOf, programOf, says } from './fixtures.ts';

const NODES: FlowInput['nodes'] = {
  hello: { kind: 'say', say: [says('Hello')], to: 'name' },
  name: {
    kind: 'ask',
    ask: says('Name?'),
    expect: { type: 'text' },
    save: 'name',
    to: 'bye',
    timeout: { after: '1h', to: 'hello' },
  },
  bye: { kind: 'end', say: says('Bye {{name | default: "you"}}') },
};

/** What the customer reads. */
function spoken(transcript: readonly Line[]): string[] {
  return transcript.flatMap(({ who, text }) => (who === 'bot' ? [text] : []));
}

function said(nodes: FlowInput['nodes']): string[] {
  const { transcript, problems } = simulate(bundleOf(nodes), []);
  expect(problems).toEqual([]);
  return spoken(transcript);
}

describe('a skipped node', () => {
  test('[N20] says and asks nothing; the flow goes on at once, and nothing is left waiting', () => {
    const skipped = { ...NODES, name: { ...NODES.name, skipped: true } } as FlowInput['nodes'];
    expect(said(skipped)).toEqual(['Hello', 'Bye you']);
    const talk = converse(programOf(skipped));
    expect(talk.last.effects.filter(({ kind }) => kind === 'schedule')).toEqual([]);
    expect(talk.last.visited).toEqual(['hello', 'name', 'bye']);
    expect(said({ ...skipped, hello: { ...NODES.hello, skipped: true } } as FlowInput['nodes'])).toEqual([
      'Bye you',
    ]);
  });

  test.each<NodeKind>([
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
  ])('[N20] of the kind %s is gone through by its way on, and by no other', (kind) => {
    const base = flowOf({ ...NODES, wrong: { kind: 'end', say: says('Wrong') } });
    let flow = setAt(base, ['nodes', 'name'], { ...blankNode(kind, base), skipped: true });
    const node = flow.nodes.name;
    if (!node) throw new Error('the node does not fit');
    const onward = onwardExit(node)?.name;
    for (const { name } of exitsOf(node))
      flow = connect(flow, 'name', name, name === onward ? 'bye' : 'wrong');
    const { transcript, problems } = simulate({ flow, subflows: {} }, []);
    expect(problems).toEqual([]);
    expect(spoken(transcript)).toEqual(['Hello', 'Bye you']);
  });

  test('[N20] an end is an end all the same', () => {
    expect(said({ ...NODES, hello: { kind: 'end', say: says('The end'), skipped: true } })).toEqual([
      'The end',
    ]);
  });

  test('[S6] a circle of skipped nodes is stopped, and found before it is published', () => {
    const ring = flowOf({
      a: { kind: 'ask', ask: says('A?'), expect: { type: 'text' }, save: 'x', to: 'b', skipped: true },
      b: { kind: 'wait', timeout: { after: '1h', to: 'a' }, skipped: true },
    });
    expect(check(ring, { flows: {} }).map(({ code }) => code)).toContain('loop-never-waits');
    expect(simulate({ flow: ring, subflows: {} }, []).problems.map(({ code }) => code)).toEqual(['loop']);
  });

  test('is a warning, and its other exits may stay open', () => {
    const flow = flowOf({
      pick: {
        kind: 'choose',
        ask: says('Which?'),
        choices: [
          { id: 'a', label: 'A', to: 'bye' },
          { id: 'b', label: 'B' },
        ],
        skipped: true,
      },
      bye: { kind: 'end', skipped: true },
    });
    const codes = check(flow, { flows: {} }).map(({ code, severity }) => `${severity} ${code}`);
    expect(codes).toEqual(expect.arrayContaining(['warning skipped', 'warning skipped-end']));
    expect(codes.filter((code) => code.startsWith('error'))).toEqual([]);
  });

  test('a skipped handover is no way out of a flow', () => {
    const flow = flowOf({
      person: { kind: 'handoff', skipped: true, to: 'again' },
      again: { kind: 'ask', ask: says('?'), expect: { type: 'text' }, save: 'x', to: 'person' },
    });
    expect(check(flow, { flows: {} }).map(({ code }) => code)).toContain('dead-end');
    const open = flowOf({ person: { kind: 'handoff', skipped: true } });
    expect(check(open, { flows: {} }).map(({ code }) => code)).toContain('exit-unconnected');
  });
});
