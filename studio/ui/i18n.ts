/** The studio's languages: which one is on, and how a screen's own dictionary is read. Holds no text itself. */
import { createStored, useStored } from './stored.ts';

export const LOCALES = ['en', 'fr'] as const;
export type Locale = (typeof LOCALES)[number];
export const LOCALE_NAMES: Record<Locale, string> = { en: 'English', fr: 'Français' };

export type Dictionary<Key extends string> = Record<Locale, Record<Key, string>>;
/** Reads one text; `{name}` in it is replaced by `values.name`. */
export type Say<Key extends string> = (key: Key, values?: Record<string, string | number>) => string;

/** A screen's texts. The compiler refuses a key that one language lacks. */
export function dictionary<const English extends Record<string, string>>(
  en: English,
  fr: Record<keyof English & string, string>,
): Dictionary<keyof English & string> {
  const entries = Object.entries(fr) as [keyof English & string, string][];
  const set = Object.fromEntries(entries.map(([key, text]) => [key, withFrenchSpaces(text)]));
  return { en, fr: set as Record<keyof English & string, string> };
}

/** French sets a space before these marks that no line may break at. */
function withFrenchSpaces(text: string): string {
  return text
    .replace(/ ([:;?!»])/g, '\u00a0$1')
    .replace(/« /g, '«\u00a0')
    .replace(/(\d) h (\d)/g, '$1\u00a0h\u00a0$2');
}

export const locale = createStored<Locale>('carillon.locale', (stored) => {
  const wanted = [stored ?? '', ...navigator.languages].map((tag) => tag.slice(0, 2).toLowerCase());
  return LOCALES.find((one) => one === wanted.find((tag) => LOCALES.some((known) => known === tag))) ?? 'en';
});

/** Keeps <html lang> in step, so that screen readers speak the right language. */
export function followLocale(root: HTMLElement): void {
  const apply = () => {
    root.lang = locale.get();
  };
  apply();
  locale.subscribe(apply);
}

export function useLocale(): Locale {
  return useStored(locale);
}

/** What dates and numbers are written by: the reader's own region where it speaks the studio's language ("en-GB"). */
export function useRegion(): string {
  const language = useLocale();
  return navigator.languages.find((tag) => tag.toLowerCase().startsWith(`${language}-`)) ?? language;
}

export function useTexts<Key extends string>(texts: Dictionary<Key>): Say<Key> {
  const table = texts[useLocale()];
  return (key, values) =>
    values
      ? table[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
      : table[key];
}
