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
import { createFlowViews, DOCUMENT_BODY, OWNER } from './flow-views.ts';
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

  async function write(id: string, rev: number, next: FlowRecord): Promise<void> {
    if (!(await records.update(workspace, FLOW, id, rev, next))) throw new CodedError('conflict');
    await news.written(workspace, id, OWNER);
  }

  async function setArchived(id: string, archived: boolean) {
    const { rev, data } = await stored(id);
    const next: FlowRecord = { ...data, archived, updatedAt: clock.now(), updatedBy: OWNER };
    await write(id, rev, next);
    catalogues.changed(workspace);
    return summary(id, next);
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
      limit: DOCUMENT_BODY,
      response: flowDetailSchema,
      status: 201,
      async handle({ body: { document } }) {
        refuseTooLarge(document);
        const made = { document, id: document.id, by: OWNER, at: clock.now() };
        const { key, rev, data } = await insertFlow(records, workspace, made);
        return detail(key, rev, data);
      },
    }),
    // Before what asks for any flow by its id, which "import" could be.
    ...flowFileRoutes({ ...deps, views }),
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
      limit: DOCUMENT_BODY,
      response: flowDetailSchema,
      async handle({ params: { id }, body }) {
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
          updatedBy: OWNER,
        };
        await write(id, body.rev, next);
        return detail(id, body.rev + 1, next);
      },
    }),
    route({
      method: 'post',
      path: '/flows/:id/clone',
      summary: 'Makes a new flow of a draft, or of a published version',
      params,
      body: cloneFlowSchema,
      response: flowDetailSchema,
      status: 201,
      async handle({ params: { id }, body: { id: newId, name, version } }) {
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
          by: OWNER,
          at: clock.now(),
        };
        const { key, rev, data: record } = await insertFlow(records, workspace, made);
        return detail(key, rev, record);
      },
    }),
    route({
      method: 'post',
      path: '/flows/:id/publish',
      summary:
        'Checks and tests the draft, freezes it and numbers it; running conversations keep their version',
      params,
      body: publishFlowSchema,
      response: publishedSchema,
      status: 201,
      handle: ({ params: { id }, body: { note, force } }) =>
        publishing(id, async () => {
          const at = clock.now();
          const made = await publish(deps, workspace, id, { name: OWNER, note, at, force });
          await news.written(workspace, id, OWNER);
          const { rev } = await stored(id);
          news.published(workspace, { flow: id, version: made.version, rev, by: OWNER, note, at });
          return made;
        }),
    }),
    route({
      method: 'post',
      path: '/flows/:id/archive',
      summary: 'Takes a flow out of use; running conversations finish it',
      params,
      response: flowSummarySchema,
      handle: ({ params: { id } }) => setArchived(id, true),
    }),
    route({
      method: 'post',
      path: '/flows/:id/unarchive',
      summary: 'Takes a flow into use again, with the version it had',
      params,
      response: flowSummarySchema,
      handle: ({ params: { id } }) => setArchived(id, false),
    }),
    ...flowVersionRoutes({ ...deps, views, write }),
    ...flowRunningRoutes({ ...deps, views }),
  ];
}
