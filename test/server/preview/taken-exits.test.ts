/** Which exits were taken, where the nodes alone do not say. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../../flows/compile.ts';
import { flowSchema } from '../../../flows/flow.ts';
import { type Cause, takenExits } from '../../../server/preview/taken-exits.ts';

const inner = flowSchema.parse({
  format: 1,
  id: 'inner',
  name: 'Inner',
  start: 'in',
  nodes: { in: { kind: 'set', assign: [{ variable: 'x', to: 1 }], to: 'out' }, out: { kind: 'end' } },
});
const program = compile({
  flow: flowSchema.parse({
    format: 1,
    id: 'main',
    name: 'Main',
    start: 'q',
    variables: { answer: { type: 'text' } },
    nodes: {
      q: {
        kind: 'choose',
        ask: { message: { kind: 'text', text: '?' } },
        save: 'answer',
        choices: [
          { id: 'a', label: 'A', to: 'b' },
          { id: 'b', label: 'B', value: 'bee', to: 'b' },
        ],
        options: { from: 'list', label: 'x', value: 'x', to: 'b', none: 'b' },
        on: [
          { signal: 'one.came', to: 'b' },
          { signal: 'two.came', to: 'b' },
        ],
        timeout: { after: '1h', to: 'b' },
      },
      b: {
        kind: 'branch',
        cases: [
          { when: { value: 'answer', is: 'equals', than: 'x' }, to: 'call' },
          { when: { value: 'answer', is: 'equals', than: 'bee' }, to: 'call' },
        ],
        otherwise: 'call',
      },
      call: {
        kind: 'call',
        service: 's',
        operation: 'o',
        on: { taken: 'sub', full: 'sub' },
        failed: 'sub',
        to: 'sub',
      },
      sub: { kind: 'subflow', flow: 'inner', to: 'end' },
      end: { kind: 'end' },
    },
  }),
  subflows: { inner },
});

function taken(before: string | undefined, visited: string[], cause: Cause, vars = {}): string[] {
  const scope = {
    vars,
    facts: {
      contact: { phone: '+447700900123', locale: 'en' },
      brand: { id: 'b', name: 'B' },
      conversation: { id: 'c' },
      channel: 'rbm' as const,
    },
    now: 0,
    locale: 'en',
    timezone: 'UTC',
  };
  return takenExits(program, before, visited, cause, () => scope).map(
    ({ node, exit, to }) => `${node} ${exit} ${to}`,
  );
}

describe('of several exits to one node', () => {
  test.each<[string, string, Cause, object]>([
    ['a tap is the choice it names', 'q choice:b b', { event: 'tap', choice: 'b' }, {}],
    ['a tap on an item of the list is the list', 'q option b', { event: 'tap', choice: '=2026' }, {}],
    ['words are the choice whose value was saved', 'q choice:b b', { event: 'text' }, { answer: 'bee' }],
    ['words that named an item are the list', 'q option b', { event: 'text' }, { answer: '2026' }],
    ['a timer is the timeout', 'q timeout b', { event: 'timer' }, {}],
    ['a signal is the one of its name', 'q signal:1:two.came b', { event: 'signal', signal: 'two.came' }, {}],
  ])('%s', (_, expected, cause, vars) => {
    expect(taken('q', ['b'], cause, vars)).toEqual([expected]);
  });

  test('a branch is the case that holds', () => {
    expect(taken('q', ['b', 'call'], { event: 'text' }, { answer: 'bee' })[1]).toBe('b case:1 call');
    expect(taken('q', ['b', 'call'], { event: 'text' }, { answer: 'a' })[1]).toBe('b otherwise call');
  });

  test('a call is its answer, or the failure with an exit of its own', () => {
    expect(taken('call', ['sub'], { event: 'done' })).toEqual(['call next sub']);
    expect(taken('call', ['sub'], { event: 'failed', code: 'full' })).toEqual(['call failed:full sub']);
    expect(taken('call', ['sub'], { event: 'failed', code: 'timeout' })).toEqual(['call failed sub']);
  });

  test('the end of a sub-flow is the exit of its caller, and entering it is none', () => {
    expect(taken('call', ['sub', 'sub/in', 'sub/out', 'end'], { event: 'done' })).toEqual([
      'call next sub',
      'sub/in next sub/out',
      'sub next end',
    ]);
  });

  test('a jump that no exit explains is none', () => {
    expect(taken('q', ['end'], { event: 'handback' })).toEqual([]);
    expect(taken(undefined, ['q'], { event: 'start' })).toEqual([]);
  });
});
