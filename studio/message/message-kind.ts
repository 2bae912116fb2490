/** Turns a message of one kind into another and keeps what both can hold. Knows no form. */
import { LIMITS } from '../../flows/limits.ts';
import type { DraftCard, DraftMessage, LocalText } from '../../flows/message.ts';

export type MessageKind = DraftMessage['kind'];

/** Nothing of the author's words is lost where the new kind has a place for it; cards beyond the first are. */
export function asKind(message: DraftMessage, kind: MessageKind): DraftMessage {
  if (message.kind === kind) return message;
  const { suggestions } = message;
  const [first, ...others] = cardsOf(message);
  switch (kind) {
    case 'text':
      return { kind, text: wordsOf(first), suggestions };
    case 'media': {
      const { url = '', thumbnail, alt } = first?.media ?? {};
      const title = alt ?? wordsOrNone(first);
      return {
        kind,
        url,
        ...(thumbnail ? { thumbnail } : {}),
        ...(title ? { alt: title } : {}),
        suggestions,
      };
    }
    case 'card':
      return { kind, orientation: 'vertical', align: 'left', card: first ?? emptyCard(), suggestions };
    case 'carousel': {
      const cards = [first ?? emptyCard(), ...others];
      while (cards.length < LIMITS.carouselMinCards) cards.push(emptyCard());
      return { kind, width: 'medium', cards, suggestions };
    }
  }
}

/** What would be lost: cards after the first, buttons on cards, a picture. */
export function lostBy(
  message: DraftMessage,
  kind: MessageKind,
): { cards: number; buttons: number; media: boolean } {
  const cards = cardsOf(message);
  const kept = kind === 'carousel' ? cards.length : 1;
  const hasCard = kind === 'card' || kind === 'carousel';
  const [first] = cards;
  return {
    cards: cards.slice(kept).length,
    buttons: hasCard ? 0 : (first?.suggestions.length ?? 0),
    media: kind === 'text' && first?.media !== undefined,
  };
}

export function emptyCard(): DraftCard {
  return { title: '', suggestions: [] };
}

function cardsOf(message: DraftMessage): DraftCard[] {
  switch (message.kind) {
    case 'text':
      return [{ ...titled(message.text), suggestions: [] }];
    case 'media': {
      const { url, thumbnail, alt } = message;
      return [
        {
          ...(alt === undefined ? {} : { title: alt }),
          media: { url, height: 'medium', ...(thumbnail ? { thumbnail } : {}), ...(alt ? { alt } : {}) },
          suggestions: [],
        },
      ];
    }
    case 'card':
      return [message.card];
    case 'carousel':
      return message.cards;
  }
}

/** A short text is a title, a long one a description. */
function titled(text: LocalText): Pick<DraftCard, 'title' | 'description'> {
  const longest = Math.max(0, ...wordingsOf(text).map((wording) => wording.length));
  return longest <= LIMITS.cardTitle / 2 ? { title: text } : { description: text };
}

function wordsOf(card: DraftCard | undefined): LocalText {
  return wordsOrNone(card) ?? '';
}

/** Title and description as one text, language by language. */
function wordsOrNone(card: DraftCard | undefined): LocalText | undefined {
  const { title, description } = card ?? {};
  if (title === undefined || isEmpty(title)) return description;
  if (description === undefined || isEmpty(description)) return title;
  if (typeof title === 'string' && typeof description === 'string') return `${title}\n${description}`;
  const tags = new Set([...tagsOf(title), ...tagsOf(description)]);
  return Object.fromEntries(
    [...tags].map((tag) => [tag, [inTag(title, tag), inTag(description, tag)].filter(Boolean).join('\n')]),
  );
}

function isEmpty(text: LocalText): boolean {
  return wordingsOf(text).every((wording) => wording.trim() === '');
}

function wordingsOf(text: LocalText): string[] {
  return typeof text === 'string' ? [text] : Object.values(text);
}

function tagsOf(text: LocalText): string[] {
  return typeof text === 'string' ? [] : Object.keys(text);
}

function inTag(text: LocalText, tag: string): string {
  return typeof text === 'string' ? text : (text[tag] ?? '');
}
