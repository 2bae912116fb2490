/** choose: asks with buttons; the answer is one of the author's choices or one of a list's items. */
import { z } from 'zod';
import type { Exit } from './exit.ts';
import {
  choiceSchema,
  deliverySchema,
  nodeBase,
  optionsSchema,
  retrySchema,
  timeoutSchema,
  utteranceSchema,
  variableNameSchema,
} from './shape.ts';

export const chooseSchema = z.strictObject({
  kind: z.literal('choose'),
  ...nodeBase,
  /** What is said; choices not placed on a card become chips under it. */
  ask: utteranceSchema,
  choices: z.array(choiceSchema).default([]),
  options: optionsSchema.optional(),
  /** The variable that holds the answer. */
  save: variableNameSchema.optional(),
  /** Buttons of this step stay valid after the conversation went on, and even after the flow's end. */
  keep: z.boolean().default(false),
  retry: retrySchema.optional(),
  timeout: timeoutSchema.optional(),
  delivery: deliverySchema.optional(),
});
export type ChooseNode = z.infer<typeof chooseSchema>;

export function chooseExits(node: ChooseNode): Exit[] {
  return [
    ...node.choices.map((choice) => ({ name: `choice:${choice.id}`, to: choice.to })),
    ...(node.options
      ? [
          { name: 'option', to: node.options.to },
          { name: 'none', to: node.options.none },
        ]
      : []),
    ...(node.retry?.to ? [{ name: 'not-understood', to: node.retry.to }] : []),
    ...(node.timeout ? [{ name: 'timeout', to: node.timeout.to }] : []),
  ];
}
