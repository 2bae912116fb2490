/** Several numbers as one person: what is written down of them, together and apart, and several processes that decide at once. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { linesOf, mergeWritten, partWritten, type Written } from '../../../server/contract/inbox-person.ts';
import { CodedError } from '../../../server/errors.ts';
import { type Contacts, createContacts, nameOfPair } from '../../../server/inbox/contacts.ts';
import { readPersonRecords } from '../../../server/inbox/person-records.ts';
import { CONTACT, PERSON } from '../../../server/inbox/persons.ts';
import type { Store } from '../../../server/stores/port.ts';
import { openSqliteStore } from '../../../server/stores/sqlite.ts';
import { scheduled } from './scheduled-records.ts';

const SPACE = 'main';
const BRAND = 'default';
const [ANN, BEN, CAT, DAN] = ['+33600000001', '+33600000002', '+33600000003', '+33600000004'] as const;

let store: Store;
let contacts: Contacts;
let ids = 0;
const newId = () => `p${String(++ids).padStart(6, '0')}`;
const always = async () => true;

beforeEach(() => {
  store = openSqliteStore({ path: ':memory:' });
  contacts = createContacts(store.records, newId);
});
afterEach(() => store.close());

async function merge(
  phone: string,
  other: string,
  how: { take?: string[]; seen?: string; by?: Contacts; known?: () => Promise<boolean> } = {},
): Promise<void> {
  const { take = [], by = contacts, known = always } = how;
  const seen =
    how.seen ?? nameOfPair(await by.person(SPACE, BRAND, phone), await by.person(SPACE, BRAND, other));
  await by.merge(SPACE, BRAND, { phone, other, seen, take, known });
}
const save = (phone: string, contact: Written) => contacts.save(SPACE, BRAND, phone, contact);
const get = (phone: string) => contacts.get(SPACE, BRAND, phone);
const phones = async (phone: string) => (await contacts.person(SPACE, BRAND, phone)).phones;
const code = (done: Promise<unknown>) =>
  done.then(
    () => 'done',
    (error: unknown) => (error instanceof CodedError ? error.code : String(error)),
  );
async function kept(kind: string): Promise<unknown[]> {
  return (await store.records.list(SPACE, kind, { limit: 200 })).items.map(({ data }) => data);
}

describe('two numbers made one', () => {
  test('have one name, either shows all numbers, and what differs is as it was chosen', async () => {
    await save(ANN, { name: 'Ann', email: 'ann@example.com', fields: { Size: '38', City: 'Paris' } });
    await save(BEN, { name: 'Anna B.', fields: { City: 'Lyon', Dog: 'Rex' } });
    await merge(ANN, BEN, { take: ['name', 'field:Dog'] });
    const together = {
      name: 'Anna B.',
      email: 'ann@example.com',
      fields: { Size: '38', City: 'Paris', Dog: 'Rex' },
    };
    expect(await get(ANN)).toEqual(together);
    expect(await get(BEN)).toEqual(together);
    expect(await phones(BEN)).toEqual([ANN, BEN]);
    // What is written down from now on is everybody's.
    expect((await save(BEN, { ...together, name: 'Anna' })).sort()).toEqual([ANN, BEN]);
    expect((await get(ANN)).name).toBe('Anna');
  });

  test('come apart with what was their own; what was written down since stays with who stays', async () => {
    const [ann, ben] = [
      { name: 'Ann', fields: { City: 'Paris' } },
      { name: 'Ben', email: 'ben@example.com', fields: { City: 'Lyon' } },
    ];
    await save(ANN, ann);
    await save(BEN, ben);
    await merge(ANN, BEN, { take: ['name', 'field:City'] });
    await save(ANN, { ...(await get(ANN)), fields: { ...(await get(ANN)).fields, Dog: 'Rex' } });
    await contacts.part(SPACE, BRAND, BEN);
    expect(await get(BEN)).toEqual(ben);
    expect(await get(ANN)).toEqual({ ...ann, fields: { City: 'Paris', Dog: 'Rex' } });
    expect([await phones(ANN), await phones(BEN)]).toEqual([[ANN], [BEN]]);
    expect(await kept(PERSON)).toEqual([]);
    expect(await code(contacts.part(SPACE, BRAND, BEN))).toBe('not_merged');
    // And may come together again.
    await merge(BEN, ANN);
    expect(await phones(ANN)).toEqual([BEN, ANN]);
  });

  test('join others: in a chain, two pairs, and one of three leaves the rest together', async () => {
    for (const [phone, name] of [
      [ANN, 'Ann'],
      [BEN, 'Ben'],
      [CAT, 'Cat'],
      [DAN, 'Dan'],
    ] as const)
      await save(phone, { name, fields: { [name]: 'yes' } });
    await merge(ANN, BEN);
    await merge(BEN, CAT);
    expect(await phones(CAT)).toEqual([ANN, BEN, CAT]);
    await contacts.part(SPACE, BRAND, BEN);
    expect(await phones(ANN)).toEqual([ANN, CAT]);
    expect(await get(CAT)).toEqual({ name: 'Ann', fields: { Ann: 'yes', Cat: 'yes' } });
    await merge(BEN, DAN);
    await merge(CAT, DAN);
    expect((await phones(DAN)).sort()).toEqual([ANN, BEN, CAT, DAN]);
    expect(await kept(PERSON)).toHaveLength(1);
    expect(await get(BEN)).toMatchObject({ name: 'Ann', fields: { Ann: 'yes', Dan: 'yes' } });
  });

  test('are refused with a reason: itself, twice, too many, too much, seen otherwise, gone', async () => {
    expect(await code(merge(ANN, ANN))).toBe('same_person');
    await merge(ANN, BEN);
    expect(await code(merge(BEN, ANN))).toBe('same_person');
    const seen = nameOfPair(
      await contacts.person(SPACE, BRAND, ANN),
      await contacts.person(SPACE, BRAND, CAT),
    );
    await save(CAT, { name: 'Cat', fields: {} });
    expect(await code(merge(ANN, CAT, { seen }))).toBe('conflict');
    expect(await code(merge(ANN, CAT, { known: async () => false }))).toBe('not_found');
    let asked = 0;
    // Erased while it is made one: it was there at first.
    expect(await code(merge(ANN, CAT, { known: async () => ++asked === 1 }))).toBe('not_found');
    expect([await phones(ANN), await phones(CAT), await get(CAT)]).toEqual([
      [ANN, BEN],
      [CAT],
      { name: 'Cat', fields: {} },
    ]);
    expect(await kept(PERSON)).toHaveLength(1);
    const many = (from: string) =>
      Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`${from}${n}`, 'x']));
    await save(DAN, { fields: many('d') });
    await save(CAT, { fields: many('c') });
    expect(await code(merge(CAT, DAN))).toBe('too_many_lines');
    for (let n = 3; n <= 10; n += 1) await merge(ANN, `+3360000001${n}`);
    expect(await phones(ANN)).toHaveLength(10);
    expect(await code(merge(ANN, CAT))).toBe('too_many_numbers');
  });

  test('are found by the address they have now, in whatever case it is typed, and by no other', async () => {
    await save(ANN, { email: 'Old@Example.com', fields: {} });
    await save(BEN, { email: 'ben@example.com', fields: {} });
    const find = (email: string) => contacts.withEmail(SPACE, BRAND, email);
    expect(await find('old@example.COM')).toEqual([ANN]);
    await merge(ANN, BEN);
    expect(await find('old@example.com')).toEqual([ANN, BEN]);
    expect(await find('ben@example.com')).toEqual([]);
    await save(BEN, { email: 'new@example.com', fields: {} });
    expect([await find('old@example.com'), await find('new@example.com')]).toEqual([[], [ANN, BEN]]);
    await contacts.part(SPACE, BRAND, BEN);
    expect(await find('ben@example.com')).toEqual([BEN]);
    expect(await contacts.forget(SPACE, BRAND, BEN)).toBe(true);
    expect([await find('ben@example.com'), await kept('contact-email')]).toEqual([[], [{}]]);
    // Those that were written down before there was a list.
    await store.records.insert(SPACE, 'contact', `other/${CAT}`, { email: 'cat@example.com', fields: {} });
    expect(await contacts.withEmail(SPACE, 'other', 'cat@example.com')).toEqual([CAT]);
  });

  test('one that is forgotten leaves the others, and nothing of it stays with them', async () => {
    await save(ANN, { name: 'Ann', fields: {} });
    await save(BEN, { email: 'ben@example.com', fields: { Dog: 'Rex' } });
    await save(CAT, { fields: { Cat: 'yes' } });
    await merge(ANN, BEN);
    await merge(ANN, CAT);
    expect(await contacts.forget(SPACE, BRAND, BEN)).toBe(true);
    expect(await phones(CAT)).toEqual([ANN, CAT]);
    expect(await get(ANN)).toEqual({ name: 'Ann', fields: { Cat: 'yes' } });
    expect(await phones(BEN)).toEqual([BEN]);
    expect(await contacts.forget(SPACE, BRAND, BEN)).toBe(false);
    // All of them forgotten, no record is left that could tell of them.
    await contacts.empty(SPACE, BRAND, CAT);
    for (const phone of [ANN, CAT]) expect(await contacts.forget(SPACE, BRAND, phone)).toBe(true);
    for (const kind of [CONTACT, PERSON, 'contact-email', 'contact-email-of']) {
      expect([kind, await kept(kind)]).toEqual([kind, []]);
    }
  });
});

test('what was booked under any of their numbers comes together, the newest first, and of this brand only', async () => {
  const booked = async (phone: string, start: string, number: string, brand = BRAND) => {
    await store.records.insert(SPACE, 'booking', number, { number, start, brand });
    await store.records.insert(SPACE, 'booking-by-phone', `${phone}/${start}/${number}`, {});
  };
  await booked(ANN, '2026-03-01T09:00:00Z', 'B-1');
  await booked(BEN, '2026-04-01T09:00:00Z', 'B-2');
  await booked(ANN, '2026-05-01T09:00:00Z', 'B-3');
  await booked(BEN, '2026-06-01T09:00:00Z', 'B-4', 'other');
  await booked(CAT, '2026-07-01T09:00:00Z', 'B-5');
  const { bookings, cases } = await readPersonRecords(store.records, SPACE, BRAND, [ANN, BEN]);
  expect([bookings.map(({ number }) => number), cases]).toEqual([['B-3', 'B-2', 'B-1'], []]);
});

const words = fc.constantFrom('a', 'b', '', '__proto__', 'é');
const written: fc.Arbitrary<Written> = fc
  .record({
    name: fc.option(words, { nil: undefined }),
    email: fc.option(words, { nil: undefined }),
    fields: fc.dictionary(fc.constantFrom('x', 'y', 'name', 'constructor'), words),
  })
  .map(({ name, email, fields }) => ({
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    // As JSON gives it, with what every object has.
    fields: { ...fields },
  }));

test('whatever is chosen, nothing is lost and nothing is made up; apart again, everybody has what they had', () => {
  fc.assert(
    fc.property(written, written, fc.func(fc.boolean()), (one, other, choose) => {
      const lines = linesOf(one, other);
      const take = lines.map(({ line }) => line).filter((line) => choose(line));
      const both = mergeWritten(one, other, take);
      const found = new Map(linesOf(both, { fields: {} }).map(({ line, one: value }) => [line, value]));
      expect([...found.keys()]).toEqual(lines.map(({ line }) => line));
      for (const { line, one: left, other: right } of lines) {
        expect(found.get(line)).toBe(take.includes(line) ? (right ?? left) : (left ?? right));
      }
      expect(partWritten(both, other, [one])).toEqual(one);
      expect(partWritten(both, one, [other])).toEqual(other);
    }),
  );
});

type Deed = { kind: 'merge' | 'part' | 'save'; by: 0 | 1; phone: number; other: number };
const ALL: readonly string[] = [ANN, BEN, CAT, DAN];
const deeds = fc.array(
  fc.record({
    kind: fc.constantFrom<Deed['kind']>('merge', 'merge', 'part', 'save'),
    by: fc.constantFrom<0 | 1>(0, 1),
    phone: fc.nat(3),
    other: fc.nat(3),
  }),
  { minLength: 2, maxLength: 5 },
);

/** Everybody who has one of them has the same numbers, and no record is left over. */
async function consistent(among: Contacts): Promise<string[][]> {
  const groups = new Map<string, string[]>();
  for (const phone of ALL) {
    const person = await among.person(SPACE, BRAND, phone);
    expect(person.phones).toContain(phone);
    for (const other of person.phones) {
      expect(await among.person(SPACE, BRAND, other)).toEqual(person);
    }
    groups.set([...person.phones].sort().join(' '), person.phones);
  }
  return [...groups.values()];
}

test('two processes that merge, part and write at once: each deed is done whole or refused, and all agree in the end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), deeds, async (s, all) => {
      const own = openSqliteStore({ path: ':memory:' });
      try {
        const processes = [0, 1].map(() => createContacts(scheduled(own.records, s), newId));
        const done: Deed[] = [];
        const others = new Set<string>();
        const acts = all.map(async (deed, n) => {
          const by = processes[deed.by] as Contacts;
          const [phone, other] = [ALL[deed.phone] ?? '', ALL[deed.other] ?? ''];
          const result = await code(
            deed.kind === 'merge'
              ? merge(phone, other, { by })
              : deed.kind === 'part'
                ? by.part(SPACE, BRAND, phone)
                : by.save(SPACE, BRAND, phone, { fields: { Last: String(n) } }),
          );
          if (result === 'done') done.push(deed);
          else others.add(result);
        });
        await s.waitFor(Promise.all(acts));
        expect([...others].filter((one) => !['same_person', 'not_merged', 'conflict'].includes(one))).toEqual(
          [],
        );
        const after = createContacts(own.records, newId);
        const groups = await consistent(after);
        const persons = await own.records.list<{ stands: boolean }>(SPACE, PERSON, { limit: 50 });
        expect(persons.items.length).toBe(groups.filter(({ length }) => length > 1).length);
        expect(persons.items.filter(({ data }) => !data.stands)).toEqual([]);
        if (done.some(({ kind }) => kind === 'part')) return;
        // Without partings, those are together whom a chain of merges made so, and nobody else.
        const joined = ALL.map((phone) => new Set([phone]));
        for (const { kind, phone, other } of done) {
          const [one, two] = [joined[phone], joined[other]];
          if (kind !== 'merge' || !one || !two) continue;
          for (const member of two) one.add(member);
          for (const [n, set] of joined.entries()) if (one.has(ALL[n] ?? '') || set === two) joined[n] = one;
        }
        expect(groups.map((group) => [...group].sort())).toEqual(
          [...new Set(joined)].map((set) => [...set].sort()),
        );
      } finally {
        await own.close();
      }
    }),
    { numRuns: 80 },
  );
});

test('who reads while others write sees one person with all their numbers, as it was before or is after', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.nat(2), async (s, kind) => {
      const own = openSqliteStore({ path: ':memory:' });
      try {
        await merge(ANN, BEN, { by: createContacts(own.records, newId) });
        const [writing, reading] = [0, 1].map(() => createContacts(scheduled(own.records, s), newId)) as [
          Contacts,
          Contacts,
        ];
        const write = async () => {
          if (kind === 0) await merge(BEN, CAT, { by: writing });
          for (const n of ['1', '2']) await writing.save(SPACE, BRAND, ANN, { name: n, fields: {} });
        };
        const seen: Awaited<ReturnType<Contacts['person']>>[] = [];
        const read = async () => {
          for (let n = 0; n < 4; n += 1) seen.push(await reading.person(SPACE, BRAND, BEN));
        };
        await s.waitFor(Promise.all([write(), read()]));
        for (const { phones: all } of seen) expect(all.slice(0, 2)).toEqual([ANN, BEN]);
        const names = seen.map(({ written: { name = '0' } }) => name);
        expect(names).toEqual([...names].sort());
      } finally {
        await own.close();
      }
    }),
    { numRuns: 60 },
  );
});

test('broken off anywhere, it is done or it is not, for all numbers alike; and can be done again', async () => {
  for (let writes = 0; writes < 12; writes += 1) {
    const own = openSqliteStore({ path: ':memory:' });
    const sound = createContacts(own.records, newId);
    await sound.save(SPACE, BRAND, ANN, { name: 'Ann', fields: {} });
    await merge(BEN, CAT, { by: sound });
    let left = writes;
    const failing =
      <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        if (left === 0) throw new CodedError('storage_unavailable');
        left -= 1;
        return call(...args);
      };
    const { insert, update, remove } = own.records;
    const dying = createContacts(
      { ...own.records, insert: failing(insert), update: failing(update), remove: failing(remove) },
      newId,
    );
    const result = await code(merge(ANN, BEN, { by: dying }));
    const groups = (await consistent(sound)).filter((group) => !group.includes(DAN));
    expect([1, 2]).toContain(groups.length);
    if (result === 'done') expect(groups).toHaveLength(1);
    if (groups.length === 2) await merge(ANN, BEN, { by: sound });
    expect((await sound.person(SPACE, BRAND, CAT)).phones).toEqual([ANN, BEN, CAT]);
    expect(await sound.get(SPACE, BRAND, CAT)).toEqual({ name: 'Ann', fields: {} });
    await sound.part(SPACE, BRAND, ANN);
    expect((await sound.person(SPACE, BRAND, CAT)).phones).toEqual([BEN, CAT]);
    await own.close();
  }
});
