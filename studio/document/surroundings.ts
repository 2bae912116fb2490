/** Reads what a flow is checked against: the published versions of the other flows, and the services. */

import type { ServiceSheets } from '../../flows/checks/finding.ts';
import type { Flow } from '../../flows/flow.ts';
import { request } from '../api/request.ts';
import type { Surroundings } from './checker.ts';

interface Listed {
  items: { id: string; published: number; archived: boolean }[];
  cursor?: string;
}

/** A workspace with more is checked by the server when it is published. */
const MOST_FLOWS = 200;
const AT_ONCE = 6;

/** The same flows the server checks against when it publishes; without the flow itself. Throws where it cannot ask. */
export async function readSurroundings(id: string): Promise<Surroundings> {
  const [listed, services] = await Promise.all([
    request<Listed>('/flows', { query: { limit: MOST_FLOWS } }),
    request<ServiceSheets>('/services'),
  ]);
  const wanted = listed.items.filter((flow) => flow.id !== id && flow.published > 0 && !flow.archived);
  const flows: Record<string, Flow> = {};
  const next = async (): Promise<void> => {
    for (let flow = wanted.pop(); flow; flow = wanted.pop()) {
      const path = `/flows/${encodeURIComponent(flow.id)}/versions/${flow.published}`;
      const { document } = await request<{ document: Flow }>(path);
      flows[flow.id] = document;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  return { flows, services };
}
