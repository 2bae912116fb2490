/** Where the exits of nodes lead, read and rewritten for any kind of node. Knows the registry; decides nothing. */
import { applyChanges, type Change, type Path, same } from '../change.ts';
import { exitPath } from '../checks/exits.ts';
import type { Flow } from '../flow.ts';
import type { Exit } from '../nodes/exit.ts';
import { exitsOf, type Node } from '../nodes/registry.ts';

/** The place of an exit inside its node, as a path: ["choices", 2, "to"]. */
export function placeOf(node: Node, exit: Pick<Exit, 'name'>): Path {
  const isList = (segment: string) => /^\d+$/.test(segment);
  // A failure's code is a key of its own, digits or not.
  if (exit.name.startsWith('failed:')) return ['on', exit.name.slice('failed:'.length)];
  return exitPath(node, { ...exit, to: undefined })
    .split('.')
    .map((segment) => (isList(segment) ? Number(segment) : segment));
}

/** The node with every exit led where `lead` says; the same object if nothing changes. undefined leaves an exit open. */
export function mapTargets(node: Node, lead: (to: string) => string | undefined): Node {
  let changes: Change[] | undefined;
  for (const exit of exitsOf(node)) {
    if (exit.to === undefined) continue;
    const to = lead(exit.to);
    if (to === exit.to) continue;
    changes ??= [];
    changes.push(to === undefined ? { path: placeOf(node, exit) } : { path: placeOf(node, exit), value: to });
  }
  return changes ? applyChanges(node, changes) : node;
}

/** The nodes with every exit led where `lead` says; the same object if nothing changes. */
export function mapAllTargets(nodes: Flow['nodes'], lead: (to: string) => string | undefined): Flow['nodes'] {
  const changed = Object.entries(nodes).flatMap(([id, node]): [string, Node][] => {
    const next = mapTargets(node, lead);
    return next === node ? [] : [[id, next]];
  });
  return changed.length === 0 ? nodes : { ...nodes, ...Object.fromEntries(changed) };
}

/** The exit of this name; undefined where the node has none such. */
export function exitNamed(node: Node, name: string): Exit | undefined {
  return exitsOf(node).find((exit) => exit.name === name);
}

/** Own members only: a node may be called "constructor". */
export function nodeOf(flow: Flow, id: string): Node | undefined {
  return Object.hasOwn(flow.nodes, id) ? flow.nodes[id] : undefined;
}

export function has(flow: Flow, id: string): boolean {
  return Object.hasOwn(flow.nodes, id);
}

/**
 * The document without exits to nodes that are gone: of nodes that differ from those of `before`, every exit to what
 * is not there; of all others, only exits to what was there before. What a file brought along is left for `check`.
 * `before` itself where that leaves nothing changed.
 */
export function dropDangling(before: Flow, after: Flow): Flow {
  if (before.nodes === after.nodes) return after;
  const gone = new Set(Object.keys(before.nodes).filter((id) => !Object.hasOwn(after.nodes, id)));
  const changed = Object.entries(after.nodes).flatMap(([id, node]): [string, Node][] => {
    const isOld = nodeOf(before, id) === node;
    if (isOld && gone.size === 0) return [];
    const next = mapTargets(node, (to) => {
      if (isOld ? !gone.has(to) : Object.hasOwn(after.nodes, to)) return to;
      return undefined;
    });
    return next === node ? [] : [[id, next]];
  });
  const { person } = after.settings;
  const lost = person !== undefined && gone.has(person);
  if (changed.length === 0 && !lost) return after;
  const next = {
    ...after,
    nodes: changed.length === 0 ? after.nodes : { ...after.nodes, ...Object.fromEntries(changed) },
    ...(lost ? { settings: withoutPerson(after.settings) } : {}),
  };
  // An exit set to what is not there and dropped again is no change.
  return same(before, next) ? before : next;
}

export function withoutPerson({ person: _, ...settings }: Flow['settings']): Flow['settings'] {
  return settings;
}
