/** What was begun to be whispered in a conversation: kept apart from the reply, so that neither ever becomes the other. */
import { useState } from 'react';

const begun = new Map<string, string>();

export function useWhisper(id: string): { text: string; setText(text: string): void } {
  const [text, show] = useState(() => begun.get(id) ?? '');
  return {
    text,
    setText(next) {
      if (next === '') begun.delete(id);
      else begun.set(id, next);
      show(next);
    },
  };
}
