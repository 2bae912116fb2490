/** API tokens: what programs show in place of a person who signed in. Knows no person but by id. */
import { dropRecord } from '../change-record.ts';
import type { Clock } from '../clock.ts';
import type { Role, TokenView } from '../contract/people.ts';
import { CodedError } from '../errors.ts';
import type { RecordStore, StoredRecord } from '../stores/port.ts';
import { makeKey, recordOf } from './key.ts';

export interface ApiToken {
  /** Whose it is: it may never more than they may. */
  person: string;
  name: string;
  roles: readonly Role[];
  /** The last characters, so that people know which is which. */
  ending: string;
  createdAt: number;
  usedAt?: number;
  expires?: number;
}

export interface Tokens {
  /** The token's text is told this once. Errors: "too_many_requests" for somebody who has too many. */
  make(
    person: string,
    wanted: { name: string; roles: readonly Role[]; expires?: number },
  ): Promise<{ text: string; made: TokenView }>;
  /** The token behind a text, and that it was used; undefined for one that opens nothing any more. */
  use(text: string): Promise<(ApiToken & { id: string }) | undefined>;
  of(person: string): Promise<TokenView[]>;
  /** False where there was none. */
  revoke(id: string): Promise<boolean>;
}

const TOKEN = 'api-token';
const PREFIX = 'carillon_';
const MOST = 50;
/** Use is written down no more often. */
const NOTED_MS = 3_600_000;

export function createTokens(deps: { workspace: string; records: RecordStore; clock: Clock }): Tokens {
  const { workspace, records, clock } = deps;

  async function of(person: string): Promise<TokenView[]> {
    const page = await records.list<ApiToken>(workspace, TOKEN, { prefix: `${person}/`, limit: MOST });
    return page.items.map(view);
  }

  return {
    of,
    async make(person, { name, roles, expires }) {
      if ((await of(person)).length >= MOST) {
        throw new CodedError(
          'too_many_requests',
          `Nobody needs more than ${MOST} tokens: revoke some first.`,
        );
      }
      const { text, record } = makeKey(PREFIX, person);
      const token: ApiToken = {
        person,
        name,
        roles,
        ending: text.slice(-4),
        createdAt: clock.now(),
        ...(expires === undefined ? {} : { expires }),
      };
      await records.insert(workspace, TOKEN, record, token);
      return { text, made: view({ key: record, rev: 1, data: token }) };
    },
    async use(text) {
      const key = recordOf(PREFIX, text);
      const found = key === undefined ? undefined : await records.get<ApiToken>(workspace, TOKEN, key);
      if (!found) return undefined;
      const { rev, data } = found;
      const now = clock.now();
      if (data.expires !== undefined && now >= data.expires) return undefined;
      if (data.usedAt === undefined || now - data.usedAt >= NOTED_MS) {
        await records.update(workspace, TOKEN, found.key, rev, { ...data, usedAt: now });
      }
      return { ...data, id: idOf(found.key) };
    },
    async revoke(id) {
      const key = keyOf(id);
      const there = (await records.get(workspace, TOKEN, key)) !== undefined;
      await dropRecord(records, { workspace, kind: TOKEN, key });
      return there;
    },
  };
}

function view({ key, data: { person: _person, ...shown } }: StoredRecord<ApiToken>): TokenView {
  return { ...shown, roles: [...shown.roles], id: idOf(key) };
}

/** A person's id has no underscore, so the first one stands for the slash that no path may have. */
const idOf = (key: string) => key.replace('/', '_');
const keyOf = (id: string) => id.replace('_', '/');
