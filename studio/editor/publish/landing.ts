/** Where running conversations would go on in the version about to be published. Knows counts, not conversations. */
import type { Flow } from '../../../flows/flow.ts';
import type { RunningView } from '../../../server/contract.ts';
import type { Mapping } from './publish-api.ts';

type Version = RunningView['versions'][number];
export type RunningRow = Version['nodes'][number];

/** The draft has the same step, of the same kind, so that who rests there can go on. */
export function staysInPlace(draft: Flow, row: RunningRow): boolean {
  // Inside sub-flows, and at states of our own, the server knows.
  if (row.node.includes('/') || row.node.startsWith('$')) return row.fits;
  const node = Object.hasOwn(draft.nodes, row.node) ? draft.nodes[row.node] : undefined;
  return node !== undefined && node.kind === row.kind;
}

export interface Outlook {
  moving: number;
  finishing: number;
  staying: number;
}

/** What a mapping would do to the conversations of a version. */
export function outlookOf(draft: Flow, version: Version, mapping: Mapping): Outlook {
  const outlook: Outlook = { moving: 0, finishing: 0, staying: 0 };
  for (const row of version.nodes) {
    const landing = mapping[row.node];
    if (landing === 'finish') outlook.finishing += row.count;
    else if (landing !== undefined || staysInPlace(draft, row)) outlook.moving += row.count;
    else outlook.staying += row.count;
  }
  return outlook;
}
