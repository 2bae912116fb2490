/** Calls as the engine makes them, for tests; knows no service. */
import { randomUUID } from 'node:crypto';
import type { CallContext, CallOutcome } from '../../../server/services/port.ts';

/** Tuesday, 24 November 2026, 8:00 in Paris. */
export const TUESDAY = Date.parse('2026-11-24T07:00:00Z');

export function callContext(parts: Partial<CallContext> = {}): CallContext {
  return {
    workspace: 'main',
    brand: 'salon-brand',
    conversation: 'c-1',
    phone: '+33639980001',
    locale: 'en',
    timezone: 'Europe/Paris',
    now: TUESDAY,
    id: randomUUID(),
    signal: new AbortController().signal,
    ...parts,
  };
}

/** The result of a call that worked, as a flow would read it; fails the test otherwise. */
export function resultOf<T>(outcome: CallOutcome): T {
  if (outcome.kind === 'failed') throw new Error(`failed with ${outcome.code}: ${outcome.message}`);
  return outcome.result as T;
}

export function codeOf(outcome: CallOutcome): string {
  return outcome.kind === 'failed' ? outcome.code : 'done';
}
