/** Variables: declared, renamed wherever they are used, found. Knows templates, conditions and the places that save. */
import { conditionsOf, textsInMessage, textsOf } from '../checks/texts.ts';
import { pathsInCondition } from '../condition.ts';
import { type Flow, type Variable, variableSchema } from '../flow.ts';
import type { Node } from '../nodes/registry.ts';
import { variableNameSchema } from '../nodes/shape.ts';
import { pathsIn } from '../template.ts';
import { parseTemplate } from '../templates/parse-template.ts';
import { renameSlots, slotsOf, withKey } from './variable-slots.ts';

export interface VariableUse {
  /** Left out for the flow's own settings. */
  node?: string;
  /** Where in the document, as findings say it: "nodes.greet.ask.message.text". */
  path: string;
  how: 'sets' | 'reads';
}

/** Declares a variable. The same flow where the name is no name or is taken. */
export function addVariable(
  flow: Flow,
  name: string,
  variable: Pick<Variable, 'type'> & Partial<Variable>,
): Flow {
  const parsed = variableSchema.safeParse(variable);
  if (!isName(name) || Object.hasOwn(flow.variables, name) || !parsed.success) return flow;
  return { ...flow, variables: { ...flow.variables, [name]: parsed.data } };
}

/** Takes the declaration away; what reads or sets it stays, and `check` names it. */
export function removeVariable(flow: Flow, name: string): Flow {
  if (!Object.hasOwn(flow.variables, name)) return flow;
  const { [name]: _, ...variables } = flow.variables;
  return { ...flow, variables };
}

/**
 * Gives a variable another name everywhere: declaration, templates, conditions, what saves into it. The same flow
 * where the new name is no name or is in use already, declared or not.
 */
export function renameVariable(flow: Flow, from: string, to: string): Flow {
  if (from === to || !isName(to) || Object.hasOwn(flow.variables, to) || isUsed(flow, to)) return flow;
  if (!Object.hasOwn(flow.variables, from) && !isUsed(flow, from)) return flow;
  const changed = Object.entries(flow.nodes).flatMap(([id, node]): [string, Node][] => {
    const next = renameInNode(node, from, to);
    return next === node ? [] : [[id, next]];
  });
  const { help, afterEnd } = flow.settings;
  const settings = {
    ...flow.settings,
    ...(help === undefined ? {} : { help: renameInside(help, from, to) }),
    ...(afterEnd.policy === 'say'
      ? { afterEnd: { ...afterEnd, message: renameInside(afterEnd.message, from, to) } }
      : {}),
  };
  return {
    ...flow,
    variables: Object.hasOwn(flow.variables, from) ? withKey(flow.variables, from, to) : flow.variables,
    nodes: changed.length === 0 ? flow.nodes : { ...flow.nodes, ...Object.fromEntries(changed) },
    settings: usesInSettings(flow, from).length === 0 ? flow.settings : settings,
  };
}

/** Every place that sets or reads a variable, in the order of the document. */
export function variableUses(flow: Flow, name: string): VariableUse[] {
  return [
    ...usesInSettings(flow, name),
    ...Object.entries(flow.nodes).flatMap(([id, node]) =>
      usesInNode(node, name).map(({ at, how }) => ({ node: id, path: `nodes.${id}.${at}`, how })),
    ),
  ];
}

/** The variables nodes set or read, in the order they are met; what is given to their templates locally left out. */
export function namesUsedBy(nodes: readonly Node[]): string[] {
  const names = new Set<string>();
  const root = (path: string) => path.split('.')[0] ?? path;
  for (const node of nodes) {
    for (const slot of slotsOf(node)) names.add(root(slot.name));
    for (const { text, local } of textsOf(node)) {
      for (const path of pathsIn(text)) if (root(path) !== local) names.add(root(path));
    }
    for (const { condition, local } of conditionsOf(node)) {
      for (const path of pathsInCondition(condition)) if (root(path) !== local) names.add(root(path));
    }
  }
  return [...names];
}

function isName(name: string): boolean {
  return name !== '__proto__' && variableNameSchema.safeParse(name).success;
}

function isUsed(flow: Flow, name: string): boolean {
  return (
    usesInSettings(flow, name).length > 0 ||
    Object.values(flow.nodes).some((node) => usesInNode(node, name).length > 0)
  );
}

function usesInSettings(flow: Flow, name: string): VariableUse[] {
  const { help, afterEnd } = flow.settings;
  const texts = [
    ...(help === undefined ? [] : [{ at: 'settings.help', text: help }]),
    ...(afterEnd.policy === 'say'
      ? textsInMessage(afterEnd.message).map(({ at, text }) => ({
          at: `settings.afterEnd.message.${at}`,
          text,
        }))
      : []),
  ];
  return texts
    .filter(({ text }) => pathsIn(text).some((path) => reads(path, name)))
    .map(({ at }) => ({ path: at, how: 'reads' }));
}

function usesInNode(node: Node, name: string): { at: string; how: VariableUse['how'] }[] {
  const uses: { at: string; how: VariableUse['how'] }[] = [];
  for (const slot of slotsOf(node)) {
    if (reads(slot.name, name)) uses.push({ at: slot.path.join('.'), how: slot.how });
  }
  for (const { at, text, local } of textsOf(node)) {
    if (local !== name && pathsIn(text).some((path) => reads(path, name))) uses.push({ at, how: 'reads' });
  }
  for (const { at, condition, local } of conditionsOf(node)) {
    const found = local !== name && pathsInCondition(condition).some((path) => reads(path, name));
    // A template inside a condition is among the texts already.
    if (found && !uses.some((use) => use.at.startsWith(`${at}.`) || use.at === at))
      uses.push({ at, how: 'reads' });
  }
  return uses;
}

function reads(path: string, name: string): boolean {
  return path === name || path.startsWith(`${name}.`);
}

// --- renaming ----------------------------------------------------------------------------------------------------

/** The node with one variable under another name; the same object if it does not use it. */
export function renameInNode(node: Node, from: string, to: string): Node {
  if (usesInNode(node, from).length === 0) return node;
  const renamed = renameInside(renameSlots(node, from, to), from, to);
  // The author's own words about the step are nobody's template.
  return {
    ...renamed,
    ...(node.title === undefined ? {} : { title: node.title }),
    ...(node.note === undefined ? {} : { note: node.note }),
  };
}

/** Words that are matched, and what a service once answered: never templates. */
const KEPT = new Set(['words', 'sample']);

/** Every template and condition in a value. Names that a list's item or a signal takes over mean something else there. */
function renameInside<T>(value: T, from: string, to: string, key = ''): T {
  if (typeof value === 'string') return renameInText(value, from, to) as T;
  if (Array.isArray(value)) return value.map((item) => renameInside(item, from, to, key)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const table = value as Record<string, unknown>;
  if (from === 'item' && key === 'options') return value;
  if (from === 'signal' && key === 'on' && 'signal' in table) return value;
  const next = Object.fromEntries(
    Object.entries(table).map(([name, inner]) => [
      name,
      KEPT.has(name) ? inner : renameInside(inner, from, to, name),
    ]),
  );
  if (typeof next.value === 'string' && 'is' in next && reads(next.value, from)) {
    next.value = to + next.value.slice(from.length);
  }
  return next as T;
}

/** A text with a variable's name exchanged in its {{templates}}; formatters and quoted texts keep theirs. */
export function renameInText(text: string, from: string, to: string): string {
  if (!text.includes('{{')) return text;
  let renamed = '';
  let at = 0;
  for (const part of parseTemplate(text).parts) {
    if (typeof part === 'string') continue;
    renamed += text.slice(at, part.at) + renameInExpression(text.slice(part.at, part.end), from, to);
    at = part.end;
  }
  return renamed + text.slice(at);
}

/** A quoted text, a formatter behind its bar, or a path. */
const TOKENS =
  /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\|\s*[a-z][a-z-]*|[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*/gs;

function renameInExpression(source: string, from: string, to: string): string {
  return source.replace(TOKENS, (token) => (reads(token, from) ? to + token.slice(from.length) : token));
}
