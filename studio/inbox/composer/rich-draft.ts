/** What the composer of cards begins with: nothing, or a message that is changed before it is sent. Loads no schema. */
import type { DraftMessage, Message } from '../../../flows/message.ts';

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
