/** The flow in the editor with those it calls, and the flows it may lead to, as paths are tried on them. Pure. */
import type { Bundle, Flow } from '../../../flows/flow.ts';

/** `flows`: the published flows by id. Sub-flows that are not among them are left out; a path then says so. */
export function bundlesOf(
  flow: Flow,
  flows: Readonly<Record<string, Flow>>,
): [main: Bundle, others: Bundle[]] {
  const others = Object.values(flows).filter(({ id }) => id !== flow.id);
  return [bundleOf(flow, flows), others.map((one) => bundleOf(one, { ...flows, [flow.id]: flow }))];
}

function bundleOf(flow: Flow, flows: Readonly<Record<string, Flow>>): Bundle {
  const subflows: Record<string, Flow> = {};
  const visit = (one: Flow) => {
    for (const node of Object.values(one.nodes)) {
      if (node.kind !== 'subflow' || Object.hasOwn(subflows, node.flow)) continue;
      const called = Object.hasOwn(flows, node.flow) ? flows[node.flow] : undefined;
      if (!called || called.id === flow.id) continue;
      subflows[node.flow] = called;
      visit(called);
    }
  };
  visit(flow);
  return { flow, subflows };
}
