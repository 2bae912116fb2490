/**
 * Everything a message says, as one text to be judged: words, labels, and every address behind a button. Pure. The
 * addresses of pictures and files are left out: they are shown, not followed.
 */
import { type Card, type Message, type Suggestion, suggestionsOf } from '../../flows/message.ts';

/** Lines in reading order. `sms` is the author's own wording for SMS, if there is one: it is said too. */
export function textOf(message: Message, sms?: string): string {
  const lines = [...contentOf(message), ...suggestionsOf<Suggestion>(message).flatMap(wordsOf), sms];
  return lines.filter((line) => line).join('\n');
}

function contentOf(message: Message): (string | undefined)[] {
  switch (message.kind) {
    case 'text':
      return [message.text];
    case 'media':
      return [message.alt];
    case 'card':
      return cardOf(message.card);
    case 'carousel':
      return message.cards.flatMap(cardOf);
  }
}

function cardOf({ title, description, media }: Card): (string | undefined)[] {
  return [title, description, media?.alt];
}

function wordsOf(suggestion: Suggestion): (string | undefined)[] {
  const { label } = suggestion;
  if (suggestion.kind === 'reply') return [label];
  return [label, suggestion.fallbackUrl, ...detailsOf(suggestion)];
}

function detailsOf(action: Exclude<Suggestion, { kind: 'reply' }>): (string | undefined)[] {
  switch (action.kind) {
    case 'open-url':
      return [action.url, action.description];
    case 'dial':
      return [action.phone];
    case 'view-location':
      return [action.place, action.query];
    case 'calendar':
      return [action.title, action.description];
    case 'compose':
      return [action.phone, action.text];
    case 'share-location':
      return [];
  }
}
