/**
 * What services and signals could answer, made up from how a flow reads it: a list where it offers one, an instant where
 * it prints a time, each value a condition asks for. For trying ways out only; knows no service.
 */
import { conditionsOf, textsOf } from './checks/texts.ts';
import type { Condition } from './condition.ts';
import type { Bundle, Flow } from './flow.ts';
import type { Node } from './nodes/registry.ts';
import { type Expression, parseTemplate } from './templates/parse-template.ts';

export interface SampleResults {
  /** By "service.operation": what a call can answer; what the flow can use in full comes first. */
  calls: Record<string, unknown[]>;
  /** By signal: what it carries. */
  signals: Record<string, Record<string, unknown>>;
}

type Use = 'list' | 'time' | 'number';

/** How one path of a variable is read. */
interface Read {
  /** Of the variable: "days.0.date". */
  path: string;
  use?: Use;
  /** Values a condition asks it for. */
  wanted: readonly unknown[];
  /** A condition asks whether it is there, or what it is: leaving it out may lead elsewhere. */
  asked: boolean;
}

/** Ways to answer that are tried for one operation; more would be tried for every conversation there is. */
const MOST_RESULTS = 8;
const DAY_MS = 86_400_000;

/** `at`: the instant the play begins; instants that are made up lie after it. */
export function sampleResults({ flow, subflows }: Bundle, at: number): SampleResults {
  const calls = new Map<string, { reads: Read[]; pinned: unknown[] }>();
  const signals = new Map<string, Read[]>();
  for (const one of [flow, ...Object.values(subflows)]) {
    const reads = readsOf(one);
    for (const node of Object.values(one.nodes)) {
      if (node.kind === 'call') {
        const name = `${node.service}.${node.operation}`;
        const known = calls.get(name) ?? { reads: [], pinned: [] };
        calls.set(name, known);
        if (node.sample !== undefined) known.pinned.push(node.sample);
        if (node.save !== undefined) known.reads.push(...below(reads, node.save, ''));
        for (const [variable, path] of Object.entries(node.pick)) {
          known.reads.push({ path, wanted: [], asked: false }, ...below(reads, variable, path));
        }
      }
      if (node.kind !== 'choose' && node.kind !== 'wait') continue;
      for (const { signal, save } of node.on) {
        const known = signals.get(signal) ?? [];
        signals.set(signal, known);
        if (save !== undefined) known.push(...below(reads, save, ''));
      }
    }
  }
  return {
    calls: Object.fromEntries(
      [...calls].map(([name, { reads, pinned }]) => [name, variants(reads, pinned, at)]),
    ),
    signals: Object.fromEntries([...signals].map(([name, reads]) => [name, wholeOf(reads, at)])),
  };
}

/** Signal data that makes a condition hold, as far as its equalities say; `resolve` reads the other side of each. */
export function fittingData(
  condition: Condition | undefined,
  resolve: (than: unknown) => unknown,
): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  const visit = (part: Condition): void => {
    if ('all' in part) part.all.forEach(visit);
    else if ('any' in part) part.any.slice(0, 1).forEach(visit);
    else if (!('not' in part)) {
      const [root, ...path] = part.value.split('.');
      if (root !== 'signal' || path.length === 0) return;
      const wanted = wantedBy(part)[0];
      put(data, path, wanted === undefined ? 'Sample' : resolve(wanted));
    }
  };
  if (condition) visit(condition);
  return data;
}

// --- how a flow reads its variables ------------------------------------------------------------------------------

function readsOf(flow: Flow): Read[] {
  const reads: Read[] = [];
  /** `{{a}}` set into b: what is read of b is read of a. */
  const copies: { from: string; to: string }[] = [];
  for (const node of Object.values(flow.nodes)) {
    const list = node.kind === 'choose' ? node.options?.from : undefined;
    if (list !== undefined) reads.push({ path: list, use: 'list', wanted: [], asked: true });
    for (const { text, local, at } of textsOf(node)) {
      for (const wording of typeof text === 'string' ? [text] : Object.values(text)) {
        for (const part of parseTemplate(wording).parts) {
          if (typeof part !== 'string') {
            reads.push(...readBy(part, local === 'item' ? list : undefined, at === 'timeout.at'));
          }
        }
      }
    }
    for (const { condition } of conditionsOf(node)) askedBy(condition, reads);
    copies.push(...copiesIn(node));
  }
  for (const { from, to } of copies) reads.push(...below(reads, to, from));
  return reads;
}

function readBy(expression: Expression, list: string | undefined, isInstant: boolean): Read[] {
  const { head, pipes } = expression;
  if (!('path' in head)) return [];
  const own = list === undefined ? head.path : head.path.replace(/^item(?=\.|$)/, `${list}.0`);
  const names = pipes.map(({ name }) => name);
  const use: Use | undefined =
    isInstant || names.some((name) => TIME.has(name))
      ? 'time'
      : names.some((name) => NUMBER.has(name))
        ? 'number'
        : undefined;
  const args = pipes.flatMap((pipe) =>
    pipe.args.flatMap((term) => ('path' in term ? [{ path: term.path, wanted: [], asked: false }] : [])),
  );
  return [{ path: own, wanted: [], asked: false, ...(use ? { use } : {}) }, ...args];
}

const TIME = new Set(['date', 'time', 'datetime', 'shift', 'weekday', 'relative']);
const NUMBER = new Set(['money', 'number', 'plural', 'percent', 'round']);
const ORDERED = new Set(['less', 'at-most', 'more', 'at-least']);

function askedBy(condition: Condition, reads: Read[]): void {
  if ('all' in condition) for (const part of condition.all) askedBy(part, reads);
  else if ('any' in condition) for (const part of condition.any) askedBy(part, reads);
  else if ('not' in condition) askedBy(condition.not, reads);
  else {
    const wanted = wantedBy(condition);
    const use: Use | undefined = ORDERED.has(condition.is)
      ? 'number'
      : condition.is === 'before' || condition.is === 'after'
        ? 'time'
        : undefined;
    reads.push({ path: condition.value, wanted, asked: true, ...(use ? { use } : {}) });
  }
}

/** Values that lead one way and the other. */
function wantedBy(condition: Condition): unknown[] {
  if (!('is' in condition) || condition.is === 'exists') return [];
  if (condition.is === 'one-of') return condition.than;
  const { is, than } = condition;
  if (ORDERED.has(is) && typeof than === 'number') return [than + 1, than, than - 1];
  return than === null ? [] : [than];
}

function copiesIn(node: Node): { from: string; to: string }[] {
  if (node.kind !== 'set') return [];
  return node.assign.flatMap((line) => {
    if (typeof line.to !== 'string') return [];
    const path = /^\{\{\s*([A-Za-z_][\w.]*)\s*\}\}$/.exec(line.to)?.[1];
    return path === undefined ? [] : [{ from: path, to: line.variable }];
  });
}

/** What is read of a variable, as paths of what it was taken from. */
function below(reads: readonly Read[], variable: string, path: string): Read[] {
  return reads.flatMap((read) => {
    if (read.path !== variable && !read.path.startsWith(`${variable}.`)) return [];
    const rest = read.path.slice(variable.length + 1);
    return [{ ...read, path: [path, rest].filter(Boolean).join('.') }];
  });
}

// --- what could be read ------------------------------------------------------------------------------------------

function variants(reads: readonly Read[], pinned: readonly unknown[], at: number): unknown[] {
  const base = pinned[0] ?? wholeOf(reads, at);
  const found: unknown[] = [...(pinned.length > 0 ? pinned : [base])];
  const add = (path: readonly string[], value: unknown) => {
    const other = structuredClone(base);
    if (typeof other !== 'object' || other === null) return;
    put(other as Record<string, unknown>, path, value);
    found.push(other);
  };
  for (const { path, use, wanted, asked } of reads) {
    const steps = path.split('.').filter(Boolean);
    if (!asked || steps.length === 0) continue;
    // A list that is asked about may be empty: "days.0.date" is there, or no day is.
    const list = steps.findIndex((step) => /^\d+$/.test(step));
    if (use === 'list' || list > 0) add(list > 0 ? steps.slice(0, list) : steps, []);
    else if (wanted.length === 0) add(steps, undefined);
    for (const value of wanted) if (!isTemplate(value)) add(steps, value);
  }
  const distinct = new Map(found.map((one) => [JSON.stringify(one), one]));
  return [...distinct.values()].slice(0, MOST_RESULTS);
}

/** Something to be read everywhere. */
function wholeOf(reads: readonly Read[], at: number): Record<string, unknown> {
  const whole: Record<string, unknown> = {};
  // What is read below a value makes it an object or a list, whatever else is read of it.
  const sorted = [...reads].sort((one, other) => other.path.length - one.path.length);
  for (const { path, use, wanted } of sorted) {
    const steps = path.split('.').filter(Boolean);
    if (steps.length === 0 || steps.at(-1) === 'length') continue;
    if (use === 'list') {
      if (get(whole, steps) === undefined) put(whole, steps, ['Sample']);
      continue;
    }
    if (get(whole, steps) !== undefined) continue;
    const [first] = wanted.filter((value) => !isTemplate(value));
    put(whole, steps, first ?? leaf(steps.at(-1) ?? '', use, at));
  }
  return whole;
}

function leaf(name: string, use: Use | undefined, at: number): string | number {
  const day = new Date(at + 2 * DAY_MS).toISOString();
  if (/^lat(?:itude)?$/i.test(name)) return 48.8566;
  if (/^(?:lng|lon|long|longitude)$/i.test(name)) return 2.3522;
  if (use === 'number' || /minutes|seconds|hours$/i.test(name)) return 42;
  if (/date$|^day$/i.test(name)) return day.slice(0, 10);
  if (use === 'time' || /(?:^|_)(?:at|start|end|from|until|time)$|[a-z](?:At|Time)$|expires/.test(name)) {
    return day.replace(/\.\d+Z$/, 'Z');
  }
  if (/url|link|page/i.test(name)) return 'https://example.com/page';
  if (/amount|price|total|count|quantity/i.test(name)) return 42;
  if (/currency/i.test(name)) return 'EUR';
  if (/(?:^|_)id$|[a-z]Id$/.test(name)) return 'sample-1';
  if (/number|code|reference/i.test(name)) return 'A1B2C3';
  return 'Sample';
}

function isTemplate(value: unknown): boolean {
  return typeof value === 'string' && value.includes('{{');
}

function get(from: unknown, steps: readonly string[]): unknown {
  let value = from;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

/** Sets a value at a path; a number in it makes a list. What has a value already is not made an object. */
function put(into: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let at: Record<string, unknown> | unknown[] = into;
  for (const [index, step] of path.entries()) {
    if (step === '__proto__' || step === 'constructor' || step === 'prototype') return;
    if (Array.isArray(at) && !/^\d{1,2}$/.test(step)) return;
    const slot = at as Record<string, unknown>;
    const next = path[index + 1];
    if (next === undefined) {
      if (value === undefined) delete slot[step];
      else slot[step] = value;
      return;
    }
    if (!Object.hasOwn(slot, step)) slot[step] = /^\d{1,2}$/.test(next) ? [] : {};
    const inner = slot[step];
    if (typeof inner !== 'object' || inner === null) return;
    at = inner as Record<string, unknown>;
  }
}
