/** The ways through a flow: every answer, silence, failure and signal tried at every step. Plays; decides nothing. */
import { type Expectation, readAnswer } from './answer.ts';
import { conditionsOf } from './checks/texts.ts';
import { pathsInCondition } from './condition.ts';
import type { Event } from './event.ts';
import type { Bundle } from './flow.ts';
import type { Message } from './message.ts';
import { scopeAt } from './nodes/plan.ts';
import { exitsOf, type Node } from './nodes/registry.ts';
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
import { readTap } from './tap.ts';
import { pathsIn } from './template.ts';

export interface PathOptions extends Omit<SimulationOptions, 'services' | 'begin' | 'locale'> {
  /** 1,000 if left out. */
  maxPaths?: number;
  /** Script steps in one path; 60 if left out. */
  maxDepth?: number;
  /** The flow's first language if left out. */
  locales?: readonly string[];
  /** What calls can answer, by "service.operation": each is tried. An empty object if left out. */
  samples?: Record<string, readonly unknown[]>;
  /** What signals carry, by name; an empty object if left out. */
  signals?: Record<string, Record<string, unknown>>;
}

export interface Path {
  locale: string;
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
  /** True where a limit left ways untried. */
  truncated: boolean;
}

interface Trail {
  play: Play;
  script: ScriptStep[];
}

const GIBBERISH = 'qzxw vvkj';

/**
 * Tries every way through a flow, shortest first. A state that has been met before, with the same values in every
 * variable that can change the way, is not gone through again.
 */
export function enumeratePaths(bundle: Bundle, options: PathOptions = {}): Paths {
  const { maxPaths = 1000, maxDepth = 60 } = options;
  const relevant = relevantNames(bundle);
  const paths: Path[] = [];
  const nodes = new Set<string>();
  const exits = new Set<string>();
  let truncated = false;
  const locales = options.locales ?? bundle.flow.locales.slice(0, 1);
  const stages = locales.map((locale) => [locale, prepare(bundle, { ...options, locale })] as const);
  for (const [locale, stage] of stages) {
    const met = new Set<string>();
    const queue: Trail[] = [{ play: open(stage, options), script: [] }];
    const close = ({ play, script }: Trail, ending: Path['ending'], outcome?: string) => {
      const { visited, problems } = play;
      paths.push({
        locale,
        script,
        visited,
        ending,
        problems,
        ...(outcome === undefined ? {} : { outcome }),
      });
    };
    for (let index = 0; index < queue.length; index += 1) {
      const trail = queue[index];
      if (!trail) break;
      if (paths.length >= maxPaths) {
        truncated = true;
        break;
      }
      cover(stage, trail.play, nodes, exits);
      const over = endingOf(stage, trail.play);
      if (over) {
        close(trail, over.ending, over.outcome);
        continue;
      }
      const key = stateKey(trail.play, relevant);
      if (met.has(key)) {
        close(trail, 'joins');
        continue;
      }
      met.add(key);
      if (trail.script.length >= maxDepth) {
        truncated = true;
        close(trail, 'cut');
        continue;
      }
      const ways = waysOn(stage, trail.play, options);
      if (ways.length === 0) close(trail, 'stuck');
      for (const { step, exit } of ways) {
        if (exit !== undefined) exits.add(`${trail.play.dialogue.run?.snapshot.value} ${exit}`);
        queue.push({ play: advance(stage, trail.play, step), script: [...trail.script, step] });
      }
    }
  }
  const [first] = stages;
  return { paths, coverage: coverageOf(first?.[1], nodes, exits), truncated };
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
  switch (node.kind) {
    case 'choose':
      return [
        ...node.choices.map(({ id }) => ({
          step: { tap: buttonOf(play, site.key, id) },
          exit: `choice:${id}`,
        })),
        ...(offered ?? [])
          .slice(0, 1)
          .map((value) => ({ step: { tap: buttonOf(play, site.key, `=${value}`) }, exit: 'option' })),
        ...signalWays(node.on, options),
        { step: { say: GIBBERISH } },
        ...timer,
      ];
    case 'ask': {
      const [valid, invalid] = answersTo(node.expect, scope);
      return [
        ...(valid ? [{ step: valid, exit: 'next' }] : []),
        ...node.skip.map(({ id }) => ({ step: { tap: buttonOf(play, site.key, id) }, exit: `skip:${id}` })),
        ...(invalid ? [{ step: invalid }] : []),
        ...timer,
      ];
    }
    case 'wait':
      return [
        ...signalWays(node.on, options),
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

function signalWays(on: readonly { signal: string }[], options: PathOptions): Way[] {
  return [...new Set(on.map(({ signal }) => signal))].map((signal) => ({
    step: { signal, data: options.signals?.[signal] ?? {} },
  }));
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

/** More misses than this change nothing any more: no node allows more than ten. */
const MISSES_THAT_COUNT = 11;

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
  return JSON.stringify([value, locale, Math.min(misses, MISSES_THAT_COUNT), offered, mailbox, waits, seen]);
}

/** Variables that can change the way: read by conditions, lists and instants, or copied into such a one. */
function relevantNames(bundle: Bundle): Set<string> {
  const flows = [bundle.flow, ...Object.values(bundle.subflows)];
  const relevant = new Set<string>();
  const copies: { to: string; from: string }[] = [];
  for (const flow of flows)
    for (const node of Object.values(flow.nodes)) collect(node, relevant, copies);
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

function collect(
  node: Node,
  relevant: Set<string>,
  copies: { to: string; from: string }[],
): void {
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

/** Nodes that were entered, and exits between them; two exits to the same node cannot be told apart and count together. */
function cover(stage: Stage, play: Play, nodes: Set<string>, exits: Set<string>): void {
  const { stations } = stage.main.program;
  let before: string | undefined;
  for (const key of play.visited) {
    nodes.add(key);
    const from = before === undefined ? undefined : stations.get(before);
    if (from && before !== undefined) {
      for (const { name, to } of exitsOf(from.node)) {
        if (from.site.target(to) === key) exits.add(`${before} ${name}`);
      }
      if (from.node.kind === 'subflow' && key.startsWith(`${before}/`)) nodes.add(before);
    }
    // The end of a sub-flow goes on where its caller leads.
    if (from?.node.kind === 'end' && before?.includes('/')) {
      exits.add(`${before.slice(0, before.lastIndexOf('/'))} next`);
    }
    before = key;
  }
}

function coverageOf(stage: Stage | undefined, nodes: Set<string>, exits: Set<string>): Paths['coverage'] {
  const stations = [...(stage?.main.program.stations ?? [])];
  const ways = stations.flatMap(([key, { node }]) =>
    node.kind === 'handoff' ? [] : exitsOf(node).map(({ name }) => `${key} ${name}`),
  );
  return {
    nodes: { total: stations.length, missing: stations.map(([key]) => key).filter((key) => !nodes.has(key)) },
    exits: { total: ways.length, missing: ways.filter((way) => !exits.has(way)) },
  };
}
