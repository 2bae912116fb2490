/**
 * One event through one conversation's flow: pure, and the only file that knows the machine's action names.
 *
 * Nothing here throws for an author's mistake or a customer's words: the result carries a `problem`, and the
 * conversation goes to a person. The rules are numbered in SPEC.md.
 */
import { defaults, IDLE, PERSON, PROBLEM, type Program } from './compile.ts';
import { toMs } from './duration.ts';
import { type Effect, effectId, type HandoffReason } from './effect.ts';
import type { CustomerEvent, Event } from './event.ts';
import { fit } from './fit.ts';
import type { Memory, Move, Reading } from './nodes/plan.ts';
import { scopeAt } from './nodes/plan.ts';
import { hear, isWaiting } from './nodes/registry.ts';
import type { Sending } from './nodes/utter.ts';
import type { Facts } from './scope.ts';
import type { Snapshot } from './snapshot.ts';
import { GLOBAL_TAPS, readTap } from './tap.ts';
import { type Reached, transition } from './transition.ts';
import { globalWord } from './words.ts';

export interface Problem {
  /** "loop", "bad-state", "unconnected", "no-flow", "internal". */
  code: string;
  detail: string;
  node: string;
}

export interface Step {
  snapshot: Snapshot;
  effects: Effect[];
  /** The nodes entered, in order. */
  visited: string[];
  /** False where a customer's words or button meant nothing to this flow here. */
  understood: boolean;
  /** What the customer said in several messages, read as one when the gather time had passed. */
  said?: Extract<Event, { kind: 'text' }>;
  problem?: Problem;
}

/** Signals kept for a node that will wait for them. */
const MAILBOX_SIZE = 20;
/** Pending parts of one answer, while `gather` waits for more. */
const GATHER_SIZE = 20;
/** Effects of one move; a flow that asks for more says things in a circle. */
const MAX_EFFECTS = 500;
const GATHER = 'gather';

/**
 * Begins a flow. `previous` is the earlier run's snapshot, whose timers and calls end here; undefined if there was
 * none. `firstEffect` numbers the effects on from those the same event had before.
 */
export function start(
  program: Program,
  event: Extract<Event, { kind: 'start' }>,
  facts: Facts,
  previous?: Snapshot,
  firstEffect = 0,
): Step {
  const { flow } = program.bundle;
  const known = Object.entries(event.variables).filter(([name]) => Object.hasOwn(flow.variables, name));
  const fresh: Snapshot = {
    ...blank(program, facts),
    vars: { '': { ...defaults(flow), ...Object.fromEntries(known) } },
    timers: previous?.status === 'active' ? previous.timers : {},
  };
  return move(program, fresh, { type: 'start', at: event.at }, event.id, facts, firstEffect);
}

/** Takes a running, or finished, flow one event further. */
export function step(program: Program, snapshot: Snapshot, event: Event, facts: Facts): Step {
  const ready = settle(program, snapshot, event);
  if (ready === 'bad-state') return lost(program, snapshot, event, facts);
  switch (event.kind) {
    case 'text': {
      const span = program.bundle.flow.settings.gather;
      if (span && canGather(program, snapshot)) return gather(snapshot, event, toMs(span));
      return heard(program, snapshot, event, facts);
    }
    case 'tap':
    case 'file':
    case 'location':
      return heard(program, snapshot, event, facts);
    case 'timer':
      return timer(program, snapshot, event, facts);
    case 'done':
    case 'failed': {
      if (!Object.hasOwn(snapshot.calls, event.call)) return idle(snapshot);
      const value = event.kind === 'done' ? event.result : event.code;
      return move(program, snapshot, { type: event.kind, at: event.at, value }, event.id, facts);
    }
    case 'signal':
      return signal(program, snapshot, event, facts);
    case 'handback':
      return handback(program, snapshot, event, facts);
    case 'start':
      return start(program, event, facts, snapshot);
    case 'subscribe':
    case 'unsubscribe':
      // Consent is decided before any flow is asked (turn.ts).
      return idle(snapshot);
  }
}

/** A state that this version of the flow does not have cannot be entered. */
function settle(program: Program, snapshot: Snapshot, event: Event): 'ready' | 'bad-state' {
  if (event.kind === 'start') return 'ready';
  return Object.hasOwn(program.machine.states, snapshot.value) ? 'ready' : 'bad-state';
}

function lost(program: Program, snapshot: Snapshot, event: Event, facts: Facts): Step {
  const detail = `The flow has no node "${snapshot.value}" any more.`;
  return fail(program, snapshot, { code: 'bad-state', detail, node: snapshot.value }, event, facts);
}

/** A problem the flow cannot solve: the customer is told, and people take over with what was known. */
export function fail(
  program: Program,
  snapshot: Snapshot,
  problem: Problem,
  event: Pick<Event, 'id' | 'at'>,
  facts: Facts,
  firstEffect = 0,
): Step {
  const from = { ...snapshot, value: IDLE, status: 'active' as const };
  const result = move(program, from, { type: 'problem', at: event.at }, event.id, facts, firstEffect);
  return { ...result, problem };
}

/** Calls a person though no flow is running, by the way this flow has for it. */
export function callPerson(program: Program, event: Pick<Event, 'id' | 'at'>, facts: Facts): Step {
  return move(program, blank(program, facts), { type: 'person', at: event.at }, event.id, facts);
}

function blank(program: Program, facts: Facts): Snapshot {
  return {
    value: IDLE,
    status: 'active',
    locale: facts.contact.locale,
    vars: { '': defaults(program.bundle.flow) },
    misses: 0,
    timers: {},
    calls: {},
  };
}

// --- what customers do -----------------------------------------------------------------------------------------

function heard(program: Program, snapshot: Snapshot, event: CustomerEvent, facts: Facts): Step {
  const at = event.at;
  const go = (type: string, more: Partial<Move> = {}, from = snapshot) =>
    move(program, from, { type, at, ...more }, event.id, facts);
  const active = snapshot.status === 'active';
  const station = program.stations.get(snapshot.value);

  let tapped: string | undefined;
  if (event.kind === 'tap') {
    if (event.data === GLOBAL_TAPS.person && active) return go('person', {}, rememberBack(program, snapshot));
    if (event.data === GLOBAL_TAPS.restart && active) return go('restart');
    const tap = readTap(event.data);
    if (tap && (tap.node !== snapshot.value || !active)) return earlier(program, snapshot, tap, event, facts);
    tapped = tap?.choice;
    // A postback that is not ours, such as an author's own, is for triggers; the label may still answer here.
    if (!tap && !event.label) return { ...idle(snapshot), understood: false };
  }
  if (!active) return { ...idle(snapshot), understood: false };

  const word = event.kind === 'text' ? globalWord(event.text) : undefined;
  const global = () => (word ? globalMove(program, snapshot, word, event, facts) : undefined);
  // A chip labelled "Menu" or "Person" means that chip; in an answer typed freely the global words come first.
  const ownFirst = station?.node.kind === 'choose';
  if (!ownFirst) {
    const result = global();
    if (result) return result;
  }
  const reading = station ? read(program, snapshot, event, facts, tapped) : undefined;
  if (reading && 'take' in reading) return go(reading.take, { value: reading.value });
  const result = global();
  if (result) return result;
  // At a wait that hears nobody, the words may still be another flow's; a service at work is not left for them.
  if (!reading) return { ...idle(snapshot), understood: station?.node.kind !== 'wait' };
  return { ...go('missed', { why: reading.missed }), understood: false };
}

/** Whether the open question has a choice that this text names. */
export function hasChoice(
  program: Program,
  snapshot: Snapshot,
  event: Extract<Event, { kind: 'text' }>,
  facts: Facts,
): boolean {
  if (snapshot.status === 'done' || program.stations.get(snapshot.value)?.node.kind !== 'choose')
    return false;
  const reading = read(program, snapshot, event, facts, undefined);
  return reading !== undefined && 'take' in reading;
}

function read(
  program: Program,
  snapshot: Snapshot,
  event: Parameters<typeof hear>[1],
  facts: Facts,
  tapped: string | undefined,
): Reading {
  const station = program.stations.get(snapshot.value);
  if (!station) return undefined;
  const scope = scopeAt(station.site, memoryOf(snapshot, facts), event.at);
  return hear(station.node, event, { site: station.site, scope, offered: snapshot.offered, tapped });
}

function globalMove(
  program: Program,
  snapshot: Snapshot,
  word: NonNullable<ReturnType<typeof globalWord>>,
  event: CustomerEvent,
  facts: Facts,
): Step | undefined {
  const go = (from: Snapshot, ...moves: Move[]) => sequence(program, from, moves, event.id, facts);
  const at = event.at;
  switch (word) {
    case 'help':
      return go(snapshot, { type: 'help', at }, { type: 'repeat', at });
    case 'restart':
      return go(snapshot, { type: 'restart', at });
    case 'person':
      return go(rememberBack(program, snapshot), { type: 'person', at });
    case 'english':
    case 'french': {
      const value = word === 'english' ? 'en' : 'fr';
      if (!program.bundle.flow.locales.some((locale) => locale.startsWith(value))) return undefined;
      return go(snapshot, { type: 'language', at, value }, { type: 'repeat', at });
    }
    case 'stop':
    case 'start':
      return undefined;
  }
}

/**
 * A button of an earlier question. One that its author keeps valid is answered from its own node, with the variables
 * as they are now; any other is named as such, and the present question asked again.
 */
function earlier(
  program: Program,
  snapshot: Snapshot,
  tap: { node: string; choice: string },
  event: CustomerEvent,
  facts: Facts,
): Step {
  const node = program.stations.get(tap.node)?.node;
  if (node?.kind === 'choose' && node.keep && node.choices.some((choice) => choice.id === tap.choice)) {
    const there = { ...snapshot, value: tap.node, status: 'active' as const, outcome: undefined };
    return move(program, there, { type: `choice:${tap.choice}`, at: event.at }, event.id, facts);
  }
  if (snapshot.status === 'done') return { ...idle(snapshot), understood: false };
  const moves = [
    { type: 'stale', at: event.at },
    { type: 'repeat', at: event.at },
  ];
  return { ...sequence(program, snapshot, moves, event.id, facts), understood: true };
}

/** Where to come back to after a person's work: the question that was open. */
function rememberBack(program: Program, snapshot: Snapshot): Snapshot {
  const node = program.stations.get(snapshot.value)?.node;
  return node && isWaiting(node) ? { ...snapshot, back: snapshot.value } : snapshot;
}

// --- two messages within a moment -------------------------------------------------------------------------------

function canGather(program: Program, snapshot: Snapshot): boolean {
  const kind = program.stations.get(snapshot.value)?.node.kind;
  return snapshot.status === 'active' && (kind === 'ask' || kind === 'choose');
}

function gather(snapshot: Snapshot, event: Extract<Event, { kind: 'text' }>, span: number): Step {
  const parts = [...(snapshot.gathered ?? []), event.text].slice(-GATHER_SIZE);
  const before = Object.entries(snapshot.timers).find(([, held]) => held.event === GATHER)?.[0];
  const token = effectId(event.id, 0);
  const { [before ?? '']: _gone, ...timers } = snapshot.timers;
  const at = event.at + span;
  const node = snapshot.value;
  return {
    ...idle({
      ...snapshot,
      gathered: parts,
      timers: { ...timers, [token]: { at, node, event: GATHER } },
    }),
    effects: [
      ...(before ? [{ kind: 'cancel' as const, id: effectId(event.id, 1), token: before }] : []),
      { kind: 'schedule', id: token, token, at, node },
    ],
  };
}

// --- the shell --------------------------------------------------------------------------------------------------

function timer(
  program: Program,
  snapshot: Snapshot,
  event: Extract<Event, { kind: 'timer' }>,
  facts: Facts,
): Step {
  const held = Object.hasOwn(snapshot.timers, event.token) ? snapshot.timers[event.token] : undefined;
  if (!held) return idle(snapshot);
  const { [event.token]: _fired, ...timers } = snapshot.timers;
  if (held.event === GATHER) {
    const { gathered = [], ...rest } = snapshot;
    const said = { kind: 'text', id: event.id, at: event.at, text: gathered.join('\n') } as const;
    return { ...heard(program, { ...rest, timers }, said, facts), said };
  }
  return move(program, { ...snapshot, timers }, { type: held.event, at: event.at }, event.id, facts);
}

function signal(
  program: Program,
  snapshot: Snapshot,
  event: Extract<Event, { kind: 'signal' }>,
  facts: Facts,
): Step {
  if (snapshot.status === 'done') return idle(snapshot);
  const reading = read(program, snapshot, event, facts, undefined);
  if (reading && 'take' in reading) {
    return move(
      program,
      snapshot,
      { type: reading.take, at: event.at, value: reading.value },
      event.id,
      facts,
    );
  }
  // Nobody waits for it here; a node entered later may.
  const mailbox = [...(snapshot.mailbox ?? []), { name: event.name, data: event.data }].slice(-MAILBOX_SIZE);
  return idle({ ...snapshot, mailbox });
}

function handback(
  program: Program,
  snapshot: Snapshot,
  event: Extract<Event, { kind: 'handback' }>,
  facts: Facts,
): Step {
  const { back, ...rest } = snapshot;
  const { at } = event;
  const goTo = (node: string): Move => ({ type: `goto:${node}`, at });
  // Where an operator sends it; else where the handoff leads; else the question that was open.
  if (event.node !== undefined && program.stations.has(event.node)) {
    const there = { ...rest, status: 'active' as const, outcome: undefined };
    return move(program, there, goTo(event.node), event.id, facts);
  }
  if (snapshot.status === 'done') return idle(rest);
  const node = program.stations.get(snapshot.value)?.node;
  const people = node?.kind === 'handoff' || snapshot.value === PERSON || snapshot.value === PROBLEM;
  const own = node?.kind === 'handoff' ? node.to : undefined;
  const question = own ? undefined : (back ?? (people ? undefined : snapshot.value));
  if (question === undefined || !program.stations.has(question)) {
    return move(program, rest, { type: 'handback', at }, event.id, facts);
  }
  // A service or a signal waited for goes on being waited for; a question is asked again.
  const open = program.stations.get(question)?.node;
  if (question === snapshot.value && open?.kind !== 'ask' && open?.kind !== 'choose') return idle(rest);
  return sequence(program, rest, [{ type: 'returned', at }, goTo(question)], event.id, facts);
}

// --- the machine ------------------------------------------------------------------------------------------------

function memoryOf(snapshot: Snapshot, facts: Facts): Memory {
  const { locale, vars, misses, offered, back } = snapshot;
  return { facts, locale, vars, misses, offered, back };
}

function idle(snapshot: Snapshot): Step {
  return { snapshot, effects: [], visited: [], understood: true };
}

/** Several moves as one step: the effects are numbered through. */
function sequence(program: Program, from: Snapshot, moves: Move[], eventId: string, facts: Facts): Step {
  let result = idle(from);
  for (const next of moves) {
    const after = move(program, result.snapshot, next, eventId, facts, result.effects.length);
    result = {
      ...after,
      effects: [...result.effects, ...after.effects],
      visited: [...result.visited, ...after.visited],
    };
    if (result.problem) break;
  }
  return result;
}

/** For keys that are never seen again: an ordinary object would be given a shape of its own for each, which is kept. */
function dictionary(): Record<string, never> {
  return Object.create(null) as Record<string, never>;
}

interface RaisedParams {
  event?: { type: string };
  delay?: number;
}

function move(
  program: Program,
  from: Snapshot,
  next: Move,
  eventId: string,
  facts: Facts,
  firstEffect = 0,
): Step {
  const { machine } = program;
  let after: Reached;
  try {
    after = transition(machine, from.value, memoryOf(from, facts), next);
  } catch (error) {
    return stuck(program, from, next, eventId, facts, firstEffect, error);
  }

  const { actions } = after;
  const value = String(after.value);
  const effects: Effect[] = [];
  const visited: string[] = [];
  const id = () => effectId(eventId, firstEffect + effects.length);
  for (const { type, params } of actions) {
    if (type === 'enter') visited.push((params as { node: string }).node);
  }
  // Every entry renews what the conversation holds: what was held before is void, even of the same node.
  const moved = visited.length > 0;
  const timers: Snapshot['timers'] = Object.assign(dictionary(), moved ? undefined : from.timers);
  const calls: Snapshot['calls'] = Object.assign(dictionary(), moved ? undefined : from.calls);
  let outcome: string | undefined;
  if (moved) {
    for (const token of Object.keys(from.timers)) effects.push({ kind: 'cancel', id: id(), token });
  }
  for (const { type, params } of actions) {
    switch (type) {
      case 'send':
        if (!params) break;
        for (const sending of fitted(params as Sending)) effects.push({ kind: 'send', id: id(), ...sending });
        break;
      case 'typing':
        effects.push({ kind: 'typing', id: id() });
        break;
      case 'call': {
        const call = {
          kind: 'call' as const,
          id: id(),
          ...(params as Omit<Extract<Effect, { kind: 'call' }>, 'kind' | 'id'>),
        };
        calls[call.id] = call.node;
        effects.push(call);
        break;
      }
      case 'handoff':
        effects.push({
          kind: 'handoff',
          id: id(),
          ...(params as { node: string; queue: string; summary: string; reason: HandoffReason }),
        });
        break;
      case 'end': {
        const ended = params as { outcome: string; next?: string };
        outcome = ended.outcome;
        effects.push({
          kind: 'end',
          id: id(),
          outcome,
          ...(ended.next === undefined ? {} : { next: ended.next }),
        });
        break;
      }
      case 'xstate.raise': {
        const { event, delay } = params as RaisedParams;
        // A timeout at an instant that cannot be read has no time to fire at.
        if (!event || delay === undefined || Number.isNaN(delay)) break;
        const token = id();
        const at = next.at + delay;
        timers[token] = { at, node: value, event: event.type };
        effects.push({ kind: 'schedule', id: token, token, at, node: value });
        break;
      }
    }
  }
  if (effects.length > MAX_EFFECTS) {
    const error = `infinite loop: ${effects.length} effects in one move`;
    return stuck(program, from, next, eventId, facts, firstEffect, error);
  }
  const { context } = after;
  const snapshot: Snapshot = {
    value,
    status: after.status === 'done' ? 'done' : 'active',
    ...(outcome === undefined ? {} : { outcome }),
    locale: context.locale,
    vars: context.vars,
    misses: context.misses,
    timers,
    calls,
    ...(context.offered ? { offered: context.offered } : {}),
    ...(from.back ? { back: from.back } : {}),
    ...(from.mailbox ? { mailbox: from.mailbox } : {}),
    ...(from.gathered && !moved ? { gathered: from.gathered } : {}),
  };
  const result: Step = { snapshot, effects, visited, understood: true };
  if (visited.includes(PROBLEM) && next.type !== 'problem') {
    const last = visited[visited.indexOf(PROBLEM) - 1] ?? from.value;
    result.problem = { code: 'unconnected', detail: `An exit of "${last}" leads nowhere.`, node: last };
  }
  return moved && snapshot.mailbox ? deliver(program, result, next.at, eventId, facts, firstEffect) : result;
}

/**
 * A message within RBM's limits, in several where it must be. The author's wording for SMS says all of it at once, so
 * it goes with the last of them, which has the buttons; the others have nothing to say by SMS.
 */
function fitted(sending: Sending): Sending[] {
  const messages = fit(sending.message);
  const last = messages.length - 1;
  return messages.map((message, n) => ({
    ...sending,
    message,
    ...(sending.sms === undefined || n === last ? {} : { sms: '' }),
  }));
}

/** A signal that came early is taken by the node that waits for it. */
function deliver(
  program: Program,
  result: Step,
  at: number,
  eventId: string,
  facts: Facts,
  firstEffect: number,
): Step {
  const { mailbox = [], ...snapshot } = result.snapshot;
  for (const [index, letter] of mailbox.entries()) {
    const event = { kind: 'signal', id: eventId, at, ...letter } as const;
    const reading = read(program, snapshot, event, facts, undefined);
    if (!reading || !('take' in reading)) continue;
    const rest = mailbox.filter((_, other) => other !== index);
    const from = rest.length ? { ...snapshot, mailbox: rest } : snapshot;
    const taken: Move = { type: reading.take, at, value: reading.value };
    const after = move(program, from, taken, eventId, facts, firstEffect + result.effects.length);
    return {
      ...after,
      effects: [...result.effects, ...after.effects],
      visited: [...result.visited, ...after.visited],
    };
  }
  return result;
}

/** XState refused: a loop that never waits, or a fault of ours. A person takes over, with what was known before. */
function stuck(
  program: Program,
  from: Snapshot,
  next: Move,
  eventId: string,
  facts: Facts,
  firstEffect: number,
  error: unknown,
): Step {
  const message = error instanceof Error ? error.message : String(error);
  const code = /infinite loop|maxIterations/i.test(message) ? 'loop' : 'internal';
  const problem: Problem = { code, detail: message.slice(0, 500), node: from.value };
  if (next.type === 'problem') return { ...idle(from), problem };
  const safe = move(program, from, { type: 'problem', at: next.at }, eventId, facts, firstEffect);
  return { ...safe, problem };
}
