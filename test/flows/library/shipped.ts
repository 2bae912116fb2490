/** The shipped flows, read from their files, and the services they use; knows nothing of how they are played. */
import { readdirSync, readFileSync } from 'node:fs';
import { type Flow, flowSchema } from '../../../flows/flow.ts';
import { createCalendarService } from '../../../server/services/calendar.ts';
import { createCases } from '../../../server/services/cases.ts';
import { createPayments } from '../../../server/services/payments.ts';
import type { Service } from '../../../server/services/port.ts';

export const LIBRARY = new URL('../../../flows/library/', import.meta.url);

/** Every shipped flow by id, in the order of their names. */
export function readShipped(): Map<string, Flow> {
  const names = readdirSync(LIBRARY).filter((name) => name.endsWith('.flow.json'));
  return new Map(
    names.sort().map((name) => {
      const flow = flowSchema.parse(JSON.parse(readFileSync(new URL(name, LIBRARY), 'utf8')));
      return [flow.id, flow];
    }),
  );
}

/** The services as descriptions only: nothing is called. */
export function shippedServices(): Record<string, Service> {
  const never = new Proxy({}, { get: () => () => Promise.reject(new Error('not to be called')) }) as never;
  const deps = { records: never, clock: never, signal: never };
  return {
    calendar: createCalendarService(deps),
    payments: createPayments({ ...deps, provider: never }).service,
    cases: createCases(deps).service,
  };
}
