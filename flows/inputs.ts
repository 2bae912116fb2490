/** What a flow is to be given when somebody starts it, read from its document. Pure. */
import { setBy } from './checks/variables.ts';
import type { Flow, Variable } from './flow.ts';

export interface FlowInputField {
  name: string;
  label: string;
  type: Variable['type'];
  default?: unknown;
}

/** The variables no step of the flow gives a value to, in the order of the document. */
export function inputsOf({ nodes, variables }: Pick<Flow, 'nodes' | 'variables'>): FlowInputField[] {
  const set = new Set(Object.values(nodes).flatMap(setBy));
  return Object.entries(variables)
    .filter(([name]) => !set.has(name))
    .map(([name, { type, label, default: value }]) => ({
      ...{ name, type, label: label?.trim() || name },
      ...(value === undefined ? {} : { default: value }),
    }));
}
