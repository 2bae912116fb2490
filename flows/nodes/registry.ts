/** Every kind of node, by name. A new kind is one file beside this one and one line in each table here. */
import { z } from 'zod';
import { askExits, askSchema } from './ask.ts';
import { branchExits, branchSchema } from './branch.ts';
import { callExits, callSchema } from './call.ts';
import { chooseExits, chooseSchema } from './choose.ts';
import { endExits, endSchema } from './end.ts';
import type { Exit } from './exit.ts';
import { handoffExits, handoffSchema } from './handoff.ts';
import { sayExits, saySchema } from './say.ts';
import { setExits, setSchema } from './set.ts';
import { splitExits, splitSchema } from './split.ts';
import { subflowExits, subflowSchema } from './subflow.ts';
import { waitExits, waitSchema } from './wait.ts';

export const nodeSchema = z.discriminatedUnion('kind', [
  saySchema,
  chooseSchema,
  askSchema,
  branchSchema,
  setSchema,
  callSchema,
  waitSchema,
  handoffSchema,
  subflowSchema,
  splitSchema,
  endSchema,
]);
export type Node = z.infer<typeof nodeSchema>;
export type NodeKind = Node['kind'];
export type NodeOf<K extends NodeKind> = Extract<Node, { kind: K }>;

const exits: { [K in NodeKind]: (node: NodeOf<K>) => Exit[] } = {
  say: sayExits,
  choose: chooseExits,
  ask: askExits,
  branch: branchExits,
  set: setExits,
  call: callExits,
  wait: waitExits,
  handoff: handoffExits,
  subflow: subflowExits,
  split: splitExits,
  end: endExits,
};

/** Every way out of a node, connected or not, in the order they are drawn. */
export function exitsOf(node: Node): Exit[] {
  return (exits[node.kind] as (node: Node) => Exit[])(node);
}
