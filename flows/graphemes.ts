/** How many characters people count in a text, where an emoji of several code points is one; knows no language. */

/** The number of graphemes; counting stops as soon as there are more than `enough`. */
export function countGraphemes(text: string, enough = Number.POSITIVE_INFINITY): number {
  if (/^[\n\t\x20-\x7e]*$/.test(text)) return text.length;
  let count = 0;
  for (const _ of segmenter.segment(text)) {
    if (++count > enough) break;
  }
  return count;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
