/** Reads and writes one language of a text that may have several. Knows no form. */

import type { LocalText } from '../../flows/message.ts';
import { localize } from '../../flows/template.ts';

/** What stands there in a language, "" where nothing does. One wording for all counts as the first language's. */
export function readLocal(text: LocalText | undefined, locale: string, locales: readonly string[]): string {
  if (text === undefined) return '';
  if (typeof text === 'string') return locale === locales[0] || locales.length < 2 ? text : '';
  return text[locale] ?? text[locale.slice(0, 2)] ?? '';
}

/** What is said in a language: its own wording, or the one that stands in for it. */
export function saidIn(text: LocalText | undefined, locale: string): string {
  return text === undefined ? '' : localize(text, locale);
}

/**
 * The text with one language replaced. A flow of one language keeps a plain text; one of several keeps one wording a
 * language, and a language whose wording is emptied is taken out. Undefined where nothing is left.
 */
export function writeLocal(
  text: LocalText | undefined,
  locale: string,
  wording: string,
  locales: readonly string[],
): LocalText | undefined {
  if (locales.length < 2) {
    const others = typeof text === 'object' ? Object.keys(text).filter((tag) => tag !== locale) : [];
    if (others.length === 0) return wording === '' ? undefined : wording;
  }
  const before: Record<string, string> =
    typeof text === 'string' ? { [locales[0] ?? locale]: text } : { ...text };
  if (wording !== '') before[locale] = wording;
  else delete before[locale];
  return Object.keys(before).length === 0 ? undefined : before;
}

/** As `writeLocal`, for a text that must be there: "" where nothing is left. */
export function writeRequired(
  text: LocalText,
  locale: string,
  wording: string,
  locales: readonly string[],
): LocalText {
  return writeLocal(text, locale, wording, locales) ?? '';
}

/** The languages of the flow in which a text has no wording; none where it has none at all. */
export function missingIn(text: LocalText | undefined, locales: readonly string[]): string[] {
  if (text === undefined || locales.length < 2) return [];
  if (typeof text === 'string') return text.trim() === '' || isWordless(text) ? [] : locales.slice(1);
  const all = Object.values(text);
  if (all.every((wording) => wording.trim() === '')) return [];
  return locales.filter((locale) => readLocal(text, locale, locales).trim() === '');
}

/** A text that says the same in every language: an address, a value alone. */
function isWordless(text: string): boolean {
  return !/\p{L}/u.test(text.replace(/\{\{.*?\}\}/g, ''));
}
