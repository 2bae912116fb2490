/** /api/flows: drafts saved by compare-and-set, checks, publishing; with their versions, files and conversations. */
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import {
  cloneFlowSchema,
  createFlowSchema,
  flowDetailSchema,
  flowSummarySchema,
  idSchema,
  pageOf,
  pageQuerySchema,
  publishedSchema,
  publishFlowSchema,
  saveFlowSchema,
} from '../../contract.ts';
import { FLOW, type FlowRecord } from '../../engine/catalogue.ts';
import { type PublishDeps, publish } from '../../engine/publish.ts';
import { createSerial } from '../../engine/serial.ts';
import { CodedError } from '../../errors.ts';
import type { FlowNews } from '../../live/flow-live.ts';
import type { Moving } from '../../live/moving.ts';
import { refuseTooLarge } from '../../live/read-draft.ts';
import type { ConversationStore } from '../../stores/port.ts';
import { type Route, route } from '../route.ts';
import { flowFileRoutes } from './flow-files.ts';
import { flowRunningRoutes } from './flow-running.ts';
import { flowVersionRoutes } from './flow-versions.ts';
import { createFlowViews, DOCUMENT_BODY } from './flow-views.ts';
import { insertFlow } from './new-flow.ts';

export interface FlowRoutesDeps extends PublishDeps {
  workspace: string;
  conversations: ConversationStore;
  /** Those who have a flow open are told of everything that is done to it here. */
  news: FlowNews;
  moving: Moving;
  clock: Clock;
}

const params = z.strictObject({ id: idSchema });

export function flowRoutes(deps: FlowRoutesDeps): Route[] {
  const { workspace, records, catalogues, news, clock } = deps;
  const views = createFlowViews(deps);
  const { stored, summary, detail } = views;
  const publishing = createSerial();

  async function write(id: string, rev: number, next: FlowRecord, by: string): Promise<void> {
    if (!(await records.update(workspace, FLOW, id, rev, next))) throw new CodedError('conflict');
    await news.written(workspace, id, by);
  }

  async function setArchived(id: string, archived: boolean, by: string) {
    const { rev, data } = await stored(id);
    const next: FlowRecord = { ...data, archived, updatedAt: clock.now(), updatedBy: by };
    await write(id, rev, next, by);
    catalogues.changed(workspace);
    return summary(id, next);
  }

  return [
    route({
      method: 'get',
      path: '/flows',
      access: 'flows.read',
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
      access: 'flows.write',
      audit: { action: 'flow.created', subject: ({ body }) => body.document.id },
      summary: 'Creates a flow from a document; its id must be free',
      body: createFlowSchema,
      limit: DOCUMENT_BODY,
      response: flowDetailSchema,
      status: 201,
      async handle({ who, body: { document } }) {
        refuseTooLarge(document);
        const made = { document, id: document.id, by: who.name, at: clock.now() };
        const { key, rev, data } = await insertFlow(records, workspace, made);
        return detail(key, rev, data);
      },
    }),
    // Before what asks for any flow by its id, which "import" could be.
    ...flowFileRoutes({ ...deps, views }),
    route({
      method: 'get',
      path: '/flows/:id',
      access: 'flows.read',
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
      access: 'flows.write',
      audit: { action: 'flow.edited' },
      summary: 'Saves a draft; it may be unfinished',
      params,
      body: saveFlowSchema,
      limit: DOCUMENT_BODY,
      response: flowDetailSchema,
      async handle({ who, params: { id }, body }) {
        if (body.document.id !== id) {
          throw new CodedError('invalid_body', `The document's id is "${body.document.id}", not "${id}".`);
        }
        refuseTooLarge(body.document);
        const { data } = await stored(id);
        const next: FlowRecord = {
          ...data,
          draft: body.document,
          changed: true,
          updatedAt: clock.now(),
          updatedBy: who.name,
        };
        await write(id, body.rev, next, who.name);
        return detail(id, body.rev + 1, next);
      },
    }),
    route({
      method: 'post',
      path: '/flows/:id/clone',
      access: 'flows.write',
      audit: { action: 'flow.created', detail: ({ params: { id } }) => ({ from: id }) },
      summary: 'Makes a new flow of a draft, or of a published version',
      params,
      body: cloneFlowSchema,
      response: flowDetailSchema,
      status: 201,
      async handle({ who, params: { id }, body: { id: newId, name, version } }) {
        const { data } = await stored(id);
        const source = (
          version === undefined ? data.draft : (await views.version(id, version)).bundle.flow
        ) as {
          id: string;
          name?: string;
        };
        const copy = { ...source, id, name: name ?? source.name ?? id };
        const made = {
          document: copy,
          ...(newId === undefined ? {} : { id: newId }),
          by: who.name,
          at: clock.now(),
        };
        const { key, rev, data: record } = await insertFlow(records, workspace, made);
        return detail(key, rev, record);
      },
    }),
    route({
      method: 'post',
      path: '/flows/:id/publish',
      access: 'flows.publish',
      audit: { action: 'flow.published', detail: ({ body: { note } }) => ({ note: note ?? '' }) },
      summary:
        'Checks and tests the draft, freezes it and numbers it; running conversations keep their version',
      params,
      body: publishFlowSchema,
      response: publishedSchema,
      status: 201,
      handle: ({ who, params: { id }, body: { note, force } }) =>
        publishing(id, async () => {
          const at = clock.now();
          const made = await publish(deps, workspace, id, { name: who.name, note, at, force });
          await news.written(workspace, id, who.name);
          const { rev } = await stored(id);
          news.published(workspace, { flow: id, version: made.version, rev, by: who.name, note, at });
          return made;
        }),
    }),
    route({
      method: 'post',
      path: '/flows/:id/archive',
      access: 'flows.publish',
      audit: { action: 'flow.archived' },
      summary: 'Takes a flow out of use; running conversations finish it',
      params,
      response: flowSummarySchema,
      handle: ({ who, params: { id } }) => setArchived(id, true, who.name),
    }),
    route({
      method: 'post',
      path: '/flows/:id/unarchive',
      access: 'flows.publish',
      audit: { action: 'flow.unarchived' },
      summary: 'Takes a flow into use again, with the version it had',
      params,
      response: flowSummarySchema,
      handle: ({ who, params: { id } }) => setArchived(id, false, who.name),
    }),
    ...flowVersionRoutes({ ...deps, views, write }),
    ...flowRunningRoutes({ ...deps, views }),
  ];
}
