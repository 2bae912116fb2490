/** /api/people: who works here, inviting, roles, leaving, links to a new password. */
import {
  changePersonSchema,
  invitedSchema,
  inviteSchema,
  madeLinkSchema,
  peopleSchema,
  personParamsSchema,
  personViewSchema,
  resetSchema,
} from '../../contract/people.ts';
import type { PeopleParts } from '../../people/open.ts';
import { type Route, route } from '../route.ts';

export interface PeopleRoutesDeps extends Pick<PeopleParts, 'people'> {
  /** Somebody's roles changed, or whether they belong here: what they can do no longer, others do. */
  changed(): Promise<void>;
}

export function peopleRoutes({ people, changed }: PeopleRoutesDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/people',
      access: 'people.read',
      summary: 'Everybody who works here, and who was invited',
      response: peopleSchema,
      handle: () => people.list(),
    }),
    route({
      method: 'post',
      path: '/invitations',
      access: 'people.write',
      summary: 'Invites somebody: a link to hand over, valid for three days and once',
      body: inviteSchema,
      response: invitedSchema,
      audit: {
        action: 'person.invited',
        subject: ({ body }) => body.email,
        detail: ({ body }) => ({ roles: body.roles.join(', ') }),
      },
      status: 201,
      handle: ({ who, body }) => people.invite(who, body),
    }),
    route({
      method: 'delete',
      path: '/invitations/:id',
      access: 'people.write',
      summary: 'Withdraws an invitation',
      params: personParamsSchema,
      audit: { action: 'invitation.withdrawn' },
      status: 204,
      handle: ({ params: { id } }) => people.withdraw(id),
    }),
    route({
      method: 'put',
      path: '/people/:id',
      access: 'people.write',
      summary: 'Changes somebody’s roles, or whether they belong here; it holds at once',
      params: personParamsSchema,
      body: changePersonSchema,
      response: personViewSchema,
      audit: {
        action: 'person.changed',
        detail: ({ body: { roles, active } }) => ({
          ...(roles ? { roles: roles.join(', ') } : {}),
          ...(active === undefined ? {} : { active: String(active) }),
        }),
      },
      async handle({ who, params: { id }, body }) {
        const person = await people.change(who, id, {
          ...(body.roles ? { roles: body.roles } : {}),
          ...(body.active === undefined ? {} : { active: body.active }),
        });
        await changed();
        return person;
      },
    }),
    route({
      method: 'post',
      path: '/people/:id/reset',
      access: 'people.reset',
      summary: 'Makes a link to a new password, to hand over; valid for a day and once',
      params: personParamsSchema,
      body: resetSchema,
      response: madeLinkSchema,
      audit: {
        action: 'reset.offered',
        detail: ({ body }) => ({ secondFactor: String(body.secondFactor) }),
      },
      status: 201,
      handle: ({ who, params: { id }, body }) => people.offerReset(who, id, body),
    }),
  ];
}
