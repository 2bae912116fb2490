/** /api/queues: set them up, and see how they stand. */
import { z } from 'zod';
import { idleRuleSchema, queueBodySchema, queueStateSchema, queuesSchema } from '../../contract/inbox.ts';
import { idSchema } from '../../contract.ts';
import { CodedError } from '../../errors.ts';
import type { Desk } from '../../inbox/desk.ts';
import { type Route, route } from '../route.ts';

const params = z.strictObject({ id: idSchema });

export function queueRoutes({ queues, states, offers }: Pick<Desk, 'queues' | 'states' | 'offers'>): Route[] {
  return [
    route({
      method: 'get',
      path: '/queues',
      // Whoever draws a flow chooses the team that takes it over.
      access: 'flows.read',
      summary: 'Every queue as it stands now: who waits, who is there, how long it takes',
      response: queuesSchema,
      handle: async () => ({ items: await states.all() }),
    }),
    route({
      method: 'get',
      path: '/queues/:id',
      access: 'queues.read',
      summary: 'One queue as it stands now',
      params,
      response: queueStateSchema,
      async handle({ params: { id } }) {
        const found = await states.one(id);
        // One that only a flow names is there as long as somebody waits in it.
        if (!found.configured && found.waiting + found.offered === 0) throw new CodedError('not_found');
        return found;
      },
    }),
    route({
      method: 'put',
      path: '/queues/:id',
      access: 'queues.write',
      audit: { action: 'queue.changed' },
      summary: 'Sets a queue up',
      params,
      body: queueBodySchema,
      response: queueStateSchema,
      async handle({ params: { id }, body }) {
        await queues.put(id, body);
        offers.nudge();
        return states.one(id);
      },
    }),
    route({
      method: 'get',
      path: '/inbox/idle',
      access: 'queues.read',
      summary: 'When a conversation without a queue leaves an operator who does not answer',
      response: idleRuleSchema,
      handle: async () => queues.idle(),
    }),
    route({
      method: 'put',
      path: '/inbox/idle',
      access: 'queues.write',
      audit: { action: 'settings.changed', subject: () => 'idle' },
      summary: 'Says when that is; it holds for customers who begin to wait from now on',
      body: idleRuleSchema,
      response: idleRuleSchema,
      handle: ({ body }) => queues.setIdle(body),
    }),
    route({
      method: 'delete',
      path: '/queues/:id',
      access: 'queues.write',
      audit: { action: 'queue.changed', detail: () => ({ what: 'removed' }) },
      summary: 'Forgets a queue; who waits in it can still be taken',
      params,
      status: 204,
      handle: ({ params: { id } }) => queues.remove(id),
    }),
  ];
}
