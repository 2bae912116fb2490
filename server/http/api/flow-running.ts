/** /api/flows/{id}/running and /move: the conversations in the middle of a flow, and bringing them to what is live. */
import { z } from 'zod';
import { idSchema, moveProgressSchema, moveRunningSchema, runningSchema } from '../../contract.ts';
import type { Catalogues } from '../../engine/catalogue.ts';
import { CodedError } from '../../errors.ts';
import type { Moving } from '../../live/moving.ts';
import { countRunning } from '../../live/running.ts';
import type { ConversationStore } from '../../stores/port.ts';
import { type Route, route } from '../route.ts';
import type { FlowViews } from './flow-views.ts';

export interface FlowRunningRoutesDeps {
  workspace: string;
  conversations: ConversationStore;
  catalogues: Catalogues;
  moving: Moving;
  views: FlowViews;
}

const params = z.strictObject({ id: idSchema });

export function flowRunningRoutes(deps: FlowRunningRoutesDeps): Route[] {
  const { workspace, catalogues, moving, views } = deps;

  return [
    route({
      method: 'get',
      path: '/flows/:id/running',
      access: 'flows.read',
      summary: 'How many conversations are in the middle of the flow, by version and step',
      params,
      response: runningSchema,
      async handle({ params: { id } }) {
        const { data } = await views.stored(id);
        return countRunning({ store: deps.conversations, catalogues }, workspace, id, data.published);
      },
    }),
    route({
      method: 'post',
      path: '/flows/:id/move',
      access: 'flows.publish',
      audit: { action: 'flow.moved', detail: ({ body }) => ({ from: String(body.from) }) },
      summary:
        'Moves the conversations of an older version to the live one; how far it is comes over the socket',
      params,
      body: moveRunningSchema,
      response: moveProgressSchema,
      status: 202,
      async handle({ who, params: { id }, body: { from, mapping } }) {
        const { data } = await views.stored(id);
        const to = data.published;
        if (from >= to) {
          throw new CodedError('invalid_body', `Version ${from} is not older than the live one, ${to}.`);
        }
        const [before, after] = await Promise.all(
          [from, to].map((version) => catalogues.program(workspace, id, version)),
        );
        if (!before || !after) throw new CodedError('not_found', `Flow "${id}" has no version ${from}.`);
        const faults = Object.entries(mapping).flatMap(([key, landing]) =>
          typeof landing === 'string' || after.stations.has(landing.node)
            ? []
            : [
                {
                  path: `mapping.${key}`,
                  code: 'no-step',
                  message: `Version ${to} has no step "${landing.node}".`,
                },
              ],
        );
        if (faults.length > 0) throw new CodedError('invalid_body', faults[0]?.message, faults);
        return moving.start({ workspace, flow: id, from, to, mapping, by: who.name });
      },
    }),
    route({
      method: 'get',
      path: '/flows/:id/move',
      access: 'flows.read',
      summary: 'How far the last move of this flow’s conversations is, or what became of it',
      params,
      response: moveProgressSchema,
      async handle({ params: { id } }) {
        await views.stored(id);
        const last = await moving.last(workspace, id);
        if (!last) throw new CodedError('not_found', 'No conversation of this flow was moved.');
        return last;
      },
    }),
  ];
}
