/** The summary of a time somebody had a conversation: what was said, suggested until the reader writes their own. */
import { useState } from 'react';
import { useTexts } from '../../ui/i18n.ts';
import { conversationTexts } from './conversation-texts.ts';
import type { Gist } from './gist.ts';

/** `outcome`: how it ended, in the reader's words. */
export function useSummary(gist: Gist, outcome?: string): [summary: string, set: (text: string) => void] {
  const say = useTexts(conversationTexts);
  // As it was when it was asked for: what comes meanwhile does not move the words under the reader's hands.
  const [{ asked, answered }] = useState(gist);
  const [typed, setTyped] = useState<string>();
  const suggested = [
    ...(asked ? [say('suggestAsked', { text: asked })] : []),
    ...(answered ? [say('suggestAnswered', { text: answered })] : []),
    // An ending alone is in the list already.
    ...(outcome && (asked || answered) ? [say('suggestOutcome', { text: outcome })] : []),
  ].join('\n');
  return [typed ?? suggested, setTyped];
}
