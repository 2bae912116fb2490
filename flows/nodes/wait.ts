/** wait: stays silent until time has passed, a signal comes, or the customer writes. */
import { z } from 'zod';
import { conditionSchema } from '../condition.ts';
import type { Exit } from './exit.ts';
import { nodeBase, targetSchema, timeoutSchema, variableNameSchema } from './shape.ts';

export const waitSchema = z.strictObject({
  kind: z.literal('wait'),
  ...nodeBase,
  /** Signals from services or the API, such as "payment.succeeded"; its data can be saved and tested. */
  on: z
    .array(
      z.strictObject({
        signal: z.string().regex(/^[a-z][a-z0-9.-]{0,79}$/),
        /** `signal` is the signal's data. */
        when: conditionSchema.optional(),
        save: variableNameSchema.optional(),
        to: targetSchema,
      }),
    )
    .max(20)
    .default([]),
  /** Taken when the customer writes or taps; without it, what is written then is kept for a person to read. */
  message: z.strictObject({ save: variableNameSchema.optional(), to: targetSchema }).optional(),
  timeout: timeoutSchema,
});
export type WaitNode = z.infer<typeof waitSchema>;

export function waitExits(node: WaitNode): Exit[] {
  return [
    ...node.on.map((item, index) => ({ name: `signal:${index}:${item.signal}`, to: item.to })),
    ...(node.message ? [{ name: 'message', to: node.message.to }] : []),
    { name: 'timeout', to: node.timeout.to },
  ];
}
