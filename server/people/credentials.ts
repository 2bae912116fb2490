/** Whom a credential belongs to, for HTTP and the live connection alike; knows nothing of headers. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Accounts } from './accounts.ts';
import type { Identity, User } from './identity.ts';
import type { Sessions } from './sessions.ts';
import type { Tokens } from './tokens.ts';

export interface Credentials {
  /** By ADMIN_TOKEN or an API token. Undefined for one that opens nothing, or nothing any more. */
  bearer(token: string): Promise<User | undefined>;
  session(token: string): Promise<User | undefined>;
  /** Until when somebody who came before may stay without showing themselves again; undefined: no longer. */
  until(identity: Identity): Promise<number | undefined>;
  /** They did something over a connection that was opened before. */
  used(identity: Identity): Promise<void>;
}

export interface CredentialsDeps {
  workspace: string;
  /** The owner's, from the environment. */
  adminToken?: string | undefined;
  /** Without them ADMIN_TOKEN alone opens. */
  people?: { accounts: Accounts; sessions: Sessions; tokens: Tokens };
}

/** The id of whoever shows ADMIN_TOKEN. */
export const ADMIN = 'owner';

export function createCredentials({ workspace, adminToken, people }: CredentialsDeps): Credentials {
  const wanted = adminToken === undefined ? undefined : digest(adminToken);
  const admin: User = { kind: 'user', workspace, id: ADMIN, name: 'Owner', roles: ['owner'] };

  async function userOf(id: string): Promise<User | undefined> {
    const person = await people?.accounts.get(id);
    if (!person?.active) return undefined;
    return { kind: 'user', workspace, id, name: person.name, roles: person.roles };
  }

  return {
    async bearer(text) {
      if (wanted && timingSafeEqual(digest(text), wanted)) return admin;
      const token = await people?.tokens.use(text);
      const user = token && (await userOf(token.person));
      // What somebody may no longer, their tokens may no longer either.
      return user && { ...user, roles: narrowed(user.roles, token.roles), token: token.id };
    },
    async session(text) {
      const session = await people?.sessions.use(text);
      const user = session && (await userOf(session.person));
      return user && { ...user, session: session.id };
    },
    async until(identity) {
      if (identity.kind === 'preview') return identity.expires;
      if (identity.session === undefined) return Number.POSITIVE_INFINITY;
      return (await people?.sessions.check(identity.session))?.until;
    },
    async used(identity) {
      if (identity.kind === 'user' && identity.session !== undefined) {
        await people?.sessions.touch(identity.session);
      }
    },
  };
}

/** An owner's token may have any role, because its owner may give any. */
function narrowed(own: User['roles'], wanted: User['roles']): User['roles'] {
  return own.includes('owner') ? wanted : wanted.filter((role) => own.includes(role));
}

/** Hashes make both sides equally long, as a constant-time comparison wants. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
