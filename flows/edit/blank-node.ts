/** New nodes that work as they are: real words in the flow's languages, sensible times. Knows no editor. */

import type { Flow } from '../flow.ts';
import type { LocalText } from '../message.ts';
import { type Node, type NodeKind, nodeSchema } from '../nodes/registry.ts';
import { SYSTEM_ROOTS } from '../scope.ts';
import { freshName } from './fresh-id.ts';

/**
 * A node of a kind as it is first put on the canvas, with its exits open. Its texts are in English and, if the flow
 * has it, French; other languages are left for the author. It declares no variable: `addNode` does.
 */
export function blankNode(kind: NodeKind, flow: Flow): Node {
  return nodeSchema.parse({ kind, ...blanks[kind](flow, (en, fr) => wording(flow, en, fr)) });
}

type Words = (en: string, fr: string) => LocalText;

/** One line a kind; a missing line does not compile. */
const blanks: { [K in NodeKind]: (flow: Flow, words: Words) => object } = {
  say: (_, words) => ({
    say: [saying(words('Hello! Good to hear from you.', 'Bonjour ! Ravis de vous lire.'))],
  }),
  choose: (_, words) => ({
    ask: saying(words('How can we help you?', 'Comment pouvons-nous vous aider ?')),
    choices: [
      { id: 'yes', label: words('Yes, please', 'Oui, volontiers') },
      { id: 'no', label: words('No, thank you', 'Non merci') },
    ],
  }),
  ask: (flow, words) => ({
    ask: saying(words('What is your name?', 'Quel est votre nom ?')),
    expect: { type: 'text' },
    save: newVariable(flow, 'answer'),
  }),
  branch: (flow) => ({ cases: [{ when: { value: anyVariable(flow), is: 'exists' } }] }),
  set: (flow) => ({ assign: [{ variable: newVariable(flow, 'value'), to: '' }] }),
  call: () => ({
    service: 'http',
    operation: 'request',
    input: { method: 'GET', url: 'https://example.com' },
  }),
  wait: () => ({ timeout: { after: '1h' } }),
  handoff: (_, words) => ({
    say: saying(
      words(
        'I am passing you to a colleague, who will answer here.',
        'Je vous passe un collègue, qui vous répondra ici.',
      ),
    ),
  }),
  subflow: () => ({ flow: 'other-flow' }),
  split: () => ({
    arms: [
      { id: 'a', weight: 50 },
      { id: 'b', weight: 50 },
    ],
  }),
  end: (_, words) => ({ say: saying(words('Thank you, and see you soon.', 'Merci, et à bientôt.')) }),
};

function saying(text: LocalText) {
  return { message: { kind: 'text', text } };
}

/** One wording where the flow has one language, else one for each of these two that it has. */
export function wording(flow: Flow, en: string, fr: string): LocalText {
  const [first = 'en', ...others] = flow.locales;
  if (others.length === 0) return first.startsWith('fr') ? fr : en;
  const said = flow.locales.flatMap((locale) =>
    locale.startsWith('en') ? [[locale, en]] : locale.startsWith('fr') ? [[locale, fr]] : [],
  );
  return said.length === 0 ? en : Object.fromEntries(said);
}

function newVariable(flow: Flow, wish: string): string {
  return freshName(wish, (name) => Object.hasOwn(flow.variables, name) || SYSTEM_ROOTS.includes(name));
}

/** Something that can be asked about: the flow's newest variable, or how the customer writes. */
function anyVariable(flow: Flow): string {
  return Object.keys(flow.variables).at(-1) ?? 'channel';
}
