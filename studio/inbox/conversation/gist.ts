/** What was said while people had a conversation, in two lines: what the customer asked, and the last answer. Pure. */

import type { Row } from '../../../server/contract/inbox-list.ts';
import type { Line, MessageLine } from '../../../server/contract/inbox-live.ts';
import { wordsOfLine } from '../thread/line-content.ts';

export interface Gist {
  asked?: string;
  answered?: string;
}

const MOST_CHARACTERS = 160;

/**
 * The customer's first words since people have it, else their newest before; and the newest words of an operator since.
 * Of what is loaded: nothing is asked of the server for it.
 */
export function gistOf(lines: readonly Line[], { owner }: Pick<Row, 'owner'>): Gist {
  const since = owner.kind === 'bot' ? Number.POSITIVE_INFINITY : owner.since;
  const said = lines.flatMap((line) => {
    if (line.type !== 'message') return [];
    const text = shortened(line);
    return text === '' ? [] : [{ line, text }];
  });
  const heard = said.filter(({ line }) => line.direction === 'in');
  // What made the bot ask for a person came in the same moment.
  const asked = heard.find(({ line }) => line.at > since) ?? heard.at(-1);
  const answered = said.findLast(({ line }) => line.author?.kind === 'operator' && line.at >= since);
  return {
    ...(asked ? { asked: asked.text } : {}),
    ...(answered ? { answered: answered.text } : {}),
  };
}

function shortened(line: MessageLine): string {
  const text = wordsOfLine(line).replace(/\s+/g, ' ').trim();
  const letters = [...text];
  return letters.length > MOST_CHARACTERS ? `${letters.slice(0, MOST_CHARACTERS - 1).join('')}…` : text;
}
