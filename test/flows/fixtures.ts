/** Small flows, facts and events for the tests of the core; knows no store, no channel and no clock. */
import { compile, type Program } from '../../flows/compile.ts';
import type { Effect } from '../../flows/effect.ts';
import type { Event } from '../../flows/event.ts';
import { type Bundle, type Flow, type FlowInput, flowSchema } from '../../flows/flow.ts';
import { type Message, type Suggestion, suggestionsOf } from '../../flows/message.ts';
import type { Facts } from '../../flows/scope.ts';
import { textOf } from '../../flows/simulate.ts';
import type { Snapshot } from '../../flows/snapshot.ts';
import { type Step, start, step } from '../../flows/step.ts';
import { writeTap } from '../../flows/tap.ts';
import type { Catalogue, Dialogue, Listed } from '../../flows/turn.ts';

/** Monday 23 November 2026, 10:00 in Paris. */
export const NOON = Date.UTC(2026, 10, 23, 9, 0, 0);
export const MINUTE = 60_000;
export const HOUR = 3_600_000;

export const FACTS: Facts = {
  contact: { phone: '+33612345678', name: 'Marie', locale: 'en' },
  brand: { id: 'salon', name: 'Maison Carillon', phone: '+33472000000' },
  conversation: { id: 'c-1' },
  channel: 'rbm',
};

type Nodes = FlowInput['nodes'];

/** A flow of these nodes that starts at the first of them. */
export function flowOf(nodes: Nodes, more: Partial<FlowInput> = {}): Flow {
  return flowSchema.parse({
    format: 1,
    id: 'main',
    name: 'Main',
    start: Object.keys(nodes)[0],
    locales: ['en', 'fr'],
    nodes,
    ...more,
  });
}

export function bundleOf(nodes: Nodes, more: Partial<FlowInput> = {}, subflows: Flow[] = []): Bundle {
  return {
    flow: flowOf(nodes, more),
    subflows: Object.fromEntries(subflows.map((flow) => [flow.id, flow])),
  };
}

export function programOf(nodes: Nodes, more: Partial<FlowInput> = {}, subflows: Flow[] = []): Program {
  return compile(bundleOf(nodes, more, subflows));
}

/** A plain text message, as an utterance. */
export function says(text: string) {
  return { message: { kind: 'text' as const, text } };
}

/** The n-th event's id: a UUID, the same in every run. */
export function idOf(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(9, '0')}000`;
}

type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;
export type Occurrence = Without<Event, 'id' | 'at'>;

/** One conversation with one program, stepped by hand: keeps the last step, counts the events. */
export function converse(program: Program, facts: Facts = FACTS, variables: Record<string, unknown> = {}) {
  let now = NOON;
  let count = 1;
  let last: Step = start(program, { kind: 'start', variables, id: idOf(count), at: now }, facts);
  const happen = (event: Occurrence): Step => {
    count += 1;
    last = step(program, last.snapshot, { ...event, id: idOf(count), at: now } as Event, facts);
    return last;
  };
  return {
    get last() {
      return last;
    },
    get snapshot(): Snapshot {
      return last.snapshot;
    },
    /** Replaces what is stored, as if it had been read from elsewhere. */
    restore(snapshot: Snapshot) {
      last = { ...last, snapshot };
    },
    happen,
    type: (text: string) => happen({ kind: 'text', text }),
    tap: (node: string, choice: string) =>
      happen({ kind: 'tap', data: writeTap({ node, choice }), label: choice }),
    /** Lets time go by, without any timer firing. */
    pass(ms: number) {
      now += ms;
    },
    /** Fires the timer that is due first, at its time. */
    fire() {
      const [token, held] = Object.entries(last.snapshot.timers).sort(([, a], [, b]) => a.at - b.at)[0] ?? [];
      if (token === undefined || !held) throw new Error('no timer is held');
      now = Math.max(now, held.at);
      return happen({ kind: 'timer', token });
    },
    /** Answers the call that is open. */
    done: (result: unknown) => happen({ kind: 'done', call: callOf(last.snapshot), result }),
    fail: (code: string) => happen({ kind: 'failed', call: callOf(last.snapshot), code }),
  };
}

function callOf(snapshot: Snapshot): string {
  const [call] = Object.keys(snapshot.calls);
  if (call === undefined) throw new Error('no call is open');
  return call;
}

/** The messages among effects. */
export function messagesIn(effects: readonly Effect[]): Message[] {
  return effects.flatMap((effect) => (effect.kind === 'send' ? [effect.message] : []));
}

/** What the messages among effects say, one string each. */
export function saidIn(effects: readonly Effect[]): string[] {
  return messagesIn(effects).map(textOf);
}

/** The labels of every button among effects. */
export function labelsIn(effects: readonly Effect[]): string[] {
  return messagesIn(effects).flatMap((message) =>
    suggestionsOf<Suggestion>(message).map(({ label }) => label),
  );
}

export function kindsOf(effects: readonly Effect[]): Effect['kind'][] {
  return effects.map(({ kind }) => kind);
}

/** The effects of one kind. */
export function only<K extends Effect['kind']>(
  effects: readonly Effect[],
  kind: K,
): Extract<Effect, { kind: K }>[] {
  return effects.filter((effect): effect is Extract<Effect, { kind: K }> => effect.kind === kind);
}

/** Published flows by id, as a turn sees them. */
export function catalogueOf(...bundles: Bundle[]): Catalogue {
  const listed = new Map<string, Listed>(
    bundles.map((bundle) => [bundle.flow.id, { id: bundle.flow.id, version: 1, program: compile(bundle) }]),
  );
  return { get: (id) => listed.get(id), all: () => listed.values() };
}

export const NOBODY: Dialogue = { run: undefined, withPeople: false, optedOut: false, locale: 'en' };
