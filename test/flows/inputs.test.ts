/** What a flow is to be given when it starts. */
import { expect, test } from 'vitest';
import { flowSchema } from '../../flows/flow.ts';
import { inputsOf } from '../../flows/inputs.ts';

test('what no step gives a value to is asked for, in the order and by the types of the document', () => {
  const flow = flowSchema.parse({
    ...{ format: 1, id: 'order', name: 'Order', start: 'ask' },
    variables: {
      order: { type: 'text', label: 'Order number' },
      amount: { type: 'number', default: 12 },
      answer: { type: 'text' },
      found: { type: 'object' },
      gift: { type: 'boolean', label: '  ' },
    },
    nodes: {
      ask: {
        ...{ kind: 'choose', ask: { message: { kind: 'text', text: 'Which?' } }, save: 'answer' },
        choices: [{ id: 'a', label: 'A', to: 'look' }],
      },
      look: { kind: 'call', service: 'http', operation: 'get', save: 'found', to: 'over' },
      over: { kind: 'end' },
    },
  });
  expect(inputsOf(flow)).toEqual([
    { name: 'order', label: 'Order number', type: 'text' },
    { name: 'amount', label: 'amount', type: 'number', default: 12 },
    { name: 'gift', label: 'gift', type: 'boolean' },
  ]);
});
