/** set: gives variables new values; the variable "locale" is the conversation's language. */
import { z } from 'zod';
import { readPath } from '../scope.ts';
import { evaluate } from '../template.ts';
import type { Exit } from './exit.ts';
import { remember, type Site, type StatePlan, scopeAt, withVars } from './plan.ts';
import { nodeBase, targetSchema, variableNameSchema } from './shape.ts';
import { enter } from './utter.ts';

export const setSchema = z.strictObject({
  kind: z.literal('set'),
  ...nodeBase,
  assign: z
    .array(
      z.strictObject({
        variable: variableNameSchema,
        /** A literal, or a template; one that is a single {{path}} keeps the value's type. */
        to: z.union([z.string(), z.number(), z.boolean(), z.null()]),
        /** Put the value at the end of the list the variable holds, instead of replacing it. */
        append: z.boolean().default(false),
      }),
    )
    .min(1)
    .max(50),
  to: targetSchema,
});
export type SetNode = z.infer<typeof setSchema>;

export function setExits(node: SetNode): Exit[] {
  return [{ name: 'next', to: node.to }];
}

export function setPlan(node: SetNode, site: Site): StatePlan {
  return {
    entry: [
      ...enter(site),
      // One change after another, so that a later line sees what an earlier one set.
      ...node.assign.map((line) =>
        remember((memory, move) => {
          const scope = scopeAt(site, memory, move.at);
          const value = typeof line.to === 'string' ? evaluate(line.to, scope) : line.to;
          const before = line.append ? readPath(scope, line.variable) : undefined;
          return withVars(site, memory, {
            [line.variable]: line.append ? [...(Array.isArray(before) ? before : []), value] : value,
          });
        }),
      ),
    ],
    always: [{ target: site.target(node.to) }],
  };
}
