/** Nodes on the clipboard: copied with the variables they use, pasted under names that are free. Knows no clipboard. */
import { z } from 'zod';
import { same } from '../change.ts';
import { FLOW_FORMAT, type Flow, positionSchema, variableSchema } from '../flow.ts';
import { type Node, nodeSchema } from '../nodes/registry.ts';
import { nodeIdSchema, variableNameSchema } from '../nodes/shape.ts';
import { whole } from './add-node.ts';
import { freshId, freshName } from './fresh-id.ts';
import { has, mapTargets, nodeOf } from './targets.ts';
import { namesUsedBy, renameInNode } from './variables.ts';

/** What lies on the clipboard, as JSON; it may come from another tab, workspace or version, so it is read with care. */
export const clipSchema = z.strictObject({
  carillon: z.literal('nodes'),
  format: z.literal(FLOW_FORMAT),
  /** The flow it was copied from: exits that lead out of the clip are kept where they lead into the same flow. */
  flow: nodeIdSchema,
  nodes: z.record(nodeIdSchema, nodeSchema).refine((nodes) => Object.keys(nodes).length <= 2000),
  positions: z.record(nodeIdSchema, positionSchema),
  variables: z.record(variableNameSchema, variableSchema),
});
export type Clip = z.infer<typeof clipSchema>;

/** What came into a flow: each by the name it had and the one it has now. */
export interface Pasted {
  flow: Flow;
  /** The new nodes, in the order of the clip. */
  ids: string[];
  created: {
    nodes: Record<string, string>;
    /** Only variables the flow did not have, under their names there. */
    variables: string[];
    /** Those whose names stand for something else there. */
    renamed: Record<string, string>;
  };
}

/** These nodes with what they need; undefined if none of them is in the flow. */
export function copyNodes(flow: Flow, ids: readonly string[]): Clip | undefined {
  const nodes = ids.flatMap((id): [string, Node][] => {
    const node = nodeOf(flow, id);
    return node ? [[id, node]] : [];
  });
  if (nodes.length === 0) return undefined;
  const used = namesUsedBy(nodes.map(([, node]) => node));
  return {
    carillon: 'nodes',
    format: FLOW_FORMAT,
    flow: flow.id,
    nodes: Object.fromEntries(nodes),
    positions: pick(flow.canvas.positions, ids),
    variables: pick(flow.variables, used),
  };
}

/** A clip as it was written to the clipboard; undefined for anything else that may lie there. Never throws. */
export function readClip(text: string): Clip | undefined {
  if (text.length > 5_000_000 || !text.includes('carillon')) return undefined;
  try {
    const parsed = clipSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The flow with a clip's nodes in it, their upper left corner at `at`. Ids and variables that mean something else here
 * get new names; exits to nodes outside of the clip are kept only where it comes from this flow.
 */
export function pasteNodes(flow: Flow, clip: Clip, at: { x: number; y: number }): Pasted {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const id of Object.keys(clip.nodes)) {
    const fresh = freshId(id, (one) => has(flow, one) || taken.has(one));
    taken.add(fresh);
    names.set(id, fresh);
  }

  const variables: Flow['variables'] = {};
  const renamed: Record<string, string> = {};
  const known = new Set(Object.keys(flow.variables));
  for (const [name, variable] of Object.entries(clip.variables)) {
    const here = Object.hasOwn(flow.variables, name) ? flow.variables[name] : undefined;
    if (here && (here.type === variable.type || same(here, variable))) continue;
    if (!here) variables[name] = variable;
    else {
      const fresh = freshName(name, (one) => known.has(one) || Object.hasOwn(clip.variables, one));
      known.add(fresh);
      variables[fresh] = variable;
      renamed[name] = fresh;
    }
  }

  const isHome = clip.flow === flow.id;
  const nodes = Object.entries(clip.nodes).map(([id, node]): [string, Node] => {
    let pasted = mapTargets(node, (to) => names.get(to) ?? (isHome && has(flow, to) ? to : undefined));
    for (const [from, to] of Object.entries(renamed)) pasted = renameInNode(pasted, from, to);
    return [names.get(id) ?? id, pasted];
  });

  const points = Object.values(clip.positions);
  const [left, top] = [Math.min(...points.map(({ x }) => x)), Math.min(...points.map(({ y }) => y))];
  const positions = Object.keys(clip.nodes).map((id, n): [string, Flow['canvas']['positions'][string]] => {
    const place = Object.hasOwn(clip.positions, id) ? clip.positions[id] : undefined;
    if (!place) return [names.get(id) ?? id, whole({ x: at.x, y: at.y + n * 120 })];
    const { x, y, ...flags } = place;
    return [names.get(id) ?? id, { ...flags, ...whole({ x: at.x + x - left, y: at.y + y - top }) }];
  });

  const ids = nodes.map(([id]) => id);
  const [first] = ids;
  return {
    flow: {
      ...flow,
      ...(first === undefined || has(flow, flow.start) ? {} : { start: first }),
      variables: Object.keys(variables).length === 0 ? flow.variables : { ...flow.variables, ...variables },
      nodes: { ...flow.nodes, ...Object.fromEntries(nodes) },
      canvas: {
        ...flow.canvas,
        positions: { ...flow.canvas.positions, ...Object.fromEntries(positions) },
      },
    },
    ids,
    created: { nodes: Object.fromEntries(names), variables: Object.keys(variables), renamed },
  };
}

/** How far from its original a copy lies, so that both are seen. */
const OFFSET = 48;

/** The flow with a copy of these nodes beside them; lines among them are copied, lines out of them kept. */
export function duplicateNodes(flow: Flow, ids: readonly string[]): { flow: Flow; ids: string[] } {
  const clip = copyNodes(flow, ids);
  if (!clip) return { flow, ids: [] };
  const points = Object.values(clip.positions);
  const corner =
    points.length === 0
      ? { x: 0, y: 0 }
      : { x: Math.min(...points.map(({ x }) => x)), y: Math.min(...points.map(({ y }) => y)) };
  // Where a copy of the same place lies already, the next one goes further on.
  const isTaken = (by: number) =>
    Object.values(flow.canvas.positions).some(
      ({ x, y }) => x === Math.round(corner.x) + by && y === Math.round(corner.y) + by,
    );
  let by = OFFSET;
  while (isTaken(by)) by += OFFSET;
  const pasted = pasteNodes(flow, clip, { x: corner.x + by, y: corner.y + by });
  return { flow: pasted.flow, ids: pasted.ids };
}

function pick<T>(table: Record<string, T>, keys: readonly string[]): Record<string, T> {
  return Object.fromEntries(
    keys.flatMap((key): [string, T][] => {
      const value = Object.hasOwn(table, key) ? table[key] : undefined;
      return value === undefined ? [] : [[key, value]];
    }),
  );
}
