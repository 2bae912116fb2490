/** Texts of a fixed make, such as a number plate or a file number, against the shape an author drew; knows no flow. */

/**
 * The text in a shape's own writing ("ab123456" in "AA-000000" is "AB-123456"), undefined if it does not fit. Spaces
 * and punctuation are ignored on both sides; a letter or digit in the shape other than A and 0 must be there.
 */
export function fitShape(text: string, shape: string): string | undefined {
  const typed = [...text.normalize('NFKC').toUpperCase()].filter((c) => /[\p{L}\p{N}]/u.test(c));
  let shaped = '';
  let at = 0;
  for (const slot of shape) {
    if (!/[\p{L}\p{N}]/u.test(slot)) {
      shaped += slot;
      continue;
    }
    const character = typed[at++];
    if (character === undefined) return undefined;
    const fits =
      slot === 'A'
        ? /\p{L}/u.test(character)
        : slot === '0'
          ? /\d/.test(character)
          : slot.toUpperCase() === character;
    if (!fits) return undefined;
    shaped += slot === 'A' || slot === '0' ? character : slot;
  }
  return at === typed.length ? shaped : undefined;
}
