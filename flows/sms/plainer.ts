/** Writes a text with plain characters where that makes its SMS shorter, and says what it changed; knows no message. */
import { countSegments, type Segments, septetsOf } from './segments.ts';

/** What a brand wants: never; only where the SMS then has fewer parts; typographic signs always. */
export type Smart = 'never' | 'when-shorter' | 'always';

export interface Change {
  /** In UTF-16 units of the text as it was. */
  at: number;
  from: string;
  to: string;
}

export interface Plain {
  text: string;
  /** In the order of the text; none of them inside a web address. */
  changes: Change[];
}

/**
 * Curly quotes, guillemets, dashes, ellipses, odd spaces, bullets and the like become what a keyboard has. Letters
 * with accents the GSM alphabet lacks lose them, and the euro sign beside a number becomes E, only where that saves
 * a part: never just because. ("EUR" would save nothing, ever: it takes three septets, the sign two.)
 *
 * "when-shorter" goes no further than it must: typographic signs, then letters, then as many euro signs as it takes.
 * "always" replaces the typographic signs in any case but where that would take another part.
 */
export function plainer(text: string, smart: Smart): Plain {
  const { text: said, changes } = plainerCounted(text, smart);
  return { text: said, changes };
}

/** A plain text with its count, so that it need not be counted again. */
export interface Counted extends Plain {
  count: Segments;
}

/** As `plainer`. */
export function plainerCounted(text: string, smart: Smart): Counted {
  const written: Counted = { text, changes: [], count: countSegments(text) };
  const { encoding, segments } = written.count;
  if (smart === 'never' || (segments <= 1 && (smart === 'when-shorter' || encoding === 'gsm7')))
    return written;
  if (encoding === 'gsm7' && !text.includes('€')) return written;

  const links = linksIn(text);
  let best = written;
  if (encoding === 'ucs2') {
    const { signs, letters } = readChanges(text, links);
    const typed = made(text, signs);
    if (smart === 'always' && typed.count.segments <= segments) best = typed;
    const bare = letters.length ? made(text, [...signs, ...letters].sort(byPlace)) : typed;
    for (const one of [typed, bare]) if (one.count.segments < best.count.segments) best = one;
  }
  return inEuros(text, best, links) ?? best;
}

function made(text: string, changes: Change[]): Counted {
  const changed = apply(text, changes);
  return { text: changed, changes, count: countSegments(changed) };
}

function apply(text: string, changes: readonly Change[]): string {
  let result = '';
  let from = 0;
  for (const change of changes) {
    result += text.slice(from, change.at) + change.to;
    from = change.at + change.from.length;
  }
  return result + text.slice(from);
}

function byPlace(one: Change, other: Change): number {
  return one.at - other.at;
}

// --- what could be written otherwise -----------------------------------------------------------------------------

/** Signs that look much the same in plain characters. None of the keys is in the GSM alphabet. */
const SIGNS: ReadonlyMap<string, string> = new Map([
  ...entries('‘’‚‛′ʹʻʼ´`', "'"),
  ...entries('“”„‟″«»', '"'),
  ...entries('‹›', "'"),
  ...entries('‐‑‒–—―−•‣◦▪●·∙', '-'),
  ...entries(
    '\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000',
    ' ',
  ),
  ...entries('\u00ad\u200b\u2060\ufeff', ''),
  ...entries('\u2028\u2029\u0085', '\n'),
  ['…', '...'],
  ['×', 'x'],
  ['→', '->'],
  ['⇒', '=>'],
  ['←', '<-'],
  ['≤', '<='],
  ['≥', '>='],
  ['™', 'TM'],
  ['©', '(c)'],
  ['®', '(R)'],
  ['№', 'No'],
  ['ﬀ', 'ff'],
  ['ﬁ', 'fi'],
  ['ﬂ', 'fl'],
  ['ﬃ', 'ffi'],
  ['ﬄ', 'ffl'],
  ['½', '1/2'],
  ['¼', '1/4'],
  ['¾', '3/4'],
]);

/** Letters that have no accent to lose. */
const LETTERS: ReadonlyMap<string, string> = new Map([
  ['œ', 'oe'],
  ['Œ', 'OE'],
  ['ĳ', 'ij'],
  ['Ĳ', 'IJ'],
  ['ł', 'l'],
  ['Ł', 'L'],
  ['đ', 'd'],
  ['Đ', 'D'],
  ['ð', 'd'],
  ['Ð', 'D'],
  ['þ', 'th'],
  ['Þ', 'Th'],
  ['ı', 'i'],
  ['ŀ', 'l'],
  ['º', 'o'],
  ['ª', 'a'],
]);

function entries(characters: string, plain: string): [string, string][] {
  return [...characters].map((character) => [character, plain]);
}

function readChanges(text: string, links: readonly Span[]): { signs: Change[]; letters: Change[] } {
  const signs: Change[] = [];
  const letters: Change[] = [];
  let nextLink = 0;
  for (let at = 0; at < text.length; at++) {
    const link = links[nextLink];
    if (link && at >= link.from) {
      at = link.to - 1;
      nextLink++;
      continue;
    }
    if (isOrdinary(text, at)) continue;
    const from = atSign(text, at);
    const sign = from && SIGNS.get(from.length > 1 ? from.trim() : from);
    if (from !== undefined && sign !== undefined) {
      signs.push({ at, from, to: sign });
      at += from.length - 1;
      continue;
    }
    const letter = clusterAt(text, at);
    if (letter.length === 1 && septetsOf(text.charCodeAt(at)) > 0) continue;
    const to = bareLetter(letter, text[at - 1]);
    if (to !== undefined) (to === letter.normalize('NFC') ? signs : letters).push({ at, from: letter, to });
    at += letter.length - 1;
  }
  return { signs, letters };
}

/** True for nearly every character, quickly: of the alphabet, without an accent behind it, and no space before "»". */
function isOrdinary(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (septetsOf(unit) === 0) return false;
  const next = text.charCodeAt(at + 1);
  return !(next >= 0x300 && next <= 0x36f) && !(unit === 0x20 && next === 0xbb);
}

const SPACES = ' \u00a0\u202f';

/** A sign with the space that French puts inside its quotes: `« oui »` becomes `"oui"`. */
function atSign(text: string, at: number): string | undefined {
  const [one = '', next = ''] = [text[at], text[at + 1]];
  if (one === '«' && next !== '' && SPACES.includes(next)) return one + next;
  if (next === '»' && SPACES.includes(one)) return one + next;
  return SIGNS.has(one) ? one : undefined;
}

/** A character with the accents that follow it, as some keyboards write them. */
function clusterAt(text: string, at: number): string {
  let end = at + 1;
  while (end < text.length && text.charCodeAt(end) >= 0x300 && text.charCodeAt(end) <= 0x36f) end++;
  return text.slice(at, end);
}

/** The letter as the GSM alphabet can write it, undefined where it cannot. */
function bareLetter(letter: string, before: string | undefined): string | undefined {
  // "n° 4", but not "20 °C".
  if (letter === '°') return before === 'n' || before === 'N' ? 'o' : undefined;
  const composed = letter.normalize('NFC');
  if (isPlainText(composed)) return composed;
  const known = LETTERS.get(letter);
  if (known !== undefined) return known;
  const bare = letter.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
  return bare !== '' && isPlainText(bare) ? bare : undefined;
}

function isPlainText(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (septetsOf(text.charCodeAt(at)) === 0) return false;
  return true;
}

// --- the euro sign -----------------------------------------------------------------------------------------------

const EURO = /(?<=\d)[ \u00a0\u202f]?€|€(?=\d)/g;

/** "45 €" is 45E to whoever pays by the part: as few of them as save one, or undefined. */
function inEuros(text: string, best: Counted, links: readonly Span[]): Counted | undefined {
  const { encoding, segments, perSegment, left } = best.count;
  if (encoding !== 'gsm7' || segments < 2 || !best.text.includes('€')) return undefined;
  // A sign with a space saves two septets; a text alone holds seven more, and each cut may waste one.
  const signs = best.text.split('€').length - 1;
  if (perSegment - left > 2 * signs + 7 + segments) return undefined;
  const euros: Change[] = [];
  for (const match of text.matchAll(EURO)) {
    const { index } = match;
    if (links.some((span) => index >= span.from && index < span.to)) continue;
    euros.push({ at: index, from: match[0], to: 'E' });
    // The space before the sign may be one of the signs changed already.
    const others = best.changes.filter((change) => !euros.some((euro) => covers(euro, change)));
    const shorter = made(text, [...others, ...euros].sort(byPlace));
    if (shorter.count.segments < segments) return shorter;
  }
  return undefined;
}

function covers(outer: Change, inner: Change): boolean {
  return inner.at >= outer.at && inner.at < outer.at + outer.from.length;
}

// --- web addresses -----------------------------------------------------------------------------------------------

interface Span {
  from: number;
  to: number;
}

const LINK = /https?:\/\/\S+/gi;

function linksIn(text: string): Span[] {
  return [...text.matchAll(LINK)].map(({ index, 0: link }) => ({ from: index, to: index + link.length }));
}
