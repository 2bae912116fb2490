/** choose: asks with buttons; the answer is one of the author's choices or one of a list's items. */
import { z } from 'zod';
import { fold, pick } from '../match.ts';
import { readPath, type Scope } from '../scope.ts';
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
  choiceSchema,
  deliverySchema,
  nodeBase,
  optionsSchema,
  retrySchema,
  signalsSchema,
  timeoutSchema,
  utteranceSchema,
  variableNameSchema,
} from './shape.ts';
import { hearSignal, signalExits, signalTransitions } from './signals.ts';
import { button, enter, missedTransitions, repeatTransitions, send, timeoutTransitions } from './utter.ts';

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
  /** Signals that answer in the customer's place, such as a payment that came in. */
  on: signalsSchema,
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
    ...signalExits(node.on),
    ...(node.retry?.to ? [{ name: 'not-understood', to: node.retry.to }] : []),
    ...(node.timeout ? [{ name: 'timeout', to: node.timeout.to }] : []),
  ];
}

interface Item {
  label: string;
  value: string;
}

/** The list's items as they are offered now; without two of the same value. */
function itemsOf(node: ChooseNode, scope: Scope): Item[] {
  const { options } = node;
  if (!options) return [];
  const list = readPath(scope, options.from);
  const items = (Array.isArray(list) ? list : []).slice(0, options.max).map((item) => {
    const seen = { ...scope, vars: { ...scope.vars, item } };
    return { label: expand(options.label, seen), value: expand(options.value, seen) };
  });
  return items.filter(
    (item, index) =>
      item.label && item.value && items.findIndex((other) => other.value === item.value) === index,
  );
}

/** The buttons of the list's items and of the choices; "nothing" where the list is empty, so that nothing is asked. */
export function chooseButtons(node: ChooseNode, site: Pick<Site, 'key'>, scope: Scope): Buttons | 'nothing' {
  const offered = itemsOf(node, scope);
  if (node.options && offered.length === 0) return 'nothing';
  return new Map([
    ...offered.map((item) => [`=${item.value}`, button(site, `=${item.value}`, item.label)] as const),
    ...node.choices.map(
      (choice) => [choice.id, button(site, choice.id, expand(choice.label, scope))] as const,
    ),
  ]);
}

export function choosePlan(node: ChooseNode, site: Site): StatePlan {
  const items = (memory: Memory, at: number) => itemsOf(node, scopeAt(site, memory, at));
  const buttons = (memory: Memory, at: number) => chooseButtons(node, site, scopeAt(site, memory, at));
  const save = (value: (moved: unknown) => unknown) => {
    const name = node.save;
    return name ? [remember((memory, move) => withVars(site, memory, { [name]: value(move.value) }))] : [];
  };
  const question = { site, ask: node.ask, delivery: node.delivery, retry: node.retry, buttons };
  return {
    entry: [
      ...enter(site),
      send(site, node.ask, node.delivery, buttons),
      ...(node.options
        ? [remember((memory, move) => ({ offered: items(memory, move.at).map((item) => item.value) }))]
        : []),
    ],
    always: node.options
      ? [
          {
            guard: ({ context }) => context.offered?.length === 0,
            target: site.target(node.options.none),
          },
        ]
      : [],
    on: {
      ...Object.fromEntries(
        node.choices.map((choice) => [
          `choice:${choice.id}`,
          [{ target: site.target(choice.to), actions: save(() => choice.value ?? choice.id) }],
        ]),
      ),
      ...(node.options
        ? { option: [{ target: site.target(node.options.to), actions: save((value) => value) }] }
        : {}),
      ...signalTransitions(site, node.on),
      ...missedTransitions(question),
      ...repeatTransitions(question),
    },
    after: timeoutTransitions(site, node.timeout),
  };
}

/** A tap names its choice; typed text is matched against the labels in every language, then the other words. */
export function hearChoose(node: ChooseNode, heard: Heard, hearing: Hearing): Reading {
  if (heard.kind === 'signal') return hearSignal(node.on, heard, hearing);
  const { scope, offered, tapped, site } = hearing;
  if (tapped !== undefined) {
    const value = tapped.startsWith('=') ? tapped.slice(1) : undefined;
    if (value !== undefined) {
      return offered?.includes(value) ? { take: 'option', value } : { missed: 'not-a-choice' };
    }
    return node.choices.some((choice) => choice.id === tapped)
      ? { take: `choice:${tapped}` }
      : { missed: 'not-a-choice' };
  }
  const typed = heard.kind === 'text' ? heard.text : heard.kind === 'tap' ? (heard.label ?? '') : '';
  if (!fold(typed)) return { missed: 'unknown' };
  const items = itemsOf(node, scope).filter((item) => offered?.includes(item.value));
  const languages = [scope.locale, ...site.flow.locales.filter((locale) => locale !== scope.locale)];
  const found = pick(
    [
      ...items.map((item) => ({ labels: [item.label] })),
      ...node.choices.map((choice) => ({
        labels: [
          ...new Set(languages.map((locale) => expand(choice.label, { ...scope, locale }))),
          ...choice.words,
        ],
      })),
    ],
    typed,
  );
  if (found === 'none') return { missed: 'unknown' };
  if (found === 'ambiguous') return { missed: 'ambiguous' };
  const item = items[found];
  if (item) return { take: 'option', value: item.value };
  const choice = node.choices[found - items.length];
  return choice ? { take: `choice:${choice.id}` } : { missed: 'unknown' };
}
