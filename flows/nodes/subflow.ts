/** subflow: runs another flow inside this one, with its own variables, and comes back. */
import { z } from 'zod';
import type { Exit } from './exit.ts';
import { nodeBase, nodeIdSchema, targetSchema, variableNameSchema } from './shape.ts';

export const subflowSchema = z.strictObject({
  kind: z.literal('subflow'),
  ...nodeBase,
  flow: nodeIdSchema,
  /** The other flow's variables, from templates over ours. */
  input: z.record(variableNameSchema, z.string()).default({}),
  /** Our variables, from the other flow's. */
  output: z.record(variableNameSchema, variableNameSchema).default({}),
  to: targetSchema,
});
export type SubflowNode = z.infer<typeof subflowSchema>;

export function subflowExits(node: SubflowNode): Exit[] {
  return [{ name: 'next', to: node.to }];
}
