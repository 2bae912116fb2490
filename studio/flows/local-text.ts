/** An author's text in the reader's language, or in another one it has. */
import type { LocalText } from '../../flows/message.ts';

export function localText(text: LocalText | undefined, language: string): string | undefined {
  if (text === undefined || typeof text === 'string') return text;
  const same = Object.keys(text).find((locale) => locale.slice(0, 2) === language);
  return text[same ?? 'en'] ?? Object.values(text)[0];
}
