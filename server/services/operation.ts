/** How a service's operations are written down; knows no particular service. */
import { z } from 'zod';
import type { CallOutcome, Operation } from './port.ts';

/** An operation whose `run` has the type its `input` schema yields. The registry parses before it runs. */
export function operation<Input>(definition: Operation<Input>): Operation {
  return definition as unknown as Operation;
}

export function done(result: unknown): CallOutcome {
  return { kind: 'done', result };
}

/** A service's failures, each code with its sentence, written once. */
export interface Failures<Code extends string> {
  fail(code: Code, detail?: string): CallOutcome;
  /** The part of the table one operation can fail with. */
  of(...codes: Code[]): Record<string, string>;
}

export function failureTable<Code extends string>(table: Record<Code, string>): Failures<Code> {
  return {
    fail: (code, detail) => ({ kind: 'failed', code, message: detail ?? table[code] }),
    of: (...codes) => Object.fromEntries(codes.map((code) => [code, table[code]])),
  };
}

/** A thing named by its id, or by the whole object an earlier operation gave: "{{hold.id}}" and "{{hold}}" both do. */
export function namedBy(field: string): z.ZodType<string> {
  const id = z.string().min(1).max(200);
  return z.union([id, z.looseObject({ [field]: id }).transform((thing) => String(thing[field]))]);
}
