/** Prints templates at one moment, ten in the morning of 23 November 2026 in Greenwich. */
import type { Scope } from '../../../flows/scope.ts';
import { expand } from '../../../flows/template.ts';

export function scopeWith(vars: Record<string, unknown>, locale = 'en'): Scope {
  return {
    vars,
    facts: {
      contact: { phone: '+33612345678', name: 'Marie', locale },
      brand: { id: 'b1', name: 'Salon Rose' },
      conversation: { id: 'c1' },
      channel: 'rbm',
    },
    now: Date.parse('2026-11-23T10:00:00Z'),
    locale,
    timezone: 'Europe/Paris',
  };
}

/** The text with no-break spaces as plain ones, which is how they read. */
export function said(text: string, vars: Record<string, unknown> = {}, locale = 'en'): string {
  return expand(text, scopeWith(vars, locale)).replaceAll('\u00a0', ' ');
}
