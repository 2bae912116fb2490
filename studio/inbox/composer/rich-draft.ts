/** What the composer of cards begins with: nothing, or a message that is changed before it is sent. Loads no schema. */
import type { DraftMessage, LocalText, Message } from '../../../flows/message.ts';

export const BLANK: DraftMessage = {
  kind: 'card',
  orientation: 'vertical',
  align: 'left',
  card: { title: '', suggestions: [] },
  suggestions: [],
};

/** A message of a canned reply to be changed before it is sent. */
export function draftOf(message: Message): DraftMessage {
  return message as DraftMessage;
}

/** Whether there is nothing in it that somebody wrote. */
export function isBlank(draft: DraftMessage): boolean {
  return JSON.stringify(draft) === JSON.stringify(BLANK);
}

/** What a card is called in a line: the first words in it. */
export function wordsOfDraft(draft: DraftMessage): string {
  switch (draft.kind) {
    case 'text':
      return one(draft.text);
    case 'media':
      return one(draft.alt ?? '');
    case 'card':
      return one(draft.card.title ?? '') || one(draft.card.description ?? '');
    case 'carousel':
      return draft.cards.map(({ title }) => one(title ?? '')).find(Boolean) ?? '';
  }
}

function one(text: LocalText): string {
  return typeof text === 'string' ? text : (Object.values(text)[0] ?? '');
}
