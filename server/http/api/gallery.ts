/** /api/gallery: flows to begin from, and making one of them your own. */
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import {
  flowDetailSchema,
  gallerySchema,
  idSchema,
  templateSchema,
  useTemplateSchema,
} from '../../contract.ts';
import { CodedError } from '../../errors.ts';
import type { Gallery } from '../../gallery.ts';
import type { RecordStore } from '../../stores/port.ts';
import { type Route, route } from '../route.ts';
import { createFlowViews, type FlowViewsDeps } from './flow-views.ts';
import { freeId, insertFlow } from './new-flow.ts';

export interface GalleryRoutesDeps extends FlowViewsDeps {
  records: RecordStore;
  gallery: Gallery;
  clock: Clock;
}

export function galleryRoutes(deps: GalleryRoutesDeps): Route[] {
  const { workspace, records, gallery, clock } = deps;
  const views = createFlowViews(deps);
  const params = z.strictObject({ id: idSchema });

  function templateOf(id: string) {
    const template = gallery.template(id);
    if (!template) throw new CodedError('not_found', `There is no "${id}" in the gallery.`);
    return template;
  }

  return [
    route({
      method: 'get',
      path: '/gallery',
      access: 'flows.read',
      summary: 'Flows to begin from, by sector, each with a short conversation',
      response: gallerySchema,
      handle: async () => ({ items: gallery.items() }),
    }),
    route({
      method: 'get',
      path: '/gallery/:id',
      access: 'flows.read',
      summary: 'The document of a flow of the gallery, to be taken into one that is there',
      params,
      response: templateSchema,
      handle: async ({ params: { id } }) => ({ document: templateOf(id) }),
    }),
    route({
      method: 'post',
      path: '/gallery/:id/use',
      access: 'flows.write',
      audit: { action: 'flow.created', detail: ({ params: { id } }) => ({ from: id }) },
      summary: 'Makes a new flow of one of the gallery; its draft is yours to change',
      params,
      body: useTemplateSchema,
      response: flowDetailSchema,
      status: 201,
      async handle({ who, params: { id }, body }) {
        const template = templateOf(id);
        const own = body.id ?? (await freeId(records, workspace, id));
        // The second "Appointment" is told from the first by its name too.
        const copy = body.id === undefined ? /-(\d+)$/.exec(own.slice(id.length))?.[1] : undefined;
        const name = body.name ?? (copy === undefined ? template.name : `${template.name} ${copy}`);
        const made = await insertFlow(records, workspace, {
          document: { ...template, name },
          id: own,
          by: who.name,
          at: clock.now(),
        });
        return views.detail(made.key, made.rev, made.data);
      },
    }),
  ];
}
