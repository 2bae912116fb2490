/** A part made into a flow of its own: the customer notices nothing. */
import { describe, expect, test } from 'vitest';
import { check } from '../../../flows/check.ts';
import { collapse } from '../../../flows/edit/collapse.ts';
import type { Flow } from '../../../flows/flow.ts';
import { type ScriptStep, simulate } from '../../../flows/simulate.ts';
import { flowOf, says } from '../fixtures.ts';

const FLOW = flowOf(
  {
    greet: { kind: 'say', say: [says('Hello')], to: 'name' },
    name: { kind: 'ask', ask: says('Your name?'), expect: { type: 'text' }, save: 'name', to: 'sure' },
    sure: {
      kind: 'choose',
      ask: says('Is it {{name}} of {{town}}?'),
      choices: [
        { id: 'yes', label: 'Yes', to: 'thanks' },
        { id: 'no', label: 'No', to: 'name' },
        { id: 'stop', label: 'Never mind', to: 'bye' },
      ],
    },
    thanks: { kind: 'say', say: [says('Thank you, {{name}}')], to: 'bye' },
    bye: { kind: 'end', outcome: 'done', say: says('Bye') },
  },
  {
    variables: { name: { type: 'text' }, town: { type: 'text', default: 'Lyon' } },
    canvas: { positions: { name: { x: 300, y: 100 }, sure: { x: 600, y: 140 } } },
  },
);

const said = (flow: Flow, subflows: Record<string, Flow>, script: ScriptStep[]) => {
  const { transcript, snapshot, problems } = simulate({ flow, subflows }, script);
  expect(problems).toEqual([]);
  return { lines: transcript.map(({ who, text }) => `${who}: ${text}`), outcome: snapshot?.outcome };
};

function collapsed(ids: string[]) {
  const result = collapse(FLOW, ids, { id: 'who', name: 'Who is it' });
  if (!result.ok) throw new Error(result.reason.en);
  return result;
}

const SCRIPTS: ScriptStep[][] = [
  [{ say: 'Ada' }, { tap: 'yes' }],
  [{ say: 'Ada' }, { tap: 'no' }, { say: 'Grace' }, { tap: 'yes' }],
  [{ say: 'Ada' }, { tap: 'stop' }],
];

describe('collapsing', () => {
  test('the part keeps the flow’s time zone and opening hours: its timeouts count the same', () => {
    const hours = { week: { mon: [{ from: '09:00', to: '17:00' }] }, exceptions: [] };
    const open = { ...FLOW, settings: { ...FLOW.settings, timezone: 'Europe/Athens', hours } };
    const result = collapse(open, ['name'], { id: 'who', name: 'Who is it' });
    expect('subflow' in result && result.subflow.settings).toMatchObject({
      timezone: 'Europe/Athens',
      hours,
    });
  });

  test.each([
    ['a part with two ways out', ['name', 'sure']],
    ['one node', ['name']],
    ['the beginning', ['greet', 'name', 'sure', 'thanks']],
    ['everything', Object.keys(FLOW.nodes)],
  ])('%s: the conversation is the same', (_, ids) => {
    const { flow, subflow, node } = collapsed(ids);
    expect(flow.nodes[node]).toMatchObject({ kind: 'subflow', flow: 'who', title: 'Who is it' });
    for (const script of SCRIPTS) {
      expect(said(flow, { who: subflow }, script)).toEqual(said(FLOW, {}, script));
    }
    for (const one of [flow, subflow]) {
      const errors = check(one, { flows: { who: subflow, main: flow } }).filter(
        ({ severity, code }) => severity === 'error' || code.startsWith('subflow'),
      );
      expect(errors).toEqual([]);
    }
  });

  test('the call stands where the part stood, and the part begins at the corner of its own canvas', () => {
    const { flow, subflow, node } = collapsed(['name', 'sure']);
    expect(flow.canvas.positions[node]).toEqual({ x: 300, y: 100 });
    expect(subflow.canvas.positions).toMatchObject({ name: { x: 0, y: 0 }, sure: { x: 300, y: 40 } });
    expect(Object.keys(flow.nodes)).not.toContain('name');
  });

  test('a part that is entered at two places is refused with the reason', () => {
    const result = collapse(FLOW, ['greet', 'sure'], { id: 'who', name: 'Who' });
    expect(result.ok).toBe(false);
    expect(result.flow).toBe(FLOW);
    expect(result.ok ? '' : result.reason.en).toContain('one beginning');
    expect(collapse(FLOW, ['bye'], { id: 'who', name: 'Who' }).ok).toBe(false);
  });
});
