/** /api/flows/{id}/versions: what was published, what differs between any two, and going back to one. */
import { z } from 'zod';
import { parseFlow } from '../../../flows/check.ts';
import { compare } from '../../../flows/compare.ts';
import type { Flow } from '../../../flows/flow.ts';
import type { Clock } from '../../clock.ts';
import {
  compareQuerySchema,
  comparisonSchema,
  flowDetailSchema,
  idSchema,
  pageOf,
  pageQuerySchema,
  restoreVersionSchema,
  tagVersionSchema,
  type VersionSummary,
  versionDetailSchema,
  versionSummarySchema,
} from '../../contract.ts';
import { type FlowRecord, VERSION, type VersionRecord } from '../../engine/catalogue.ts';
import { toFault } from '../../engine/publish.ts';
import { tagVersion } from '../../engine/version-tags.ts';
import { CodedError } from '../../errors.ts';
import type { RecordStore } from '../../stores/port.ts';
import { type Route, route } from '../route.ts';
import type { FlowViews } from './flow-views.ts';

export interface FlowVersionRoutesDeps {
  workspace: string;
  records: RecordStore;
  views: FlowViews;
  /** Stores a flow's record, and tells those who have it open. Errors: "conflict". */
  write(id: string, rev: number, next: FlowRecord, by: string): Promise<void>;
  clock: Clock;
}

const params = z.strictObject({ id: idSchema });
const versionParams = params.extend({ version: z.coerce.number().int().min(1).max(999_999) });

export function flowVersionRoutes(deps: FlowVersionRoutesDeps): Route[] {
  const { workspace, records, views, write, clock } = deps;

  return [
    route({
      method: 'get',
      path: '/flows/:id/versions',
      access: 'flows.read',
      summary: 'The published versions, newest first',
      params,
      query: pageQuerySchema,
      response: pageOf(versionSummarySchema),
      async handle({ params: { id }, query }) {
        const { data: flow } = await views.stored(id);
        const page = await records.list<VersionRecord>(workspace, VERSION, {
          ...query,
          prefix: `${id}/`,
          reverse: true,
        });
        const items = page.items.filter(({ data }) => data.version <= flow.published);
        return { ...page, items: items.map(({ data }) => versionSummary(data, flow)) };
      },
    }),
    route({
      method: 'get',
      path: '/flows/:id/versions/:version',
      access: 'flows.read',
      summary: 'One published version, as it runs',
      params: versionParams,
      response: versionDetailSchema,
      async handle({ params: { id, version } }) {
        const record = await views.version(id, version);
        const { data: flow } = await views.stored(id);
        return { ...versionSummary(record, flow), document: record.bundle.flow };
      },
    }),
    route({
      method: 'get',
      path: '/flows/:id/compare',
      access: 'flows.read',
      summary: 'What differs between two versions, or a version and the draft, in words',
      params,
      query: compareQuerySchema,
      response: comparisonSchema,
      async handle({ params: { id }, query: { from, to } }) {
        const { data: flow } = await views.stored(id);
        const side = (one: typeof to) => (one === 'live' ? flow.published : one);
        const [before, after] = [side(from), side(to)];
        // Before the first version there is nothing to differ from.
        if (before === 0 || after === 0) return { from: before, to: after, differences: [] };
        const read = async (one: 'draft' | number): Promise<Flow> => {
          if (one !== 'draft') return (await views.version(id, one)).bundle.flow;
          const parsed = parseFlow(flow.draft);
          if (!parsed.ok) throw new CodedError('invalid_flow', undefined, parsed.findings.map(toFault));
          return parsed.flow;
        };
        return { from: before, to: after, differences: compare(await read(before), await read(after)) };
      },
    }),
    route({
      method: 'put',
      path: '/flows/:id/versions/:version/tags',
      access: 'flows.write',
      audit: { action: 'flow.edited' },
      summary: 'Puts words on a published version, to find it again',
      params: versionParams,
      body: tagVersionSchema,
      response: versionSummarySchema,
      async handle({ params: { id, version }, body: { tags } }) {
        await views.version(id, version);
        const { data: flow } = await views.stored(id);
        return versionSummary(await tagVersion(records, workspace, { flow: id, version }, tags), flow);
      },
    }),
    route({
      method: 'post',
      path: '/flows/:id/versions/:version/restore',
      access: 'flows.write',
      audit: { action: 'flow.restored', detail: ({ params }) => ({ version: String(params.version) }) },
      summary: 'Makes a published version the draft again; what is live stays live until that is published',
      params: versionParams,
      body: restoreVersionSchema,
      response: flowDetailSchema,
      async handle({ who, params: { id, version }, body: { rev } }) {
        const { bundle } = await views.version(id, version);
        const current = await views.stored(id);
        const next: FlowRecord = {
          ...current.data,
          draft: bundle.flow,
          changed: version !== current.data.published,
          updatedAt: clock.now(),
          updatedBy: who.name,
        };
        const from = rev ?? current.rev;
        await write(id, from, next, who.name);
        return views.detail(id, from + 1, next);
      },
    }),
  ];
}

function versionSummary(record: VersionRecord, flow: FlowRecord): VersionSummary {
  const { version, note, publishedAt, publishedBy, bundle, tags = [] } = record;
  return {
    version,
    note,
    publishedAt,
    publishedBy,
    live: version === flow.published && !flow.archived,
    nodes: Object.keys(bundle.flow.nodes).length,
    tags,
  };
}
