/** Every service by name, and the one way to call it. A new service is one file beside this one and one line here. */
import { z } from 'zod';
import type { RecordStore } from '../stores/port.ts';
import { type CalendarServiceDeps, createCalendarService } from './calendar.ts';
import type { Cases } from './cases.ts';
import { createHttpService, type HttpServiceDeps } from './http.ts';
import type { Payments } from './payments.ts';
import type { CallContext, CallOutcome, Service } from './port.ts';
import { createSatisfactionService, type SatisfactionDeps } from './satisfaction.ts';
import { type AskTeam, createTeamService } from './team.ts';

export interface ServicesDeps extends HttpServiceDeps {
  records: RecordStore;
  payments: Payments;
  cases: Cases;
  team: AskTeam;
  rated?: SatisfactionDeps['rated'];
  booked?: CalendarServiceDeps['booked'];
}

export type ServiceName = 'calendar' | 'payments' | 'cases' | 'team' | 'satisfaction' | 'http';

export function createServices(deps: ServicesDeps): Record<ServiceName, Service> {
  return {
    calendar: createCalendarService(deps),
    payments: deps.payments.service,
    cases: deps.cases.service,
    team: createTeamService(deps.team),
    satisfaction: createSatisfactionService(deps),
    http: createHttpService(deps),
  };
}

/**
 * Calls an operation with an input as a flow expanded it. A template whose variable is empty gives "" or null: at the
 * top of the input that counts as left out. Fails with "unknown_operation", with "invalid_input" and where, or as the
 * operation fails; rejects where trying again may help.
 */
export async function runCall(
  services: Record<string, Service>,
  serviceName: string,
  operationName: string,
  input: Record<string, unknown>,
  context: CallContext,
): Promise<CallOutcome> {
  const service = own(services, serviceName);
  const operation = service && own(service.operations, operationName);
  if (!operation) {
    const message = `There is no operation "${operationName}" of a service "${serviceName}".`;
    return { kind: 'failed', code: 'unknown_operation', message };
  }
  const given = Object.entries(input).filter(
    ([, value]) => value !== '' && value !== null && value !== undefined,
  );
  const filled = Object.fromEntries(given);
  const parsed = operation.input.safeParse(filled);
  if (parsed.success) return operation.run(parsed.data, context);
  return { kind: 'failed', code: 'invalid_input', message: firstFault(parsed.error, filled) };
}

export interface OperationSheet {
  summary: string;
  /** JSON Schema of the input. */
  input: Record<string, unknown>;
  failures: Record<string, string>;
}

/** What a designer can choose from: every service's operations with their inputs and failures. */
export function describeServices(
  services: Record<string, Service>,
): Record<string, { summary: string; operations: Record<string, OperationSheet> }> {
  return mapValues(services, ({ summary, operations }) => ({
    summary,
    operations: mapValues(operations, (operation) => ({
      summary: operation.summary,
      input: z.toJSONSchema(operation.input, { io: 'input', unrepresentable: 'any' }),
      failures: operation.failures,
    })),
  }));
}

function firstFault(error: z.ZodError, input: Record<string, unknown>): string {
  const [issue] = error.issues;
  if (!issue) return 'The input does not fit.';
  const missing = issue.path.length === 1 && !Object.hasOwn(input, String(issue.path[0]));
  return `${issue.path.join('.') || 'input'}: ${missing ? 'needs a value' : issue.message}`;
}

function own<T>(table: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function mapValues<T, U>(table: Record<string, T>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, map(value)]));
}
