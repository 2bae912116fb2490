/** ask: asks for something to type or send, checks it, asks again in other words, gives up politely. */
import { z } from 'zod';
import { expectationSchema, readAnswer } from '../answer.ts';
import { fold } from '../match.ts';
import { localTextSchema } from '../message.ts';
import type { Scope } from '../scope.ts';
import type { Buttons } from '../speak.ts';
import { expand } from '../template.ts';
import type { Exit } from './exit.ts';
import {
  type Heard,
  type Hearing,
  type Memory,
  type Reading,
  remember,
  type Site,
  type StatePlan,
  scopeAt,
  withVars,
} from './plan.ts';
import {
  deliverySchema,
  nodeBase,
  nodeIdSchema,
  retrySchema,
  targetSchema,
  timeoutSchema,
  utteranceSchema,
  variableNameSchema,
} from './shape.ts';
import { button, enter, missedTransitions, repeatTransitions, send, timeoutTransitions } from './utter.ts';

export const askSchema = z.strictObject({
  kind: z.literal('ask'),
  ...nodeBase,
  ask: utteranceSchema,
  expect: expectationSchema,
  save: variableNameSchema,
  /** A chip that leaves without an answer: "Skip", "I don't have it". */
  skip: z
    .array(
      z.strictObject({
        id: nodeIdSchema,
        label: localTextSchema,
        words: z.array(z.string()).default([]),
        to: targetSchema,
      }),
    )
    .max(4)
    .default([]),
  retry: retrySchema.optional(),
  timeout: timeoutSchema.optional(),
  delivery: deliverySchema.optional(),
  to: targetSchema,
});
export type AskNode = z.infer<typeof askSchema>;

export function askExits(node: AskNode): Exit[] {
  return [
    { name: 'next', to: node.to },
    ...node.skip.map((skip) => ({ name: `skip:${skip.id}`, to: skip.to })),
    ...(node.retry?.to ? [{ name: 'not-understood', to: node.retry.to }] : []),
    ...(node.timeout ? [{ name: 'timeout', to: node.timeout.to }] : []),
  ];
}

/** The chips of the ways on without an answer. */
export function askButtons(node: AskNode, site: Pick<Site, 'key'>, scope: Scope): Buttons {
  return new Map(
    node.skip.map((skip) => [skip.id, button(site, skip.id, expand(skip.label, scope))] as const),
  );
}

export function askPlan(node: AskNode, site: Site): StatePlan {
  const buttons = (memory: Memory, at: number) => askButtons(node, site, scopeAt(site, memory, at));
  const typed = true as const;
  const question = { site, ask: node.ask, delivery: node.delivery, retry: node.retry, buttons, typed };
  return {
    entry: [...enter(site), send(site, node.ask, node.delivery, buttons, typed)],
    on: {
      next: [
        {
          target: site.target(node.to),
          actions: [remember((memory, move) => withVars(site, memory, { [node.save]: move.value }))],
        },
      ],
      ...Object.fromEntries(
        node.skip.map((skip) => [`skip:${skip.id}`, [{ target: site.target(skip.to) }]] as const),
      ),
      ...missedTransitions(question),
      ...repeatTransitions(question),
    },
    after: timeoutTransitions(site, node.timeout),
  };
}

/** A skip chip is taken when tapped or typed exactly; everything else is read as the answer. */
export function hearAsk(node: AskNode, heard: Heard, { scope, tapped, site }: Hearing): Reading {
  if (heard.kind === 'signal') return undefined;
  if (tapped !== undefined) {
    return node.skip.some((skip) => skip.id === tapped)
      ? { take: `skip:${tapped}` }
      : { missed: 'not-a-choice' };
  }
  if (heard.kind === 'text') {
    const typed = fold(heard.text);
    const skip = node.skip.find((item) =>
      [...site.flow.locales.map((locale) => expand(item.label, { ...scope, locale })), ...item.words].some(
        (word) => fold(word) === typed,
      ),
    );
    if (skip) return { take: `skip:${skip.id}` };
  }
  const answer = readAnswer(node.expect, heard, scope);
  return answer.ok ? { take: 'next', value: answer.value } : { missed: answer.why };
}
