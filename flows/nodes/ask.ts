/** ask: asks for something to type or send, checks it, asks again in other words, gives up politely. */
import { z } from 'zod';
import { expectationSchema } from '../answer.ts';
import { localTextSchema } from '../message.ts';
import type { Exit } from './exit.ts';
import {
  deliverySchema,
  nodeBase,
  nodeIdSchema,
  retrySchema,
  targetSchema,
  timeoutSchema,
  utteranceSchema,
  variableNameSchema,
} from './shape.ts';

export const askSchema = z.strictObject({
  kind: z.literal('ask'),
  ...nodeBase,
  ask: utteranceSchema,
  expect: expectationSchema,
  save: variableNameSchema,
  /** A chip that leaves without an answer: "Skip", "I don't have it". */
  skip: z
    .array(
      z.strictObject({
        id: nodeIdSchema,
        label: localTextSchema,
        words: z.array(z.string()).default([]),
        to: targetSchema,
      }),
    )
    .max(4)
    .default([]),
  retry: retrySchema.optional(),
  timeout: timeoutSchema.optional(),
  delivery: deliverySchema.optional(),
  to: targetSchema,
});
export type AskNode = z.infer<typeof askSchema>;

export function askExits(node: AskNode): Exit[] {
  return [
    { name: 'next', to: node.to },
    ...node.skip.map((skip) => ({ name: `skip:${skip.id}`, to: skip.to })),
    ...(node.retry?.to ? [{ name: 'not-understood', to: node.retry.to }] : []),
    ...(node.timeout ? [{ name: 'timeout', to: node.timeout.to }] : []),
  ];
}
