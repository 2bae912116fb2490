/** In which flow a run is, where flows call one another. */
import { describe, expect, test } from 'vitest';
import { flowSchema } from '../../../flows/flow.ts';
import { concerns, lightsIn, placeNow, placesOf } from '../../../studio/editor/preview/whereabouts.ts';

const end = { kind: 'end' };
const flow = (id: string, nodes: Record<string, unknown>) =>
  flowSchema.parse({ format: 1, id, name: id, start: Object.keys(nodes)[0], nodes });
const booking = flow('booking', {
  pay: { kind: 'subflow', flow: 'payment', to: 'again' },
  again: { kind: 'subflow', flow: 'payment', to: 'bye' },
  bye: end,
});
const payment = flow('payment', { ask: { kind: 'subflow', flow: 'consent', to: 'done' }, done: end });
const known = new Map([booking, payment].map((one) => [one.id, one]));
const run = {
  flow: 'booking',
  node: 'again/done',
  path: ['pay', 'pay/ask', 'again', 'again/done'],
  edges: [],
};

describe('where a run is', () => {
  test('a step is found in each flow on the way to it, as far as the flows are known', () => {
    expect(placesOf('booking', 'pay/ask/yes', known)).toEqual([
      { flow: 'booking', node: 'pay' },
      { flow: 'payment', node: 'ask' },
      { flow: 'consent', node: 'yes' },
    ]);
    expect(placesOf('booking', 'pay/ask/yes', new Map([['booking', booking]]))).toEqual([
      { flow: 'booking', node: 'pay' },
      { flow: 'payment', node: 'ask' },
    ]);
    expect(placesOf('booking', 'constructor/x', known)).toEqual([{ flow: 'booking', node: 'constructor' }]);
  });

  test('the flow that calls lights the calling step, and the one that is called its own', () => {
    expect(lightsIn('booking', run, known)).toEqual({
      node: 'again',
      path: ['pay', 'pay', 'again', 'again'],
      edges: [],
    });
    expect(lightsIn('payment', run, known)).toEqual({ node: 'done', path: ['ask', 'done'], edges: [] });
    expect(lightsIn('other', run, known)).toEqual({ path: [], edges: [] });
  });

  test('an exit is lit in the flow it is an exit of, and nowhere else', () => {
    const edges = [
      { node: 'pay', exit: 'next', to: 'again' },
      { node: 'pay/ask', exit: 'next', to: 'pay/done' },
    ];
    expect(lightsIn('booking', { ...run, edges }, known).edges).toEqual([{ node: 'pay', exit: 'next' }]);
    expect(lightsIn('payment', { ...run, edges }, known).edges).toEqual([{ node: 'ask', exit: 'next' }]);
  });

  test('a conversation that went on in another flow is there, and not where it was', () => {
    const gone = { ...run, node: undefined, elsewhere: { flow: 'payment', node: 'done' } };
    expect(placeNow(gone, known)).toEqual({ flow: 'payment', node: 'done' });
    expect(lightsIn('payment', gone, known).node).toBe('done');
    expect(lightsIn('booking', gone, known).node).toBeUndefined();
  });

  test('a run is kept in the flows it came through, and in no other', () => {
    expect(concerns('booking', run, known)).toBe(true);
    expect(concerns('payment', run, known)).toBe(true);
    expect(concerns('consent', run, known)).toBe(false);
    expect(placeNow({ flow: 'booking', path: [], edges: [] }, known)).toBeUndefined();
  });
});

test('a conversation that got stuck stands at the step where it did', () => {
  const stuck = { flow: 'booking', node: '$problem', path: ['pay', '$problem'], edges: [] };
  expect(lightsIn('booking', stuck, known).node).toBe('pay');
});
