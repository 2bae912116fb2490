/** A way that was gone, as the canvas lights it: the steps, and the exits between them. Pure. */
import type { Flow } from '../../../flows/flow.ts';
import { exitsOf } from '../../../flows/nodes/registry.ts';
import type { ExitRef } from '../lights.ts';

/** `visited`: keys of steps, in order. Inside of a sub-flow the step that calls it is lit. */
export function routeOf(flow: Flow, visited: readonly string[]): { nodes: string[]; edges: ExitRef[] } {
  const steps = visited.map((key) => key.split('/')[0] ?? key);
  const edges = steps.flatMap((id, index) => {
    const node = Object.hasOwn(flow.nodes, id) ? flow.nodes[id] : undefined;
    const leading = node ? exitsOf(node).filter(({ to }) => to === steps[index + 1]) : [];
    return leading.map(({ name }) => ({ node: id, exit: name }));
  });
  return { nodes: [...new Set(steps)], edges };
}
