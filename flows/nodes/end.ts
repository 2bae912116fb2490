/** end: the flow is over, or another flow begins in its place. */
import { z } from 'zod';
import type { Exit } from './exit.ts';
import { remember, type Site, type StatePlan } from './plan.ts';
import { deliverySchema, nodeBase, nodeIdSchema, utteranceSchema } from './shape.ts';
import { enter, send } from './utter.ts';

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

export function endPlan(node: EndNode, site: Site): StatePlan {
  const entry = [...enter(site), ...(node.say ? [send(site, node.say, node.delivery)] : [])];
  const { caller } = site;
  if (!caller) {
    return {
      type: 'final',
      entry: [...entry, { type: 'end', params: () => ({ outcome: node.outcome, next: node.next }) }],
    };
  }
  // The end of a sub-flow: hand its results to the caller, forget its variables, go on there.
  return {
    entry: [
      ...entry,
      remember((memory) => {
        const { [site.prefix]: own = {}, ...scopes } = memory.vars;
        const results = Object.entries(caller.output).map(([mine, theirs]) => [mine, own[theirs]]);
        return {
          vars: {
            ...scopes,
            [caller.prefix]: { ...scopes[caller.prefix], ...Object.fromEntries(results) },
          },
        };
      }),
    ],
    always: [{ target: caller.to }],
  };
}
