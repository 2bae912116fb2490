/** Whether a flow wants to know what its customer is called, which is read only then. Knows flows, and no customer. */
import type { Program } from '../../flows/compile.ts';

const known = new WeakMap<Program, boolean>();

/** True for every flow whose texts, conditions or values name `contact.name`, those of its sub-flows among them. */
export function readsName(program: Program): boolean {
  const before = known.get(program);
  if (before !== undefined) return before;
  const reads = JSON.stringify(program.bundle).includes('contact.name');
  known.set(program, reads);
  return reads;
}
