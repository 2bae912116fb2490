/** The order of the list of flows, and what a search finds; knows no markup. */
import type { LocalText } from '../../flows/message.ts';
import type { FlowSummary } from '../../server/contract.ts';

export type SortBy = 'name' | 'state' | 'nodes' | 'updatedAt';

/** Flows that are alike in what they are sorted by stand newest first. */
export function sortFlows(
  flows: readonly FlowSummary[],
  by: SortBy,
  down: boolean,
  region: string,
): FlowSummary[] {
  const names = new Intl.Collator(region, { numeric: true, sensitivity: 'base' });
  const compare: Record<SortBy, (one: FlowSummary, other: FlowSummary) => number> = {
    name: (one, other) => names.compare(one.name, other.name),
    state: (one, other) => rank(one) - rank(other),
    nodes: (one, other) => one.nodes - other.nodes,
    updatedAt: (one, other) => one.updatedAt - other.updatedAt,
  };
  const sign = down ? -1 : 1;
  return [...flows].sort((one, other) => sign * compare[by](one, other) || other.updatedAt - one.updatedAt);
}

/** Every word sought is somewhere in the name, the id, the description or the sector; accents and case count nothing. */
export function searchFlows<F extends SearchedFlow>(flows: readonly F[], search: string): F[] {
  const words = plain(search).split(/\s+/).filter(Boolean);
  return flows.filter(({ id, name, description = '', sector = '' }) => {
    const text = plain(
      [
        id,
        name,
        sector,
        ...(typeof description === 'string' ? [description] : Object.values(description)),
      ].join(' '),
    );
    return words.every((word) => text.includes(word));
  });
}

interface SearchedFlow {
  id: string;
  name: string;
  description?: LocalText;
  sector?: string;
}

/** Live before changed, before drafts, before archived ones. */
function rank({ archived, published, changed }: FlowSummary): number {
  if (archived) return 3;
  if (published === 0) return 2;
  return changed ? 1 : 0;
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
