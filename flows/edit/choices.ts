/** The choices of a question, with the buttons on its cards that stand for them. Knows choose nodes only. */
import type { Flow } from '../flow.ts';
import type { DraftMessage, DraftSuggestion, LocalText } from '../message.ts';
import type { ChooseNode } from '../nodes/choose.ts';
import { type Choice, choiceSchema } from '../nodes/shape.ts';
import { wording } from './blank-node.ts';
import { freshId } from './fresh-id.ts';
import { nodeOf } from './targets.ts';

/** Adds a choice, at the end or at a place; its id is made from its label. `id` is "" where it could not be added. */
export function addChoice(
  flow: Flow,
  id: string,
  { label, at, ...more }: { label?: LocalText; at?: number } & Partial<Omit<Choice, 'label'>> = {},
): { flow: Flow; id: string } {
  const node = chooseAt(flow, id);
  if (!node) return { flow, id: '' };
  const { choices } = node;
  const given = label ?? wording(flow, 'New choice', 'Nouveau choix');
  const wish = more.id ?? (typeof given === 'string' ? given : (given.en ?? Object.values(given)[0] ?? ''));
  const fresh = freshId(wish.slice(0, 40) || 'choice', (one) => choices.some((choice) => choice.id === one));
  const parsed = choiceSchema.safeParse({ ...more, id: fresh, label: given });
  if (!parsed.success) return { flow, id: '' };
  const place = Math.max(0, Math.min(choices.length, at ?? choices.length));
  const next = { ...node, choices: [...choices.slice(0, place), parsed.data, ...choices.slice(place)] };
  return { flow: withNode(flow, id, next), id: fresh };
}

/** Removes a choice and the buttons that stand for it. */
export function removeChoice(flow: Flow, id: string, choice: string): Flow {
  const node = chooseAt(flow, id);
  if (!node?.choices.some((one) => one.id === choice)) return flow;
  const choices = node.choices.filter((one) => one.id !== choice);
  const message = withoutButtons(
    node.ask.message,
    (button) => button.kind === 'reply' && button.choice === choice,
  );
  const ask = message === node.ask.message ? node.ask : { ...node.ask, message };
  return withNode(flow, id, { ...node, choices, ask });
}

/** Moves a choice to a place among the others, counted from 0. */
export function moveChoice(flow: Flow, id: string, choice: string, to: number): Flow {
  const node = chooseAt(flow, id);
  const from = node?.choices.findIndex((one) => one.id === choice) ?? -1;
  const moved = node?.choices[from];
  if (!node || !moved) return flow;
  const place = Math.max(0, Math.min(node.choices.length - 1, Math.trunc(to)));
  if (Number.isNaN(place) || place === from) return flow;
  const others = node.choices.filter((one) => one !== moved);
  return withNode(flow, id, { ...node, choices: [...others.slice(0, place), moved, ...others.slice(place)] });
}

function chooseAt(flow: Flow, id: string): ChooseNode | undefined {
  const node = nodeOf(flow, id);
  return node?.kind === 'choose' ? node : undefined;
}

function withNode(flow: Flow, id: string, node: ChooseNode): Flow {
  return { ...flow, nodes: { ...flow.nodes, [id]: node } };
}

/** The message without some of its buttons; the same object if it has none such. */
function withoutButtons(message: DraftMessage, isGone: (button: DraftSuggestion) => boolean): DraftMessage {
  const keep = <T extends { suggestions: DraftSuggestion[] }>(part: T): T => {
    const suggestions = part.suggestions.filter((button) => !isGone(button));
    return suggestions.length === part.suggestions.length ? part : { ...part, suggestions };
  };
  const kept = keep(message);
  if (kept.kind === 'card') {
    const card = keep(kept.card);
    return card === kept.card ? kept : { ...kept, card };
  }
  if (kept.kind !== 'carousel') return kept;
  const cards = kept.cards.map(keep);
  return cards.every((card, n) => card === kept.cards[n]) ? kept : { ...kept, cards };
}
