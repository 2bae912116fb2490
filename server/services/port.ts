/** What a flow's call node may use, and what the engine hands it; knows no particular service. */
import type { z } from 'zod';

export interface CallContext {
  workspace: string;
  brand: string;
  conversation: string;
  phone: string;
  locale: string;
  timezone: string;
  /** Milliseconds since the epoch. */
  now: number;
  /** The call's id: the same call asked twice has the same id and must take effect once. */
  id: string;
  /** Aborted when the call's timeout has passed. */
  signal: AbortSignal;
}

/** "failed": an expected failure the flow has an exit for. Anything thrown is unexpected and is tried again. */
export type CallOutcome =
  | { kind: 'done'; result: unknown }
  | { kind: 'failed'; code: string; message: string };

export interface Operation<Input = never> {
  /** What a designer reads in the studio. */
  summary: string;
  input: z.ZodType<Input>;
  /** Codes it can fail with, each with a sentence; the author draws exits for them. */
  failures: Record<string, string>;
  run(input: Input, context: CallContext): Promise<CallOutcome>;
}

/** Operations by name. Each operation's input is checked against its schema before it runs. */
export interface Service {
  summary: string;
  operations: Record<string, Operation>;
}

/** Tells a conversation that something happened outside: becomes a `signal` event, once for each `key`. */
export type Signal = (signal: {
  workspace: string;
  conversation: string;
  name: string;
  data: Record<string, unknown>;
  key: string;
}) => Promise<void>;
