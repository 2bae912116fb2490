/** Who leads to whom in a flow, and where an arrow key goes from a box. Knows no drawing. */
import type { Flow } from '../../../flows/flow.ts';
import { exitsOf, type Node } from '../../../flows/nodes/registry.ts';

export interface Link {
  /** "greet choice:yes": names hold no space, so two links never share it. */
  id: string;
  node: string;
  exit: string;
  /** The place of the exit among those of its node. */
  index: number;
  to: string;
}

export interface Graph {
  links: readonly Link[];
  from: ReadonlyMap<string, readonly Link[]>;
  into: ReadonlyMap<string, readonly Link[]>;
}

const known = new WeakMap<Flow['nodes'], Graph>();

export function linkId(node: string, exit: string): string {
  return `${node} ${exit}`;
}

/** Exits that lead to a step that is there. The same object for the same nodes. */
export function graphOf(nodes: Flow['nodes']): Graph {
  const before = known.get(nodes);
  if (before) return before;
  const links: Link[] = [];
  const from = new Map<string, Link[]>();
  const into = new Map<string, Link[]>();
  for (const [node, value] of Object.entries(nodes)) {
    for (const link of linksFrom(node, value)) {
      if (!Object.hasOwn(nodes, link.to)) continue;
      links.push(link);
      push(from, node, link);
      push(into, link.to, link);
    }
  }
  const graph = { links, from, into };
  known.set(nodes, graph);
  return graph;
}

const made = new WeakMap<Node, { id: string; links: readonly Link[] }>();

/** The same objects for the same step, so that the lines of others are not drawn again. */
function linksFrom(id: string, node: Node): readonly Link[] {
  const before = made.get(node);
  if (before?.id === id) return before.links;
  const links = exitsOf(node).flatMap(({ name, to }, index): Link[] =>
    to === undefined ? [] : [{ id: linkId(id, name), node: id, exit: name, index, to }],
  );
  made.set(node, { id, links });
  return links;
}

/** Every step that leads to one of these, or to which they lead; these among them. */
export function reachable(graph: Graph, ids: Iterable<string>, direction: 'up' | 'down'): Set<string> {
  const met = new Set(ids);
  const open = [...met];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const links = direction === 'down' ? graph.from.get(id) : graph.into.get(id);
    for (const link of links ?? []) {
      const next = direction === 'down' ? link.to : link.node;
      if (met.has(next)) continue;
      met.add(next);
      open.push(next);
    }
  }
  return met;
}

/** Everything before and after some steps or a link, and the links between: what lights up under the pointer. */
export function wayThrough(
  graph: Graph,
  at: { node: string } | { link: Link },
): { nodes: Set<string>; links: Set<string> } {
  const up = reachable(graph, ['node' in at ? at.node : at.link.node], 'up');
  const down = reachable(graph, ['node' in at ? at.node : at.link.to], 'down');
  const links = new Set<string>('link' in at ? [at.link.id] : []);
  for (const { id, node, to } of graph.links) {
    if ((up.has(node) && up.has(to)) || (down.has(node) && down.has(to))) links.add(id);
  }
  return { nodes: new Set([...up, ...down]), links };
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export type Direction = 'left' | 'right' | 'up' | 'down';

/**
 * Where an arrow key leads from a box. Right follows the first way on, left goes back to a step that leads here; up and
 * down, and where there is no such link, to the nearest box on that side. Undefined where nothing lies there.
 */
export function neighbour(
  graph: Graph,
  boxes: ReadonlyMap<string, Box>,
  id: string,
  direction: Direction,
): string | undefined {
  if (direction === 'right') {
    const next = graph.from.get(id)?.find(({ to }) => to !== id);
    if (next) return next.to;
  }
  if (direction === 'left') {
    const before = graph.into.get(id)?.filter(({ node }) => node !== id) ?? [];
    // Loops lead back here too: the box that lies before this one is meant.
    const x = boxes.get(id)?.x ?? 0;
    const found = before.find(({ node }) => (boxes.get(node)?.x ?? 0) < x) ?? before[0];
    if (found) return found.node;
  }
  return nearest(boxes, id, direction);
}

function nearest(boxes: ReadonlyMap<string, Box>, id: string, direction: Direction): string | undefined {
  const own = boxes.get(id);
  if (!own) return undefined;
  const [x, y] = middle(own);
  let best: { id: string; distance: number } | undefined;
  for (const [other, box] of boxes) {
    if (other === id) continue;
    const [ox, oy] = middle(box);
    const along = { left: x - ox, right: ox - x, up: y - oy, down: oy - y }[direction];
    if (along <= 0) continue;
    const across = direction === 'left' || direction === 'right' ? Math.abs(oy - y) : Math.abs(ox - x);
    // What lies straight ahead is nearer than what lies aside.
    const distance = along + across * 2.5;
    if (!best || distance < best.distance) best = { id: other, distance };
  }
  return best?.id;
}

function middle({ x, y, width, height }: Box): [x: number, y: number] {
  return [x + width / 2, y + height / 2];
}

function push<T>(table: Map<string, T[]>, key: string, value: T): void {
  const list = table.get(key);
  if (list) list.push(value);
  else table.set(key, [value]);
}
