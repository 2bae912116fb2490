/** call: asks a service and goes on with its answer; any failure has its own exit. */
import { z } from 'zod';
import { pathSchema } from '../condition.ts';
import { durationSchema } from '../duration.ts';
import type { Exit } from './exit.ts';
import { nodeBase, targetSchema, variableNameSchema } from './shape.ts';

export type InputValue = string | number | boolean | null | InputValue[] | { [key: string]: InputValue };
const inputSchema: z.ZodType<InputValue> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(inputSchema),
    z.record(z.string(), inputSchema),
  ]),
);

export const callSchema = z.strictObject({
  kind: z.literal('call'),
  ...nodeBase,
  service: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  operation: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  /** Strings are templates. */
  input: z.record(z.string(), inputSchema).default({}),
  /** Variable that takes the whole result. */
  save: variableNameSchema.optional(),
  /** Variable by path within the result. */
  pick: z.record(variableNameSchema, pathSchema).default({}),
  timeout: durationSchema.default('20s'),
  /** Exits for particular failures, by the service's code, such as "slot_taken". */
  on: z.record(z.string().regex(/^[a-z][a-z0-9_]{0,39}$/), targetSchema).default({}),
  /** Taken on every other failure, and on timeout. */
  failed: targetSchema,
  to: targetSchema,
});
export type CallNode = z.infer<typeof callSchema>;

export function callExits(node: CallNode): Exit[] {
  return [
    { name: 'next', to: node.to },
    ...Object.entries(node.on).map(([code, to]) => ({ name: `failed:${code}`, to })),
    { name: 'failed', to: node.failed },
  ];
}
