/** Takes nodes out of a flow, with everything that points at them. Knows no editor. */
import type { Flow } from '../flow.ts';
import { onwardExit } from '../nodes/onward.ts';
import { has, mapAllTargets, nodeOf, withoutPerson } from './targets.ts';

/**
 * The flow without these nodes. Exits that led to them are left open or, with `reconnect`, lead to where the node's
 * own way on led. If the start goes, the flow starts where it led on, else at the first node left.
 */
export function removeNodes(flow: Flow, ids: readonly string[], { reconnect = false } = {}): Flow {
  const gone = new Set(ids.filter((id) => has(flow, id)));
  if (gone.size === 0) return flow;
  const onward = (id: string): string | undefined => {
    const passed = new Set<string>();
    let at: string | undefined = id;
    while (at !== undefined && gone.has(at) && !passed.has(at)) {
      passed.add(at);
      const node = nodeOf(flow, at);
      at = node && onwardExit(node)?.to;
    }
    return at !== undefined && !gone.has(at) && has(flow, at) ? at : undefined;
  };
  const left = Object.fromEntries(Object.entries(flow.nodes).filter(([id]) => !gone.has(id)));
  const nodes = mapAllTargets(left, (to) => (gone.has(to) ? (reconnect ? onward(to) : undefined) : to));
  const start = gone.has(flow.start)
    ? (onward(flow.start) ?? Object.keys(nodes)[0] ?? flow.start)
    : flow.start;
  const { person } = flow.settings;
  const { positions, suppressed } = flow.canvas;
  const accepted = suppressed?.filter(({ node }) => node === undefined || !gone.has(node));
  return {
    ...flow,
    start,
    nodes,
    settings: person !== undefined && gone.has(person) ? withoutPerson(flow.settings) : flow.settings,
    canvas: {
      ...flow.canvas,
      positions: Object.fromEntries(Object.entries(positions).filter(([id]) => !gone.has(id))),
      ...(accepted ? { suppressed: accepted.length === suppressed?.length ? suppressed : accepted } : {}),
    },
  };
}
