/** Puts the parts of people together: accounts, sessions, links, tokens, the audit log. Knows where each comes from. */
import type { Clock } from '../clock.ts';
import { createRate } from '../pages/rate.ts';
import type { RecordStore } from '../stores/port.ts';
import { type Accounts, createAccounts } from './accounts.ts';
import { type Audit, createAudit } from './audit.ts';
import { type Credentials, createCredentials } from './credentials.ts';
import { createLinks } from './links.ts';
import { createPasswords, type PasswordCost } from './passwords.ts';
import { createPeople, type People, WELCOME_PATH } from './people.ts';
import { createSeal } from './seal.ts';
import { createSecondFactors, type SecondFactors } from './second-factors.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSignIn, type SignIn } from './sign-in.ts';
import { createTokens, type Tokens } from './tokens.ts';

export interface PeopleParts {
  people: People;
  accounts: Accounts;
  sessions: Sessions;
  tokens: Tokens;
  secondFactors: SecondFactors;
  credentials: Credentials;
  signIn: SignIn;
  audit: Audit;
  /** The address where the owner is created; undefined once that was done. */
  welcomeUrl(): Promise<string | undefined>;
  /** Drops sessions and links that ended by themselves. */
  prune(): Promise<void>;
}

export interface OpenPeopleDeps {
  workspace: string;
  records: RecordStore;
  clock: Clock;
  newId(): string;
  adminToken: string | undefined;
  publicUrl: string;
  /** 32 bytes each. */
  keys: { people: Buffer; audit: Buffer; welcome: Buffer };
  /** Somebody's live connections end. */
  drop(person: string): void;
  /** Less than the default makes tests fast, and nothing else should. */
  cost?: PasswordCost;
}

export function openPeople(deps: OpenPeopleDeps): PeopleParts {
  const { workspace, records, clock, newId, adminToken, publicUrl, keys, drop } = deps;
  const shared = { workspace, records, clock };
  const audit = createAudit({ ...shared, key: keys.audit });
  const accounts = createAccounts(shared);
  const sessions = createSessions(shared);
  const tokens = createTokens(shared);
  const links = createLinks({ ...shared, newId });
  const passwords = createPasswords(deps.cost);
  const secondFactors = createSecondFactors({ accounts, seal: createSeal(keys.people), clock });
  const welcome = keys.welcome.toString('base64url');
  const tried = createRate({ clock, burst: 10, perSecond: 1 / 60, names: 10_000 });
  return {
    people: createPeople({
      accounts,
      sessions,
      links,
      passwords,
      secondFactors,
      welcome,
      publicUrl,
      newId,
      tried,
      drop,
    }),
    accounts,
    sessions,
    tokens,
    secondFactors,
    audit,
    credentials: createCredentials({ workspace, adminToken, people: { accounts, sessions, tokens } }),
    signIn: createSignIn({ accounts, passwords, secondFactors, audit, clock }),
    welcomeUrl: async () =>
      (await accounts.founded()) ? undefined : `${publicUrl}${WELCOME_PATH}#${welcome}`,
    async prune() {
      await sessions.prune();
      await links.prune();
    },
  };
}
