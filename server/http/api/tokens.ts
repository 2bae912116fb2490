/** /api/me/tokens: what programs show in place of somebody who signed in. */
import type { Clock } from '../../clock.ts';
import { keyParamsSchema, madeTokenSchema, newTokenSchema, tokensSchema } from '../../contract/people.ts';
import { CodedError } from '../../errors.ts';
import type { PeopleParts } from '../../people/open.ts';
import { type Route, route } from '../route.ts';
import { asPerson } from './account.ts';

const DAY_MS = 86_400_000;

export interface TokenRoutesDeps {
  people: Pick<PeopleParts, 'tokens'>;
  clock: Clock;
  /** The connections of a token that was revoked end with it. */
  end(token: string): void;
}

export function tokenRoutes({ people: { tokens }, clock, end }: TokenRoutesDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/me/tokens',
      access: 'signed-in',
      summary: 'One’s own API tokens, without their secret',
      response: tokensSchema,
      handle: async ({ who }) => ({ items: await tokens.of(asPerson(who).id) }),
    }),
    route({
      method: 'post',
      path: '/me/tokens',
      access: 'signed-in',
      summary: 'Makes an API token; it is told this once',
      body: newTokenSchema,
      response: madeTokenSchema,
      audit: {
        action: 'token.made',
        subject: ({ who }) => who.id,
        detail: ({ body: { name, roles } }) => ({ name, roles: roles.join(', ') }),
      },
      status: 201,
      async handle({ who, body: { name, roles, days } }) {
        const { id, roles: own } = asPerson(who);
        if (!own.includes('owner') && roles.some((role) => !own.includes(role))) {
          throw new CodedError('forbidden', 'A token may not do more than you.');
        }
        const { text, made } = await tokens.make(id, {
          name,
          roles,
          ...(days === undefined ? {} : { expires: clock.now() + days * DAY_MS }),
        });
        return { token: text, made };
      },
    }),
    route({
      method: 'delete',
      path: '/me/tokens/:id',
      access: 'signed-in',
      summary: 'Revokes a token, at once',
      params: keyParamsSchema,
      audit: { action: 'token.revoked' },
      status: 204,
      async handle({ who, params: { id } }) {
        const own = await tokens.of(asPerson(who).id);
        if (!own.some((token) => token.id === id)) throw new CodedError('not_found');
        await tokens.revoke(id);
        end(id);
      },
    }),
  ];
}
