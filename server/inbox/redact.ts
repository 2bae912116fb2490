/** Blacks out what names a person in a text: numbers of phones and cards, addresses, names that are known. Pure. */

const BLACK = '█████';
const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
/** Seven digits or more, however they are set apart: a phone, a card, an account. */
const LONG_NUMBER = /(?:\+|\b)\d(?:[\s().-]?\d){6,}/g;

/** `names`: what this person is called. A name of one letter is left, or every text would be black. */
export function createRedact(names: readonly (string | undefined)[]): (text: string) => string {
  const words = names
    .flatMap((name) => (name === undefined ? [] : [name, ...name.split(/\s+/)]))
    .map((name) => name.trim())
    .filter((name) => name.length > 1)
    .sort((one, other) => other.length - one.length);
  const named =
    words.length > 0
      ? new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.map(escaped).join('|')})(?![\\p{L}\\p{N}])`, 'giu')
      : undefined;
  return (text) => {
    const rest = text.replace(EMAIL, BLACK).replace(LONG_NUMBER, BLACK);
    return named ? rest.replace(named, BLACK) : rest;
  };
}

function escaped(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
