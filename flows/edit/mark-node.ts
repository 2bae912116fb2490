/** Small edits of a node's name, the start, and of findings an author accepts. Knows no editor. */
import type { Flow, Suppression } from '../flow.ts';
import { suppressionSchema } from '../flow.ts';
import { has, nodeOf } from './targets.ts';

/** Gives a node the author's own name; an empty one takes it away. */
export function renameNode(flow: Flow, id: string, title: string): Flow {
  const node = nodeOf(flow, id);
  if (!node) return flow;
  const name = title.trim().slice(0, 120);
  if ((node.title ?? '') === name) return flow;
  const { title: _, ...untitled } = node;
  return { ...flow, nodes: { ...flow.nodes, [id]: name === '' ? untitled : { ...node, title: name } } };
}

/** The flow begins at this node. */
export function setStart(flow: Flow, id: string): Flow {
  return flow.start === id || !has(flow, id) ? flow : { ...flow, start: id };
}

/** Takes a finding off the list of problems, with the reason; a second time, the reason is exchanged. */
export function suppress(flow: Flow, suppression: Suppression): Flow {
  const parsed = suppressionSchema.safeParse(suppression);
  if (!parsed.success) return flow;
  const { code, node, reason } = parsed.data;
  const before = flow.canvas.suppressed ?? [];
  if (before.some((one) => isAbout(one, code, node) && one.reason === reason)) return flow;
  const suppressed = [...before.filter((one) => !isAbout(one, code, node)), parsed.data];
  return { ...flow, canvas: { ...flow.canvas, suppressed } };
}

/** Puts it back on the list. */
export function unsuppress(flow: Flow, code: string, node?: string): Flow {
  const before = flow.canvas.suppressed ?? [];
  const suppressed = before.filter((one) => !isAbout(one, code, node));
  return suppressed.length === before.length ? flow : { ...flow, canvas: { ...flow.canvas, suppressed } };
}

/**
 * The reason for which a finding is not shown; undefined if it is shown. An error is always shown: with it customers
 * would get stuck, so that it stands in the way of publishing whatever its author thinks of it.
 */
export function suppressedBy(
  flow: Flow,
  finding: { code: string; node?: string; severity?: 'error' | 'warning' },
): Suppression | undefined {
  if (finding.severity === 'error') return undefined;
  return flow.canvas.suppressed?.find(
    ({ code, node }) => code === finding.code && (node === undefined || node === finding.node),
  );
}

function isAbout(one: Suppression, code: string, node: string | undefined): boolean {
  return one.code === code && one.node === node;
}
