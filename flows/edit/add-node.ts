/** Puts a new node into a flow, connected if that is wanted. Knows no editor. */
import type { Flow, Position } from '../flow.ts';
import { onwardExit } from '../nodes/onward.ts';
import type { NodeKind } from '../nodes/registry.ts';
import { nodeIdSchema } from '../nodes/shape.ts';
import { blankNode } from './blank-node.ts';
import { connect } from './connect.ts';
import { freshId } from './fresh-id.ts';
import { exitNamed, has, nodeOf } from './targets.ts';
import { setBy } from './variable-slots.ts';

export interface NewNode {
  /** Taken if it is an id and free; else one is made from it. */
  id?: string;
  at: { x: number; y: number };
  /** The exit that shall lead here. Where it led to before, the new node leads on to. */
  from?: { node: string; exit: string };
}

/** The flow with a blank node of this kind; the first one of a flow is where it starts. */
export function addNode(
  flow: Flow,
  kind: NodeKind,
  { id: wish, at, from }: NewNode,
): { flow: Flow; id: string } {
  const free = wish !== undefined && nodeIdSchema.safeParse(wish).success && !has(flow, wish);
  const id = free && wish !== '__proto__' ? wish : freshId(wish ?? kind, (one) => has(flow, one));
  const node = blankNode(kind, flow);
  const declared = setBy(node).filter((name) => !Object.hasOwn(flow.variables, name));
  let added: Flow = {
    ...flow,
    ...(has(flow, flow.start) ? {} : { start: id }),
    ...(declared.length === 0
      ? {}
      : {
          variables: {
            ...flow.variables,
            ...Object.fromEntries(declared.map((name) => [name, { type: 'text' as const, personal: false }])),
          },
        }),
    nodes: { ...flow.nodes, [id]: node },
    canvas: { ...flow.canvas, positions: { ...flow.canvas.positions, [id]: whole(at) } },
  };
  if (from) {
    const before = targetOf(flow, from);
    added = connect(added, from.node, from.exit, id);
    const onward = before === undefined ? undefined : onwardExit(node);
    if (onward && before !== undefined) added = connect(added, id, onward.name, before);
  }
  return { flow: added, id };
}

function targetOf(flow: Flow, { node: id, exit }: { node: string; exit: string }): string | undefined {
  const node = nodeOf(flow, id);
  const to = node && exitNamed(node, exit)?.to;
  return to !== undefined && has(flow, to) ? to : undefined;
}

/** Whole pixels: nobody sees the rest, and files stay readable. */
export function whole({ x, y }: { x: number; y: number }): Position {
  const round = (value: number) => (Number.isFinite(value) ? Math.round(value) + 0 : 0);
  return { x: round(x), y: round(y) };
}
