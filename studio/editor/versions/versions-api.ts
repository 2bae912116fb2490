/** What the history of a flow asks of the server. Draws nothing. */
import type { Flow } from '../../../flows/flow.ts';
import type { FlowDetail, VersionSummary } from '../../../server/contract.ts';
import { request } from '../../api/request.ts';

export interface VersionPage {
  items: VersionSummary[];
  cursor?: string;
}

const PAGE = 30;

const at = (id: string) => `/flows/${encodeURIComponent(id)}/versions`;

/** The published versions, newest first, in pages. */
export function listVersions(
  id: string,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<VersionPage> {
  return request(at(id), { query: { limit: PAGE, cursor }, signal });
}

/** One version as it runs; it never changes any more. */
export async function readVersion(id: string, version: number, signal?: AbortSignal): Promise<Flow> {
  const { document } = await request<{ document: Flow }>(`${at(id)}/${version}`, { signal });
  return document;
}

/** In place of the tags it has. */
export function tagVersion(id: string, version: number, tags: readonly string[]): Promise<VersionSummary> {
  return request(`${at(id)}/${version}/tags`, { method: 'PUT', body: { tags } });
}

/** A new flow of its own that begins as this version is. */
export function cloneVersion(id: string, version: number, name: string): Promise<FlowDetail> {
  const path = `/flows/${encodeURIComponent(id)}/clone`;
  return request(path, { method: 'POST', body: { name, version } });
}
