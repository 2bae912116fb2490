/** handoff: gives the conversation to people; the flow goes on where they hand it back. */
import { z } from 'zod';
import type { Exit } from './exit.ts';
import { deliverySchema, nodeBase, targetSchema, utteranceSchema } from './shape.ts';

export const handoffSchema = z.strictObject({
  kind: z.literal('handoff'),
  ...nodeBase,
  queue: z.string().max(64).default('default'),
  /** What the customer is told. */
  say: utteranceSchema.optional(),
  /** What the operator reads first; a template. */
  summary: z.string().max(2000).default(''),
  delivery: deliverySchema.optional(),
  /** Where the flow goes on after the conversation is handed back. */
  to: targetSchema,
});
export type HandoffNode = z.infer<typeof handoffSchema>;

export function handoffExits(node: HandoffNode): Exit[] {
  return [{ name: 'next', to: node.to }];
}
