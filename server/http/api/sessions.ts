/** /api/session and /api/link: signing in and out, and links that open once. */

import type { Clock } from '../../clock.ts';
import {
  linkSchema,
  lookSchema,
  type Me,
  openLinkSchema,
  type SessionView,
  sessionSchema,
  signInSchema,
} from '../../contract/people.ts';
import { CodedError } from '../../errors.ts';
import { createRate } from '../../pages/rate.ts';
import type { User } from '../../people/identity.ts';
import type { PeopleParts } from '../../people/open.ts';
import { permissionsOf } from '../../people/roles.ts';
import { type Route, route } from '../route.ts';

export interface SessionRoutesDeps {
  people: Pick<PeopleParts, 'people' | 'accounts' | 'sessions' | 'signIn' | 'audit'>;
  clock: Clock;
  /** The connections of a session that was ended end with it. */
  end(session: string): void;
}

export function sessionRoutes({ people: parts, clock, end }: SessionRoutesDeps): Route[] {
  const { people, accounts, sessions, signIn, audit } = parts;
  // Links cannot be guessed; whoever tries shall not make us read for it.
  const looks = createRate({ clock, burst: 60, perSecond: 0.5, names: 10_000 });

  function notTooOften(address: string): void {
    if (looks.take(address) > 0) throw new CodedError('too_many_requests');
  }

  async function view(who: User | undefined): Promise<SessionView> {
    const founded = await accounts.founded();
    return who ? { me: await meOf(who), founded } : { founded };
  }

  async function meOf({ id, name, roles }: User): Promise<Me> {
    const person = await accounts.get(id);
    return {
      id,
      name,
      ...(person ? { email: person.email } : {}),
      roles: [...roles],
      permissions: permissionsOf(roles),
      secondFactor: person?.secondFactor !== undefined,
    };
  }

  /** The session somebody had in this browser ends: a new one never rides on it. */
  async function open(
    person: { id: string; name: string; roles: User['roles'] },
    input: { who: User | undefined; address: string; header(name: string): string | undefined },
  ): Promise<string> {
    if (input.who?.session !== undefined) {
      await sessions.end(input.who.session);
      end(input.who.session);
    }
    return sessions.open(person.id, { agent: input.header('user-agent') ?? '', address: input.address });
  }

  return [
    route({
      method: 'get',
      path: '/session',
      access: 'open',
      summary: 'Who is signed in, and what they may',
      response: sessionSchema,
      handle: ({ who }) => view(who),
    }),
    route({
      method: 'post',
      path: '/session',
      access: 'open',
      summary: 'Signs in: sets the cookie of a session',
      body: signInSchema,
      response: sessionSchema,
      async handle(input) {
        const { address, body, keepSession, who } = input;
        const person = await signIn({ ...body, address });
        const { id, name, roles } = person;
        await audit.note({ who: { id, name, via: 'session' }, action: 'sign-in.done', subject: id, address });
        keepSession(await open(person, input));
        const workspace = who?.workspace ?? '';
        return view({ kind: 'user', workspace, id, name, roles });
      },
    }),
    route({
      method: 'delete',
      path: '/session',
      access: 'open',
      summary: 'Signs out: the session opens nothing any more, here and in every open page',
      status: 204,
      async handle({ who, address, keepSession }) {
        keepSession(undefined);
        if (who?.session === undefined) return;
        await sessions.end(who.session);
        end(who.session);
        const { id, name } = who;
        await audit.note({
          who: { id, name, via: 'session' },
          action: 'sign-in.ended',
          subject: id,
          address,
        });
      },
    }),
    route({
      method: 'post',
      path: '/link',
      access: 'open',
      summary: 'What a link is for: the first owner, an invitation, a new password',
      body: lookSchema,
      response: linkSchema,
      handle({ body: { token }, address }) {
        notTooOften(address);
        return people.look(token);
      },
    }),
    route({
      method: 'post',
      path: '/link/use',
      access: 'open',
      summary: 'Does what a link is for, once, and signs in unless a second factor is asked for',
      body: openLinkSchema,
      response: sessionSchema,
      async handle(input) {
        const { address, body, keepSession, who } = input;
        notTooOften(address);
        const { kind, person } = await people.openLink(body);
        const { id, name, roles } = person;
        const action = (
          { owner: 'owner.created', invitation: 'person.joined', reset: 'password.changed' } as const
        )[kind];
        await audit.note({
          who: { id, name, via: 'session' },
          action,
          subject: id,
          detail: kind === 'reset' ? { by: 'link' } : { roles: roles.join(', ') },
          address,
        });
        // The link stands for the password, and for nothing more.
        if (person.secondFactor) return view(undefined);
        keepSession(await open(person, input));
        return view({ kind: 'user', workspace: who?.workspace ?? '', id, name, roles });
      },
    }),
  ];
}
