/** Who is signed in where: sessions that end by themselves, and at once when somebody says so. Knows no password. */

import { dropRecord } from '../change-record.ts';
import type { Clock } from '../clock.ts';
import type { RecordStore, StoredRecord } from '../stores/port.ts';
import { makeKey, recordOf } from './key.ts';

export interface Session {
  /** The person. */
  person: string;
  createdAt: number;
  usedAt: number;
  /** What the browser calls itself. */
  agent: string;
  address: string;
}

/** With its id, which says nothing about the token. */
export interface KnownSession extends Session {
  id: string;
}

export interface Sessions {
  /** A new one; its token goes to the browser and is kept nowhere. */
  open(person: string, from: { agent: string; address: string }): Promise<string>;
  /** The session of a token, and that it was used; undefined for one that ended. */
  use(token: string): Promise<KnownSession | undefined>;
  /** It was used over a connection that showed its token when it was opened. */
  touch(id: string): Promise<void>;
  /** Whether it still holds, without its being used; when to ask again. */
  check(id: string): Promise<{ until: number } | undefined>;
  of(person: string): Promise<KnownSession[]>;
  end(id: string): Promise<void>;
  /** All of somebody's, but for the one they are working in. Answers the ids. */
  endAll(person: string, except?: string): Promise<string[]>;
  /** Drops what ended by itself. */
  prune(): Promise<void>;
}

const SESSION = 'session';
/** Without use. */
export const IDLE_MS = 12 * 3_600_000;
/** However much it is used. */
export const LONGEST_MS = 30 * 86_400_000;
/** Use is written down no more often: each time costs a write. */
const NOTED_MS = 5 * 60_000;
const AGENT_MOST = 300;

export function createSessions(deps: { workspace: string; records: RecordStore; clock: Clock }): Sessions {
  const { workspace, records, clock } = deps;

  const endsAt = ({ createdAt, usedAt }: Session) => Math.min(usedAt + IDLE_MS, createdAt + LONGEST_MS);
  const known = ({ key, data }: StoredRecord<Session>): KnownSession => ({ ...data, id: idOf(key) });

  async function find(key: string): Promise<StoredRecord<Session> | undefined> {
    const found = await records.get<Session>(workspace, SESSION, key);
    return found && clock.now() < endsAt(found.data) ? found : undefined;
  }

  async function stored(prefix: string): Promise<StoredRecord<Session>[]> {
    const all: StoredRecord<Session>[] = [];
    let cursor: string | undefined;
    do {
      const page = await records.list<Session>(workspace, SESSION, {
        prefix,
        limit: 200,
        ...(cursor === undefined ? {} : { cursor }),
      });
      all.push(...page.items);
      cursor = page.cursor;
    } while (cursor !== undefined);
    return all;
  }

  async function noted({ key, rev, data }: StoredRecord<Session>): Promise<void> {
    const now = clock.now();
    if (now - data.usedAt < NOTED_MS) return;
    // Whoever was faster has noted it as well.
    await records.update(workspace, SESSION, key, rev, { ...data, usedAt: now });
  }

  const drop = (key: string) => dropRecord(records, { workspace, kind: SESSION, key });

  return {
    async open(person, { agent, address }) {
      const { text, record } = makeKey('', person);
      const now = clock.now();
      const session: Session = {
        person,
        createdAt: now,
        usedAt: now,
        agent: agent.slice(0, AGENT_MOST),
        address,
      };
      await records.insert(workspace, SESSION, record, session);
      return text;
    },
    async use(token) {
      const key = recordOf('', token);
      const found = key === undefined ? undefined : await find(key);
      if (!found) return undefined;
      await noted(found);
      return known(found);
    },
    async touch(id) {
      const found = await find(keyOf(id));
      if (found) await noted(found);
    },
    async check(id) {
      const found = await find(keyOf(id));
      return found && { until: endsAt(found.data) };
    },
    async of(person) {
      const now = clock.now();
      return (await stored(`${person}/`)).filter(({ data }) => now < endsAt(data)).map(known);
    },
    end: (id) => drop(keyOf(id)),
    async endAll(person, except) {
      const ids = (await stored(`${person}/`)).map(({ key }) => idOf(key)).filter((id) => id !== except);
      await Promise.all(ids.map((id) => drop(keyOf(id))));
      return ids;
    },
    async prune() {
      const now = clock.now();
      for (const { key, data } of await stored('')) if (now >= endsAt(data)) await drop(key);
    },
  };
}

/** A person's id has no underscore, so the first one stands for the slash that no path may have. */
const idOf = (key: string) => key.replace('/', '_');
const keyOf = (id: string) => id.replace('_', '/');
