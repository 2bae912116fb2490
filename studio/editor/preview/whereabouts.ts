/**
 * In which flow a run is, and which of its steps, where flows call one another. Pure: a step is named by the steps that
 * call its flow ("call/inner"), and the documents that are known say which flow each of those calls.
 */
import type { Flow } from '../../../flows/flow.ts';
import type { PreviewState } from '../../../server/contract.ts';
import type { Lights } from '../lights.ts';

export interface Place {
  flow: string;
  node: string;
}
export type Documents = ReadonlyMap<string, Flow>;
type Run = Pick<PreviewState, 'flow' | 'node' | 'elsewhere' | 'path' | 'edges'>;

/** The step in each flow on the way to it, the outermost first: one at least, and as far as the documents are known. */
export function placesOf(root: string, key: string, documents: Documents): Place[] {
  const places: Place[] = [];
  let flow: string | undefined = root;
  for (const node of key.split('/')) {
    if (flow === undefined) break;
    places.push({ flow, node });
    const nodes: Flow['nodes'] = documents.get(flow)?.nodes ?? {};
    const called = Object.hasOwn(nodes, node) ? nodes[node] : undefined;
    flow = called?.kind === 'subflow' ? called.flow : undefined;
  }
  return places;
}

/** Where the conversation is, in the innermost flow that is known; undefined before its first step. */
export function placeNow(run: Run, documents: Documents): Place | undefined {
  const { elsewhere, node } = run;
  if (elsewhere) return placesOf(elsewhere.flow, elsewhere.node, documents).at(-1);
  return node === undefined ? undefined : placesOf(run.flow, node, documents).at(-1);
}

/** What of a run is lit in one flow: the steps in it, and of those inside what it calls, the step that calls. */
export function lightsIn(open: string, run: Run, documents: Documents): NonNullable<Lights['preview']> {
  const inOpen = (root: string, key: string) =>
    placesOf(root, key, documents).findLast(({ flow }) => flow === open)?.node;
  const { elsewhere } = run;
  // With a person, or stuck, it stands at the last step there was.
  const last =
    run.node !== undefined && isAside(run.node) ? run.path.findLast((key) => !isAside(key)) : run.node;
  const node = elsewhere
    ? inOpen(elsewhere.flow, elsewhere.node)
    : last === undefined
      ? undefined
      : inOpen(run.flow, last);
  return {
    ...(node === undefined ? {} : { node }),
    path: run.path.flatMap((key) => inOpen(run.flow, key) ?? []),
    edges: run.edges.flatMap(({ node: key, exit }) => {
      const places = placesOf(run.flow, key, documents);
      const at = places.at(-1);
      const isWhole = places.length === key.split('/').length;
      return at && isWhole && at.flow === open ? [{ node: at.node, exit }] : [];
    }),
  };
}

/** Where a conversation is that no step has: with a person, or stopped by a fault. */
export function isAside(key: string): boolean {
  return key.split('/').at(-1)?.startsWith('$') === true;
}

/** Whether a run has to do with a flow: it began there, is there, or came through. */
export function concerns(open: string, run: Run, documents: Documents): boolean {
  if (run.flow === open || run.elsewhere?.flow === open) return true;
  const keys = [...run.path, ...(run.node === undefined ? [] : [run.node])];
  return keys.some((key) => placesOf(run.flow, key, documents).some(({ flow }) => flow === open));
}
