/** wait: stays silent until time has passed, a signal comes, or the customer writes. */
import { z } from 'zod';
import type { Exit } from './exit.ts';
import {
  type Heard,
  type Hearing,
  type Reading,
  remember,
  type Site,
  type StatePlan,
  withVars,
} from './plan.ts';
import { nodeBase, signalsSchema, targetSchema, timeoutSchema, variableNameSchema } from './shape.ts';
import { hearSignal, signalExits, signalTransitions } from './signals.ts';
import { enter, timeoutTransitions } from './utter.ts';

export const waitSchema = z.strictObject({
  kind: z.literal('wait'),
  ...nodeBase,
  on: signalsSchema,
  /** Taken when the customer writes or taps; without it, what is written then is kept for a person to read. */
  message: z.strictObject({ save: variableNameSchema.optional(), to: targetSchema }).optional(),
  timeout: timeoutSchema,
});
export type WaitNode = z.infer<typeof waitSchema>;

export function waitExits(node: WaitNode): Exit[] {
  return [
    ...signalExits(node.on),
    ...(node.message ? [{ name: 'message', to: node.message.to }] : []),
    { name: 'timeout', to: node.timeout.to },
  ];
}

export function waitPlan(node: WaitNode, site: Site): StatePlan {
  const { message } = node;
  const save = message?.save;
  return {
    entry: enter(site),
    on: {
      ...signalTransitions(site, node.on),
      ...(message
        ? {
            message: [
              {
                target: site.target(message.to),
                actions: save
                  ? [remember((memory, move) => withVars(site, memory, { [save]: move.value }))]
                  : [],
              },
            ],
          }
        : {}),
    },
    after: timeoutTransitions(site, node.timeout),
  };
}

export function hearWait(node: WaitNode, heard: Heard, hearing: Hearing): Reading {
  if (heard.kind === 'signal') return hearSignal(node.on, heard, hearing);
  if (!node.message) return undefined;
  return {
    take: 'message',
    value: heard.kind === 'text' ? heard.text : heard.kind === 'tap' ? heard.label : undefined,
  };
}
