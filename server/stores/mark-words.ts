/** Where the words that were searched for stand in a text, and the part of it around them. Knows how words are folded. */
import type { Ranges } from './inbox-port.ts';

/** A run of letters and digits, as the index cuts texts. */
const WORD = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;
/** UTF-16 units before the first hit, and in all. */
const BEFORE = 60;
const LENGTH = 200;
/** UTF-16 units of a word that tell it from others. */
const LONGEST = 64;

/** The words of a search, folded; the last one may be the beginning of a longer one. */
export interface Sought {
  whole: readonly string[];
  beginning: string | undefined;
}

/** At most a dozen words; undefined without any. */
export function readSought(words: string): Sought | undefined {
  const tokens = (words.match(WORD) ?? []).slice(0, 12).map(fold);
  const beginning = tokens.at(-1);
  return beginning === undefined ? undefined : { whole: tokens.slice(0, -1), beginning };
}

/** The words of a text, folded, each once; of a very long text the first `most`. */
export function wordsOf(text: string, most = 1000): string[] {
  const found = new Set<string>();
  for (const [word] of text.matchAll(WORD)) {
    found.add(fold(word).slice(0, LONGEST));
    if (found.size >= most) break;
  }
  return [...found];
}

/** The words around the first hit, and every hit in them; "…" where it was cut. */
export function markWords(text: string, { whole, beginning }: Sought): { text: string; ranges: Ranges } {
  const hits: Ranges = [];
  for (const match of text.matchAll(WORD)) {
    const word = fold(match[0]);
    if (whole.includes(word) || (beginning !== undefined && word.startsWith(beginning))) {
      hits.push([match.index, match.index + match[0].length]);
    }
  }
  const first = hits[0]?.[0] ?? 0;
  const from = wordEdge(text, Math.max(0, first - BEFORE));
  const end = from + LENGTH >= text.length ? text.length : wordEdge(text, from + LENGTH);
  const lead = from > 0 ? '…' : '';
  const shift = lead.length - from;
  return {
    text: `${lead}${text.slice(from, end)}${end < text.length ? '…' : ''}`,
    ranges: hits.filter(([, to]) => to <= end).map(([a, b]) => [a + shift, b + shift]),
  };
}

/** Without case and accents. */
function fold(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** The beginning of the word a place is in, if that is near; never between the halves of a character. */
function wordEdge(text: string, at: number): number {
  if (at <= 0) return 0;
  const space = text.lastIndexOf(' ', at);
  if (space >= 0 && at - space < 30) return space + 1;
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at;
}
