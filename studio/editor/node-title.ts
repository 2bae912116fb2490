/** The words by which people know a step: its title, else what it says, else what it is. Knows no canvas. */
import type { Flow } from '../../flows/flow.ts';
import type { DraftMessage } from '../../flows/message.ts';
import type { Node } from '../../flows/nodes/registry.ts';
import type { Locale } from '../ui/i18n.ts';
import { KINDS } from './kinds.ts';
import { shortened, shownLocale, wordsIn } from './words.ts';

/** Never empty. An id that is no step is answered as it is. */
export function titleOf(flow: Flow, id: string, locale: Locale): string {
  const node = Object.hasOwn(flow.nodes, id) ? flow.nodes[id] : undefined;
  return node ? nodeTitle(node, locale, shownLocale(flow.locales, locale)) : id;
}

export function nodeTitle(node: Node, locale: Locale, content: string = locale): string {
  if (node.title) return node.title;
  const said = shortened(messageWords(messagesOf(node)[0], content), 48);
  return said || KINDS[node.kind].name[locale];
}

/** Everything a step says, in order. */
export function messagesOf(node: Node): DraftMessage[] {
  switch (node.kind) {
    case 'say':
      return node.say.map(({ message }) => message);
    case 'choose':
    case 'ask':
      return [node.ask.message];
    case 'handoff':
    case 'end':
      return node.say ? [node.say.message] : [];
    default:
      return [];
  }
}

/** The first words of a message. */
export function messageWords(message: DraftMessage | undefined, content: string): string {
  switch (message?.kind) {
    case 'text':
      return wordsIn(message.text, content);
    case 'media':
      return wordsIn(message.alt, content);
    case 'card':
      return wordsIn(message.card.title ?? message.card.description, content);
    case 'carousel':
      return wordsIn(message.cards[0]?.title ?? message.cards[0]?.description, content);
    default:
      return '';
  }
}
