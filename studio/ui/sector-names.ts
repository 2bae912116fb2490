/** The trades flows are made for, as people call them; a sector that is not listed is shown as it is written. */
import { type Locale, useLocale } from './i18n.ts';

const NAMES: Readonly<Record<string, Record<Locale, string>>> = {
  beauty: { en: 'Beauty and wellness', fr: 'Beauté et bien-être' },
  insurance: { en: 'Insurance', fr: 'Assurance' },
  retail: { en: 'Shops', fr: 'Commerce' },
  payment: { en: 'Payment', fr: 'Paiement' },
  payments: { en: 'Payment', fr: 'Paiement' },
  finance: { en: 'Banking and finance', fr: 'Banque et finance' },
  health: { en: 'Health', fr: 'Santé' },
  travel: { en: 'Travel', fr: 'Voyage' },
  food: { en: 'Food and restaurants', fr: 'Restauration' },
  delivery: { en: 'Delivery', fr: 'Livraison' },
  logistics: { en: 'Delivery', fr: 'Livraison' },
  telecom: { en: 'Telecom', fr: 'Télécoms' },
  energy: { en: 'Energy', fr: 'Énergie' },
  public: { en: 'Public services', fr: 'Services publics' },
  events: { en: 'Events', fr: 'Événements' },
  service: { en: 'Customer service', fr: 'Service client' },
  general: { en: 'For everyone', fr: 'Pour tous' },
};

/** Offered to choose from; two words for one trade are one. */
export const SECTORS = Object.keys(NAMES).filter((sector) => sector !== 'payments' && sector !== 'logistics');

export function useSectorName(): (sector: string) => string {
  const language = useLocale();
  return (sector) =>
    NAMES[sector.toLowerCase()]?.[language] ?? sector.charAt(0).toUpperCase() + sector.slice(1);
}
