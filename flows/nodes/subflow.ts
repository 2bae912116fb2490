/** subflow: runs another flow inside this one, with its own variables, and comes back. */
import { z } from 'zod';
import { evaluate } from '../template.ts';
import type { Exit } from './exit.ts';
import { remember, type Site, type StatePlan, scopeAt } from './plan.ts';
import { nodeBase, nodeIdSchema, targetSchema, variableNameSchema } from './shape.ts';
import { enter } from './utter.ts';

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

export function subflowPlan(node: SubflowNode, site: Site): StatePlan {
  const inner = site.inner?.(node.flow);
  if (!inner) return { entry: enter(site), always: [{ target: site.target(undefined) }] };
  const defaults = Object.fromEntries(
    Object.entries(inner.flow.variables).map(([name, variable]) => [name, variable.default]),
  );
  return {
    entry: [
      ...enter(site),
      remember((memory, move) => {
        const scope = scopeAt(site, memory, move.at);
        const given = Object.entries(node.input).map(([name, value]) => [name, evaluate(value, scope)]);
        return {
          vars: { ...memory.vars, [inner.prefix]: { ...defaults, ...Object.fromEntries(given) } },
        };
      }),
    ],
    always: [{ target: inner.start }],
  };
}
