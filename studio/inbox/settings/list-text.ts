/** Several short words as they are typed, with commas between. Pure. */

export function listText(words: readonly string[]): string {
  return words.join(', ');
}

/** Without blanks and without doubles. */
export function readList(text: string): string[] {
  return [
    ...new Set(
      text
        .split(',')
        .map((word) => word.trim())
        .filter(Boolean),
    ),
  ];
}

/** "en, fr"; undefined where a word is no language. */
export function readLanguages(text: string): string[] | undefined {
  const words = readList(text.toLowerCase());
  return words.every((word) => /^[a-z]{2}$/.test(word)) ? words : undefined;
}

/** Undefined for nothing; NaN for what is no whole number from 1 on. */
export function readCount(text: string): number | undefined {
  if (text.trim() === '') return undefined;
  return /^[1-9]\d{0,5}$/.test(text.trim()) ? Number(text) : Number.NaN;
}
