/** say: sends one or more messages and goes on. */
import { z } from 'zod';
import type { Exit } from './exit.ts';
import type { Site, StatePlan } from './plan.ts';
import { deliverySchema, nodeBase, targetSchema, utteranceSchema } from './shape.ts';
import { enter, send } from './utter.ts';

export const saySchema = z.strictObject({
  kind: z.literal('say'),
  ...nodeBase,
  say: z.array(utteranceSchema).min(1).max(5),
  delivery: deliverySchema.optional(),
  to: targetSchema,
});
export type SayNode = z.infer<typeof saySchema>;

export function sayExits(node: SayNode): Exit[] {
  return [{ name: 'next', to: node.to }];
}

export function sayPlan(node: SayNode, site: Site): StatePlan {
  return {
    entry: [...enter(site), ...node.say.map((utterance) => send(site, utterance, node.delivery))],
    always: [{ target: site.target(node.to) }],
  };
}
