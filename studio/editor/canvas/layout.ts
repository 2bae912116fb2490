/** What automatic layout is told, and what its answer means for a flow. Pure; knows neither worker nor page. */
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { Flow } from '../../../flows/flow.ts';
import { boundsOf } from './align.ts';
import { type Box, graphOf, linkId } from './graph.ts';

export interface Shape extends Box {
  /** Middles of the handles by exit, from the top of the box. */
  exits: readonly { name: string; y: number }[];
}

type Places = Record<string, { x: number; y: number }>;

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  // As far left as can be: the ways out of one step stand below each other.
  'elk.layered.layering.strategy': 'LONGEST_PATH_SOURCE',
  'elk.separateConnectedComponents': 'false',
  'elk.layered.spacing.nodeNodeBetweenLayers': '104',
  'elk.layered.spacing.edgeNodeBetweenLayers': '24',
  'elk.spacing.nodeNode': '40',
  'elk.spacing.edgeNode': '20',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  'elk.layered.considerModelOrder.strategy': 'PREFER_NODES',
  'elk.layered.crossingMinimization.forceNodeModelOrder': 'false',
};
/** Where the way in is: beside the title. */
const ENTRY_Y = 20;
/** Between one box and the next below it. */
const GAP_Y = 40;

/**
 * The graph for the layout engine: boxes with their handles, in the order a conversation meets them. Connections back to
 * what came before are left out: kept in, a conversation with many ways back is spread over three times the ground.
 */
export function layoutGraph(flow: Flow, shapes: ReadonlyMap<string, Shape>): ElkNode {
  const { links } = graphOf(flow.nodes);
  const order = [...conversationOrder(flow)].filter((id) => shapes.has(id));
  const children = order.map((id): ElkNode => {
    const { width = 0, height = 0, exits = [] } = shapes.get(id) ?? {};
    return {
      id,
      width,
      height,
      layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
      ports: [
        { id: `${id} `, x: 0, y: ENTRY_Y, width: 0, height: 0, layoutOptions: { 'elk.port.side': 'WEST' } },
        ...exits.map(({ name, y }) => ({
          id: linkId(id, name),
          x: width,
          y,
          width: 0,
          height: 0,
          layoutOptions: { 'elk.port.side': 'EAST' },
        })),
      ],
    };
  });
  const place = new Map(order.map((id, n) => [id, n]));
  const edges = links
    .filter(({ node, to }) => (place.get(node) ?? Number.POSITIVE_INFINITY) < (place.get(to) ?? -1))
    .map(({ id, to }): ElkExtendedEdge => ({ id: `edge ${id}`, sources: [id], targets: [`${to} `] }));
  return { id: 'flow', layoutOptions: OPTIONS, children, edges };
}

/**
 * The places the answer gives the boxes, on the grid, each column gathered towards the top: a conversation is read from
 * its first step at the top left. Where only a part was laid out, or some boxes are pinned, the
 * whole is shifted so that it stays where it was; pinned boxes keep their places, and what would lie under one moves
 * below it.
 */
export function placesFrom(
  answer: ElkNode,
  shapes: ReadonlyMap<string, Shape>,
  pinned: ReadonlySet<string>,
  origin?: { x: number; y: number },
): Places {
  const laid = gathered(answer, shapes);
  const held = [...pinned].flatMap((id): [string, Box, Box][] => {
    const [now, then] = [laid.get(id), shapes.get(id)];
    return now && then ? [[id, now, then]] : [];
  });
  const bounds = boundsOf([...laid.values()]);
  const shift =
    held.length > 0
      ? {
          x: held.reduce((sum, [, now, then]) => sum + then.x - now.x, 0) / held.length,
          y: held.reduce((sum, [, now, then]) => sum + then.y - now.y, 0) / held.length,
        }
      : { x: (origin?.x ?? 0) - bounds.x, y: (origin?.y ?? 0) - bounds.y };
  const fixed = held.map(([, , then]) => then);
  const places: Places = {};
  const placed: Box[] = [...fixed];
  for (const [id, box] of laid) {
    if (pinned.has(id)) continue;
    const at = { ...box, x: onGrid(box.x + shift.x), y: onGrid(box.y + shift.y) };
    if (fixed.length > 0) {
      for (let under = overlapping(at, placed); under; under = overlapping(at, placed)) {
        at.y = onGrid(under.y + under.height + GAP_Y);
      }
    }
    placed.push(at);
    places[id] = { x: at.x, y: at.y };
  }
  return places;
}

/**
 * The columns of the answer, each box in its column as high as it can be without being above the step that leads to it
 * first. Left where the engine centres them, a few long connections spread a conversation over many empty screens.
 */
function gathered(answer: ElkNode, shapes: ReadonlyMap<string, Shape>): Map<string, Box> {
  const order = new Map<string, number>();
  const ownerOf = new Map<string, string>();
  for (const [n, { id, ports = [] }] of (answer.children ?? []).entries()) {
    order.set(id, n);
    for (const port of ports) ownerOf.set(port.id, id);
  }
  const placeOf = (id: string) => order.get(id) ?? 0;
  const leader = new Map<string, string>();
  for (const { sources, targets } of answer.edges ?? []) {
    const [from, to] = [ownerOf.get(sources[0] ?? ''), ownerOf.get(targets[0] ?? '')];
    if (from === undefined || to === undefined) continue;
    const first = leader.get(to);
    if (first === undefined || placeOf(from) < placeOf(first)) leader.set(to, from);
  }
  const laid = new Map<string, Box>();
  const wish = (id: string) => laid.get(leader.get(id) ?? '')?.y ?? 0;
  for (const column of columnsOf(answer)) {
    column.sort((a, b) => wish(a.id) - wish(b.id) || placeOf(a.id) - placeOf(b.id));
    let free = 0;
    for (const { id, x = 0 } of column) {
      const shape = shapes.get(id);
      if (!shape) continue;
      const y = onGrid(Math.max(free, wish(id)));
      laid.set(id, { ...shape, x, y });
      free = y + shape.height + GAP_Y;
    }
  }
  return laid;
}

/** Boxes above and below each other, from the left. */
function columnsOf({ children = [] }: ElkNode): ElkNode[][] {
  const columns: ElkNode[][] = [];
  let right = Number.NEGATIVE_INFINITY;
  for (const child of children.toSorted((a, b) => (a.x ?? 0) - (b.x ?? 0))) {
    const { x = 0, width = 0 } = child;
    if (x < right) columns.at(-1)?.push(child);
    else columns.push([child]);
    right = Math.max(right, x + width);
  }
  return columns;
}

/** Steps in the order a conversation meets them first, its exits from the top; then those nothing leads to. */
export function* conversationOrder(flow: Flow): Iterable<string> {
  const { from } = graphOf(flow.nodes);
  const met = new Set<string>();
  for (const begin of [flow.start, ...Object.keys(flow.nodes)]) {
    if (met.has(begin) || !Object.hasOwn(flow.nodes, begin)) continue;
    const open = [begin];
    met.add(begin);
    for (let id = open.shift(); id !== undefined; id = open.shift()) {
      yield id;
      for (const { to } of from.get(id) ?? []) {
        if (met.has(to)) continue;
        met.add(to);
        open.push(to);
      }
    }
  }
}

/**
 * Places for steps the document gives none, as a file from elsewhere may: by their distance from the start, in columns,
 * below everything that has a place.
 */
export function placesForUnplaced(flow: Flow, heightOf: (id: string) => number, columnWidth: number): Places {
  const { positions } = flow.canvas;
  const lost = Object.keys(flow.nodes).filter((id) => !Object.hasOwn(positions, id));
  if (lost.length === 0) return {};
  const { from } = graphOf(flow.nodes);
  const depth = new Map<string, number>();
  const wanted = new Set(lost);
  const places: Places = {};
  const top = Object.keys(positions).length === 0 ? 0 : lowest(flow, heightOf) + 120;
  const columns: number[] = [];
  for (const id of conversationOrder(flow)) {
    const column = depth.get(id) ?? 0;
    for (const { to } of from.get(id) ?? []) if (!depth.has(to)) depth.set(to, column + 1);
    depth.set(id, column);
    if (!wanted.has(id)) continue;
    const y = columns[column] ?? top;
    places[id] = { x: column * (columnWidth + 112), y };
    columns[column] = y + heightOf(id) + 40;
  }
  return places;
}

function lowest(flow: Flow, heightOf: (id: string) => number): number {
  const bottoms = Object.entries(flow.canvas.positions).flatMap(([id, { y }]) =>
    Object.hasOwn(flow.nodes, id) ? [y + heightOf(id)] : [],
  );
  return bottoms.reduce((most, y) => Math.max(most, y), 0);
}

function overlapping(box: Box, others: readonly Box[]): Box | undefined {
  return others.find(
    (other) =>
      box.x < other.x + other.width + 20 &&
      other.x < box.x + box.width + 20 &&
      box.y < other.y + other.height + 20 &&
      other.y < box.y + box.height + 20,
  );
}

function onGrid(value: number): number {
  return Math.round(value / 8) * 8 + 0;
}
