/** Puts one answer to one expectation, on a Monday at ten in Paris. */
import { expectationSchema, readAnswer } from '../../../flows/answer.ts';
import type { CustomerEvent } from '../../../flows/event.ts';
import type { Scope } from '../../../flows/scope.ts';

export type Expected = Parameters<typeof expectationSchema.parse>[0];
/** What every event carries. */
export const base = { id: '00000000-0000-4000-8000-000000000000', at: 0 };

/** A Monday, ten in the morning in Paris. */
export function scopeIn(locale: string): Scope {
  return {
    vars: { birthday: '1990-05-17', window: { open: '09:00' } },
    facts: {
      contact: { phone: '+33612345678', locale },
      brand: { id: 'b1', name: 'Salon Rose' },
      conversation: { id: 'c1' },
      channel: 'rbm',
    },
    now: Date.parse('2026-11-23T09:00:00Z'),
    locale,
    timezone: 'Europe/Paris',
  };
}

/** The value an answer is saved as, or the reason in brackets why it is none. */
export function hear(expected: Expected, heard: CustomerEvent, locale = 'en'): unknown {
  const answer = readAnswer(expectationSchema.parse(expected), heard, scopeIn(locale));
  return answer.ok ? answer.value : `(${answer.why})`;
}

export function typed(expected: Expected, text: string, locale = 'en'): unknown {
  return hear(expected, { kind: 'text', ...base, text }, locale);
}
