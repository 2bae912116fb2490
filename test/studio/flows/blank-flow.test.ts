/** A new flow and its id. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flowSchema } from '../../../flows/flow.ts';
import { flowIdSchema } from '../../../server/contract.ts';
import { blankFlow, flowIdOf } from '../../../studio/flows/blank-flow.ts';

test('a blank flow is a valid document, with nothing in it', () => {
  const flow = flowSchema.parse(blankFlow('Prendre rendez-vous', ['fr']));
  expect(flow).toMatchObject({ id: 'prendre-rendez-vous', locales: ['fr'], nodes: {} });
});

describe('the id made of a name', () => {
  test.each([
    ['Été à Nîmes !', 1, 'ete-a-nimes'],
    ['  --Claim--  ', 1, 'claim'],
    ['预约', 1, 'flow'],
    ['预约', 3, 'flow-3'],
    ['Claim', 2, 'claim-2'],
  ])('of %j, attempt %d, is %j', (name, attempt, id) => {
    expect(flowIdOf(name, attempt)).toBe(id);
  });

  test('is one the server takes, whatever the name, and another at each attempt', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.integer({ min: 1, max: 99 }),
        (name, n) => {
          expect(flowIdSchema.safeParse(flowIdOf(name, n)).success).toBe(true);
          expect(flowIdOf(name, n)).not.toBe(flowIdOf(name, n + 1));
        },
      ),
    );
  });
});
