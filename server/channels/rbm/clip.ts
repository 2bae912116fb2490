/** Shortening a text to a limit; knows no limit. */

/** At most `max` UTF-16 code units, a cut shown by an ellipsis and never through a surrogate pair. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1);
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
