/** What a language is called in the reader's own. */
import type { Locale } from '../ui/i18n.ts';

/** "French"; the tag itself where nobody knows it. */
export function languageName(tag: string, reader: Locale): string {
  try {
    const name = new Intl.DisplayNames([reader], { type: 'language' }).of(tag) ?? tag;
    return name.charAt(0).toLocaleUpperCase(reader) + name.slice(1);
  } catch {
    return tag;
  }
}
