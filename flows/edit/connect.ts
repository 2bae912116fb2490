/** Joins exits to nodes and takes them apart. Knows which exits a node could have beside those it shows. */
import { applyChanges, type Path } from '../change.ts';
import type { Flow } from '../flow.ts';
import { onwardExit } from '../nodes/onward.ts';
import { type Node, nodeSchema } from '../nodes/registry.ts';
import { exitNamed, has, nodeOf, placeOf } from './targets.ts';

/**
 * Leads an exit of a node to another node. An exit the node does not have yet but can have ("timeout",
 * "not-understood", "message", "failed:slot_taken") is made. The same flow where there is no such node or exit.
 */
export function connect(flow: Flow, id: string, exit: string, to: string): Flow {
  const node = nodeOf(flow, id);
  if (!node || !has(flow, to)) return flow;
  const known = exitNamed(node, exit);
  if (known?.to === to) return flow;
  const next = known ? lead(node, placeOf(node, known), to) : withExit(node, exit, to);
  return next ? { ...flow, nodes: { ...flow.nodes, [id]: next } } : flow;
}

/** Leaves an exit open. An exit that only exists while it leads somewhere ("not-understood") is gone then. */
export function disconnect(flow: Flow, id: string, exit: string): Flow {
  const node = nodeOf(flow, id);
  const known = node && exitNamed(node, exit);
  if (!node || known?.to === undefined) return flow;
  return { ...flow, nodes: { ...flow.nodes, [id]: applyChanges(node, [{ path: placeOf(node, known) }]) } };
}

/** Leads an exit elsewhere, or, with `to` undefined, leaves it open; both ends of a drawn line can be taken so. */
export function reconnect(
  flow: Flow,
  edge: { node: string; exit: string },
  next: { node: string; exit: string; to: string },
): Flow {
  const moved = connect(flow, next.node, next.exit, next.to);
  const isSame = edge.node === next.node && edge.exit === next.exit;
  return moved === flow || isSame ? moved : disconnect(moved, edge.node, edge.exit);
}

/**
 * Puts a node that is there already into the middle of a line: the exit leads to it, and its way on to where the exit
 * led. The same flow where the node's way on leads somewhere already, or it has none.
 */
export function spliceNode(flow: Flow, id: string, edge: { node: string; exit: string }): Flow {
  const from = nodeOf(flow, edge.node);
  const node = nodeOf(flow, id);
  const to = from && exitNamed(from, edge.exit)?.to;
  const onward = node && onwardExit(node);
  if (to === undefined || to === id || edge.node === id || !onward || onward.to !== undefined) return flow;
  if (!has(flow, to)) return connect(flow, edge.node, edge.exit, id);
  return connect(connect(flow, edge.node, edge.exit, id), id, onward.name, to);
}

function lead(node: Node, path: Path, to: string): Node {
  return applyChanges(node, [{ path, value: to }]);
}

/** The node with an exit that its kind can have; undefined where it cannot. */
function withExit(node: Node, exit: string, to: string): Node | undefined {
  const made = (() => {
    switch (exit) {
      case 'timeout':
        if (node.kind !== 'choose' && node.kind !== 'ask') return undefined;
        return { ...node, timeout: { after: '1h', to } };
      case 'not-understood':
        if (node.kind !== 'choose' && node.kind !== 'ask') return undefined;
        return { ...node, retry: { say: [], max: 2, ...node.retry, to } };
      case 'message':
        return node.kind === 'wait' ? { ...node, message: { to } } : undefined;
      default:
        if (node.kind !== 'call' || !exit.startsWith('failed:')) return undefined;
        return { ...node, on: { ...node.on, [exit.slice('failed:'.length)]: to } };
    }
  })();
  return made && nodeSchema.safeParse(made).success ? made : undefined;
}
