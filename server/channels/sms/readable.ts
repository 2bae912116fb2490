/** A person's words as they can be stored. */

/** The same text without NUL and without halves of characters, which no database and no phone can hold. */
export function readable(text: string): string {
  const whole = text.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '') : whole;
}
