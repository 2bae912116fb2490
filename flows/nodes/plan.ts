/**
 * What a node kind is compiled into: states of an XState machine as plain configuration, plus how it reads what a
 * customer does. Knows XState's configuration format; runs nothing.
 */
import { assign } from 'xstate';
import type { Why } from '../answer.ts';
import type { CustomerEvent, Event } from '../event.ts';
import type { Flow } from '../flow.ts';
import type { Facts, Scope } from '../scope.ts';

/** The machine's context while one event is processed: what a snapshot keeps, and the facts around it. */
export interface Memory {
  facts: Facts;
  locale: string;
  vars: Record<string, Record<string, unknown>>;
  misses: number;
  offered: string[] | undefined;
  /** Where a person's work interrupted the flow. */
  back: string | undefined;
}

/**
 * What moves the machine: the name of an exit ("choice:haircut"), or one of the words of `compile.ts` ("start",
 * "missed", "help"). Never an outside event itself.
 */
export interface Move {
  type: string;
  /** Milliseconds since the epoch. */
  at: number;
  value?: unknown;
  why?: Miss;
}

export type Miss = Why | 'unknown';

/** Where a node stands in the machine: sub-flows are laid out inside their callers, under a prefix. */
export interface Site {
  /** The state's key: the node's id behind the prefix. */
  key: string;
  /** "" or "caller/": also the name of the scope its variables live in. */
  prefix: string;
  flow: Flow;
  /** The state an exit leads to (a node's id, or `FINISHED`); an unconnected one leads to the state that calls a person. */
  target(to: string | undefined): string;
  /** For the end of a sub-flow: where its caller goes on, and what is copied into the caller's scope. */
  caller: { prefix: string; output: Record<string, string>; to: string } | undefined;
  /** The first state of the sub-flow called here. */
  inner: ((flow: string) => { prefix: string; start: string; flow: Flow } | undefined) | undefined;
}

/** The state in which a flow ends because people finished it. */
export const FINISHED = '$finished';

type Args = { context: Memory; event: Move };
export type Action = { type: string; params?: (args: Args) => unknown } | ReturnType<typeof remember>;
export interface Transition {
  target?: string;
  guard?: (args: Args) => boolean;
  actions?: Action[];
}
export interface StatePlan {
  type?: 'final';
  entry?: Action[];
  always?: Transition[];
  on?: Record<string, Transition[]>;
  after?: Record<string, Transition[]>;
}

/** A change of memory, as XState's `assign`. */
export function remember(change: (memory: Memory, move: Move) => Partial<Memory>) {
  return assign(({ context, event }: { context: Memory; event: Move }) => change(context, event));
}

/** What a template at this site sees. */
export function scopeAt(site: Pick<Site, 'prefix' | 'flow'>, memory: Memory, at: number): Scope {
  return {
    vars: memory.vars[site.prefix] ?? {},
    facts: memory.facts,
    now: at,
    locale: memory.locale,
    timezone: site.flow.settings.timezone,
  };
}

/** The memory with variables of the site's scope changed; "locale" is the conversation's language. */
export function withVars(
  site: Pick<Site, 'prefix'>,
  memory: Memory,
  values: Record<string, unknown>,
): Partial<Memory> {
  const locale = values.locale;
  return {
    vars: { ...memory.vars, [site.prefix]: { ...memory.vars[site.prefix], ...values } },
    ...(typeof locale === 'string' && /^[a-z]{2}(-[A-Z]{2})?$/.test(locale) ? { locale } : {}),
  };
}

/**
 * How a waiting node reads an event. "take": an exit, with what shall be saved. "missed": not understood.
 * undefined: it does not concern this node.
 */
export type Reading = { take: string; value?: unknown } | { missed: Miss } | undefined;

/** What a waiting node is given to read with. */
export interface Hearing {
  site: Pick<Site, 'key' | 'prefix' | 'flow'>;
  scope: Scope;
  offered: string[] | undefined;
  /** The choice of a tap on one of this node's own buttons. */
  tapped: string | undefined;
}
export type Heard = CustomerEvent | Extract<Event, { kind: 'signal' }>;
