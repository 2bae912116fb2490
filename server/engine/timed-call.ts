/** One call of a service for one conversation, given up after its time. Knows neither a service nor who asks. */
import type { Brand } from '../channels/port.ts';
import type { Clock } from '../clock.ts';
import type { CallContext, CallOutcome } from '../services/port.ts';
import type { Conversation } from '../stores/port.ts';

export type RunCall = (
  service: string,
  operation: string,
  input: Record<string, unknown>,
  context: CallContext,
) => Promise<CallOutcome>;

export interface Asked {
  /** The same call asked twice has the same id and takes effect once. */
  id: string;
  service: string;
  operation: string;
  input: Record<string, unknown>;
  /** In seconds. */
  timeout: number;
}

/** Fails with "timeout" where no answer came in time; rejects where the service throws. */
export type TimedCall = (
  about: Pick<Conversation, 'workspace' | 'id' | 'phone' | 'locale'>,
  brand: Pick<Brand, 'id' | 'timezone'>,
  asked: Asked,
) => Promise<CallOutcome>;

export function createTimedCall({ call, clock }: { call: RunCall; clock: Clock }): TimedCall {
  return async ({ workspace, id: conversation, phone, locale }, brand, asked) => {
    const { id, service, operation, input, timeout } = asked;
    const now = clock.now();
    const stop = new AbortController();
    const context: CallContext = {
      workspace,
      brand: brand.id,
      conversation,
      phone,
      locale,
      timezone: brand.timezone,
      now,
      id,
      signal: stop.signal,
    };
    const late = new Promise<CallOutcome>((resolve) => {
      const cancel = clock.alarm(now + timeout * 1000, () => {
        stop.abort();
        resolve({ kind: 'failed', code: 'timeout', message: `No answer within ${timeout} s.` });
      });
      stop.signal.addEventListener('abort', cancel, { once: true });
    });
    try {
      return await Promise.race([call(service, operation, input, context), late]);
    } finally {
      stop.abort();
    }
  };
}
