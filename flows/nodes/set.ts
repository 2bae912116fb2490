/** set: gives variables new values; the variable "locale" is the conversation's language. */
import { z } from 'zod';
import type { Exit } from './exit.ts';
import { nodeBase, targetSchema, variableNameSchema } from './shape.ts';

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
