/** /api/me: what people change of themselves: name, password, second factor, sessions. Programs do none of it. */
import {
  changeMeSchema,
  changePasswordSchema,
  confirmSchema,
  keyParamsSchema,
  recoveryCodesSchema,
  secondFactorCodeSchema,
  secondFactorStartSchema,
  sessionsSchema,
} from '../../contract/people.ts';
import { CodedError } from '../../errors.ts';
import type { User } from '../../people/identity.ts';
import type { PeopleParts } from '../../people/open.ts';
import { type Route, route } from '../route.ts';

export interface AccountRoutesDeps {
  people: Pick<PeopleParts, 'people' | 'accounts' | 'sessions' | 'secondFactors'>;
  /** The connections of a session that was ended end with it. */
  end(session: string): void;
}

export function accountRoutes({ people: parts, end }: AccountRoutesDeps): Route[] {
  const { people, accounts, sessions, secondFactors } = parts;

  return [
    route({
      method: 'put',
      path: '/me',
      access: 'signed-in',
      summary: 'Changes the name others see',
      body: changeMeSchema,
      audit: {
        action: 'person.changed',
        subject: ({ who }) => who.id,
        detail: ({ body }) => ({ name: body.name }),
      },
      status: 204,
      async handle({ who, body: { name } }) {
        const { id } = asPerson(who);
        await accounts.change(id, () => ({ name }));
      },
    }),
    route({
      method: 'put',
      path: '/me/password',
      access: 'signed-in',
      summary: 'Changes the password; every other session ends',
      body: changePasswordSchema,
      audit: { action: 'password.changed', subject: ({ who }) => who.id },
      status: 204,
      async handle({ who, body }) {
        const { id, session } = asPerson(who);
        await people.changePassword(id, session, body);
      },
    }),
    route({
      method: 'post',
      path: '/me/second-factor',
      access: 'signed-in',
      summary: 'Begins a second factor: its secret, to be proven with a code',
      body: confirmSchema,
      response: secondFactorStartSchema,
      async handle({ who, body: { password } }) {
        const { id } = asPerson(who);
        await people.prove(id, password);
        return secondFactors.begin(id);
      },
    }),
    route({
      method: 'put',
      path: '/me/second-factor',
      access: 'signed-in',
      summary: 'Proves the second factor with its first code; answers recovery codes, once',
      body: secondFactorCodeSchema,
      response: recoveryCodesSchema,
      audit: { action: 'second-factor.on', subject: ({ who }) => who.id },
      handle: async ({ who, body: { code } }) => ({
        codes: await secondFactors.confirm(asPerson(who).id, code),
      }),
    }),
    route({
      method: 'post',
      path: '/me/second-factor/codes',
      access: 'signed-in',
      summary: 'New recovery codes in place of the old ones',
      body: confirmSchema,
      response: recoveryCodesSchema,
      audit: { action: 'second-factor.codes', subject: ({ who }) => who.id },
      async handle({ who, body: { password } }) {
        const { id } = asPerson(who);
        await people.prove(id, password);
        return { codes: await secondFactors.renew(id) };
      },
    }),
    route({
      method: 'post',
      path: '/me/second-factor/off',
      access: 'signed-in',
      summary: 'Takes the second factor off',
      body: confirmSchema,
      audit: { action: 'second-factor.off', subject: ({ who }) => who.id },
      status: 204,
      async handle({ who, body: { password } }) {
        const { id } = asPerson(who);
        await people.prove(id, password);
        await secondFactors.off(id);
      },
    }),
    route({
      method: 'get',
      path: '/me/sessions',
      access: 'signed-in',
      summary: 'Where one is signed in, the last used first',
      response: sessionsSchema,
      async handle({ who }) {
        const { id: own, session } = asPerson(who);
        const all = await sessions.of(own);
        return {
          items: all
            .sort((one, other) => other.usedAt - one.usedAt)
            .map(({ person: _person, ...shown }) => ({ ...shown, current: shown.id === session })),
        };
      },
    }),
    route({
      method: 'delete',
      path: '/me/sessions/:id',
      access: 'signed-in',
      summary: 'Signs out in one place, at once',
      params: keyParamsSchema,
      audit: { action: 'session.ended' },
      status: 204,
      async handle({ who, params: { id } }) {
        const own = await sessions.of(asPerson(who).id);
        if (!own.some((session) => session.id === id)) throw new CodedError('not_found');
        await sessions.end(id);
        end(id);
      },
    }),
    route({
      method: 'delete',
      path: '/me/sessions',
      access: 'signed-in',
      summary: 'Signs out everywhere else, at once',
      audit: { action: 'session.ended', subject: () => 'others' },
      status: 204,
      async handle({ who }) {
        const { id, session } = asPerson(who);
        for (const ended of await sessions.endAll(id, session)) end(ended);
      },
    }),
  ];
}

/** Errors: "session_required" for a program. */
export function asPerson(who: User): User & { session: string } {
  const { session } = who;
  if (session === undefined) throw new CodedError('session_required');
  return { ...who, session };
}
