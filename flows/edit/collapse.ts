/** Makes a part of a flow into a flow of its own, called where the part was. Knows how flows hand values to each other. */
import type { Wording } from '../checks/finding.ts';
import type { Flow } from '../flow.ts';
import { exitsOf, type Node } from '../nodes/registry.ts';
import { SYSTEM_ROOTS } from '../scope.ts';
import { whole } from './add-node.ts';
import { freshId, freshName } from './fresh-id.ts';
import { has, mapAllTargets, mapTargets, nodeOf } from './targets.ts';
import { setBy } from './variable-slots.ts';
import { namesUsedBy } from './variables.ts';

export type Collapsed =
  | { ok: true; flow: Flow; subflow: Flow /** Calls the new flow. */; node: string }
  | { ok: false; flow: Flow; reason: Wording };

/**
 * The flow with these nodes replaced by one that calls `subflow`, which holds them. Ends, and the node "talk to a
 * person" leads to, stay outside, where they mean what they meant. Where the part leads to several places, the new
 * flow says which by a variable, and a decision behind the call goes there.
 */
export function collapse(
  flow: Flow,
  ids: readonly string[],
  { id: subflowId, name }: { id: string; name: string },
): Collapsed {
  const inside = new Set(
    ids.filter((id) => {
      const node = nodeOf(flow, id);
      return node && node.kind !== 'end' && id !== flow.settings.person;
    }),
  );
  if (inside.size === 0) return refuse(flow, NOTHING);
  const entries = entriesOf(flow, inside);
  if (entries.length > 1) return refuse(flow, severalEntries(entries.length));
  const start = entries[0] ?? topmost(flow, inside);

  const nodes = Object.fromEntries(Object.entries(flow.nodes).filter(([id]) => inside.has(id)));
  const ways = waysOut(
    nodes,
    (to) => inside.has(to),
    (to) => has(flow, to),
  );
  const used = namesUsedBy(Object.values(nodes)).filter((one) => isOwn(flow, one));
  const outer = new Set([...Object.keys(flow.variables), ...namesUsedBy(Object.values(flow.nodes))]);
  const way = freshName('way_out', (one) => outer.has(one));
  const isSplit = ways.length > 1;

  const subflow = inner(flow, {
    id: subflowId,
    name,
    start,
    nodes,
    ways,
    way: isSplit ? way : undefined,
    used,
  });
  const set = new Set(Object.values(nodes).flatMap(setBy));
  const known = knownOutside(flow, inside);
  const caller = freshId(subflowId, (one) => has(flow, one));
  const decision = freshId('which-way', (one) => has(flow, one) || one === caller);
  const corner = cornerOf(flow, inside);
  const call: Node = {
    kind: 'subflow',
    title: name.slice(0, 120),
    flow: subflowId,
    input: Object.fromEntries(used.filter((one) => known.has(one)).map((one) => [one, `{{${one}}}`])),
    output: Object.fromEntries(
      [...used.filter((one) => set.has(one)), ...(isSplit ? [way] : [])].map((one) => [one, one]),
    ),
    ...(isSplit ? { to: decision } : ways[0] === undefined ? {} : { to: ways[0] }),
  };
  const left = Object.fromEntries(Object.entries(flow.nodes).filter(([id]) => !inside.has(id)));
  const { suppressed } = flow.canvas;
  const collapsed: Flow = {
    ...flow,
    start: inside.has(flow.start) ? caller : flow.start,
    ...(isSplit ? { variables: { ...flow.variables, [way]: { type: 'text', personal: false } } } : {}),
    nodes: {
      ...mapAllTargets(left, (to) => (inside.has(to) ? caller : to)),
      [caller]: call,
      ...(isSplit ? { [decision]: decide(ways, way) } : {}),
    },
    canvas: {
      ...flow.canvas,
      positions: {
        ...Object.fromEntries(Object.entries(flow.canvas.positions).filter(([id]) => !inside.has(id))),
        [caller]: whole(corner),
        ...(isSplit ? { [decision]: whole({ x: corner.x + 360, y: corner.y }) } : {}),
      },
      ...(suppressed
        ? { suppressed: suppressed.filter(({ node }) => node === undefined || !inside.has(node)) }
        : {}),
    },
  };
  return { ok: true, flow: collapsed, subflow, node: caller };
}

/** The nodes of the part that are led to from outside of it, or at which the flow starts. */
function entriesOf(flow: Flow, inside: ReadonlySet<string>): string[] {
  const entries = new Set(inside.has(flow.start) ? [flow.start] : []);
  for (const [id, node] of Object.entries(flow.nodes)) {
    if (inside.has(id)) continue;
    for (const { to } of exitsOf(node)) if (to !== undefined && inside.has(to)) entries.add(to);
  }
  return [...entries];
}

/** The nodes outside that the part leads to. */
function waysOut(
  nodes: Flow['nodes'],
  isInside: (id: string) => boolean,
  isThere: (id: string) => boolean,
): string[] {
  const ways = new Set<string>();
  for (const node of Object.values(nodes)) {
    for (const { to } of exitsOf(node)) if (to !== undefined && !isInside(to) && isThere(to)) ways.add(to);
  }
  return [...ways];
}

interface Inner {
  id: string;
  name: string;
  start: string;
  nodes: Flow['nodes'];
  ways: string[];
  /** The variable that says which way was taken; undefined where there is one at most. */
  way: string | undefined;
  used: string[];
}

function inner(flow: Flow, { id, name, start, nodes, ways, way, used }: Inner): Flow {
  const taken = new Set(Object.keys(nodes));
  const fresh = (wish: string) => {
    const made = freshId(wish, (one) => taken.has(one));
    taken.add(made);
    return made;
  };
  const corner = cornerOf(flow, taken);
  const positions = Object.fromEntries(
    [...taken].map((one) => {
      const { x, y, ...flags } = placeOf(flow, one);
      return [one, { ...flags, ...whole({ x: x - corner.x, y: y - corner.y }) }];
    }),
  );
  const right = Math.max(0, ...Object.values(positions).map(({ x }) => x)) + 360;
  const ends: Flow['nodes'] = {};
  const leads = new Map<string, string>();
  for (const [n, to] of ways.entries()) {
    const end = fresh(way === undefined ? 'done' : `done-${to}`);
    ends[end] = { kind: 'end', outcome: 'done' };
    positions[end] = whole({ x: right + (way === undefined ? 0 : 360), y: n * 160 });
    if (way === undefined) leads.set(to, end);
    else {
      const mark = fresh(`mark-${to}`);
      ends[mark] = { kind: 'set', assign: [{ variable: way, to, append: false }], to: end };
      positions[mark] = whole({ x: right, y: n * 160 });
      leads.set(to, mark);
    }
  }
  const declared = [...used, ...(way === undefined ? [] : [way])].map((one) => {
    const known = Object.hasOwn(flow.variables, one) ? flow.variables[one] : undefined;
    // Its value comes from the caller; a default of its own would stand in for one the caller does not have.
    const { default: _, ...variable } = known ?? { type: 'text' as const, personal: false };
    return [one, variable] as const;
  });
  return {
    format: flow.format,
    id,
    name: name.slice(0, 120) || id,
    locales: flow.locales,
    start,
    variables: Object.fromEntries(declared),
    triggers: [],
    settings: {
      afterEnd: { policy: 'default-flow' },
      traffic: flow.settings.traffic,
      timezone: flow.settings.timezone,
      ...(flow.settings.hours ? { hours: flow.settings.hours } : {}),
    },
    nodes: { ...mapEach(nodes, (to) => (Object.hasOwn(nodes, to) ? to : leads.get(to))), ...ends },
    canvas: { positions, notes: [] },
  };
}

function mapEach(nodes: Flow['nodes'], lead: (to: string) => string | undefined): Flow['nodes'] {
  return Object.fromEntries(Object.entries(nodes).map(([id, node]) => [id, mapTargets(node, lead)]));
}

function decide(ways: string[], way: string): Node {
  const [first, ...others] = ways;
  return {
    kind: 'branch',
    cases: others.map((to) => ({ when: { value: way, is: 'equals', than: to }, to })),
    otherwise: first,
  };
}

/** Not the conversation's language, nor what the system answers by itself. */
function isOwn(flow: Flow, name: string): boolean {
  if (name === 'locale') return false;
  return Object.hasOwn(flow.variables, name) || !SYSTEM_ROOTS.includes(name);
}

/** The variables that can have a value before the part is reached: declared ones, and those set outside of it. */
function knownOutside(flow: Flow, inside: ReadonlySet<string>): Set<string> {
  const others = Object.entries(flow.nodes).filter(([id]) => !inside.has(id));
  return new Set([...Object.keys(flow.variables), ...others.flatMap(([, node]) => setBy(node))]);
}

function placeOf(flow: Flow, id: string): Flow['canvas']['positions'][string] {
  const { positions } = flow.canvas;
  return (Object.hasOwn(positions, id) ? positions[id] : undefined) ?? { x: 0, y: 0 };
}

function cornerOf(flow: Flow, ids: ReadonlySet<string>): { x: number; y: number } {
  const places = [...ids].map((id) => placeOf(flow, id));
  return { x: Math.min(...places.map(({ x }) => x)), y: Math.min(...places.map(({ y }) => y)) };
}

/** Where nothing leads into the part, what lies furthest up and left begins. */
function topmost(flow: Flow, ids: ReadonlySet<string>): string {
  const [first = ''] = [...ids].sort((one, other) => {
    const [a, b] = [placeOf(flow, one), placeOf(flow, other)];
    return a.y - b.y || a.x - b.x;
  });
  return first;
}

function refuse(flow: Flow, reason: Wording): Collapsed {
  return { ok: false, flow, reason };
}

const NOTHING: Wording = {
  en: 'Choose steps other than ends and the one “talk to a person” leads to.',
  fr: 'Choisissez d’autres étapes que les fins et celle où mène « parler à quelqu’un ».',
};

function severalEntries(count: number): Wording {
  return {
    en: `${count} of these steps are led to from outside; a sub-flow has one beginning. Choose steps that begin at one.`,
    fr: `${count} de ces étapes sont atteintes depuis l’extérieur ; un sous-parcours n’a qu’un début. Choisissez des étapes qui commencent par une seule.`,
  };
}
