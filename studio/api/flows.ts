/** The flows as the API lists them, and what can be done with a whole one; several screens ask for these. */
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { FlowDetail, FlowSummary, importedFlowSchema } from '../../server/contract.ts';
import { download } from './download.ts';
import { request } from './request.ts';
import { useMay } from './session.ts';

export type ImportedFlow = z.infer<typeof importedFlowSchema>;

export const FLOWS_KEY = ['flows'] as const;
/** The API gives at most so many at a time. */
const PAGE = 200;
/** Nobody scrolls through more; the server is not asked for ever. */
const MOST_PAGES = 20;

/** All flows, archived ones too. `quiet`: only what is known already, or can be had without anybody waiting. */
export function useFlows({ quiet = false } = {}) {
  const may = useMay('flows.read');
  return useQuery({
    queryKey: FLOWS_KEY,
    queryFn: ({ signal }) => listFlows(signal),
    enabled: may,
    ...(quiet ? { retry: false } : {}),
  });
}

async function listFlows(signal: AbortSignal): Promise<FlowSummary[]> {
  const flows: FlowSummary[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const got = await request<{ items: FlowSummary[]; cursor?: string }>('/flows', {
      query: { limit: PAGE, cursor },
      signal,
    });
    flows.push(...got.items);
    cursor = got.cursor;
    if (cursor === undefined) break;
  }
  return flows;
}

export function readFlow(id: string): Promise<FlowDetail> {
  return request(`/flows/${encodeURIComponent(id)}`);
}

export function createFlow(document: unknown): Promise<FlowDetail> {
  return request('/flows', { method: 'POST', body: { document } });
}

export function saveFlow(id: string, rev: number, document: unknown): Promise<FlowDetail> {
  return request(`/flows/${encodeURIComponent(id)}`, { method: 'PUT', body: { rev, document } });
}

export function cloneFlow(id: string, name: string): Promise<FlowDetail> {
  return request(`/flows/${encodeURIComponent(id)}/clone`, { method: 'POST', body: { name } });
}

export function archiveFlow(id: string, archived: boolean): Promise<FlowSummary> {
  const act = archived ? 'archive' : 'unarchive';
  return request(`/flows/${encodeURIComponent(id)}/${act}`, { method: 'POST' });
}

export function importFlow(body: {
  document: unknown;
  dryRun?: boolean;
  into?: string;
}): Promise<ImportedFlow> {
  return request('/flows/import', { method: 'POST', body });
}

/** Saves the flow's file where the reader keeps downloads. */
export function exportFlow(id: string, version?: number): Promise<void> {
  const query = version === undefined ? {} : { version };
  return download(`/flows/${encodeURIComponent(id)}/export`, `${id}.flow.json`, { query });
}
