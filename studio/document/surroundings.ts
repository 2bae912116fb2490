/** Reads what a flow is checked against: the published versions of the other flows, the services, the brands' senders and hosts. */

import type { ServiceSheets, UnanswerableSender } from '../../flows/checks/finding.ts';
import type { Flow } from '../../flows/flow.ts';
import { request } from '../api/request.ts';
import type { Surroundings } from './checker.ts';

interface Listed {
  items: { id: string; published: number; archived: boolean }[];
  cursor?: string;
}

interface Brands {
  items: { name: string; linkHosts: string[]; sms?: { sender: string; answerable: boolean } }[];
}

/** A workspace with more is checked by the server when it is published. */
const MOST_FLOWS = 200;
const AT_ONCE = 6;

/** A brand's look is not for everybody to read: whoever may not sees no warning of its sender, nor of its links. */
async function readBrands(): Promise<{ unanswerable: UnanswerableSender[]; linkHosts?: string[] }> {
  const read = await request<Brands>('/brands').catch(() => undefined);
  if (read === undefined) return { unanswerable: [] };
  return {
    unanswerable: read.items.flatMap(({ name, sms }) =>
      sms && !sms.answerable ? [{ brand: name, sender: sms.sender }] : [],
    ),
    linkHosts: [...new Set(read.items.flatMap((brand) => brand.linkHosts))],
  };
}

/** The same flows the server checks against when it publishes; without the flow itself. Throws where it cannot ask. */
export async function readSurroundings(id: string): Promise<Surroundings> {
  const [listed, services, brands] = await Promise.all([
    request<Listed>('/flows', { query: { limit: MOST_FLOWS } }),
    request<ServiceSheets>('/services'),
    readBrands(),
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
  return { flows, services, ...brands };
}
