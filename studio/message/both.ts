/** A dictionary's texts in both languages at once, for what is stored or shown elsewhere later. Holds no text itself. */
import type { Dictionary } from '../ui/i18n.ts';
import type { Words } from './slot.ts';

/** Reads one text in every language; `{name}` in it is replaced by `values.name`. */
export type SayBoth<Key extends string> = (key: Key, values?: Record<string, string | number>) => Words;

export function both<Key extends string>(texts: Dictionary<Key>): SayBoth<Key> {
  return (key, values = {}) => {
    const fill = (text: string) =>
      text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
    return { en: fill(texts.en[key]), fr: fill(texts.fr[key]) };
  };
}
