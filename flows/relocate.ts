/**
 * What becomes of a running conversation when it is moved to another version of its flow. Pure; decides nothing about
 * when, and says nothing itself. The rules are group V of SPEC.md.
 */
import { defaults, IDLE, type Program } from './compile.ts';
import type { Facts } from './scope.ts';
import type { Snapshot } from './snapshot.ts';
import { step } from './step.ts';

/** Where the designer wants those to go on who rest at a step. */
export type Landing = { node: string } | 'finish' | 'restart';

export type Relocation =
  /** The step has no place in the new version: the conversation goes on in its own. */
  | { kind: 'stay' }
  /** Moved, and the customer notices nothing. */
  | { kind: 'quiet'; snapshot: Snapshot }
  /** The step is entered, as if the flow came there: by an event "handback" with this node. */
  | { kind: 'enter'; snapshot: Snapshot; node: string }
  /** The new version begins: by an event "start". */
  | { kind: 'restart' };

export interface RelocationRequest {
  /** Of a run that is not over. */
  snapshot: Snapshot;
  /** The version it runs on, and the one it shall run on. */
  from: Program;
  to: Program;
  /** By the step they rest at; who is left out stays at it. */
  mapping: Readonly<Record<string, Landing>>;
  /** People have the conversation. */
  withPeople: boolean;
  /** The id is a UUID, from which the ids of new timers derive. */
  event: { id: string; at: number };
  facts: Facts;
}

/** The outcome of a run that the designer ended. */
export const MOVED_OUTCOME = 'ended-by-designer';

/** Says how one conversation is moved. Of two ways it takes the one the customer notices less. */
export function relocate(request: RelocationRequest): Relocation {
  const { snapshot, from, to, mapping, withPeople } = request;
  const landing = Object.hasOwn(mapping, snapshot.value) ? mapping[snapshot.value] : undefined;
  if (landing === 'finish') return { kind: 'quiet', snapshot: finished(snapshot) };
  if (landing === 'restart') {
    const { start } = to.bundle.flow;
    if (!withPeople) return { kind: 'restart' };
    return { kind: 'quiet', snapshot: { ...later(snapshot, start), vars: { '': defaults(to.bundle.flow) } } };
  }
  const node = landing?.node ?? snapshot.value;
  if (node === snapshot.value && hasSameStep(from, to, node))
    return { kind: 'quiet', snapshot: kept(request) };
  if (landing === undefined || !to.stations.has(node)) return { kind: 'stay' };
  const vars = filledUp(snapshot, to);
  if (withPeople) return { kind: 'quiet', snapshot: { ...later(snapshot, node), vars } };
  // The new version need not know the step it comes from.
  const { back: _back, ...rest } = snapshot;
  return { kind: 'enter', snapshot: { ...rest, value: IDLE, vars }, node };
}

/** Both versions have the step, and it is of the same kind, so that it waits for the same. */
export function hasSameStep(from: Program, to: Program, key: string): boolean {
  const before = from.stations.get(key)?.node.kind;
  const after = to.stations.get(key)?.node.kind;
  // Neither: a state of our own, such as the one that calls a person.
  if (before === undefined && after === undefined) return Object.hasOwn(to.machine.states, key);
  return before === after;
}

function kept(request: RelocationRequest): Snapshot {
  const { snapshot, mapping, to } = request;
  const { back, ...rest } = snapshot;
  const mapped = back !== undefined && Object.hasOwn(mapping, back) ? mapping[back] : undefined;
  const question = typeof mapped === 'object' ? mapped.node : back;
  return {
    ...rest,
    vars: filledUp(snapshot, to),
    timers: timersOf(request),
    ...(question !== undefined && to.stations.has(question) ? { back: question } : {}),
  };
}

/** A timeout that is as it was runs on; one that was changed begins anew; one that is gone is gone. */
function timersOf({ snapshot, from, to, event, facts }: RelocationRequest): Snapshot['timers'] {
  const key = snapshot.value;
  const [before, after] = [timeoutAt(from, key), timeoutAt(to, key)];
  if (before === after) return snapshot.timers;
  const others = Object.entries(snapshot.timers).filter(([, held]) => held.event === 'gather');
  // As if it were entered now, of which only the timers are kept: nothing is said and nobody is asked.
  const entered = step(to, snapshot, { kind: 'handback', node: key, ...event }, facts).snapshot;
  return { ...Object.fromEntries(others), ...(entered.value === key ? entered.timers : {}) };
}

/** A step's timeout, where it leads aside, as a text to compare. */
function timeoutAt(program: Program, key: string): string {
  const station = program.stations.get(key);
  const node = station?.node;
  if (!node || !('timeout' in node) || typeof node.timeout !== 'object') return '';
  const { to: _to, ...when } = node.timeout;
  const written = JSON.stringify(when, Object.keys(when).sort());
  if (!('inOpeningHours' in when && when.inOpeningHours)) return written;
  const { hours, timezone } = station.site.flow.settings;
  return `${written} ${JSON.stringify({ hours, timezone })}`;
}

/** The variables as they are, and the defaults of those the new version has added. */
function filledUp({ vars }: Snapshot, to: Program): Snapshot['vars'] {
  return { ...vars, '': { ...defaults(to.bundle.flow), ...vars[''] } };
}

function finished(snapshot: Snapshot): Snapshot {
  const { back: _back, gathered: _gathered, mailbox: _mailbox, held: _held, ...rest } = snapshot;
  return { ...rest, value: IDLE, status: 'done', outcome: MOVED_OUTCOME, timers: {}, calls: {} };
}

/** While people have it the bot is silent: it goes there when the conversation is handed back. */
function later(snapshot: Snapshot, node: string): Snapshot {
  const { gathered: _gathered, offered: _offered, held: _held, ...rest } = snapshot;
  return {
    ...rest,
    value: IDLE,
    misses: 0,
    timers: {},
    calls: {},
    back: node,
  };
}
