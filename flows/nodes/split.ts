/** split: sends each conversation one way for good, in the proportions given; for comparing two wordings. */
import { z } from 'zod';
import type { Exit } from './exit.ts';
import { nodeBase, nodeIdSchema, targetSchema } from './shape.ts';

export const splitSchema = z.strictObject({
  kind: z.literal('split'),
  ...nodeBase,
  arms: z
    .array(z.strictObject({ id: nodeIdSchema, weight: z.number().int().min(0).max(1000), to: targetSchema }))
    .min(2)
    .max(10),
});
export type SplitNode = z.infer<typeof splitSchema>;

export function splitExits(node: SplitNode): Exit[] {
  return node.arms.map((arm) => ({ name: `arm:${arm.id}`, to: arm.to }));
}
