import { describe, expect, test } from 'vitest';
import { compile, MAX_STATES, PERSON, PROBLEM } from '../../flows/compile.ts';
import type { FlowInput } from '../../flows/flow.ts';
import { bundleOf, converse, flowOf, kindsOf, only, programOf, saidIn, says } from './fixtures.ts';

const end = { kind: 'end' as const, say: says('Bye.') };

/** Every kind, with every exit left unconnected. */
const unfinished: FlowInput['nodes'] = {
  say: { kind: 'say', say: [says('Hello')] },
  choose: {
    kind: 'choose',
    ask: says('Which?'),
    choices: [{ id: 'a', label: 'A' }],
    options: { from: 'list', label: '{{item}}', value: '{{item}}' },
    on: [{ signal: 'paid' }],
    retry: {},
    timeout: { after: '1h' },
  },
  ask: {
    kind: 'ask',
    ask: says('What?'),
    expect: { type: 'text' },
    save: 'x',
    skip: [{ id: 's', label: 'Skip' }],
  },
  branch: { kind: 'branch', cases: [{ when: { value: 'x', is: 'exists' } }] },
  set: { kind: 'set', assign: [{ variable: 'x', to: 1 }] },
  call: { kind: 'call', service: 's', operation: 'o', on: { code: undefined } },
  wait: { kind: 'wait', timeout: { after: '1h' }, message: {}, on: [{ signal: 'paid' }] },
  handoff: { kind: 'handoff' },
  subflow: { kind: 'subflow', flow: 'nowhere' },
  split: {
    kind: 'split',
    arms: [
      { id: 'a', weight: 1 },
      { id: 'b', weight: 0 },
    ],
  },
  end: { kind: 'end' },
};

describe('compiling', () => {
  test('[F2] an exit that leads nowhere leads to people, and the problem names its node', () => {
    for (const to of [undefined, 'missing']) {
      const talk = converse(programOf({ s: { kind: 'say', say: [says('Hello')], to } }));
      expect(saidIn(talk.last.effects)).toEqual(['Hello', expect.stringContaining('went wrong')]);
      expect(only(talk.last.effects, 'handoff')).toMatchObject([{ reason: 'problem' }]);
      expect(talk.last.problem).toMatchObject({ code: 'unconnected', node: 's' });
      expect(talk.snapshot.value).toBe(PROBLEM);
    }
  });

  test.each(Object.keys(unfinished))('[F3] an unfinished %s node compiles and runs', (start) => {
    const talk = converse(programOf(unfinished, { start }));
    talk.type('x');
    talk.happen({ kind: 'signal', name: 'paid', data: {} });
    if (Object.keys(talk.snapshot.timers).length > 0) talk.fire();
    expect(['active', 'done']).toContain(talk.snapshot.status);
  });

  test('[F3] a flow without its start node goes to people at once', () => {
    for (const start of ['missing', 'constructor']) {
      const talk = converse(programOf({ end }, { start }));
      expect(kindsOf(talk.last.effects)).toEqual(['send', 'handoff']);
      expect(talk.last.problem?.code).toBe('unconnected');
    }
  });

  test('[F4] names such as "constructor" are names like any other', () => {
    const name: string = 'constructor';
    const ask = { kind: 'ask' as const, ask: says('Name?'), expect: { type: 'text' as const }, save: name };
    const nodes: FlowInput['nodes'] = {
      [name]: { ...ask, to: 'tostring' },
      tostring: { kind: 'subflow', flow: name, to: 'valueof' },
      valueof: { kind: 'end' },
    };
    const talk = converse(programOf(nodes, { start: name }));
    expect(talk.snapshot.value).toBe('constructor');
    // No such sub-flow: the call leads on to people, not to Object.
    expect(talk.type('Marie').problem?.code).toBe('unconnected');
  });

  test('[F5] a stored state the flow does not have goes to people, with what was known', () => {
    const talk = converse(
      programOf({
        a: { kind: 'ask', ask: says('Name?'), expect: { type: 'text' }, save: 'name', to: 'end' },
        end,
      }),
    );
    talk.restore({ ...talk.snapshot, value: 'gone', vars: { '': { name: 'Marie' } } });
    const { problem, effects } = talk.type('hello');
    expect(problem).toMatchObject({ code: 'bad-state', node: 'gone' });
    expect(only(effects, 'handoff')).toMatchObject([{ reason: 'problem' }]);
    expect(talk.snapshot).toMatchObject({ value: PROBLEM, vars: { '': { name: 'Marie' } } });
  });

  test('[F8] a sub-flow is laid out inside its caller, as often as it is called', () => {
    const sub = flowOf({ a: { kind: 'say', say: [says('in')], to: 'b' }, b: { kind: 'end' } }, { id: 'sub' });
    const program = programOf(
      {
        one: { kind: 'subflow', flow: 'sub', to: 'two' },
        two: { kind: 'subflow', flow: 'sub', to: 'end' },
        end,
      },
      {},
      [sub],
    );
    expect([...program.stations.keys()]).toEqual(['one', 'one/a', 'one/b', 'two', 'two/a', 'two/b', 'end']);
    expect(saidIn(converse(program).last.effects)).toEqual(['in', 'in', 'Bye.']);
  });

  test('[F8] a flow that calls itself, and flows past the depth, lead to people instead', () => {
    const self = converse(programOf({ s: { kind: 'subflow', flow: 'main', to: 'end' }, end }));
    expect(self.snapshot.value).toBe(PROBLEM);
    const chain = Array.from({ length: 12 }, (_, n) =>
      flowOf({ s: { kind: 'subflow', flow: `f${n + 1}`, to: 'end' }, end }, { id: `f${n}` }),
    );
    const program = programOf({ s: { kind: 'subflow', flow: 'f0', to: 'end' }, end }, {}, chain);
    expect(converse(program).last.problem?.code).toBe('unconnected');
    expect(Math.max(...[...program.stations.keys()].map((key) => key.split('/').length))).toBeLessThanOrEqual(
      8,
    );
  });

  test('[F8] calls within calls stay below the number of states', () => {
    const many = Array.from({ length: 7 }, (_, n) => {
      const nodes: FlowInput['nodes'] = { e: end };
      for (let call = 0; call < 10; call += 1)
        nodes[`s${call}`] = { kind: 'subflow', flow: `f${n + 1}`, to: 'e' };
      return flowOf(nodes, { id: `f${n}`, start: 's0' });
    });
    const program = programOf({ s: { kind: 'subflow', flow: 'f0', to: 'end' }, end }, {}, many);
    expect(program.stations.size).toBeLessThanOrEqual(MAX_STATES);
    expect(converse(program).last.effects.length).toBeGreaterThan(0);
  });

  test('a flow of a thousand nodes compiles and finds its way', () => {
    const nodes: FlowInput['nodes'] = { end };
    for (let n = 0; n < 1000; n += 1) {
      nodes[`n${n}`] = {
        kind: 'ask',
        ask: says('?'),
        expect: { type: 'text' },
        save: 'x',
        to: n === 999 ? 'end' : `n${n + 1}`,
      };
    }
    const talk = converse(programOf(nodes, { start: 'n998' }));
    talk.type('a');
    expect(saidIn(talk.type('b').effects)).toEqual(['Bye.']);
  });

  test('compiling the same bundle twice gives machines that behave alike', () => {
    const bundle = bundleOf({
      a: { kind: 'ask', ask: says('?'), expect: { type: 'text' }, save: 'x', to: 'end' },
      end,
    });
    expect(converse(compile(bundle)).type('a')).toEqual(converse(compile(bundle)).type('a'));
    expect(converse(compile(bundle)).type('agent').snapshot.value).toBe(PERSON);
  });
});
