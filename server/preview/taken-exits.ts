/**
 * Which exits a conversation took, from the nodes it entered and what moved it. Knows the flow; decides nothing. The
 * runtime tells nodes, not exits: where two exits lead to the same node, what was said or saved tells them apart.
 */
import type { Program, Station } from '../../flows/compile.ts';
import { holds } from '../../flows/condition.ts';
import type { Exit } from '../../flows/nodes/exit.ts';
import type { Site } from '../../flows/nodes/plan.ts';
import { exitsOf, type Node } from '../../flows/nodes/registry.ts';
import type { Scope } from '../../flows/scope.ts';

export interface TakenExit {
  node: string;
  exit: string;
  to: string;
}

/** What moved the conversation: the kind of event, and what of it names an exit. */
export interface Cause {
  event: string;
  /** Of a tap on one of the flow's own buttons: "haircut", or "=" and the value of a list's item. */
  choice?: string;
  /** The node whose button was tapped. */
  node?: string;
  /** Of a call that failed. */
  code?: string;
  signal?: string;
}

/** What can be read at a node now. */
export type ScopeOf = (site: Pick<Site, 'prefix' | 'flow'>) => Scope;

/** The exits between the nodes entered in one turn; `before` is where the conversation rested. */
export function takenExits(
  program: Program,
  before: string | undefined,
  visited: readonly string[],
  cause: Cause,
  scopeOf: ScopeOf,
): TakenExit[] {
  const taken: TakenExit[] = [];
  let from = before;
  let own: Cause | undefined = cause;
  for (const to of visited) {
    const station = from === undefined ? undefined : program.stations.get(from);
    if (from !== undefined && station) taken.push(...between(station, from, to, own, scopeOf));
    from = to;
    own = undefined;
  }
  return taken;
}

function between(
  station: Station,
  from: string,
  to: string,
  cause: Cause | undefined,
  scopeOf: ScopeOf,
): TakenExit[] {
  const { node, site } = station;
  // The end of a sub-flow goes on where its caller leads.
  if (node.kind === 'end') {
    return from.includes('/') ? [{ node: from.slice(0, from.lastIndexOf('/')), exit: 'next', to }] : [];
  }
  const leading = exitsOf(node).filter((exit) => exit.to !== undefined && site.target(exit.to) === to);
  const [first] = leading;
  if (!first) return [];
  const named = leading.length > 1 ? tellApart(leading, node, cause, scopeOf(site)) : undefined;
  return [{ node: from, exit: (named ?? first).name, to }];
}

function tellApart(
  leading: readonly Exit[],
  node: Node,
  cause: Cause | undefined,
  scope: Scope,
): Exit | undefined {
  const called = (name: string) => leading.find((exit) => exit.name === name);
  if (node.kind === 'branch') {
    const index = node.cases.findIndex(({ when }) => holds(when, scope));
    return called(`case:${index}`) ?? called('otherwise');
  }
  switch (cause?.event) {
    case 'timer':
      return called('timeout');
    case 'done':
      return called('next');
    case 'failed':
      return called(`failed:${cause.code}`) ?? called('failed');
    case 'signal':
      return leading.find(({ name }) => name.startsWith('signal:') && name.endsWith(`:${cause.signal}`));
    case 'tap':
    case 'text':
    case 'file':
    case 'location':
      return byAnswer(called, node, cause, scope.vars);
    default:
      return undefined;
  }
}

function byAnswer(
  called: (name: string) => Exit | undefined,
  node: Node,
  { choice }: Cause,
  vars: Record<string, unknown>,
): Exit | undefined {
  if (choice !== undefined) {
    return choice.startsWith('=')
      ? called('option')
      : (called(`choice:${choice}`) ?? called(`skip:${choice}`));
  }
  if (node.kind !== 'choose' || node.save === undefined) return undefined;
  const saved = vars[node.save];
  const meant = node.choices.find(({ id, value }) => (value ?? id) === saved);
  return meant ? called(`choice:${meant.id}`) : called('option');
}
