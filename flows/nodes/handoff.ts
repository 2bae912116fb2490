/** handoff: gives the conversation to people; the flow goes on where they hand it back. */
import { z } from 'zod';
import { expand } from '../template.ts';
import type { Exit } from './exit.ts';
import { FINISHED, type Site, type StatePlan, scopeAt } from './plan.ts';
import { deliverySchema, nodeBase, targetSchema, utteranceSchema } from './shape.ts';
import { builtIn, enter, send, sendText } from './utter.ts';

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

export function handoffPlan(node: HandoffNode, site: Site): StatePlan {
  return {
    entry: [
      ...enter(site),
      node.say
        ? send(site, node.say, node.delivery)
        : sendText(site, (memory) => builtIn('handoff', memory.locale)),
      {
        type: 'handoff',
        params: ({ context, event }) => ({
          node: site.key,
          queue: node.queue,
          summary: expand(node.summary, scopeAt(site, context, event.at)),
          reason: event.type === 'person' ? 'asked' : event.type === 'missed' ? 'not-understood' : 'flow',
        }),
      },
    ],
    on: { handback: [{ target: site.target(node.to ?? FINISHED) }] },
  };
}
