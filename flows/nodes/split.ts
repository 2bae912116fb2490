/** split: sends each conversation one way for good, in the proportions given; for comparing two wordings. */
import { z } from 'zod';
import type { Exit } from './exit.ts';
import type { Memory, Site, StatePlan } from './plan.ts';
import { nodeBase, nodeIdSchema, targetSchema } from './shape.ts';
import { enter } from './utter.ts';

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

/** The arm of a conversation: the same each time, in the proportions of the weights over many conversations. */
export function armOf(
  node: SplitNode,
  conversation: string,
  key: string,
): SplitNode['arms'][number] | undefined {
  const total = node.arms.reduce((sum, arm) => sum + arm.weight, 0);
  let point = total > 0 ? hash(`${conversation}/${key}`) % total : 0;
  for (const arm of node.arms) {
    if (point < arm.weight) return arm;
    point -= arm.weight;
  }
  return node.arms[0];
}

/** FNV-1a, 32 bits, with a final mix: a spread of conversations, not a secret. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}

export function splitPlan(node: SplitNode, site: Site): StatePlan {
  return {
    entry: enter(site),
    always: [
      ...node.arms.map((arm) => ({
        guard: ({ context }: { context: Memory }) =>
          armOf(node, context.facts.conversation.id, site.key)?.id === arm.id,
        target: site.target(arm.to),
      })),
      { target: site.target(node.arms[0]?.to) },
    ],
  };
}
