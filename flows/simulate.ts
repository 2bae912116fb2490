/**
 * Plays a flow with a clock of its own: what a customer would see, what the world would be asked. The same code as in
 * production decides; nothing here sends, stores or waits.
 */
import { compile, type Program } from './compile.ts';
import { toMs } from './duration.ts';
import type { Effect } from './effect.ts';
import type { Event, FileRef } from './event.ts';
import type { Bundle } from './flow.ts';
import { fold } from './match.ts';
import { type Message, type Suggestion, suggestionsOf } from './message.ts';
import type { Facts } from './scope.ts';
import type { Snapshot } from './snapshot.ts';
import type { Problem } from './step.ts';
import { readTap } from './tap.ts';
import { begin, type Catalogue, type Dialogue, type Listed, type Turn, turn } from './turn.ts';

/** One thing that happens in a script. */
export type ScriptStep =
  /** The customer types; several texts are sent in one breath, within the flow's gather time. */
  | { say: string | string[] }
  /** The customer taps a button: its label, its choice's id, the value of a list's item, or its whole postback. */
  | { tap: string }
  | { file: Partial<FileRef> }
  | { location: { latitude: number; longitude: number } }
  /** Time passes: "2h"; or exactly until the next timer fires. */
  | { wait: string }
  | { wait: 'timer' }
  /** The oldest open call of "service.operation" answers. */
  | { answer: string; result: unknown }
  | { answer: string; failed: string }
  | { signal: string; data?: Record<string, unknown> }
  /** An operator gives the conversation back: to a node, or to where it was. */
  | { handback: string | true };

/** Answers calls at once; undefined leaves a call open for an `answer` step, or for its timeout. */
export type ServiceStub = (
  service: string,
  operation: string,
  input: Record<string, unknown>,
) => { done: unknown } | { failed: string } | undefined;

export interface SimulationOptions {
  /** Flows that may follow or be triggered, beside the one that is played. */
  others?: readonly Bundle[];
  services?: ServiceStub;
  /** Milliseconds since the epoch at which the play begins. */
  at?: number;
  locale?: string;
  /** Given to the flow as it starts. */
  variables?: Record<string, unknown>;
  facts?: Partial<Facts>;
  /** False: nothing runs until the customer writes something that begins a flow. */
  begin?: boolean;
}

export interface Line {
  who: 'bot' | 'customer' | 'note';
  /** What is said, or what a reader of the transcript should know. */
  text: string;
  /** The bot's whole message. */
  message?: Message;
  node?: string;
  at: number;
}

/** A service call that has not been answered yet. */
export interface OpenCall {
  id: string;
  service: string;
  operation: string;
  input: Record<string, unknown>;
  /** When it counts as failed. */
  until: number;
}

/** A play as far as it has come; plain data that is never changed, so that it can be continued in several ways. */
export interface Play {
  now: number;
  events: number;
  dialogue: Dialogue;
  /** Since when people have the conversation. */
  peopleSince: number | undefined;
  transcript: readonly Line[];
  visited: readonly string[];
  effects: readonly Effect[];
  problems: readonly Problem[];
  calls: readonly OpenCall[];
}

export interface Simulation extends Play {
  snapshot: Snapshot | undefined;
}

/** What does not change while a play goes on. */
export interface Stage {
  catalogue: Catalogue;
  main: Listed;
  services: ServiceStub | undefined;
  facts: Facts;
}

const START_AT = Date.UTC(2026, 10, 23, 9, 0, 0);
/** Events that follow from one script step before it counts as turning in circles. */
const MAX_FOLLOWING = 1000;

const programs = new WeakMap<Bundle, Program>();

/** Plays a whole script. What a script asks for and cannot have, such as a button nobody offered, is a problem. */
export function simulate(
  bundle: Bundle,
  script: readonly ScriptStep[],
  options: SimulationOptions = {},
): Simulation {
  const stage = prepare(bundle, options);
  let play = open(stage, options);
  for (const step of script) play = advance(stage, play, step);
  return { ...play, snapshot: play.dialogue.run?.snapshot };
}

/** Compiles what a play needs; a bundle is compiled once. */
export function prepare(bundle: Bundle, options: SimulationOptions = {}): Stage {
  const listed = new Map<string, Listed>();
  for (const one of [bundle, ...(options.others ?? [])]) {
    if (!listed.has(one.flow.id)) listed.set(one.flow.id, list(one));
  }
  const locale = options.locale ?? bundle.flow.locales[0] ?? 'en';
  const facts: Facts = {
    contact: { phone: '+33612345678', locale },
    brand: { id: 'brand', name: 'Maison Carillon', phone: '+33123456789', website: 'https://example.com' },
    conversation: { id: 'conversation' },
    channel: 'rbm',
    ...options.facts,
  };
  return {
    catalogue: { get: (id) => listed.get(id), all: () => listed.values() },
    main: list(bundle),
    services: options.services,
    facts,
  };
}

function list(bundle: Bundle): Listed {
  const known = programs.get(bundle) ?? compile(bundle);
  programs.set(bundle, known);
  return { id: bundle.flow.id, version: 1, program: known };
}

/** The play at its beginning: the flow started, unless the options leave that to the customer. */
export function open(stage: Stage, options: SimulationOptions = {}): Play {
  const play: Play = {
    now: options.at ?? START_AT,
    events: 0,
    dialogue: { run: undefined, withPeople: false, optedOut: false, locale: stage.facts.contact.locale },
    peopleSince: undefined,
    transcript: [],
    visited: [],
    effects: [],
    problems: [],
    calls: [],
  };
  if (options.begin === false) return play;
  const event = { kind: 'start', variables: options.variables ?? {}, ...stamp(play) } as const;
  return settle(stage, take(play, begin(play.dialogue, stage.main, event, stage.facts, stage.catalogue)));
}

/** The play one script step further. The given play is not changed. */
export function advance(stage: Stage, play: Play, step: ScriptStep): Play {
  if ('say' in step) {
    const texts = typeof step.say === 'string' ? [step.say] : step.say;
    let said = play;
    for (const text of texts) said = hear(stage, said, { kind: 'text', text, ...stamp(said) }, text);
    return fireGathered(stage, said);
  }
  if ('tap' in step) return tap(stage, play, step.tap);
  if ('file' in step) {
    const file = { url: 'https://example.com/photo.jpg', mime: 'image/jpeg', ...step.file };
    return hear(stage, play, { kind: 'file', file, ...stamp(play) }, `[${file.mime}]`);
  }
  if ('location' in step) {
    const { latitude, longitude } = step.location;
    return hear(
      stage,
      play,
      { kind: 'location', latitude, longitude, ...stamp(play) },
      `[${latitude}, ${longitude}]`,
    );
  }
  if ('wait' in step) return wait(stage, play, step.wait);
  if ('answer' in step) return answer(stage, play, step);
  if ('signal' in step) {
    const event = { kind: 'signal', name: step.signal, data: step.data ?? {}, ...stamp(play) } as const;
    return happen(stage, note(play, `signal ${step.signal}`), event);
  }
  return handback(stage, play, step.handback === true ? undefined : step.handback);
}

// --- customers ---------------------------------------------------------------------------------------------------

function hear(stage: Stage, play: Play, event: Event, shown: string): Play {
  return happen(stage, write(play, { who: 'customer', text: shown, at: play.now }), event);
}

function tap(stage: Stage, play: Play, wanted: string): Play {
  const button = findButton(play, wanted);
  if (!button) {
    const detail = `No button "${wanted}" has been offered.`;
    return blame(play, { code: 'no-button', detail, node: play.dialogue.run?.snapshot.value ?? '' });
  }
  // As on RCS: a reply comes back with its label, an action with its postback alone, if it has one.
  const event: Event =
    button.kind === 'reply'
      ? { kind: 'tap', data: button.data, label: button.label, ...stamp(play) }
      : { kind: 'tap', data: button.data ?? '', ...stamp(play) };
  return hear(stage, play, event, button.label);
}

/** The newest button that fits, so that an older one is found only if no newer one does. */
function findButton(play: Play, wanted: string): Suggestion | undefined {
  const folded = fold(wanted);
  const fits = (item: Suggestion) => {
    if (item.label === wanted || item.data === wanted || (folded !== '' && fold(item.label) === folded))
      return true;
    const choice = item.kind === 'reply' ? readTap(item.data)?.choice : undefined;
    return choice !== undefined && (choice === wanted || choice === `=${wanted}`);
  };
  for (const { message } of [...play.transcript].reverse()) {
    const found = message && suggestionsOf<Suggestion>(message).find(fits);
    if (found) return found;
  }
  return undefined;
}

// --- time, services, people --------------------------------------------------------------------------------------

interface Due {
  at: number;
  event: Event;
  what: string;
}

/** What happens next by itself: the earliest timer, or a call that has waited too long. */
function nextDue(play: Play): Due | undefined {
  const held = play.dialogue.withPeople ? {} : (play.dialogue.run?.snapshot.timers ?? {});
  let next: Due | undefined;
  const consider = (due: Due) => {
    if (!next || due.at < next.at) next = due;
  };
  for (const [token, timer] of Object.entries(held)) {
    const at = Math.max(timer.at, play.now);
    consider({ at, event: { kind: 'timer', token, ...stamp(play, at) }, what: `timer of ${timer.node}` });
  }
  for (const call of play.calls) {
    const at = Math.max(call.until, play.now);
    const event = { kind: 'failed', call: call.id, code: 'timeout', ...stamp(play, at) } as const;
    consider({ at, event, what: `${call.service}.${call.operation} timeout` });
  }
  return next;
}

function wait(stage: Stage, play: Play, span: string): Play {
  if (span === 'timer') {
    const due = nextDue(play);
    if (due) return fire(stage, play, due);
    return blame(play, { code: 'no-timer', detail: 'No timer is running.', node: '' });
  }
  const end = play.now + toMs(span);
  if (Number.isNaN(end))
    return blame(play, { code: 'bad-script', detail: `"${span}" is no time.`, node: '' });
  let later = play;
  for (let count = 0; count < MAX_FOLLOWING; count += 1) {
    const due = nextDue(later);
    if (!due || due.at > end) return { ...later, now: end };
    later = fire(stage, later, due);
  }
  return blame(later, { code: 'loop', detail: `Too much happens within ${span}.`, node: '' });
}

function fire(stage: Stage, play: Play, due: Due): Play {
  return happen(stage, note({ ...play, now: due.at }, due.what), due.event);
}

/** A text waits for others to be read with it; a script goes on when they have been read. */
function fireGathered(stage: Stage, play: Play): Play {
  const timers = play.dialogue.run?.snapshot.timers ?? {};
  const gathering = Object.entries(timers).find(([, timer]) => timer.event === 'gather');
  if (!gathering) return play;
  const [token, { at }] = gathering;
  return happen(stage, { ...play, now: at }, { kind: 'timer', token, ...stamp(play, at) });
}

function answer(stage: Stage, play: Play, step: Extract<ScriptStep, { answer: string }>): Play {
  const call = play.calls.find(({ service, operation }) => `${service}.${operation}` === step.answer);
  if (!call) {
    return blame(play, { code: 'no-call', detail: `No call of ${step.answer} is open.`, node: '' });
  }
  const event: Event =
    'failed' in step
      ? { kind: 'failed', call: call.id, code: step.failed, ...stamp(play) }
      : { kind: 'done', call: call.id, result: step.result, ...stamp(play) };
  const said = 'failed' in step ? `failed: ${step.failed}` : 'done';
  return happen(stage, note(play, `${step.answer} ${said}`), event);
}

/** The time people had the conversation does not count against the customer's timers. */
function handback(stage: Stage, play: Play, node: string | undefined): Play {
  const { run } = play.dialogue;
  const pause = play.peopleSince === undefined ? 0 : play.now - play.peopleSince;
  const timers = Object.entries(run?.snapshot.timers ?? {}).map(
    ([token, held]) => [token, { ...held, at: held.at + pause }] as const,
  );
  const resumed = run && { ...run, snapshot: { ...run.snapshot, timers: Object.fromEntries(timers) } };
  const dialogue = { ...play.dialogue, withPeople: false, run: resumed };
  const event: Event = { kind: 'handback', ...(node === undefined ? {} : { node }), ...stamp(play) };
  return happen(stage, note({ ...play, dialogue, peopleSince: undefined }, 'handback'), event);
}

// --- the turn ----------------------------------------------------------------------------------------------------

function happen(stage: Stage, play: Play, event: Event): Play {
  const { run } = play.dialogue;
  const program = run && (run.flow === stage.main.id ? stage.main : stage.catalogue.get(run.flow))?.program;
  return settle(stage, take(play, turn(play.dialogue, program, event, stage.facts, stage.catalogue)));
}

/** The play after a turn. */
function take(play: Play, taken: Turn): Play {
  const handedOff = taken.effects.some((effect) => effect.kind === 'handoff');
  const held = taken.run?.snapshot.calls ?? {};
  const asked = taken.effects.flatMap((effect): OpenCall[] =>
    effect.kind === 'call' ? [{ ...effect, until: play.now + effect.timeout * 1000 }] : [],
  );
  return {
    ...play,
    events: play.events + 1,
    dialogue: {
      run: taken.run,
      optedOut: taken.optedOut,
      locale: taken.locale,
      choices: taken.choices ?? play.dialogue.choices,
      withPeople: handedOff || play.dialogue.withPeople,
    },
    peopleSince: handedOff ? play.now : play.peopleSince,
    transcript: [...play.transcript, ...taken.effects.flatMap((effect) => linesOf(effect, play.now))],
    visited: [...play.visited, ...taken.visited],
    effects: [...play.effects, ...taken.effects],
    problems: taken.problem ? [...play.problems, taken.problem] : play.problems,
    calls: [...play.calls, ...asked].filter((call) => Object.hasOwn(held, call.id)),
  };
}

/** Answers the calls the stub has answers for. */
function settle(stage: Stage, play: Play): Play {
  const { services } = stage;
  if (!services) return play;
  let settled = play;
  for (let count = 0; count < MAX_FOLLOWING; count += 1) {
    const [call] = settled.calls;
    const outcome = call && services(call.service, call.operation, call.input);
    if (!call || !outcome) return settled;
    const { run } = settled.dialogue;
    const program = run && (run.flow === stage.main.id ? stage.main : stage.catalogue.get(run.flow))?.program;
    const base = { call: call.id, ...stamp(settled) };
    const event: Event =
      'done' in outcome
        ? { kind: 'done', result: outcome.done, ...base }
        : { kind: 'failed', code: outcome.failed, ...base };
    settled = take(settled, turn(settled.dialogue, program, event, stage.facts, stage.catalogue));
  }
  return blame(settled, { code: 'loop', detail: 'Services are asked again and again.', node: '' });
}

function linesOf(effect: Effect, at: number): Line[] {
  switch (effect.kind) {
    case 'send':
      return [{ who: 'bot', text: textOf(effect.message), message: effect.message, node: effect.node, at }];
    case 'call':
      return [{ who: 'note', text: `${effect.service}.${effect.operation}`, node: effect.node, at }];
    case 'handoff':
      return [{ who: 'note', text: `handoff to ${effect.queue} (${effect.reason})`, node: effect.node, at }];
    case 'end':
      return [
        { who: 'note', text: `end: ${effect.outcome}${effect.next ? `, then ${effect.next}` : ''}`, at },
      ];
    case 'opt-out':
    case 'opt-in':
      return [{ who: 'note', text: effect.kind, at }];
    case 'typing':
    case 'schedule':
    case 'cancel':
      return [];
  }
}

/** What a message says in words: its text, or the titles and descriptions of its cards. */
export function textOf(message: Message): string {
  switch (message.kind) {
    case 'text':
      return message.text;
    case 'media':
      return `[${message.alt ?? message.url}]`;
    case 'card':
      return [message.card.title, message.card.description].filter(Boolean).join('\n');
    case 'carousel':
      return message.cards
        .map((card) => [card.title, card.description].filter(Boolean).join('\n'))
        .join('\n\n');
  }
}

/** Ids as a shell would make them, but the same in every play: a UUID that counts the play's events. */
function stamp(play: Play, at = play.now): { id: string; at: number } {
  const count = (play.events + 1).toString(16).padStart(9, '0');
  return { id: `00000000-0000-4000-8000-${count}000`, at };
}

function write(play: Play, line: Line): Play {
  return { ...play, transcript: [...play.transcript, line] };
}

function note(play: Play, text: string): Play {
  return write(play, { who: 'note', text, at: play.now });
}

function blame(play: Play, problem: Problem): Play {
  return { ...play, problems: [...play.problems, problem] };
}
