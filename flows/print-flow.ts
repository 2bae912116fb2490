/** Writes a flow as a file that people can read and compare; knows no file system. */
import type { Flow } from './flow.ts';
import { flowSchema } from './flow.ts';
import { exitsOf } from './nodes/registry.ts';

/**
 * A flow as JSON: fields in the schema's order, steps as the conversation comes by them, those nothing leads to last.
 * In whatever order its steps were made, the text is the same, so that two exports differ only where the flows do.
 */
export function printFlow(flow: Flow): string {
  const { nodes, canvas, ...rest } = flowSchema.parse(flow);
  const order = inOrder({ ...flow, nodes });
  const sorted = <T>(table: Record<string, T>) =>
    Object.fromEntries(order.flatMap((id) => (Object.hasOwn(table, id) ? [[id, table[id] as T]] : [])));
  const document = {
    ...rest,
    nodes: sorted(nodes),
    canvas: { ...canvas, positions: sorted(canvas.positions) },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The start, what its exits lead to, what theirs do; then the rest by id. */
function inOrder({ start, nodes, canvas }: Flow): string[] {
  const order = new Set<string>();
  const todo = [start];
  for (const id of todo) {
    if (order.has(id) || !Object.hasOwn(nodes, id)) continue;
    order.add(id);
    const node = nodes[id];
    for (const exit of node ? exitsOf(node) : []) if (exit.to !== undefined) todo.push(exit.to);
  }
  for (const id of [...Object.keys(nodes), ...Object.keys(canvas.positions)].sort()) order.add(id);
  return [...order];
}
