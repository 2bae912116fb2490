/** People on a store of their own: quick hashes, a clock that a test moves, links followed as people follow them. */

import type { User } from '../../../server/people/identity.ts';
import { openPeople, type PeopleParts } from '../../../server/people/open.ts';
import type { Store } from '../../../server/stores/port.ts';
import { openSqliteStore } from '../../../server/stores/sqlite.ts';
import { createFakeClock, type FakeClock } from '../../fake-clock.ts';

export const WORKSPACE = 'ws';
export const PASSWORD = 'three small boats at dawn';
export const ADMIN_TOKEN = 'an-admin-token-of-some-length';
/** The least argon2 takes: a test is about what happens around it. */
export const CHEAP = { memoryCost: 64, timeCost: 1, parallelism: 1 };
const KEYS = { people: Buffer.alloc(32, 1), audit: Buffer.alloc(32, 2), welcome: Buffer.alloc(32, 3) };
export const WELCOME = KEYS.welcome.toString('base64url');

export interface PeopleWorld extends PeopleParts {
  store: Store;
  clock: FakeClock;
  /** Whose connections were ended. */
  dropped: string[];
  /** The owner, as who is signed in. */
  found(): Promise<User>;
  /** Somebody with these roles, come by an invitation of the owner. */
  join(name: string, roles: Parameters<PeopleParts['people']['invite']>[1]['roles']): Promise<User>;
}

export function openPeopleWorld(cost = CHEAP): PeopleWorld {
  const store = openSqliteStore({ path: ':memory:' });
  const clock = createFakeClock();
  const dropped: string[] = [];
  let made = 0;
  const parts = openPeople({
    workspace: WORKSPACE,
    records: store.records,
    clock,
    newId: () => `id-${++made}`,
    adminToken: ADMIN_TOKEN,
    publicUrl: 'https://chat.example.com',
    keys: KEYS,
    drop: (person) => dropped.push(person),
    cost,
  });
  const userOf = (person: { id: string; name: string; roles: User['roles'] }): User => ({
    kind: 'user',
    workspace: WORKSPACE,
    id: person.id,
    name: person.name,
    roles: person.roles,
  });
  const world: PeopleWorld = {
    ...parts,
    store,
    clock,
    dropped,
    async found() {
      const { person } = await parts.people.openLink({
        token: WELCOME,
        name: 'Olive',
        email: 'olive@example.com',
        password: PASSWORD,
      });
      return userOf(person);
    },
    async join(name, roles) {
      const email = `${name.toLowerCase()}@example.com`;
      const { link } = await parts.people.invite(
        { kind: 'user', workspace: WORKSPACE, id: 'founder', name: 'Olive', roles: ['owner'] },
        { email, roles },
      );
      const { person } = await parts.people.openLink({ token: tokenOf(link.url), name, password: PASSWORD });
      return userOf(person);
    },
  };
  return world;
}

/** What stands behind "#" in a link. */
export function tokenOf(url: string): string {
  return new URL(url).hash.slice(1);
}
