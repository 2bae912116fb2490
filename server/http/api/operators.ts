/** /api/operators: who is there, what they can do, and what they say of themselves. */
import { z } from 'zod';
import {
  operatorBodySchema,
  operatorSchema,
  operatorsSchema,
  statusBodySchema,
} from '../../contract/inbox.ts';
import { idSchema } from '../../contract.ts';
import { CodedError } from '../../errors.ts';
import type { Desk } from '../../inbox/desk.ts';
import { type Route, route } from '../route.ts';

const params = z.strictObject({ id: idSchema });

export interface OperatorRoutesDeps {
  desk: Pick<Desk, 'operators' | 'states' | 'offers'>;
  /** The name of somebody who may have conversations; undefined for anybody else. */
  nameOf(operator: string): Promise<string | undefined>;
}

export function operatorRoutes({ desk, nameOf }: OperatorRoutesDeps): Route[] {
  const { operators, states, offers } = desk;

  async function shown(id: string) {
    const found = (await states.operators()).find((one) => one.id === id);
    if (!found) throw new CodedError('not_found');
    return found;
  }

  return [
    route({
      method: 'get',
      path: '/operators',
      access: 'queues.read',
      summary: 'Operators: their status, and what they have',
      response: operatorsSchema,
      handle: async () => ({ items: await states.operators() }),
    }),
    route({
      method: 'put',
      path: '/operators/me/status',
      access: 'conversations.speak',
      summary: 'Says whether you take conversations',
      body: statusBodySchema,
      response: operatorSchema,
      async handle({ body, who }) {
        await operators.setStatus(who.id, who.name, body);
        offers.nudge();
        return shown(who.id);
      },
    }),
    route({
      method: 'put',
      path: '/operators/:id',
      access: 'queues.write',
      audit: { action: 'queue.changed', detail: () => ({ what: 'operator' }) },
      summary: 'What an operator can do, and how much at once',
      params,
      body: operatorBodySchema,
      response: operatorSchema,
      async handle({ params: { id }, body }) {
        const name = (await operators.get(id))?.name ?? (await nameOf(id));
        if (name === undefined) throw new CodedError('not_found', 'There is no such person here.');
        await operators.set(id, name, body);
        offers.nudge();
        return shown(id);
      },
    }),
  ];
}
