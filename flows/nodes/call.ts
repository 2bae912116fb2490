/** call: asks a service and goes on with its answer; any failure has its own exit. */
import { z } from 'zod';
import { pathSchema } from '../condition.ts';
import { durationSchema, toMs } from '../duration.ts';
import { readPath, type Scope } from '../scope.ts';
import { evaluate } from '../template.ts';
import type { Exit } from './exit.ts';
import { type Move, remember, type Site, type StatePlan, scopeAt, withVars } from './plan.ts';
import { nodeBase, targetSchema, variableNameSchema } from './shape.ts';
import { enter } from './utter.ts';

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
  /** The whole result as the service once gave it; stands in for the service where the flow is only tried. */
  sample: z.json().optional(),
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

/** An input with its templates evaluated. */
export function callInput(value: InputValue, scope: Scope): unknown {
  if (typeof value === 'string') return evaluate(value, scope);
  if (Array.isArray(value)) return value.map((item) => callInput(item, scope));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, callInput(item, scope)]));
  }
  return value;
}

export function callPlan(node: CallNode, site: Site): StatePlan {
  return {
    entry: [
      ...enter(site),
      { type: 'typing' },
      {
        type: 'call',
        params: ({ context, event }) => ({
          node: site.key,
          service: node.service,
          operation: node.operation,
          input: callInput(node.input, scopeAt(site, context, event.at)),
          timeout: toMs(node.timeout) / 1000,
        }),
      },
    ],
    on: {
      done: [
        {
          target: site.target(node.to),
          actions: [
            remember((memory, move) => {
              const result = { ...scopeAt(site, memory, move.at), vars: { result: move.value } };
              const picked = Object.entries(node.pick).map(([name, path]) => [
                name,
                readPath(result, `result.${path}`),
              ]);
              return withVars(site, memory, {
                ...(node.save ? { [node.save]: move.value } : {}),
                ...Object.fromEntries(picked),
              });
            }),
          ],
        },
      ],
      failed: [
        ...Object.entries(node.on).map(([code, to]) => ({
          guard: ({ event }: { event: Move }) => event.value === code,
          target: site.target(to),
        })),
        { target: site.target(node.failed) },
      ],
    },
  };
}
