/** Every kind of node, by name. A new kind is one file beside this one and one line in each table here. */
import { z } from 'zod';
import { askExits, askPlan, askSchema, hearAsk } from './ask.ts';
import { branchExits, branchPlan, branchSchema } from './branch.ts';
import { callExits, callPlan, callSchema } from './call.ts';
import { chooseExits, choosePlan, chooseSchema, hearChoose } from './choose.ts';
import { endExits, endPlan, endSchema } from './end.ts';
import type { Exit } from './exit.ts';
import { handoffExits, handoffPlan, handoffSchema } from './handoff.ts';
import type { Heard, Hearing, Reading, Site, StatePlan } from './plan.ts';
import { sayExits, sayPlan, saySchema } from './say.ts';
import { setExits, setPlan, setSchema } from './set.ts';
import { splitExits, splitPlan, splitSchema } from './split.ts';
import { subflowExits, subflowPlan, subflowSchema } from './subflow.ts';
import { hearWait, waitExits, waitPlan, waitSchema } from './wait.ts';

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

/** One line a kind: its ways out, its state, and how it reads what it waits for. A missing line does not compile. */
const kinds: {
  [K in NodeKind]: {
    exits: (node: NodeOf<K>) => Exit[];
    plan: (node: NodeOf<K>, site: Site) => StatePlan;
    hear?: (node: NodeOf<K>, heard: Heard, hearing: Hearing) => Reading;
  };
} = {
  say: { exits: sayExits, plan: sayPlan },
  choose: { exits: chooseExits, plan: choosePlan, hear: hearChoose },
  ask: { exits: askExits, plan: askPlan, hear: hearAsk },
  branch: { exits: branchExits, plan: branchPlan },
  set: { exits: setExits, plan: setPlan },
  call: { exits: callExits, plan: callPlan },
  wait: { exits: waitExits, plan: waitPlan, hear: hearWait },
  handoff: { exits: handoffExits, plan: handoffPlan },
  subflow: { exits: subflowExits, plan: subflowPlan },
  split: { exits: splitExits, plan: splitPlan },
  end: { exits: endExits, plan: endPlan },
};

/** The functions of a node's kind, which take that kind of node only: the table's type guarantees the fit. */
function kindOf(node: Node) {
  return kinds[node.kind] as {
    exits: (node: Node) => Exit[];
    plan: (node: Node, site: Site) => StatePlan;
    hear?: (node: Node, heard: Heard, hearing: Hearing) => Reading;
  };
}

/** Every way out of a node, connected or not, in the order they are drawn. */
export function exitsOf(node: Node): Exit[] {
  return kindOf(node).exits(node);
}

/** The machine's state for a node. */
export function planOf(node: Node, site: Site): StatePlan {
  return kindOf(node).plan(node, site);
}

/** How a node reads what a customer or a service says; undefined if it does not wait for that. */
export function hear(node: Node, heard: Heard, hearing: Hearing): Reading {
  return kindOf(node).hear?.(node, heard, hearing);
}

/** Kinds at which a conversation rests until the customer, a signal or time moves it. */
export function isWaiting(node: Node): boolean {
  return kinds[node.kind].hear !== undefined;
}
