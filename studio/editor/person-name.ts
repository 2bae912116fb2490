/** What somebody is called on screen, where the server knows them by an account. Knows no screen. */
import type { Locale } from '../ui/i18n.ts';

/** Whoever signs in with the server's own token. */
const OWNER: Record<Locale, string> = { en: 'The owner', fr: 'Le propriétaire' };

export function personName(name: string, locale: Locale): string {
  return name.toLowerCase() === 'owner' ? OWNER[locale] : name;
}
