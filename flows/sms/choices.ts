/** The numbered choices of an SMS: which a message has, and which of them a person typed. Knows no flow and no conversation. */
import { fold, isTypo, pick, withoutCourtesy } from '../match.ts';
import { type Message, type Suggestion, suggestionsOf } from '../message.ts';

/** What a reply button says, and what comes back when it is chosen. */
export interface Choice {
  label: string;
  data: string;
}

/** A message's replies in reading order, those on its cards first: the first of them is number `numberFrom`. */
export function choicesOf(message: Message): Choice[] {
  const found: Choice[] = [];
  for (const item of suggestionsOf<Suggestion>(message)) {
    if (item.kind === 'reply') found.push({ label: item.label, data: item.data });
  }
  return found;
}

/**
 * True where some label is itself a number, as in "2, 4 or 6 people?": an SMS then names the labels, since a "2" that
 * comes back could be either.
 */
export function areNumbers(choices: readonly Choice[]): boolean {
  return choices.some(({ label }) => !/[a-z]/i.test(label) && BARE.test(fold(label)));
}

const BARE = /^\d{1,3}$/;
const NUMBERED =
  /^(?:#|n ?°|no\b\.?|nr\b\.?|num\b\.?|number|numero|option|choice|choix|reponse|answer|reply|type|tapez|repondez)? ?(\d{1,3})[.)]?$/;
const NUMBER_AND_LABEL = /^(\d{1,3}) ?[-.):=]? ?(\D.*)$/;
const MAX_TYPED = 200;

/**
 * The choice a text names: by its number ("2", "2.", "#2", "option 2"), by its label, its first word, with a small
 * typo, or both ("2 Colour"). A label that is that very number comes before it. "ambiguous": it could be several.
 * Undefined: none of them, as a number outside of the list is.
 */
export function readChoice(choices: readonly Choice[], text: string): Choice | 'ambiguous' | undefined {
  if (text.length > MAX_TYPED || choices.length === 0) return undefined;
  const said = withoutCourtesy(fold(text));
  if (BARE.test(said)) {
    const named = choices.find(({ label }) => fold(label) === said);
    return named ?? choices[Number(said) - 1];
  }
  const number = NUMBERED.exec(said)?.[1];
  if (number !== undefined) return choices[Number(number) - 1];
  const both = NUMBER_AND_LABEL.exec(said);
  const meant = both && choices[Number(both[1]) - 1];
  if (both && meant && isBeginning(fold(meant.label), both[2] ?? '')) return meant;
  const found = pick(
    choices.map(({ label }) => ({ labels: [label] })),
    text,
  );
  if (found === 'ambiguous') return allTheSame(choices, text) ?? 'ambiguous';
  return found === 'none' ? undefined : choices[found];
}

/** True for what is a number in a list and nothing else, so that only the list can say what it means. */
export function isChoiceNumber(text: string): boolean {
  return text.length <= MAX_TYPED && NUMBERED.test(withoutCourtesy(fold(text)));
}

function isBeginning(label: string, said: string): boolean {
  return label === said || label.startsWith(`${said} `) || isTypo(label, said);
}

/** One button shown twice is no ambiguity. */
function allTheSame(choices: readonly Choice[], text: string): Choice | undefined {
  const distinct = choices.filter(
    (choice, index) => choices.findIndex(({ data }) => data === choice.data) === index,
  );
  if (distinct.length === choices.length) return undefined;
  const found = pick(
    distinct.map(({ label }) => ({ labels: [label] })),
    text,
  );
  return typeof found === 'number' ? distinct[found] : undefined;
}
