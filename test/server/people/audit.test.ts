/** The audit log: nothing in it can be changed, taken out or put in without being found. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../../server/contract/people.ts';
import { type Audit, type AuditNote, createAudit } from '../../../server/people/audit.ts';
import type { Store } from '../../../server/stores/port.ts';
import { openSqliteStore } from '../../../server/stores/sqlite.ts';
import { createFakeClock, type FakeClock } from '../../fake-clock.ts';

const WORKSPACE = 'ws';
const key = Buffer.alloc(32, 7);
const ana = { id: 'ana', name: 'Ana', via: 'session' } as const;
const ben = { id: 'ben', name: 'Ben', via: 'token' } as const;
const user = { kind: 'user', workspace: WORKSPACE, id: 'ana', name: 'Ana', roles: ['operator'] } as const;

let store: Store;
let clock: FakeClock;
let audit: Audit;
beforeEach(() => {
  store = openSqliteStore({ path: ':memory:' });
  clock = createFakeClock();
  audit = open();
});
afterEach(() => store.close());

/** As another process, or after a restart. */
function open(records = store.records): Audit {
  return createAudit({ workspace: WORKSPACE, records, clock, key });
}

function noteOf(n: number): AuditNote {
  return { who: n % 2 ? ana : ben, action: n % 3 ? 'flow.edited' : 'secret.set', subject: `thing-${n}` };
}

async function everything(from: Audit, filter = {}, limit = 7): Promise<AuditEntry[]> {
  const all: AuditEntry[] = [];
  let cursor: string | undefined;
  do {
    const page = await from.list(filter, { limit, cursor });
    all.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return all;
}

test('every entry gets the next number, whoever writes at the same time in however many processes', async () => {
  const others = [audit, open(), open()];
  const seqs = await Promise.all(
    Array.from({ length: 240 }, (_none, n) => (others[n % 3] ?? audit).note(noteOf(n))),
  );
  expect(seqs.toSorted((one, other) => one - other)).toEqual(
    Array.from({ length: 240 }, (_none, n) => n + 1),
  );
  expect(await open().verify()).toEqual({ whole: true, entries: 240 });
  const all = await everything(open());
  expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: 240 }, (_none, n) => 240 - n));
  for (const { seq, subject } of all) expect(seqs[Number(subject.slice(6))]).toBe(seq);
});

describe('what was tampered with is found', () => {
  test('a changed byte, a lost record, two that changed places, one that was put in', async () => {
    for (let n = 0; n < 12; n += 1) await audit.note(noteOf(n));
    const { items } = await store.records.list<{ entries: AuditEntry[] }>(WORKSPACE, 'audit', { limit: 200 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: items.length - 1 }),
        fc.constantFrom('subject', 'name', 'time', 'hash', 'seq', 'lost', 'swapped', 'doubled'),
        async (at, how) => {
          const copy = openSqliteStore({ path: ':memory:' });
          try {
            for (const [n, { key: name, data }] of items.entries()) {
              const other = items[(at + 1) % items.length]?.data ?? data;
              const entries = structuredClone(n === at && how === 'swapped' ? other.entries : data.entries);
              const [entry] = entries;
              if (n === at && how === 'lost' && n < items.length - 1) continue;
              if (n === at && entry) {
                if (how === 'subject' || how === 'lost') entry.subject += 'x';
                if (how === 'name') entry.who.name = 'Eve';
                if (how === 'time') entry.at += 1;
                if (how === 'hash')
                  entry.hash = entry.hash.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
                if (how === 'seq') entry.seq += 1;
                if (how === 'doubled') entries.push(entry);
              }
              await copy.records.insert(WORKSPACE, 'audit', name, { entries });
            }
            expect((await open(copy.records).verify()).whole).toBe(false);
          } finally {
            await copy.close();
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('whoever has the database alone cannot write an entry that fits', async () => {
    await audit.note(noteOf(0));
    await createAudit({ workspace: WORKSPACE, records: store.records, clock, key: Buffer.alloc(32, 8) }).note(
      noteOf(1),
    );
    expect(await open().verify()).toEqual({ whole: false, entries: 1, brokenAt: 2 });
  });

  test('the end cut off, by the process that wrote it', async () => {
    await audit.note(noteOf(0));
    await audit.note(noteOf(1));
    await store.records.remove(WORKSPACE, 'audit', '000000000000002', 1);
    expect(await audit.verify()).toEqual({ whole: false, entries: 1, brokenAt: 2 });
  });
});

test('is filtered by person, action, subject and time, page by page', async () => {
  for (let n = 0; n < 40; n += 1) {
    await audit.note(noteOf(n));
    await clock.advance(1000);
  }
  const start = clock.now() - 40_000;
  const all = await everything(audit);
  const filters = [
    {},
    { person: 'ana' },
    { action: 'secret.set' },
    { subject: 'thing-7' },
    { from: start + 10_000, to: start + 20_000 },
    { person: 'ben', action: 'secret.set', from: start + 5_000 },
    { person: 'nobody' },
  ] as const;
  for (const filter of filters) {
    const expected = all.filter(
      (entry) =>
        (!('person' in filter) || entry.who.id === filter.person) &&
        (!('action' in filter) || entry.action === filter.action) &&
        (!('subject' in filter) || entry.subject === filter.subject) &&
        (!('from' in filter) || entry.at >= filter.from) &&
        (!('to' in filter) || entry.at <= filter.to),
    );
    for (const limit of [1, 3, 200]) {
      expect(await everything(audit, filter, limit), JSON.stringify(filter)).toEqual(expected);
    }
  }
  for (const cursor of ['x', '-1', '0', '1.5', '1e99']) {
    await expect(audit.list({}, { limit: 1, cursor })).rejects.toMatchObject({ code: 'invalid_query' });
  }
});

test('one look at a transcript is one entry, each person and each conversation for itself', async () => {
  await audit.once(user, 'conversation.viewed', 'c1');
  await audit.once(user, 'conversation.viewed', 'c1', '127.0.0.1');
  await audit.once(user, 'conversation.viewed', 'c2');
  await audit.once({ ...user, id: 'ben', name: 'Ben' }, 'conversation.viewed', 'c1');
  await audit.once({ ...user, token: 't1' }, 'conversation.viewed', 'c1');
  await audit.once(undefined, 'conversation.viewed', 'c1');
  await clock.advance(15 * 60_000);
  await audit.once(user, 'conversation.viewed', 'c1');
  expect((await everything(audit)).map(({ who, subject }) => `${who.name} ${who.via} ${subject}`)).toEqual([
    'Ana admin-token c1',
    'Ana token c1',
    'Ben admin-token c1',
    'Ana admin-token c2',
    'Ana admin-token c1',
  ]);
});

test('where nothing can be written, it says so', async () => {
  await store.close();
  await expect(audit.note(noteOf(0))).rejects.toMatchObject({ code: 'storage_unavailable' });
  store = openSqliteStore({ path: ':memory:' });
});
