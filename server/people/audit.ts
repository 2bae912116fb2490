/**
 * Who did what: a log that is only ever added to, each entry bound to the one before by a keyed hash. Knows what happened in
 * names and ids; no phone number and no secret belongs here.
 */
import { createHmac } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { AuditAction, AuditEntry, AuditVerdict } from '../contract/people.ts';
import { CodedError } from '../errors.ts';
import type { RecordStore } from '../stores/port.ts';
import type { Identity } from './identity.ts';

export type Actor = AuditEntry['who'];

export interface AuditNote {
  who: Actor;
  action: AuditAction;
  /** What it was done to. */
  subject: string;
  detail?: Record<string, string>;
  /** Where it came from. */
  address?: string;
  /** It came to nothing: the code of the error, and the entry that had announced it. */
  failed?: string;
  of?: number;
}

export interface AuditFilter {
  person?: string | undefined;
  action?: AuditAction | undefined;
  subject?: string | undefined;
  /** Milliseconds, both inclusive. */
  from?: number | undefined;
  to?: number | undefined;
}

export interface Audit {
  /** Answers the entry's number once it is on the disk. Errors: "storage_unavailable", and then nothing may be done. */
  note(note: AuditNote): Promise<number>;
  /** What is done again and again, such as looking at a transcript: within a quarter of an hour it is the same. */
  once(who: Identity | undefined, action: AuditAction, subject: string, address?: string): Promise<void>;
  /** The newest first. */
  list(filter: AuditFilter, page: { limit: number; cursor?: string | undefined }): Promise<AuditPage>;
  /** Reads all of it again: whether every entry is what was written, and none is missing. */
  verify(): Promise<AuditVerdict>;
}

interface AuditPage {
  items: AuditEntry[];
  cursor?: string;
}

/** What was noted at the same time is written at once: one record, whose key is the number of its first entry. */
interface Chunk {
  entries: AuditEntry[];
}

const AUDIT = 'audit';
const CHUNK_MOST = 100;
const LOOK_MS = 15 * 60_000;
const LOOKS_MOST = 10_000;
/** Chunks looked through for one page: a rare thing is looked for by asking on. */
const SCAN_MOST = 2000;
const ROUNDS = 100;
const FIRST_HASH = '';

export function createAudit(deps: {
  workspace: string;
  records: RecordStore;
  clock: Clock;
  /** 32 bytes: whoever has the database alone cannot write an entry that fits. */
  key: Buffer;
}): Audit {
  const { workspace, records, clock, key } = deps;
  let waiting: {
    note: AuditNote;
    at: number;
    done: (seq: number) => void;
    failed: (error: unknown) => void;
  }[] = [];
  let writing = false;
  /** The last entry, as far as this process knows. */
  let head: { seq: number; hash: string } | undefined;
  const looks = new Map<string, number>();

  async function readHead(): Promise<{ seq: number; hash: string }> {
    const { items } = await records.list<Chunk>(workspace, AUDIT, { limit: 1, reverse: true });
    return items[0]?.data.entries.at(-1) ?? { seq: 0, hash: FIRST_HASH };
  }

  function hashOf(previous: string, entry: Omit<AuditEntry, 'hash'>): string {
    return createHmac('sha256', key)
      .update(`${previous}\n${canonical(entry)}`)
      .digest('base64url');
  }

  async function write(): Promise<void> {
    if (writing) return;
    writing = true;
    try {
      while (waiting.length > 0) {
        const some = waiting.slice(0, CHUNK_MOST);
        waiting = waiting.slice(CHUNK_MOST);
        await append(some.map(({ note, at }) => ({ ...note, at }))).then(
          (first) => {
            for (const [n, { done }] of some.entries()) done(first + n);
          },
          (error: unknown) => {
            const refused = error instanceof CodedError ? error : new CodedError('storage_unavailable');
            for (const { failed } of some) failed(refused);
          },
        );
      }
    } finally {
      writing = false;
    }
  }

  /** The number of the first. */
  async function append(notes: (AuditNote & { at: number })[]): Promise<number> {
    for (let round = 0; round < ROUNDS; round += 1) {
      head ??= await readHead();
      const first = head.seq + 1;
      let { hash } = head;
      const entries = notes.map((note, n): AuditEntry => {
        const entry = { seq: first + n, ...note };
        hash = hashOf(hash, entry);
        return { ...entry, hash };
      });
      if (await records.insert(workspace, AUDIT, keyOf(first), { entries } satisfies Chunk)) {
        head = { seq: first + entries.length - 1, hash };
        return first;
      }
      // Another process wrote meanwhile.
      head = undefined;
    }
    throw new CodedError('storage_unavailable');
  }

  const note: Audit['note'] = (note) =>
    new Promise((done, failed) => {
      waiting.push({ note, at: clock.now(), done, failed });
      void write();
    });

  return {
    note,

    async once(who, action, subject, address) {
      if (who?.kind !== 'user') return;
      const look = `${who.token ?? who.id}/${action}/${subject}`;
      const now = clock.now();
      const last = looks.get(look);
      if (last !== undefined && now - last < LOOK_MS) return;
      await note({
        who: actorOf(who),
        action,
        subject,
        ...(address === undefined ? {} : { address }),
      });
      looks.delete(look);
      looks.set(look, now);
      const oldest = looks.size > LOOKS_MOST ? looks.keys().next().value : undefined;
      if (oldest !== undefined) looks.delete(oldest);
    },

    async list(filter, { limit, cursor }) {
      const before = cursor === undefined ? undefined : Number(cursor);
      if (before !== undefined && !(Number.isSafeInteger(before) && before > 0)) {
        throw new CodedError('invalid_query', 'The cursor is not one of ours.');
      }
      const items: AuditEntry[] = [];
      let last: number | undefined;
      let from: string | undefined;
      for (let scanned = 0; scanned < SCAN_MOST; ) {
        const page = await records.list<Chunk>(workspace, AUDIT, {
          limit: 100,
          reverse: true,
          ...(from === undefined ? {} : { cursor: from }),
        });
        for (const { data } of page.items) {
          scanned += 1;
          for (const entry of data.entries.toReversed()) {
            if (before !== undefined && entry.seq >= before) continue;
            last = entry.seq;
            if (filter.from !== undefined && entry.at < filter.from) return { items };
            if (fits(entry, filter)) items.push(entry);
            if (items.length === limit) return last > 1 ? { items, cursor: String(last) } : { items };
          }
        }
        from = page.cursor;
        if (from === undefined) return { items };
      }
      return last === undefined ? { items } : { items, cursor: String(last) };
    },

    async verify() {
      let { seq, hash } = { seq: 0, hash: FIRST_HASH };
      let cursor: string | undefined;
      do {
        const page = await records.list<Chunk>(workspace, AUDIT, {
          limit: 100,
          ...(cursor === undefined ? {} : { cursor }),
        });
        for (const { data, key: chunk } of page.items) {
          if (chunk !== keyOf(seq + 1)) return { whole: false, entries: seq, brokenAt: seq + 1 };
          for (const { hash: stored, ...entry } of data.entries) {
            hash = hashOf(hash, entry);
            if (entry.seq !== seq + 1 || hash !== stored)
              return { whole: false, entries: seq, brokenAt: seq + 1 };
            seq += 1;
          }
        }
        cursor = page.cursor;
      } while (cursor !== undefined);
      // What this process wrote last must still be there.
      return head !== undefined && head.seq > seq
        ? { whole: false, entries: seq, brokenAt: seq + 1 }
        : { whole: true, entries: seq };
    },
  };
}

/** As the log names somebody. */
export function actorOf(who: Identity | undefined): Actor {
  if (who?.kind !== 'user') return { id: '', name: '', via: 'nobody' };
  const via = who.session !== undefined ? 'session' : who.token !== undefined ? 'token' : 'admin-token';
  return { id: who.id, name: who.name, via };
}

function fits(entry: AuditEntry, { person, action, subject, to }: AuditFilter): boolean {
  return (
    (person === undefined || entry.who.id === person) &&
    (action === undefined || entry.action === action) &&
    (subject === undefined || entry.subject === subject) &&
    (to === undefined || entry.at <= to)
  );
}

/** Sorted as numbers are. */
function keyOf(seq: number): string {
  return String(seq).padStart(15, '0');
}

/** The same bytes for the same entry, in whatever order a database gives its fields back. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
