/** branch: goes one way or another by what is known; says nothing. */
import { z } from 'zod';
import { conditionSchema, holds } from '../condition.ts';
import type { Exit } from './exit.ts';
import { type Memory, type Move, type Site, type StatePlan, scopeAt } from './plan.ts';
import { nodeBase, targetSchema } from './shape.ts';
import { enter } from './utter.ts';

export const branchSchema = z.strictObject({
  kind: z.literal('branch'),
  ...nodeBase,
  /** The first case that holds is taken. */
  cases: z
    .array(z.strictObject({ name: z.string().max(80).optional(), when: conditionSchema, to: targetSchema }))
    .min(1)
    .max(50),
  otherwise: targetSchema,
});
export type BranchNode = z.infer<typeof branchSchema>;

export function branchExits(node: BranchNode): Exit[] {
  return [
    ...node.cases.map((item, index) => ({ name: `case:${index}`, to: item.to })),
    { name: 'otherwise', to: node.otherwise },
  ];
}

export function branchPlan(node: BranchNode, site: Site): StatePlan {
  return {
    entry: enter(site),
    always: [
      ...node.cases.map((item) => ({
        guard: ({ context, event }: { context: Memory; event: Move }) =>
          holds(item.when, scopeAt(site, context, event.at)),
        target: site.target(item.to),
      })),
      { target: site.target(node.otherwise) },
    ],
  };
}
