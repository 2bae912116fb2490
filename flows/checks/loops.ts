/** Circles in which a flow would turn without waiting for anybody. Knows which kinds go on by themselves. */
import type { Flow } from '../flow.ts';
import { onwardExit } from '../nodes/onward.ts';
import type { Node } from '../nodes/registry.ts';
import { error, type Study, someOf, warning } from './finding.ts';

/** Loops that never wait, and loops that only wait for services. */
export function checkLoops(study: Study): void {
  const { nodes, report, flowCalled } = study;
  const passes = passingFlows(flowCalled);
  const instant = new Map<string, string[]>();
  const unattended = new Map<string, string[]>();
  for (const { id, node, exits } of nodes) {
    const ways = instantWays(node, passes);
    instant.set(id, ways);
    unattended.set(
      id,
      node.kind === 'call' && !node.skipped ? exits.flatMap(({ to }) => (to ? [to] : [])) : ways,
    );
  }
  const circles = circlesIn(instant);
  for (const circle of circles) {
    report(
      error(
        'loop-never-waits',
        { node: circle[0] ?? '', at: '' },
        {
          en: `${someOf(circle)} lead to each other without ever waiting for the customer.`,
          fr: `${someOf(circle)} s’enchaînent en boucle sans jamais attendre le client.`,
        },
        {
          en: 'Put a question or a wait into the circle, or lead it out.',
          fr: 'Placez une question ou une attente dans la boucle, ou faites-en sortir.',
        },
      ),
    );
  }
  const known = new Set(circles.flat());
  for (const circle of circlesIn(unattended)) {
    if (circle.some((id) => known.has(id))) continue;
    report(
      warning(
        'loop-of-calls',
        { node: circle[0] ?? '', at: '' },
        {
          en: `${someOf(circle)} ask a service again and again without the customer having a say.`,
          fr: `${someOf(circle)} interrogent un service encore et encore sans que le client intervienne.`,
        },
        {
          en: 'Ask the customer before trying again, or wait for some time.',
          fr: 'Demandez au client avant de réessayer, ou attendez un moment.',
        },
      ),
    );
  }
}

/** The nodes a node goes on to within the same moment. */
function instantWays(node: Node, passes: (flow: string) => boolean): string[] {
  const ways = (() => {
    const onward = node.skipped ? onwardExit(node) : undefined;
    if (onward) return [onward.to];
    switch (node.kind) {
      case 'say':
      case 'set':
        return [node.to];
      case 'branch':
        return [...node.cases.map((item) => item.to), node.otherwise];
      case 'split':
        return node.arms.map((arm) => arm.to);
      case 'choose':
        return [node.options?.none];
      case 'subflow':
        return passes(node.flow) ? [node.to] : [];
      default:
        return [];
    }
  })();
  return ways.filter((to) => to !== undefined);
}

/** Whether a sub-flow can come to its end without waiting; each flow is looked at once. */
function passingFlows(flowCalled: (id: string) => Flow | undefined): (id: string) => boolean {
  const known = new Map<string, boolean>();
  const passes = (id: string): boolean => {
    const before = known.get(id);
    if (before !== undefined) return before;
    // Assumed while it is being looked at: a flow that calls itself is reported by another check.
    known.set(id, false);
    const flow = flowCalled(id);
    const seen = new Set<string>();
    const todo = flow ? [flow.start] : [];
    let through = false;
    for (let at = todo.pop(); at !== undefined && !through; at = todo.pop()) {
      const node = flow && Object.hasOwn(flow.nodes, at) ? flow.nodes[at] : undefined;
      if (!node || seen.has(at)) continue;
      seen.add(at);
      through = node.kind === 'end';
      todo.push(...instantWays(node, passes));
    }
    known.set(id, through);
    return through;
  };
  return passes;
}

/** The circles of a graph: its strongly connected parts of more than one node, and nodes that lead to themselves. */
export function circlesIn(ways: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const circles: string[][] = [];
  // Tarjan's algorithm with its own stack: a chain of thousands of nodes would be too deep for recursion.
  for (const root of ways.keys()) {
    if (order.has(root)) continue;
    const path: { id: string; next: number }[] = [];
    const visit = (id: string) => {
      order.set(id, order.size);
      low.set(id, order.size - 1);
      open.push(id);
      isOpen.add(id);
      path.push({ id, next: 0 });
    };
    visit(root);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const { id } = top;
      const lowest = low.get(id) ?? 0;
      const to = ways.get(id)?.[top.next];
      if (to !== undefined) {
        top.next += 1;
        if (!ways.has(to)) continue;
        if (!order.has(to)) visit(to);
        else if (isOpen.has(to)) low.set(id, Math.min(lowest, order.get(to) ?? 0));
        continue;
      }
      path.pop();
      const caller = path.at(-1);
      if (caller) low.set(caller.id, Math.min(low.get(caller.id) ?? 0, lowest));
      if (lowest !== order.get(id)) continue;
      const part = open.splice(open.lastIndexOf(id));
      for (const member of part) isOpen.delete(member);
      if (part.length > 1 || ways.get(id)?.includes(id)) circles.push(part);
    }
  }
  return circles;
}
