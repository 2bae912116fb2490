/** end: the flow is over, or another flow begins in its place. */
import { z } from 'zod';
import type { Exit } from './exit.ts';
import { deliverySchema, nodeBase, nodeIdSchema, utteranceSchema } from './shape.ts';

export const endSchema = z.strictObject({
  kind: z.literal('end'),
  ...nodeBase,
  /** A word for reports: "booked", "declined". */
  outcome: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/)
    .default('done'),
  say: utteranceSchema.optional(),
  delivery: deliverySchema.optional(),
  /** The flow that begins now. */
  next: nodeIdSchema.optional(),
});
export type EndNode = z.infer<typeof endSchema>;

export function endExits(_node: EndNode): Exit[] {
  return [];
}
