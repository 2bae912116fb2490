/** The ways through a flow: every answer, silence, failure and signal tried at every step. Plays; decides nothing. */
import { type Expectation, readAnswer } from './answer.ts';
import { conditionsOf } from './checks/texts.ts';
import { pathsInCondition } from './condition.ts';
import type { Effect } from './effect.ts';
import type { Event } from './event.ts';
import type { Bundle } from './flow.ts';
import type { Message } from './message.ts';
import type { Exit } from './nodes/exit.ts';
import { onwardExit } from './nodes/onward.ts';
import { scopeAt } from './nodes/plan.ts';
import { exitsOf, type Node } from './nodes/registry.ts';
import type { SignalExit } from './nodes/shape.ts';
import { fittingData } from './sample-results.ts';
import type { Scope } from './scope.ts';
import {
  advance,
  open,
  type Play,
  prepare,
  type ScriptStep,
  type SimulationOptions,
  type Stage,
} from './simulate.ts';
import { areNumbers } from './sms/choices.ts';
import { renderSms } from './sms/render.ts';
import type { Problem } from './step.ts';
import { readTap } from './tap.ts';
import { evaluate, pathsIn } from './template.ts';

export interface PathOptions extends Omit<SimulationOptions, 'services' | 'begin' | 'locale'> {
  /** In each language; 1,000 if left out. */
  maxPaths?: number;
  /** Script steps in one path; 60 if left out. */
  maxDepth?: number;
  /** The flow's first language if left out. */
  locales?: readonly string[];
  /** How the phone is reached; "rbm" alone if left out. By SMS buttons are numbers that are typed. */
  channels?: readonly PathChannel[];
  /** What calls can answer, by "service.operation": each is tried. An empty object if left out. */
  samples?: Record<string, readonly unknown[]>;
  /** What signals carry, by name; an empty object if left out. */
  signals?: Record<string, Record<string, unknown>>;
  /** Told after each path, to show how far it has come. */
  watch?: (progress: PathProgress) => void;
}

export type PathChannel = 'rbm' | 'sms';

export interface PathProgress {
  /** Found so far. */
  paths: number;
  /** Ways known and not yet gone; grows and shrinks. */
  waiting: number;
}

export interface Path {
  locale: string;
  channel: PathChannel;
  /** Replays the path in `simulate`, with the same options. */
  script: ScriptStep[];
  visited: readonly string[];
  /**
   * end, person: where conversations may stop. joins: at a state from which every way is in other paths.
   * stuck: nothing more can happen. cut: the limits were reached.
   */
  ending: 'end' | 'person' | 'joins' | 'stuck' | 'cut';
  outcome?: string;
  problems: Play['problems'];
}

export interface Coverage {
  total: number;
  /** Keys of nodes, or "node exit". */
  missing: string[];
}

export interface Paths {
  paths: Path[];
  coverage: { nodes: Coverage; exits: Coverage };
  /** What was gone through: keys of nodes, and exits as "node exit". */
  trodden: ReadonlySet<string>;
  /** True where a limit left ways untried. */
  truncated: boolean;
}

interface Trail {
  play: Play;
  script: ScriptStep[];
}

const GIBBERISH = 'qzxw vvkj';
/** Misses before a person is offered, where the author says nothing. */
const DEFAULT_MISSES = 2;

/**
 * Tries every way through a flow: ways nobody has gone yet first, and of these the shortest. A state that has been met
 * before, with the same values in every variable that can change the way, is not gone through again.
 *
 * By SMS a message that says nothing there, or would be too long to be sent, is a problem of its path.
 */
export function enumeratePaths(bundle: Bundle, options: PathOptions = {}): Paths {
  const locales = options.locales ?? bundle.flow.locales.slice(0, 1);
  const relevant = relevantNames(bundle);
  const walks: ReturnType<typeof walk>[] = [];
  for (const channel of options.channels ?? ['rbm']) {
    for (const locale of locales) {
      const stage = prepare(bundle, { ...options, locale, facts: { ...options.facts, channel } });
      const done = walks.reduce((count, { paths }) => count + paths.length, 0);
      walks.push(walk(stage, locale, channel, relevant, options, done));
    }
  }
  const tried = new Set(walks.flatMap(({ trodden }) => [...trodden]));
  return {
    paths: walks.flatMap(({ paths }) => paths),
    coverage: coverageOf(prepare(bundle, options), tried),
    trodden: tried,
    truncated: walks.some(({ truncated }) => truncated),
  };
}

function walk(
  stage: Stage,
  locale: string,
  channel: PathChannel,
  relevant: ReadonlySet<string>,
  options: PathOptions,
  before: number,
) {
  const { maxPaths = 1000, maxDepth = 60, watch } = options;
  const unsendable = channel === 'sms' ? smsJudge(locale) : () => undefined;
  const paths: Path[] = [];
  const met = new Set<string>();
  const trodden = new Set<string>();
  const fresh: Trail[] = [];
  const beaten: Trail[] = [];
  let truncated = false;
  // The lists only grow; what has been gone is behind the two indexes.
  let [nextFresh, nextBeaten] = [0, 0];

  const close = ({ play, script }: Trail, ending: Path['ending'], outcome?: string) => {
    const { visited } = play;
    const problems = [...play.problems, ...play.effects.flatMap((effect) => unsendable(effect) ?? [])];
    const ended = outcome === undefined ? {} : { outcome };
    paths.push({ locale, channel, script, visited, ending, problems, ...ended });
    watch?.({
      paths: before + paths.length,
      waiting: fresh.length - nextFresh + beaten.length - nextBeaten,
    });
  };
  const push = (trail: Trail, from: number, way: string | undefined) => {
    const ground = [...groundOf(stage, trail.play, from), ...(way === undefined ? [] : [way])];
    const isNew = ground.some((one) => !trodden.has(one));
    for (const one of ground) trodden.add(one);
    (isNew ? fresh : beaten).push(trail);
  };
  push({ play: open(stage, options), script: [] }, 0, undefined);
  for (;;) {
    const trail = fresh[nextFresh] ?? beaten[nextBeaten];
    if (!trail) break;
    if (nextFresh < fresh.length) nextFresh += 1;
    else nextBeaten += 1;
    if (paths.length >= maxPaths) {
      truncated = true;
      break;
    }
    const { play, script } = trail;
    const over = endingOf(stage, play);
    const key = stateKey(play, relevant);
    if (over) {
      close(trail, over.ending, over.outcome);
      const rest = play.dialogue.run?.snapshot.value ?? '';
      const station = stage.main.program.stations.get(rest)?.node;
      // Where a flow goes on after people, that is a way of its own.
      if (over.ending !== 'person' || station?.kind !== 'handoff' || !station.to || met.has(key)) continue;
      met.add(key);
      const step: ScriptStep = { handback: true };
      const after = advance(stage, play, step);
      push({ play: after, script: [...script, step] }, play.visited.length, `${rest} handed back`);
      continue;
    }
    if (met.has(key)) {
      close(trail, 'joins');
      continue;
    }
    met.add(key);
    if (script.length >= maxDepth) {
      truncated = true;
      close(trail, 'cut');
      continue;
    }
    const ways = waysOn(stage, play, options);
    if (ways.length === 0) close(trail, missesOf(play) > 0 ? 'joins' : 'stuck');
    const at = play.dialogue.run?.snapshot.value;
    for (const { step, exit } of ways) {
      const after = advance(stage, play, step);
      // A signal nobody took lies in the mailbox; the way is no other one for it.
      if ('signal' in step && after.visited.length === play.visited.length) continue;
      const way = exit === undefined ? `${at} missed ${missesOf(play)}` : `${at} ${exit}`;
      push({ play: after, script: [...script, step] }, play.visited.length, way);
    }
  }
  return { paths, trodden, truncated };
}

// --- what a conversation can do next -----------------------------------------------------------------------------

interface Way {
  step: ScriptStep;
  /** The exit it takes, where that is certain. */
  exit?: string;
}

function waysOn(stage: Stage, play: Play, options: PathOptions): Way[] {
  const { run } = play.dialogue;
  const station = run && stage.main.program.stations.get(run.snapshot.value);
  if (!run || !station) return [];
  const { node, site } = station;
  const { snapshot } = run;
  const { facts } = stage;
  const { locale, vars, misses, offered, back } = snapshot;
  const scope = scopeAt(site, { facts, locale, vars, misses, offered, back }, play.now);
  const timer = Object.keys(snapshot.timers).length > 0 ? [{ step: { wait: 'timer' }, exit: 'timeout' }] : [];
  if (misses > 0 && (node.kind === 'choose' || node.kind === 'ask')) {
    // What fits leads on as it did before the miss; only another miss leads elsewhere.
    const again = node.kind === 'ask' ? answersTo(node.expect, scope)[1] : { say: GIBBERISH };
    return again && misses <= (node.retry?.max ?? DEFAULT_MISSES) ? [{ step: again }] : [];
  }
  switch (node.kind) {
    case 'choose':
      return [
        ...node.choices.map(({ id }) => ({
          step: press(stage, play, buttonOf(play, site.key, id)),
          exit: `choice:${id}`,
        })),
        ...(offered ?? []).slice(0, 1).map((value) => ({
          step: press(stage, play, buttonOf(play, site.key, `=${value}`)),
          exit: 'option',
        })),
        ...signalWays(node.on, options, scope),
        { step: { say: GIBBERISH } },
        ...timer,
      ];
    case 'ask': {
      const [valid, invalid] = answersTo(node.expect, scope);
      return [
        ...(valid ? [{ step: valid, exit: 'next' }] : []),
        ...node.skip.map(({ id }) => ({
          step: press(stage, play, buttonOf(play, site.key, id)),
          exit: `skip:${id}`,
        })),
        ...(invalid ? [{ step: invalid }] : []),
        ...timer,
      ];
    }
    case 'wait':
      return [
        ...signalWays(node.on, options, scope),
        ...(node.message ? [{ step: { say: 'Hello there' }, exit: 'message' }] : []),
        ...timer,
      ];
    case 'call': {
      const name = `${node.service}.${node.operation}`;
      return [
        ...(options.samples?.[name] ?? [{}]).map((result) => ({
          step: { answer: name, result },
          exit: 'next',
        })),
        ...Object.keys(node.on).map((code) => ({
          step: { answer: name, failed: code },
          exit: `failed:${code}`,
        })),
        {
          step: { answer: name, failed: 'error' },
          exit: Object.hasOwn(node.on, 'error') ? 'failed:error' : 'failed',
        },
      ];
    }
    default:
      return timer;
  }
}

/** The postback under which a choice was offered last; its id if it never was, which the play then reports. */
function buttonOf(play: Play, key: string, choice: string): string {
  const holds = (message: Message | undefined) => {
    if (!message) return undefined;
    const cards = message.kind === 'card' ? [message.card] : message.kind === 'carousel' ? message.cards : [];
    const all = [...cards.flatMap((card) => card.suggestions), ...message.suggestions];
    return all.find((item) => {
      const tap = item.kind === 'reply' ? readTap(item.data) : undefined;
      return tap?.node === key && tap.choice === choice;
    })?.data;
  };
  for (const { message } of [...play.transcript].reverse()) {
    const data = holds(message);
    if (data !== undefined) return data;
  }
  return choice;
}

/** A tap; where there are no buttons, what is typed for it: its number in the list, or its words. */
function press(stage: Stage, play: Play, data: string): ScriptStep {
  const { choices = [] } = play.dialogue;
  const index = stage.facts.channel === 'sms' ? choices.findIndex((choice) => choice.data === data) : -1;
  const choice = choices[index];
  if (!choice) return { tap: data };
  return { say: areNumbers(choices) ? choice.label : String(index + 1) };
}

function signalWays(on: readonly SignalExit[], options: PathOptions, scope: Scope): Way[] {
  const resolve = (than: unknown) => (typeof than === 'string' ? evaluate(than, scope) : than);
  const ways = on.map(({ signal, when }): Way => {
    const fitting = when ? fittingData(when, resolve) : {};
    return { step: { signal, data: { ...options.signals?.[signal], ...fitting } } };
  });
  return [...new Map(ways.map((way) => [JSON.stringify(way.step), way])).values()];
}

/** As the SMS channel has it. */
const MOST_SEGMENTS = 10;
/** An address as long as a real one. */
const PAGE = 'https://example.com/m/0123456789abcdefghijkl';

/** What would keep a message from being sent by SMS; each is looked at once. */
function smsJudge(locale: string): (effect: Effect) => Problem | undefined {
  const judged = new WeakMap<Effect, Problem | 'fine'>();
  const judge = (effect: Effect): Problem | 'fine' => {
    // The first parts of a message that was cut in several say nothing by SMS: the last one says all.
    if (effect.kind !== 'send' || effect.fallback === 'never' || effect.sms === '') return 'fine';
    const { message, sms, numberFrom, typed, node } = effect;
    const { text, segments } = renderSms(message, {
      locale,
      link: PAGE,
      smart: 'when-shorter',
      ...(sms === undefined ? {} : { own: sms }),
      ...(numberFrom === undefined ? {} : { numberFrom }),
      ...(typed ? { typed } : {}),
    });
    if (text === '') return { code: 'sms-empty', detail: 'An SMS has nothing to say here.', node };
    if (segments <= MOST_SEGMENTS) return 'fine';
    const detail = `The SMS would take ${segments} parts; ${MOST_SEGMENTS} are the most.`;
    return { code: 'sms-too-long', detail, node };
  };
  return (effect) => {
    const known = judged.get(effect) ?? judge(effect);
    judged.set(effect, known);
    return known === 'fine' ? undefined : known;
  };
}

/** An answer that is taken and one that is not, found by asking the reader itself. */
function answersTo(
  expect: Expectation,
  scope: Scope,
): [valid: ScriptStep | undefined, invalid: ScriptStep | undefined] {
  const spot = { location: { latitude: 48.8566, longitude: 2.3522 } };
  const candidates: ScriptStep[] = [...sampleAnswers(expect, scope).map((say) => ({ say })), spot];
  for (const mime of ['image/jpeg', 'video/mp4', 'audio/mp3', 'application/pdf'])
    candidates.push({ file: { mime } });
  const taken = (step: ScriptStep) => readAnswer(expect, asEvent(step, scope), scope).ok;
  const wrong: ScriptStep[] = [{ say: GIBBERISH }, { say: 'x'.repeat(3100) }, spot];
  return [candidates.find(taken), wrong.find((step) => !taken(step))];
}

function asEvent(step: ScriptStep, scope: Scope): Extract<Event, { kind: 'text' | 'file' | 'location' }> {
  const base = { id: '', at: scope.now };
  if ('location' in step) return { kind: 'location', ...base, ...step.location };
  if ('file' in step) {
    return {
      kind: 'file',
      ...base,
      file: { url: 'https://example.com/file', mime: 'image/jpeg', ...step.file },
    };
  }
  return { kind: 'text', ...base, text: 'say' in step && typeof step.say === 'string' ? step.say : '' };
}

const DAYS = [0, 1, 2, 7, 30, 90, 365, -1, -7, -30, -365, -7000, -12000];

function sampleAnswers(expect: Expectation, scope: Scope): string[] {
  switch (expect.type) {
    case 'text':
      if (expect.shape !== undefined) return [expect.shape.replace(/A/g, 'K').replace(/0/g, '7')];
      return [
        'Marie Dupont',
        'Marie Dupont '.repeat(300).slice(0, Math.max(expect.min, 1)).padEnd(expect.min, 'e'),
        'M',
      ];
    case 'number':
      return [expect.min, expect.max, 3, 0, 100].filter((value) => value !== undefined).map(String);
    case 'date':
      return DAYS.map((days) => new Date(scope.now + days * 86_400_000).toISOString().slice(0, 10));
    case 'time':
      return Array.from(
        { length: 48 },
        (_, n) => `${String(n >> 1).padStart(2, '0')}:${n % 2 ? '30' : '00'}`,
      );
    case 'email':
      return ['marie@example.com'];
    case 'phone':
      return ['+33612345678'];
    case 'choice':
      return expect.of.flatMap(({ label }) => (typeof label === 'string' ? [label] : Object.values(label)));
    case 'location':
    case 'file':
      return [];
  }
}

// --- where a path is ----------------------------------------------------------------------------------------------

function endingOf(
  stage: Stage,
  play: Play,
): { ending: 'end' | 'person' | 'stuck'; outcome?: string } | undefined {
  const ended = play.effects.findLast((effect) => effect.kind === 'end');
  if (ended?.kind === 'end') return { ending: 'end', outcome: ended.outcome };
  if (play.dialogue.withPeople) return { ending: 'person' };
  const { run } = play.dialogue;
  return !run || run.flow !== stage.main.id ? { ending: 'stuck' } : undefined;
}

function missesOf(play: Play): number {
  return play.dialogue.run?.snapshot.misses ?? 0;
}

function stateKey(play: Play, relevant: ReadonlySet<string>): string {
  const { run } = play.dialogue;
  if (!run) return '';
  const { value, locale, vars, misses, offered, mailbox, timers } = run.snapshot;
  const seen = Object.entries(vars).map(([prefix, scope]) => [
    prefix,
    Object.entries(scope)
      .filter(([name]) => relevant.has(name))
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  ]);
  const waits = Object.values(timers).map(({ event }) => event);
  return JSON.stringify([value, locale, misses, offered, mailbox, waits, seen]);
}

/** Variables that can change the way: read by conditions, lists and instants, or copied into such a one. */
function relevantNames(bundle: Bundle): Set<string> {
  const flows = [bundle.flow, ...Object.values(bundle.subflows)];
  const relevant = new Set<string>();
  const copies: { to: string; from: string }[] = [];
  for (const flow of flows) for (const node of Object.values(flow.nodes)) collect(node, relevant, copies);
  for (let grown = true; grown; ) {
    grown = false;
    for (const { to, from } of copies) {
      if (!relevant.has(to) || relevant.has(from)) continue;
      relevant.add(from);
      grown = true;
    }
  }
  return relevant;
}

function collect(node: Node, relevant: Set<string>, copies: { to: string; from: string }[]): void {
  const read = (path: string) => relevant.add(path.split('.', 1)[0] ?? path);
  for (const { condition } of conditionsOf(node)) for (const path of pathsInCondition(condition)) read(path);
  if (node.kind === 'choose' && node.options) read(node.options.from);
  if ('timeout' in node && typeof node.timeout === 'object' && 'at' in node.timeout) {
    for (const path of pathsIn(node.timeout.at)) read(path);
  }
  const copy = (to: string, text: string) => {
    for (const path of pathsIn(text)) copies.push({ to, from: path.split('.', 1)[0] ?? path });
  };
  if (node.kind === 'set') {
    for (const line of node.assign) if (typeof line.to === 'string') copy(line.variable, line.to);
  }
  if (node.kind === 'subflow') {
    for (const [name, text] of Object.entries(node.input)) copy(name, text);
    for (const [mine, theirs] of Object.entries(node.output)) copies.push({ to: mine, from: theirs });
  }
}

// --- coverage ----------------------------------------------------------------------------------------------------

/**
 * Nodes entered since the `from`-th, as their keys, and exits between them, as "node exit". Two exits to the same node
 * cannot be told apart and count together.
 */
function groundOf(stage: Stage, play: Play, from: number): string[] {
  const { stations } = stage.main.program;
  const ground: string[] = [];
  let before = from > 0 ? play.visited[from - 1] : undefined;
  for (const key of play.visited.slice(from)) {
    ground.push(key);
    const station = before === undefined ? undefined : stations.get(before);
    if (station && before !== undefined) {
      for (const { name, to } of waysOut(station.node)) {
        if (station.site.target(to) === key) ground.push(`${before} ${name}`);
      }
      // The end of a sub-flow goes on where its caller leads.
      if (station.node.kind === 'end' && before.includes('/')) {
        ground.push(`${before.slice(0, before.lastIndexOf('/'))} next`);
      }
    }
    before = key;
  }
  return ground;
}

/** A skipped step leaves by its way on alone. */
function waysOut(node: Node): Exit[] {
  const onward = node.skipped ? onwardExit(node) : undefined;
  return onward ? [onward] : exitsOf(node);
}

function coverageOf(stage: Stage, trodden: ReadonlySet<string>): Paths['coverage'] {
  const stations = [...stage.main.program.stations];
  const ways = stations.flatMap(([key, { node }]) =>
    node.kind === 'handoff' && !node.skipped ? [] : waysOut(node).map(({ name }) => `${key} ${name}`),
  );
  return {
    nodes: {
      total: stations.length,
      missing: stations.map(([key]) => key).filter((key) => !trodden.has(key)),
    },
    exits: { total: ways.length, missing: ways.filter((way) => !trodden.has(way)) },
  };
}
