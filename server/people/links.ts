/** Links that open once: the owner's at the first start, invitations, new passwords. Knows no password and no route. */
import { timingSafeEqual } from 'node:crypto';
import { dropRecord } from '../change-record.ts';
import type { Clock } from '../clock.ts';
import type { Role } from '../contract/people.ts';
import { CodedError } from '../errors.ts';
import type { RecordStore, StoredRecord } from '../stores/port.ts';
import { makeKey, recordOf } from './key.ts';

export type Link =
  | {
      kind: 'invitation';
      email: string;
      roles: readonly Role[];
      by: { id: string; name: string };
      expires: number;
    }
  | {
      kind: 'reset';
      person: string;
      secondFactor: boolean;
      by: { id: string; name: string };
      expires: number;
    };

export interface Links {
  /** What an address of the studio ends with. Whoever was invited before under this address is invited anew. */
  make(link: WithoutEnd): Promise<{ id: string; token: string; expires: number }>;
  /** What a link opens. Errors: "invalid_token", "link_expired". */
  look(token: string): Promise<Link>;
  /** The same, and it opens no more: of two who come at once, one gets "invalid_token". */
  take(token: string): Promise<Link>;
  invitations(): Promise<(Extract<Link, { kind: 'invitation' }> & { id: string })[]>;
  /** False where there was none. */
  withdraw(id: string): Promise<boolean>;
  /** No link that changes this person's password opens any more. */
  dropResets(person: string): Promise<void>;
  prune(): Promise<void>;
}

/** A link before its time is set. */
type WithoutEnd = Link extends infer L ? (L extends Link ? Omit<L, 'expires'> : never) : never;

const LINK = 'person-link';
const VALID_MS: Record<Link['kind'], number> = { invitation: 72 * 3_600_000, reset: 24 * 3_600_000 };

export function createLinks(deps: {
  workspace: string;
  records: RecordStore;
  clock: Clock;
  newId(): string;
}): Links {
  const { workspace, records, clock, newId } = deps;
  const drop = (key: string) => dropRecord(records, { workspace, kind: LINK, key });

  async function all(): Promise<StoredRecord<Link>[]> {
    const found: StoredRecord<Link>[] = [];
    let cursor: string | undefined;
    do {
      const page = await records.list<Link>(workspace, LINK, {
        limit: 200,
        ...(cursor === undefined ? {} : { cursor }),
      });
      found.push(...page.items);
      cursor = page.cursor;
    } while (cursor !== undefined);
    return found;
  }

  async function dropWhere(fits: (link: Link) => boolean): Promise<void> {
    for (const { key, data } of await all()) if (fits(data)) await drop(key);
  }

  async function find(token: string): Promise<StoredRecord<Link>> {
    const key = recordOf('', token);
    const found = key === undefined ? undefined : await records.get<Link>(workspace, LINK, key);
    if (!found) throw new CodedError('invalid_token');
    if (clock.now() >= found.data.expires) throw new CodedError('link_expired');
    return found;
  }

  return {
    async make(wanted) {
      // One at a time for each: an older one in some mailbox opens nothing.
      await dropWhere((one) =>
        one.kind === 'invitation'
          ? wanted.kind === 'invitation' && one.email === wanted.email
          : wanted.kind === 'reset' && one.person === wanted.person,
      );
      const id = newId();
      const { text, record } = makeKey('', id);
      const expires = clock.now() + VALID_MS[wanted.kind];
      await records.insert(workspace, LINK, record, { ...wanted, expires });
      return { id, token: text, expires };
    },
    look: async (token) => (await find(token)).data,
    async take(token) {
      const { key, rev, data } = await find(token);
      if (!(await records.remove(workspace, LINK, key, rev))) throw new CodedError('invalid_token');
      return data;
    },
    async invitations() {
      const now = clock.now();
      return (await all()).flatMap(({ key, data }) =>
        data.kind === 'invitation' && now < data.expires ? [{ ...data, id: key.split('/')[0] ?? '' }] : [],
      );
    },
    async withdraw(id) {
      const found = (await all()).find(
        ({ key, data }) => data.kind === 'invitation' && key.startsWith(`${id}/`),
      );
      if (found) await drop(found.key);
      return found !== undefined;
    },
    dropResets: (person) => dropWhere((one) => one.kind === 'reset' && one.person === person),
    prune: () => dropWhere((one) => clock.now() >= one.expires),
  };
}

/** Whether this is the token of the owner's link, which comes from the server's keys and is stored nowhere. */
export function isWelcome(token: string, welcome: string): boolean {
  const [given, wanted] = [Buffer.from(token), Buffer.from(welcome)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
