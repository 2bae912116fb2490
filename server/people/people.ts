/**
 * How people come and go: the owner by the link printed at the start, everybody else by an invitation; what they may, their
 * passwords, their leaving. Knows no route and no cookie.
 */

import type { InvitationView, LinkView, MadeLink, PersonView, Role } from '../contract/people.ts';
import { createSerial } from '../engine/serial.ts';
import { CodedError } from '../errors.ts';
import { type Accounts, FOUNDER, type Person } from './accounts.ts';
import type { User } from './identity.ts';
import { isWelcome, type Link, type Links } from './links.ts';
import type { Passwords } from './passwords.ts';
import { permissionsOf } from './roles.ts';
import type { SecondFactors } from './second-factors.ts';
import type { Sessions } from './sessions.ts';

export interface People {
  /** What a link is for. Errors: "invalid_token", "link_expired", "registration_closed". */
  look(token: string): Promise<LinkView>;
  /** Does what it is for, once. The same errors, and "weak_password", "email_taken", "invalid_body". */
  openLink(used: UsedLink): Promise<{ kind: LinkView['kind']; person: Person }>;
  list(): Promise<{ people: PersonView[]; invitations: InvitationView[] }>;
  /** Errors: "email_taken". */
  invite(
    who: User,
    wanted: { email: string; roles: Role[] },
  ): Promise<{ invitation: InvitationView; link: MadeLink }>;
  withdraw(id: string): Promise<void>;
  /** Roles, or whether they still belong. Errors: "last_owner", "forbidden" for one's own. */
  change(who: User, id: string, changes: { roles?: Role[]; active?: boolean }): Promise<PersonView>;
  /** A link to set a new password by. Errors: "forbidden" for somebody who may more than who asks. */
  offerReset(who: User, id: string, options: { secondFactor: boolean }): Promise<MadeLink>;
  /** Errors: "password_wrong", "weak_password". Every other session ends. */
  changePassword(
    person: string,
    session: string,
    given: { current: string; password: string },
  ): Promise<void>;
  /** Errors: "password_wrong", "too_many_requests". */
  prove(person: string, password: string): Promise<Person>;
}

export interface UsedLink {
  token: string;
  password: string;
  name?: string | undefined;
  email?: string | undefined;
}

export interface PeopleDeps {
  accounts: Accounts;
  sessions: Sessions;
  links: Links;
  passwords: Passwords;
  secondFactors: SecondFactors;
  /** What the owner's link ends with. */
  welcome: string;
  publicUrl: string;
  newId(): string;
  /** Counts wrong passwords of somebody who is signed in; the milliseconds to wait. */
  tried: { take(name: string): number; giveBack(name: string): void };
  /** Somebody's live connections end: they come again as who they are now, if at all. */
  drop(person: string): void;
}

/** Where every such link leads; behind the "#" it reaches no server's log. */
export const WELCOME_PATH = '/welcome';

export function createPeople(deps: PeopleDeps): People {
  const { accounts, sessions, links, passwords, secondFactors, publicUrl, newId, tried, drop } = deps;

  const oneByOne = createSerial();
  const linkOf = (token: string) => `${publicUrl}${WELCOME_PATH}#${token}`;

  async function endAll(person: string, except?: string): Promise<void> {
    await sessions.endAll(person, except);
    drop(person);
  }

  async function refuseUnlessOpen(): Promise<void> {
    if (await accounts.founded()) throw new CodedError('registration_closed');
  }

  async function whose(link: Link): Promise<LinkView> {
    if (link.kind === 'invitation') {
      const { kind, email, roles, by, expires } = link;
      return { kind, email, roles: [...roles], from: by.name, expires };
    }
    const person = await accounts.get(link.person);
    if (!person?.active) throw new CodedError('invalid_token');
    return { kind: 'reset', email: person.email, name: person.name, expires: link.expires };
  }

  async function found({ password, name, email }: UsedLink): Promise<Person> {
    if (name === undefined || email === undefined) {
      throw new CodedError('invalid_body', 'An owner needs a name and an e-mail address.');
    }
    await refuseUnlessOpen();
    const hashed = await passwords.hash(password, { email, name });
    // The one id there can be decides who was first.
    return accounts.create({ id: FOUNDER, email, name, roles: ['owner'], password: hashed });
  }

  async function join(
    token: string,
    { password, name }: UsedLink,
    invited: { email: string; roles: readonly Role[] },
  ) {
    if (name === undefined) throw new CodedError('invalid_body', 'Say what you are called.');
    const { email, roles } = invited;
    const hashed = await passwords.hash(password, { email, name });
    await links.take(token);
    return accounts.create({ id: newId(), email, name, roles, password: hashed });
  }

  async function reset(token: string, password: string, link: Extract<Link, { kind: 'reset' }>) {
    const person = await accounts.get(link.person);
    if (!person?.active) throw new CodedError('invalid_token');
    const hashed = await passwords.hash(password, person);
    await links.take(token);
    const changed = await accounts.change(person.id, () => ({ password: hashed }));
    if (link.secondFactor) await secondFactors.off(person.id);
    await endAll(person.id);
    return changed;
  }

  const people: People = {
    async look(token) {
      if (!isWelcome(token, deps.welcome)) return whose(await links.look(token));
      await refuseUnlessOpen();
      return { kind: 'owner' };
    },

    async openLink(used) {
      if (isWelcome(used.token, deps.welcome)) return { kind: 'owner', person: await found(used) };
      const link = await links.look(used.token);
      return link.kind === 'invitation'
        ? { kind: 'invitation', person: await join(used.token, used, link) }
        : { kind: 'reset', person: await reset(used.token, used.password, link) };
    },

    async list() {
      const [everybody, invitations] = await Promise.all([accounts.list(), links.invitations()]);
      const seen = await Promise.all(
        everybody.map(async ({ id }) => Math.max(0, ...(await sessions.of(id)).map(({ usedAt }) => usedAt))),
      );
      return {
        people: everybody
          .map((person, n) => view(person, seen[n]))
          .sort((one, other) => one.name.localeCompare(other.name)),
        invitations: invitations.map(({ id, email, roles, by, expires }) => ({
          id,
          email,
          roles: [...roles],
          by: by.name,
          expires,
        })),
      };
    },

    async invite(who, { email, roles }) {
      if (await accounts.byEmail(email)) throw new CodedError('email_taken');
      const by = { id: who.id, name: who.name };
      const { id, token, expires } = await links.make({ kind: 'invitation', email, roles, by });
      return {
        invitation: { id, email, roles, by: who.name, expires },
        link: { url: linkOf(token), expires },
      };
    },

    async withdraw(id) {
      if (!(await links.withdraw(id))) throw new CodedError('not_found');
    },

    async change(who, id, { roles, active }) {
      // Nobody locks themselves out by a slip, nor raises themselves.
      if (who.id === id) throw new CodedError('forbidden', 'Somebody else has to change what you may.');
      const isOwner = (person: Person) => person.active && person.roles.includes('owner');
      // Two owners who dismiss each other at the same time: one stays.
      const changed = await oneByOne('owners', async () => {
        const others = (await accounts.list()).filter((person) => person.id !== id && isOwner(person));
        return accounts.change(id, (person) => {
          const next = { ...person, roles: roles ?? person.roles, active: active ?? person.active };
          if (isOwner(person) && !isOwner(next) && others.length === 0) throw new CodedError('last_owner');
          return { roles: next.roles, active: next.active };
        });
      });
      if (changed.active) drop(id);
      else {
        await links.dropResets(id);
        await endAll(id);
      }
      return view(changed, undefined);
    },

    async offerReset(who, id, { secondFactor }) {
      const person = await accounts.get(id);
      if (!person) throw new CodedError('not_found');
      if (!person.active) throw new CodedError('forbidden', 'This person does not belong here any more.');
      const own = new Set(permissionsOf(who.roles));
      // Whoever sets a password can sign in with it: nobody gets more by it than they have.
      if (!permissionsOf(person.roles).every((one) => own.has(one))) {
        throw new CodedError('forbidden', 'This person may more than you: ask an owner.');
      }
      const by = { id: who.id, name: who.name };
      const { token, expires } = await links.make({ kind: 'reset', person: id, secondFactor, by });
      return { url: linkOf(token), expires };
    },

    async prove(id, password) {
      if (tried.take(id) > 0) throw new CodedError('too_many_requests');
      const person = await accounts.get(id);
      if (!person || !(await passwords.verify(password, person.password)))
        throw new CodedError('password_wrong');
      tried.giveBack(id);
      return person;
    },

    async changePassword(id, session, { current, password }) {
      const person = await people.prove(id, current);
      const hashed = await passwords.hash(password, person);
      await accounts.change(id, () => ({ password: hashed }));
      await links.dropResets(id);
      await endAll(id, session);
    },
  };
  return people;
}

function view(person: Person, seen: number | undefined): PersonView {
  const { id, name, email, roles, active, createdAt } = person;
  return {
    id,
    name,
    email,
    roles: [...roles],
    active,
    secondFactor: person.secondFactor !== undefined,
    createdAt,
    ...(seen ? { seenAt: seen } : {}),
  };
}
