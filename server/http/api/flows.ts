/** /api/flows: drafts saved by compare-and-set, checks, publishing, versions. */
import { z } from 'zod';
import { check, type Finding, parseFlow } from '../../../flows/check.ts';
import type { Flow } from '../../../flows/flow.ts';
import type { Clock } from '../../clock.ts';
import {
  createFlowSchema,
  flowDetailSchema,
  flowSummarySchema,
  idSchema,
  pageOf,
  pageQuerySchema,
  publishedSchema,
  publishFlowSchema,
  saveFlowSchema,
  versionDetailSchema,
  versionSummarySchema,
} from '../../contract.ts';
import {
  type Catalogues,
  FLOW,
  type FlowRecord,
  VERSION,
  type VersionRecord,
  versionKey,
} from '../../engine/catalogue.ts';
import { publish, type ServiceCatalogue } from '../../engine/publish.ts';
import { CodedError } from '../../errors.ts';
import type { RecordStore } from '../../stores/port.ts';
import { type Route, route } from '../route.ts';

export interface FlowRoutesDeps {
  workspace: string;
  records: RecordStore;
  catalogues: Catalogues;
  services: ServiceCatalogue;
  clock: Clock;
}

const params = z.strictObject({ id: idSchema });

export function flowRoutes({ workspace, records, catalogues, services, clock }: FlowRoutesDeps): Route[] {
  async function stored(id: string) {
    const record = await records.get<FlowRecord>(workspace, FLOW, id);
    if (!record) throw new CodedError('not_found', `There is no flow "${id}".`);
    return record;
  }

  /** What an author should see of a document, finished or not. */
  async function findingsOf(document: unknown): Promise<Finding[]> {
    const parsed = parseFlow(document);
    if (!parsed.ok) return parsed.findings;
    const flows = new Map<string, Flow>([[parsed.flow.id, parsed.flow]]);
    for (const listed of (await catalogues.of(workspace)).all()) {
      if (!flows.has(listed.id)) flows.set(listed.id, listed.program.bundle.flow);
    }
    return check(parsed.flow, { flows, services });
  }

  async function detail(id: string, rev: number, record: FlowRecord) {
    const document = record.draft as { id: string };
    return { ...summary(id, record), rev, document, findings: await findingsOf(document) };
  }

  return [
    route({
      method: 'get',
      path: '/flows',
      summary: 'The flows, by id',
      query: pageQuerySchema,
      response: pageOf(flowSummarySchema),
      async handle({ query }) {
        const page = await records.list<FlowRecord>(workspace, FLOW, query);
        return { ...page, items: page.items.map(({ key, data }) => summary(key, data)) };
      },
    }),
    route({
      method: 'post',
      path: '/flows',
      summary: 'Creates a flow from a document; its id must be free',
      body: createFlowSchema,
      response: flowDetailSchema,
      status: 201,
      async handle({ body: { document } }) {
        const record: FlowRecord = { draft: document, published: 0, archived: false, updatedAt: clock.now() };
        if (!(await records.insert(workspace, FLOW, document.id, record))) {
          throw new CodedError('conflict', `There is a flow "${document.id}" already.`);
        }
        return detail(document.id, 1, record);
      },
    }),
    route({
      method: 'get',
      path: '/flows/:id',
      summary: 'A flow: its draft, and what should be mended in it',
      params,
      response: flowDetailSchema,
      async handle({ params: { id } }) {
        const { rev, data } = await stored(id);
        return detail(id, rev, data);
      },
    }),
    route({
      method: 'put',
      path: '/flows/:id',
      summary: 'Saves a draft; it may be unfinished',
      params,
      body: saveFlowSchema,
      response: flowDetailSchema,
      async handle({ params: { id }, body }) {
        if (body.document.id !== id) {
          throw new CodedError('invalid_body', `The document's id is "${body.document.id}", not "${id}".`);
        }
        const { data } = await stored(id);
        const next: FlowRecord = { ...data, draft: body.document, updatedAt: clock.now() };
        if (!(await records.update(workspace, FLOW, id, body.rev, next))) throw new CodedError('conflict');
        return detail(id, body.rev + 1, next);
      },
    }),
    route({
      method: 'post',
      path: '/flows/:id/publish',
      summary: 'Checks the draft, freezes it and gives it the next number; running conversations keep theirs',
      params,
      body: publishFlowSchema,
      response: publishedSchema,
      status: 201,
      handle: ({ params: { id }, body }) =>
        publish({ records, catalogues, services }, workspace, id, {
          name: 'owner',
          note: body.note,
          at: clock.now(),
        }),
    }),
    route({
      method: 'post',
      path: '/flows/:id/archive',
      summary: 'Takes a flow out of use; running conversations finish it',
      params,
      response: flowSummarySchema,
      async handle({ params: { id } }) {
        const { rev, data } = await stored(id);
        const next: FlowRecord = { ...data, archived: true, updatedAt: clock.now() };
        if (!(await records.update(workspace, FLOW, id, rev, next))) throw new CodedError('conflict');
        catalogues.changed(workspace);
        return summary(id, next);
      },
    }),
    route({
      method: 'get',
      path: '/flows/:id/versions',
      summary: 'The published versions, newest first',
      params,
      query: pageQuerySchema,
      response: pageOf(versionSummarySchema),
      async handle({ params: { id }, query }) {
        await stored(id);
        const page = await records.list<VersionRecord>(workspace, VERSION, {
          ...query,
          prefix: `${id}/`,
          reverse: true,
        });
        return { ...page, items: page.items.map(({ data }) => versionSummary(data)) };
      },
    }),
    route({
      method: 'get',
      path: '/flows/:id/versions/:version',
      summary: 'One published version, as it runs',
      params: params.extend({ version: z.coerce.number().int().min(1).max(999_999) }),
      response: versionDetailSchema,
      async handle({ params: { id, version } }) {
        const record = await records.get<VersionRecord>(workspace, VERSION, versionKey(id, version));
        if (!record) throw new CodedError('not_found', `Flow "${id}" has no version ${version}.`);
        return { ...versionSummary(record.data), document: record.data.bundle.flow };
      },
    }),
  ];
}

function summary(id: string, record: FlowRecord) {
  const { name } = (record.draft ?? {}) as { name?: unknown };
  return {
    id,
    name: typeof name === 'string' ? name : id,
    published: record.published,
    archived: record.archived,
    updatedAt: record.updatedAt,
  };
}

function versionSummary({ version, note, publishedAt, publishedBy }: VersionRecord) {
  return { version, note, publishedAt, publishedBy };
}
