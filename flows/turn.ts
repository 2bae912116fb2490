/**
 * What one event means for one conversation: consent first, then who speaks, then the flow it is in, then the flows
 * it could be in. Pure; the shell only loads what this needs and stores what it returns.
 */
import type { Program } from './compile.ts';
import { countryOf } from './country.ts';
import { type Effect, effectId } from './effect.ts';
import { type CustomerEvent, type Event, isCustomerEvent } from './event.ts';
import { fit } from './fit.ts';
import type { Trigger } from './flow.ts';
import { fold } from './match.ts';
import type { Message } from './message.ts';
import { type PhraseKey, phrase } from './phrases.ts';
import type { Facts } from './scope.ts';
import { type Choice, isChoiceNumber, readChoice } from './sms/choices.ts';
import { numberThrough } from './sms/numbering.ts';
import type { Snapshot } from './snapshot.ts';
import { speak } from './speak.ts';
import { callPerson, fail, hasChoice, type Problem, type Step, start, step } from './step.ts';
import { GLOBAL_TAPS, readTap } from './tap.ts';
import { expand } from './template.ts';
import { globalWord, readConsent, stopsAlways } from './words.ts';

/** A flow that is live: its newest published version. */
export interface Listed {
  id: string;
  version: number;
  program: Program;
}

/** The published flows of a workspace. */
export interface Catalogue {
  get(flow: string): Listed | undefined;
  all(): Iterable<Listed>;
}

/** What of a conversation decides what happens next. */
export interface Dialogue {
  run: { flow: string; version: number; snapshot: Snapshot } | undefined;
  /** True while an operator or a queue owns the conversation. */
  withPeople: boolean;
  optedOut: boolean;
  locale: string;
  /** The choices an SMS of the last question numbers, from 1 on. */
  choices?: Choice[];
}

export interface Turn {
  run: Dialogue['run'];
  optedOut: boolean;
  locale: string;
  effects: Effect[];
  visited: string[];
  /** False where nothing in any flow fits what the customer said. */
  understood: boolean;
  problem?: Problem;
  /** The choices an SMS numbers from now on; left out where they stay as they were. */
  choices?: Choice[];
}

/** What is kept for the time after people's work. */
const MAX_HELD = 50;
/** Flows that hand over to each other within one turn. */
const MAX_HOPS = 5;

/**
 * Takes a conversation one event further.
 * `program` is the one the conversation's run is pinned to; undefined if it has no run.
 */
export function turn(
  dialogue: Dialogue,
  program: Program | undefined,
  event: Event,
  facts: Facts,
  catalogue: Catalogue,
): Turn {
  return numbered(
    decideConsent(dialogue, program, event, facts) ??
      react(dialogue, program, chosen(dialogue, program, event, facts), facts, catalogue),
  );
}

function react(
  dialogue: Dialogue,
  program: Program | undefined,
  event: Event,
  facts: Facts,
  catalogue: Catalogue,
): Turn {
  const same: Turn = {
    run: dialogue.run,
    optedOut: dialogue.optedOut,
    locale: dialogue.locale,
    effects: [],
    visited: [],
    understood: true,
  };
  if (isCustomerEvent(event)) {
    if (dialogue.withPeople) return same;
    return answer(same, program, event, facts, catalogue);
  }
  let { run } = dialogue;
  if (event.kind === 'start' || !run || !program) return same;
  if (dialogue.withPeople && (event.kind === 'done' || event.kind === 'failed' || event.kind === 'signal')) {
    const held = [...(run.snapshot.held ?? []), event].slice(-MAX_HELD);
    return { ...same, run: { ...run, snapshot: { ...run.snapshot, held } } };
  }
  if (event.kind === 'handback' && event.node === undefined && run.snapshot.held) {
    const caughtUp = catchUp(same, run, program, event, facts, catalogue);
    if (caughtUp.visited.length > 0) return caughtUp;
    run = caughtUp.run ?? run;
  }
  const stepped = step(program, run.snapshot, event, facts);
  const at = { flow: run.flow, version: run.version, program };
  if (stepped.said && !stepped.understood)
    return elsewhere(same, at, stepped, stepped.said, facts, catalogue);
  return follow(same, at, stepped, event, facts, catalogue);
}

/** What happened while people had the conversation, in its order; no nodes are visited where none of it mattered. */
function catchUp(
  same: Turn,
  run: NonNullable<Dialogue['run']>,
  program: Program,
  event: Event,
  facts: Facts,
  catalogue: Catalogue,
): Turn {
  const { held = [], ...snapshot } = run.snapshot;
  const at = { flow: run.flow, version: run.version, program };
  let caughtUp: Turn = { ...same, run: { ...run, snapshot } };
  for (const past of held) {
    const now = caughtUp.run;
    // Another flow began in its place: the rest was not meant for it.
    if (!now || now.flow !== at.flow) break;
    const late = { ...past, at: event.at };
    const stepped = step(program, now.snapshot, late, facts);
    const joined = { ...stepped, effects: [...caughtUp.effects, ...stepped.effects] };
    caughtUp = follow(caughtUp, at, joined, late, facts, catalogue);
  }
  return caughtUp;
}

/** Begins a flow by name, whatever the conversation is in the middle of. */
export function begin(
  dialogue: Dialogue,
  listed: Listed,
  event: Extract<Event, { kind: 'start' }>,
  facts: Facts,
  catalogue: Catalogue,
): Turn {
  const { optedOut, locale, run } = dialogue;
  const same: Turn = { run, optedOut, locale, effects: [], visited: [], understood: true };
  return numbered(launch(same, listed, event, facts, catalogue));
}

// --- choices by number ------------------------------------------------------------------------------------------

/**
 * A text that names one of the choices the last SMS offered becomes the tap it stands for. A number means the list
 * and nothing else; in other words the open question, which knows more words for its choices, comes first.
 */
function chosen(dialogue: Dialogue, program: Program | undefined, event: Event, facts: Facts): Event {
  const { choices, run, withPeople } = dialogue;
  if (event.kind !== 'text' || facts.channel !== 'sms' || withPeople || !choices?.length) return event;
  const choice = readChoice(choices, event.text);
  if (choice === undefined || choice === 'ambiguous') return event;
  const own = !isChoiceNumber(event.text) && run && program && hasChoice(program, run.snapshot, event, facts);
  return own ? event : { kind: 'tap', id: event.id, at: event.at, ...choice };
}

/** The turn with the choices of its messages numbered through. */
function numbered(taken: Turn): Turn {
  const { effects, choices } = numberThrough(taken.effects);
  return choices === undefined ? { ...taken, effects } : { ...taken, effects, choices };
}

// --- consent ----------------------------------------------------------------------------------------------------

/** Runs before everything, also while people own the conversation and when no flow works. */
function decideConsent(
  dialogue: Dialogue,
  program: Program | undefined,
  event: Event,
  facts: Facts,
): Turn | undefined {
  const country = event.kind === 'text' ? countryOf(facts.contact.phone) : undefined;
  const wish = event.kind === 'text' ? readConsent(event.text, country) : undefined;
  // Who has opted out already and is unsure of it is told nothing new, but is not written to either.
  const refuses = wish === 'stop' || (wish === 'doubtful' && dialogue.optedOut);
  const stops = event.kind === 'unsubscribe' || refuses;
  const resumes = event.kind === 'subscribe' || (wish === 'start' && dialogue.optedOut);
  const doubtful = wish === 'doubtful' && !stops;
  if (!stops && !resumes && !doubtful) return undefined;

  const { run } = dialogue;
  // "Cancel" typed where a button says "Cancel" means that button; STOP and its like mean themselves everywhere.
  const asked = run && program && !dialogue.withPeople && !dialogue.optedOut;
  if (asked && event.kind === 'text' && !stopsAlways(event.text, country)) {
    if (hasChoice(program, run.snapshot, event, facts)) return undefined;
  }
  if (doubtful) return dialogue.withPeople ? undefined : leaveToPeople(dialogue, program, event, facts);
  const base = { locale: dialogue.locale, visited: [], understood: true };
  // Google reports one tap twice, as a keyword and as an event: the second says nothing.
  const again = stops === dialogue.optedOut;
  if (again && !(stops && run?.snapshot.status === 'active')) {
    return { ...base, run, optedOut: dialogue.optedOut, effects: [] };
  }

  const effects: Effect[] = [];
  const id = () => effectId(event.id, effects.length);
  let next = run;
  if (stops && run?.snapshot.status === 'active') {
    for (const token of Object.keys(run.snapshot.timers)) effects.push({ kind: 'cancel', id: id(), token });
    next = {
      ...run,
      snapshot: { ...run.snapshot, status: 'done', outcome: 'stopped', timers: {}, calls: {} },
    };
  }
  effects.push({ kind: stops ? 'opt-out' : 'opt-in', id: id() });
  // Who had opted out, wrote again of their own accord and says stop once more has been told before.
  if (again) return { ...base, run: next, optedOut: stops, effects };
  effects.push(confirmation(stops ? 'stopped' : 'resumed', id(), dialogue, event, facts));
  return { ...base, run: next, optedOut: stops, effects };
}

function confirmation(
  key: PhraseKey,
  id: string,
  { locale }: Dialogue,
  event: Event,
  facts: Facts,
): Extract<Effect, { kind: 'send' }> {
  const text = expand(phrase(key, locale), { vars: {}, facts, now: event.at, locale, timezone: 'UTC' });
  const message: Message = { kind: 'text', text, suggestions: [] };
  return { kind: 'send', id, node: '$consent', message, traffic: 'acknowledgement' };
}

/** Words that may mean stop are for a person to read. The flow stays where it is; its open question is asked again after. */
function leaveToPeople(dialogue: Dialogue, program: Program | undefined, event: Event, facts: Facts): Turn {
  const { run, optedOut, locale } = dialogue;
  const person = program?.stations.get(program.bundle.flow.settings.person ?? '')?.node;
  const effects: Effect[] = [
    confirmation('doubtful', effectId(event.id, 0), dialogue, event, facts),
    {
      kind: 'handoff',
      id: effectId(event.id, 1),
      node: '$consent',
      queue: person?.kind === 'handoff' ? person.queue : 'default',
      summary: event.kind === 'text' ? event.text : '',
      reason: 'consent',
    },
  ];
  return { run, optedOut, locale, effects, visited: [], understood: true };
}

// --- customers --------------------------------------------------------------------------------------------------

/** A run of a flow's version, and that version compiled. */
interface Place {
  flow: string;
  version: number;
  program: Program;
}

function answer(
  same: Turn,
  program: Program | undefined,
  event: CustomerEvent,
  facts: Facts,
  catalogue: Catalogue,
): Turn {
  const { run } = same;
  // A postback names its flow exactly; words are first for the question that is open.
  const named = event.kind === 'tap' ? findTriggered(catalogue, event) : undefined;
  if (named) return launch(same, named, startOf(event), facts, catalogue);
  if (!run || !program) return elsewhere(same, undefined, undefined, event, facts, catalogue);
  const at = { flow: run.flow, version: run.version, program };
  const stepped = step(program, run.snapshot, event, facts);
  if (stepped.understood) return follow(same, at, stepped, event, facts, catalogue);
  return elsewhere(same, at, stepped, event, facts, catalogue);
}

/** What the present flow cannot make sense of may be the keyword of another; else it gets the present flow's answer. */
function elsewhere(
  same: Turn,
  at: Place | undefined,
  stepped: Step | undefined,
  event: CustomerEvent,
  facts: Facts,
  catalogue: Catalogue,
): Turn {
  const triggered = findTriggered(catalogue, event);
  if (triggered) return launch(same, triggered, startOf(event), facts, catalogue);
  if (at && stepped && same.run?.snapshot.status === 'active') {
    return follow(same, at, stepped, event, facts, catalogue);
  }
  // The phone did what an action asked of it, such as opening a map: no answer is expected.
  if (event.kind === 'tap' && event.label === undefined && !isOwnTap(event.data)) return same;
  return afterEnd(same, at, event, facts, catalogue);
}

function isOwnTap(data: string): boolean {
  return readTap(data) !== undefined || Object.values<string>(GLOBAL_TAPS).includes(data);
}

function startOf(event: CustomerEvent): Extract<Event, { kind: 'start' }> {
  return {
    kind: 'start',
    id: event.id,
    at: event.at,
    variables: {},
    ...(event.kind === 'text' ? { text: event.text } : {}),
  };
}

/** The flow whose keyword or postback this is; the first by id where two claim it, which `check` warns of. */
function findTriggered(catalogue: Catalogue, event: CustomerEvent): Listed | undefined {
  const said = event.kind === 'text' ? fold(event.text) : '';
  const fits = (trigger: Trigger) => {
    if (trigger.kind === 'keyword') return said !== '' && trigger.words.some((word) => fold(word) === said);
    if (trigger.kind === 'postback') return event.kind === 'tap' && event.data === trigger.data;
    return false;
  };
  return [...catalogue.all()]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .find(({ program }) => program.bundle.flow.triggers.some(fits));
}

function findDefault(catalogue: Catalogue): Listed | undefined {
  return [...catalogue.all()]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .find(({ program }) => program.bundle.flow.triggers.some((trigger) => trigger.kind === 'default'));
}

/** The customer writes though no flow is running: the policy of the flow that ended, else the default flow. */
function afterEnd(
  same: Turn,
  at: Place | undefined,
  event: CustomerEvent,
  facts: Facts,
  catalogue: Catalogue,
): Turn {
  const { run } = same;
  const settings = at?.program.bundle.flow.settings;
  const listed = findDefault(catalogue);
  const word = event.kind === 'text' ? globalWord(event.text) : undefined;
  const asksPerson = word === 'person' || (event.kind === 'tap' && event.data === GLOBAL_TAPS.person);
  const stopped = run?.snapshot.outcome === 'stopped';
  const policy = stopped || word === 'restart' ? undefined : settings?.afterEnd;
  if (asksPerson || policy?.policy === 'person') {
    const way = at ?? (listed && { flow: listed.id, version: listed.version, program: listed.program });
    if (!way) return { ...same, understood: false };
    const stepped = callPerson(way.program, event, inLanguageOf(same, facts));
    return follow({ ...same, understood: true }, way, stepped, event, facts, catalogue);
  }
  switch (policy?.policy) {
    case 'silence':
      return { ...same, understood: false };
    case 'say': {
      const vars = run?.snapshot.vars[''] ?? {};
      const message: Message = speak(policy.message, {
        vars,
        facts,
        now: event.at,
        locale: same.locale,
        timezone: settings?.timezone ?? 'UTC',
      });
      const traffic = settings?.traffic ?? 'service-request';
      const effects = fit(message).map((part, n): Effect => {
        return { kind: 'send', id: effectId(event.id, n), node: '$after-end', message: part, traffic };
      });
      return { ...same, effects };
    }
    case 'restart': {
      const again = run && catalogue.get(run.flow);
      if (again) return launch(same, again, startOf(event), facts, catalogue);
    }
  }
  if (listed) {
    const wished = word === 'english' ? 'en' : word === 'french' ? 'fr' : undefined;
    return launch(wished ? { ...same, locale: wished } : same, listed, startOf(event), facts, catalogue);
  }
  return { ...same, understood: false };
}

function inLanguageOf(same: Turn, facts: Facts): Facts {
  return { ...facts, contact: { ...facts.contact, locale: same.locale } };
}

// --- flows ------------------------------------------------------------------------------------------------------

function launch(
  same: Turn,
  listed: Listed,
  event: Extract<Event, { kind: 'start' }>,
  facts: Facts,
  catalogue: Catalogue,
  hops = 0,
): Turn {
  const previous = same.run?.snapshot;
  const stepped = start(listed.program, event, inLanguageOf(same, facts), previous, same.effects.length);
  const at = { flow: listed.id, version: listed.version, program: listed.program };
  const joined = { ...stepped, effects: [...same.effects, ...stepped.effects] };
  return follow({ ...same, understood: true }, at, joined, event, facts, catalogue, hops);
}

/** The turn after a step; where a flow ended in favour of another, that one begins at once. */
function follow(
  same: Turn,
  at: Place,
  stepped: Step,
  event: Event,
  facts: Facts,
  catalogue: Catalogue,
  hops = 0,
): Turn {
  const problem = stepped.problem ?? same.problem;
  const result: Turn = {
    ...same,
    run: { flow: at.flow, version: at.version, snapshot: stepped.snapshot },
    locale: stepped.snapshot.locale,
    effects: stepped.effects,
    visited: [...same.visited, ...stepped.visited],
    understood: stepped.understood,
    ...(problem ? { problem } : {}),
  };
  const last = stepped.effects.findLast((effect) => effect.kind === 'end');
  if (last?.kind !== 'end' || last.next === undefined || stepped.snapshot.status !== 'done') return result;
  const listed = catalogue.get(last.next);
  if (!listed || hops >= MAX_HOPS) {
    const fault: Problem = {
      code: listed ? 'loop' : 'no-flow',
      detail: listed ? 'Flows hand over to each other without end.' : `Flow "${last.next}" is not published.`,
      node: stepped.visited.at(-1) ?? '',
    };
    const { effects } = stepped;
    const failed = fail(
      at.program,
      stepped.snapshot,
      fault,
      event,
      inLanguageOf(result, facts),
      effects.length,
    );
    const joined = { ...failed, effects: [...effects, ...failed.effects] };
    return follow(result, at, joined, event, facts, catalogue, hops);
  }
  const begun = { kind: 'start', id: event.id, at: event.at, variables: {} } as const;
  return launch(result, listed, begun, facts, catalogue, hops + 1);
}
