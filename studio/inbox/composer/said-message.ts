/** A message as it was written in the composer, made ready to be said: one language, every number a number. Pure. */

import { overLimits } from '../../../flows/fit.ts';
import type { DraftMessage, DraftSuggestion, LocalText, Message } from '../../../flows/message.ts';
import { messageSchema } from '../../../flows/message.ts';

/** Undefined where something is missing or too long for phones. */
export function saidMessage(draft: DraftMessage): Message | undefined {
  const read = messageSchema.safeParse(plain(draft));
  if (!read.success || !isComplete(read.data) || overLimits(read.data).length > 0) return undefined;
  return read.data;
}

function plain(draft: DraftMessage): unknown {
  const { suggestions } = draft;
  const buttons = suggestions.map(plainButton);
  switch (draft.kind) {
    case 'text':
      return { ...draft, text: one(draft.text), suggestions: buttons };
    case 'media':
      return { ...texts(draft), suggestions: buttons };
    case 'card':
      return { ...draft, card: plainCard(draft.card), suggestions: buttons };
    case 'carousel':
      return { ...draft, cards: draft.cards.map(plainCard), suggestions: buttons };
  }
}

function plainCard(card: Extract<DraftMessage, { kind: 'card' }>['card']): unknown {
  const { title, description, media, suggestions } = card;
  return {
    ...(title === undefined || one(title) === '' ? {} : { title: one(title) }),
    ...(description === undefined || one(description) === '' ? {} : { description: one(description) }),
    ...(media === undefined || one(media.url) === '' ? {} : { media: texts(media) }),
    suggestions: suggestions.map(plainButton),
  };
}

/** A reply sends back its own words: here nobody waits for anything else. */
function plainButton(button: DraftSuggestion): unknown {
  if (button.kind === 'reply') {
    const label = one(button.label ?? '').trim();
    const data = button.data === undefined || button.data === 'go:' ? label : button.data;
    return { kind: 'reply', label, data };
  }
  return texts(button);
}

function texts(value: object): object {
  const entries = Object.entries(value).map(([key, part]) => {
    if ((key === 'latitude' || key === 'longitude') && part !== undefined) return [key, Number(part)];
    return [key, isLocal(part) ? one(part) : part];
  });
  return Object.fromEntries(entries.filter(([, part]) => part !== undefined && part !== ''));
}

function isLocal(value: unknown): value is LocalText {
  return typeof value === 'string' || (typeof value === 'object' && value !== null && !Array.isArray(value));
}

function one(text: LocalText): string {
  return typeof text === 'string' ? text : (Object.values(text)[0] ?? '');
}

function isComplete(message: Message): boolean {
  const cards = message.kind === 'card' ? [message.card] : message.kind === 'carousel' ? message.cards : [];
  const buttons = [...message.suggestions, ...cards.flatMap((card) => card.suggestions)];
  if (buttons.some(({ label }) => label.trim() === '')) return false;
  switch (message.kind) {
    case 'text':
      return message.text.trim() !== '';
    case 'media':
      return /^https?:\/\//.test(message.url) || message.url.startsWith('/');
    case 'card':
    case 'carousel':
      return cards.every((card) => card.title || card.description || card.media);
  }
}
